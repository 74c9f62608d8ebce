"""Help that teaches."""

from __future__ import annotations

from typing import Any

import click
import pytest

from search.cli import wenxun

COMMANDS = sorted(wenxun.commands)


def test_the_help_shows_first_steps_and_explains_exit_codes(run: Any) -> None:
    text = run("--help").out
    for promised in (
        "First steps:",
        "wenxun index",
        "wenxun search",
        "wenxun serve",
        "Exit codes:",
        "NO_COLOR",
    ):
        assert promised in text


def test_all_commands_are_there() -> None:
    promised = {"index", "search", "show", "analyze", "stats", "delete", "check", "verify", "serve"}
    assert promised <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_explained_and_takes_the_index(run: Any, name: str) -> None:
    command = wenxun.commands[name]
    assert run(name, "--help").code == 0
    assert command.help
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert all(option.help for option in options)
    assert any("--index" in option.opts for option in options)


@pytest.mark.parametrize("name", ["index", "search", "show", "analyze", "serve"])
def test_the_commands_that_people_start_with_give_examples(run: Any, name: str) -> None:
    text = run(name, "--help").out
    assert "Examples:" in text
    assert f"  wenxun {name} " in text


@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_help_fits_into_eighty_columns(run: Any, name: str | None) -> None:
    from search.cli.terminal import display_width

    lines = run(*([name] if name else []), "--help").out.splitlines()
    assert max(map(display_width, lines)) <= 80
