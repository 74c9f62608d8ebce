"""Which arguments of a command are its query, and which are options: a ``-`` may begin either."""

from __future__ import annotations

import re
from typing import TypeAlias

import click

from wenxun.cli.language import told

__all__ = ["QueryCommand"]

_Options: TypeAlias = dict[str, click.Option]

_EXCLUSION = re.compile(r"-(?:-+[^\x00-\x7F]|(?!-)[^=]*[^=\w-])", re.ASCII)
"""An argument that looks like an option and is none: a character of no option stands in it, before any ``=``."""

_MISTAKEN = re.compile(r"-(?:[A-Za-z]|[a-z]{2}|[0-9]{1,2})")
"""An argument that somebody took for options of this command, because another one has them (``grep -rn``)."""

_NUMBER = re.compile("=|[+-]?[0-9]")
"""How the value of a short option begins that stands right behind it; all of them are numbers."""


class QueryCommand(click.Command):
    """A command whose argument is a query, in which ``-屈原`` and ``-iPhone`` exclude and are no options.

    An argument with a character that no option has is a part of the query wherever it stands. One of Latin letters and
    digits is so behind the first word of the query, if it is no option, no short ones together, and no mistaken one.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments with all that is typed behind a ``--``."""
        known = {name: each for each in self.get_params(ctx) if isinstance(each, click.Option) for name in each.opts}
        options: list[str] = []
        typed: list[str] = []
        left = iter(args)
        for argument in left:
            if argument == "--":
                typed += left
            elif not argument.startswith("-") or argument == "-" or _EXCLUSION.match(argument):
                typed.append(argument)
            elif argument.startswith("--") or _is_of_short_options(argument, known):
                options.append(argument)
                if _wants_value(argument, known):
                    value = next(left, None)
                    if value is None:
                        return super().parse_args(ctx, options)  # which says that it is not there
                    options.append(value)
            else:
                _refuse_unless_excluded(argument, known, is_first=not typed)
                typed.append(argument)
        return super().parse_args(ctx, [*options, "--", *typed])


def _is_of_short_options(argument: str, known: _Options) -> bool:
    """Whether an argument is ``-l``, ``-n5``, ``-ln5`` or the like."""
    for place, letter in enumerate(argument[1:], 2):
        option = known.get(f"-{letter}")
        if option is None:
            return False
        if not option.is_flag:
            return place == len(argument) or _NUMBER.match(argument, place) is not None
    return True


def _wants_value(argument: str, known: _Options) -> bool:
    """Whether the value of an option is the next argument."""
    option = known.get(argument if argument.startswith("--") else f"-{argument[-1]}")
    return option is not None and not (option.is_flag or option.count)


def _refuse_unless_excluded(argument: str, known: _Options, *, is_first: bool) -> None:
    """Say what to type instead of an argument that may be meant as an option.

    Raises:
        click.UsageError: if it is not surely an exclusion.
    """
    word = argument[1:]
    long = f"-{argument}".partition("=")[0]
    if long in known:
        raise click.UsageError(
            told(
                "{argument} is no option, but {option} is. To leave out {word}, type: NOT {word}",
                argument=argument,
                option=long,
                word=word,
            )
        )
    if is_first or _MISTAKEN.fullmatch(argument):
        raise click.UsageError(
            told(
                "No such option: {argument}. To leave out {word}, type behind the query: NOT {word}",
                argument=argument,
                word=word,
            )
        )
