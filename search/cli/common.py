"""What all commands share: the ``--index`` option, opening the engine, exit codes."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wenxun.cli.streams import discard_output
from wenxun.errors import ShortageError, WenxunError, WenxunIndexError

if TYPE_CHECKING:
    from wenxun.engine import SearchEngine

__all__ = [
    "DONE",
    "FAILED",
    "NOTHING_FOUND",
    "OUTPUT_FAILED",
    "SHORT",
    "USAGE",
    "Commands",
    "QueryCommand",
    "as_text",
    "filter_option",
    "index_location",
    "index_option",
    "open_engine",
    "say",
    "variant_option",
    "write",
    "write_json",
]

DONE, NOTHING_FOUND, USAGE, FAILED, OUTPUT_FAILED, SHORT = range(6)
"""Exit codes; ``wenxun --help`` explains them."""

_EXCLUSION = re.compile(r"-(?:-+[^\x00-\x7F]|(?!-)[^=]*[^=\w-])", re.ASCII)
"""An argument that looks like an option and is none: a character of no option stands in it, before any ``=``."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Commands(click.Group):
    """A group of commands that turns errors raised on purpose into one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they were added."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an output that was closed early (``wenxun search … | head``) is no error."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            discard_output()
            ctx.exit(DONE)
        except WenxunError as error:
            say(f"wenxun: {error}")
            ctx.exit(_exit_code(error))
        except (MemoryError, OSError) as error:
            shortage = ShortageError.of(error)
            if shortage is None:
                raise
            say(f"wenxun: {shortage}")
            ctx.exit(SHORT)
        except KeyboardInterrupt:
            say("wenxun: stopped")
            ctx.exit(130)
        return result


def _exit_code(error: WenxunError) -> int:
    if isinstance(error, ShortageError):
        return SHORT
    return FAILED if isinstance(error, WenxunIndexError) else USAGE


class QueryCommand(click.Command):
    """A command whose argument is a query, in which ``-屈原`` excludes and is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments with all that is typed behind a ``--``."""
        options: list[str] = []
        typed: list[str] = []
        with_value = {
            name
            for each in self.get_params(ctx)
            if isinstance(each, click.Option) and not (each.is_flag or each.count)
            for name in each.opts
        }
        left = iter(args)
        for argument in left:
            if argument == "--":
                typed += left
            elif argument == "-" or not argument.startswith("-") or _EXCLUSION.match(argument):
                typed.append(argument)
            else:
                options.append(argument)
                if argument in with_value:
                    options += islice(left, 1)
        return super().parse_args(ctx, [*options, "--", *typed])


def index_option(function: _Function) -> _Function:
    """Adds ``--index DIR``; one given after the command wins over one given before it."""

    def remember(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
        if value:
            ctx.ensure_object(dict)["index"] = value

    return click.option(
        "--index",
        metavar="DIR",
        type=click.Path(file_okay=False),
        expose_value=False,
        callback=remember,
        help="Folder that holds the index, or its address in a cluster, as http://host:9200/name.  "
        "[default: $WENXUN_INDEX, else wenxun.toml, else ./index]",
    )(function)


def filter_option(function: _Function) -> _Function:
    """Adds ``--filter``, which may be given several times."""
    return click.option(
        "--filter",
        "filters",
        metavar="FIELD=VALUE",
        multiple=True,
        help="Only articles with this value (tag=茶, published=2020..); of several values of a field one.",
    )(function)


def variant_option(function: _Function) -> _Function:
    """Adds ``--variant``, the writing that articles are shown in."""
    return click.option(
        "--variant",
        type=click.Choice(["orig", "hans", "hant", "tw", "hk"]),
        default="orig",
        show_default=True,
        help="Show articles as written, or in 简体, 繁體, Taiwan's or Hong Kong's writing.",
    )(function)


def index_location() -> str | None:
    """The index that the command line names; ``None`` leaves it to the settings."""
    location: str | None = click.get_current_context().ensure_object(dict).get("index")
    return location


def open_engine(synonyms: str | None = None) -> SearchEngine:
    """The engine on the command's index; imported here, because it takes longer than all of ``--help``.

    Args:
        synonyms: a list of synonyms to use instead of that of the settings.
    """
    from wenxun.engine import SearchEngine
    from wenxun.settings import load_settings

    settings = load_settings() if synonyms is None else replace(load_settings(), synonyms=synonyms)
    return SearchEngine(index_location(), settings=settings)


def as_text(argument: str) -> str:
    """The argument without the lone surrogates that stand for bytes which are no UTF-8."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def write(line: str = "") -> None:
    """One line of data."""
    click.echo(line)


def write_json(body: Any, *, indent: int | None = 2) -> None:
    """A body as JSON, in characters that the output can hold."""
    from wenxun.presentation import to_json

    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    click.echo(to_json(body, indent=indent, ascii_only=encoding != "utf8"))


def say(message: str) -> None:
    """One message for the reader, not part of the data."""
    from wenxun.cli.terminal import clean

    click.echo(clean(message), err=True)
