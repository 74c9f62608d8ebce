"""Options that take a whole number say which numbers they take."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from wenxun.cli.app import wenxun as cli


def number_options() -> list[tuple[str, str]]:
    return [
        (name, option.opts[-1])
        for name, command in cli.commands.items()
        for option in command.params
        if isinstance(option, click.Option) and isinstance(option.type, click.types.IntParamType)
    ]


@pytest.mark.parametrize(("command", "option"), number_options())
@pytest.mark.parametrize("typed", ["x", "1.5", "", "-1", "１x", "0x10", "1e3"])
def test_what_is_no_number_is_answered_with_those_that_are(command: str, option: str, typed: str) -> None:
    result = CliRunner().invoke(cli, ["--lang", "en", command, f"{option}={typed}"])
    assert result.exit_code == 2
    assert f"{typed!r} is no whole number from " in result.output


@pytest.mark.parametrize("typed", ["0", "-3"])
def test_a_number_that_is_too_small_is_not_taken(typed: str) -> None:
    result = CliRunner().invoke(cli, ["--lang", "en", "search", "茶", "--limit", typed])
    assert (result.exit_code, f"{typed!r} is no whole number from 1 on." in result.output) == (2, True)


@pytest.mark.parametrize("typed", ["65536", "-1"])
def test_a_number_that_is_too_large_is_not_taken(typed: str) -> None:
    result = CliRunner().invoke(cli, ["--lang", "en", "serve", "--port", typed])
    assert (result.exit_code, f"{typed!r} is no whole number from 0 to 65535." in result.output) == (2, True)
