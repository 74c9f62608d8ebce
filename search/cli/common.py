"""What all commands share: the ``--index`` option, opening the engine, exit codes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wenxun.cli.formatting import SpeakingContext, first_sentence
from wenxun.cli.language import OPTION, choose_language, is_english, told
from wenxun.cli.streams import discard_output
from wenxun.errors import ShortageError, WenxunError, WenxunIndexError
from wenxun.notices import Notice, language_for

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
    "as_text",
    "filter_option",
    "index_location",
    "index_option",
    "lang_option",
    "open_engine",
    "say",
    "variant_option",
    "warn",
    "write",
    "write_json",
]

DONE, NOTHING_FOUND, USAGE, FAILED, OUTPUT_FAILED, SHORT = range(6)
"""Exit codes; ``wenxun --help`` explains them."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Commands(click.Group):
    """A group of commands that turns errors raised on purpose into one line and an exit code."""

    context_class = SpeakingContext

    def main(self, args: Sequence[str] | None = None, *others: Any, **named: Any) -> Any:
        """Run, in the language of whoever reads it."""
        choose_language(sys.argv[1:] if args is None else args)
        return super().main(args, *others, **named)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command; its help is in that language, too.

        Args:
            cmd: the command.
            name: what it is called; ``None``: as it calls itself.
        """
        cmd.context_class = SpeakingContext
        super().add_command(cmd, name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, each with the first sentence of its help."""
        with formatter.section(told("Commands")):
            formatter.write_dl([(name, first_sentence(each.help or "")) for name, each in self.commands.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; of a Chinese word that is none, say how it is searched."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].isascii():
            raise click.UsageError(told("{word} is no command. To search for it: wenxun search {word}", word=args[0]))
        return super().resolve_command(ctx, args)

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
            warn(error.notice)
            ctx.exit(_exit_code(error))
        except (MemoryError, OSError) as error:
            shortage = ShortageError.of(error)
            if shortage is None:
                raise
            warn(shortage.notice)
            ctx.exit(SHORT)
        except KeyboardInterrupt:
            warn("stopped")
            ctx.exit(130)
        return result


def _exit_code(error: WenxunError) -> int:
    if isinstance(error, ShortageError):
        return SHORT
    return FAILED if isinstance(error, WenxunIndexError) else USAGE


def index_option(function: _Function) -> _Function:
    """Add ``--index DIR``; one given after the command wins over one given before it."""

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
    """Add ``--filter``, which may be given several times."""
    return click.option(
        "--filter",
        "filters",
        metavar="FIELD=VALUE",
        multiple=True,
        help="Only articles with this value (tag=茶, published=2020..); of several values of a field one.",
    )(function)


def lang_option(function: _Function) -> _Function:
    """Add ``--lang``, which is obeyed before the command line is read (`wenxun.cli.language`)."""

    def check(_: click.Context, __: click.Parameter, tag: str | None) -> None:
        if tag is not None and language_for([tag]) is None:
            raise click.BadParameter(told("there is no language {tag!r}. Write en, zh-CN, zh-TW or zh-HK.", tag=tag))

    return click.option(
        OPTION,
        metavar="TAG",
        expose_value=False,
        callback=check,
        help="Language of help and messages: en, zh-CN, zh-TW or zh-HK.  [default: that of the locale]",
    )(function)


def variant_option(function: _Function) -> _Function:
    """Add ``--variant``, the writing that articles are shown in."""
    return click.option(
        "--variant",
        type=click.Choice(["orig", "hans", "hant", "tw", "hk"]),
        default="orig",
        show_default=True,
        help="Show articles as written, or in 简体, 繁體, Taiwan's or Hong Kong's writing.",
    )(function)


def index_location() -> str | None:
    """Return the index that the command line names; ``None`` leaves it to the settings."""
    location: str | None = click.get_current_context().ensure_object(dict).get("index")
    return location


def open_engine(synonyms: str | None = None) -> SearchEngine:
    """Open the engine on the command's index; imported here, because it takes longer than all of ``--help``.

    Args:
        synonyms: a list of synonyms to use instead of that of the settings.
    """
    from wenxun.engine import SearchEngine
    from wenxun.settings import load_settings

    if not is_english():
        _translate_log()
    settings = load_settings() if synonyms is None else replace(load_settings(), synonyms=synonyms)
    return SearchEngine(index_location(), settings=settings)


@cache
def _translate_log() -> None:
    """Let warnings of the engine, which Python writes to standard error by itself, be in the reader's language, too."""
    import logging  # not cheap, and in English of no use

    class Speaking(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            warn(record.msg if isinstance(record.msg, Notice) else record.getMessage())

    logging.getLogger("wenxun").addHandler(Speaking(logging.WARNING))


def as_text(argument: str) -> str:
    """Return the argument without the lone surrogates that stand for bytes which are no UTF-8."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def write(line: str = "") -> None:
    """One line of data."""
    click.echo(line)


def write_json(body: Any, *, indent: int | None = 2) -> None:
    """Write a body as JSON, in characters that the output can hold.

    Args:
        body: the body.
        indent: blanks for each level; ``None``: all in one line.
    """
    from wenxun.presentation import to_json

    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    click.echo(to_json(body, indent=indent, ascii_only=encoding != "utf8"))


def say(message: str) -> None:
    """One message for the reader, not part of the data."""
    from wenxun.cli.terminal import clean

    click.echo(clean(message), err=True)


def warn(message: str, /, **values: object) -> None:
    """One message that something is wrong or done, in the language of the reader.

    Args:
        message: a notice, or the form of one.
        values: values of the form.
    """
    say(f"wenxun: {told(message, **values)}")
