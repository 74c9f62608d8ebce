"""Help that teaches."""

from __future__ import annotations

from typing import Any

import click
import pytest

from wenxun.cli import wenxun

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
    promised = (
        "index search suggest show analyze stats list delete excluded include check verify rebuild snapshot export "
        "serve queries mcp completion"
    )
    assert [*wenxun.list_commands(click.Context(wenxun))] == promised.split()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_explained_and_takes_the_index(run: Any, name: str) -> None:
    command = wenxun.commands[name]
    assert run(name, "--help").code == 0
    assert command.help
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert all(option.help for option in options)
    assert any("--index" in option.opts for option in options)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_gives_examples_exit_codes_and_environment(run: Any, name: str) -> None:
    text = run(name, "--help").out
    examples, exits, environment = (text.index(f"  {part}:\n") for part in ("Examples", "Exit codes", "Environment"))
    assert examples < exits < environment
    assert f"wenxun {name}" in text[examples:exits] or f"{name} all.jsonl" in text[examples:exits]
    assert [line.split()[0] for line in text[exits:environment].splitlines()[1:] if line.strip()][-4:] == list("2345")
    assert "WENXUN_INDEX" in text[environment:]


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_does_is_said_whole_in_the_list_of_commands(run: Any, name: str) -> None:
    line = next(line for line in run("--help").out.splitlines() if line.split()[:1] == [name])
    assert line.endswith(".")
    assert not line.endswith("...")


@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_help_fits_into_eighty_columns(run: Any, name: str | None) -> None:
    from wenxun.cli.terminal import display_width

    lines = run(*([name] if name else []), "--help").out.splitlines()
    assert max(map(display_width, lines)) <= 80
