"""Completion of the command line: the ``completion`` command, and what is completed beyond commands and options."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

import click
from click.shell_completion import (
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    get_completion_class,
)

from wenxun.cli.common import DONE, index_option, write
from wenxun.cli.formatting import option_help, short_help
from wenxun.cli.manual import manual
from wenxun.errors import WenxunError

if TYPE_CHECKING:
    from wenxun.engine import SearchEngine

__all__ = ["complete_ids", "complete_names", "completion"]

_MOST_ITEMS = 50
_MOST_ARTICLES = 20_000
_BREAKS_IN_A_SHELL = re.compile(r"""[\s"'`\\$&;|<>()*?\[\]{}!#~]""")

_EPILOG = manual(
    """
  eval "$(wenxun completion bash)"                 in ~/.bashrc
  eval "$(wenxun completion zsh)"                  in ~/.zshrc
  wenxun completion fish > ~/.config/fish/completions/wenxun.fish
""",
    before="""
Completed are commands, options and their values, folders, ids of articles (wenxun show) and names that stand in
the index (wenxun search): by their first characters in either script or, in bash and zsh with the extra "pinyin",
by their sound.
""",
)


@click.command(epilog=_EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@index_option
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the lines that make SHELL complete the command."""
    made = get_completion_class(shell)
    assert made is not None, shell
    write(made(ctx.find_root().command, {}, "wenxun", "_WENXUN_COMPLETE").source())
    ctx.exit(DONE)


class _Speaking(ShellComplete):
    """Says what commands and options are for in the reader's language."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Return what may stand here."""
        items = super().get_completions(args, incomplete)
        for item in items:
            command = self.cli.commands.get(item.value) if isinstance(self.cli, click.Group) else None
            if command is not None and item.help == command.get_short_help_str():
                item.help = short_help(command)
            elif item.help and item.value.startswith("-"):
                item.help = option_help(item.help)
        return items


class _Zsh(_Speaking, ZshComplete):
    pass


class _Fish(_Speaking, FishComplete):
    pass


add_completion_class(_Zsh)
add_completion_class(_Fish)


def complete_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return ids of articles that begin so.

    Args:
        ctx: the command line so far.
        _: the parameter.
        incomplete: what is typed of it.
    """

    def items(engine: SearchEngine) -> Iterator[CompletionItem]:
        begin_so = (each for each in engine.articles() if each.id.startswith(incomplete))
        return (CompletionItem(each.id, help=each.title) for each in begin_so)

    return _completed(ctx, items)


def complete_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return names that stand in the index and begin, or sound, so.

    Args:
        ctx: the command line so far.
        _: the parameter.
        incomplete: what is typed of it.
    """

    def items(engine: SearchEngine) -> Iterator[CompletionItem]:
        found = engine.suggest(incomplete, limit=_MOST_ITEMS)
        return (CompletionItem(each.text, help=each.kind) for each in found)

    return _completed(ctx, items)


def _completed(ctx: click.Context, items: Callable[[SearchEngine], Iterator[CompletionItem]]) -> list[CompletionItem]:
    """The first items that can be typed as they are; none where an index is missing or too large to answer at once."""
    from wenxun.engine import SearchEngine

    with suppress(WenxunError), SearchEngine((ctx.find_object(dict) or {}).get("index")) as engine:
        if engine.stats().articles <= _MOST_ARTICLES:
            return list(islice((each for each in items(engine) if _is_plain(each.value)), _MOST_ITEMS))
    return []


def _is_plain(text: str) -> bool:
    """Whether a shell takes the text for one word: its lines for completion quote nothing."""
    return _BREAKS_IN_A_SHELL.search(text) is None
