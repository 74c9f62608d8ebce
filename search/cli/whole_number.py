"""Options that take a whole number."""

from __future__ import annotations

from typing import Any

import click

from wenxun.cli.language import told

__all__ = ["WholeNumber"]


class WholeNumber(click.types.IntParamType):
    """A whole number from ``least`` on, or up to ``most``; ``N`` in the help.

    Args:
        least: the smallest that is taken.
        most: the largest, if there is one.
    """

    name = "n"

    def __init__(self, least: int, most: int | None = None) -> None:
        self._least, self._most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number that was typed.

        Args:
            value: what was typed, or the number of the default.
            param: the option, of which a message tells.
            ctx: the command, of which a message tells.

        Raises:
            click.BadParameter: if it is none, or too small or too large.
        """
        try:
            number = int(value)
        except ValueError:
            number = self._least - 1
        if self._most is None and number < self._least:
            said = told("{value!r} is no whole number from {least} on.", value=value, least=self._least)
            self.fail(said, param, ctx)
        if self._most is not None and not self._least <= number <= self._most:
            said = told(
                "{value!r} is no whole number from {least} to {most}.", value=value, least=self._least, most=self._most
            )
            self.fail(said, param, ctx)
        return number
