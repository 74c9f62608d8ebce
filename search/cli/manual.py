"""The last parts of every help text, the same everywhere: examples, exit codes, environment."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["manual"]

_EXITS = {
    0: "done",
    2: "the command line or the query cannot be understood",
    3: "the index is missing, locked or damaged",
    4: "the output cannot be written",
    5: "there is too little memory, or too few files may be open",
}
_ENVIRONMENT = {
    "WENXUN_INDEX": "the index, where --index names none",
    "NO_COLOR": "set to anything: no colours",
    "FORCE_HYPERLINK": "1: titles are links in every terminal, 0: in none",
    "EDITOR": "opens what --edit names; VISUAL comes before it",
    "PAGER": "shows what --open opens (less)",
}


def manual(
    examples: str,
    *,
    title: str = "Examples",
    before: str = "",
    exits: Mapping[int, str] | None = None,
    environment: tuple[str, ...] = (),
) -> str:
    """Return the end of a command's help.

    Args:
        examples: command lines, one a line, the remarks in a column.
        title: what stands over them.
        before: what is to be said before the examples, as click reads it.
        exits: exit codes and what they mean, besides or instead of the usual ones.
        environment: names of variables that count besides WENXUN_INDEX.
    """
    codes = {**_EXITS, **(exits or {})}
    names = ("WENXUN_INDEX", *environment)
    width = max(map(len, names))
    return "\n\n".join(
        [
            *([before.strip()] if before else []),
            _part(title, examples.strip("\n").splitlines()),
            _part("Exit codes", [f"  {code}  {codes[code]}" for code in sorted(codes)]),
            _part("Environment", [f"  {name:{width}}  {_ENVIRONMENT[name]}" for name in names]),
        ]
    )


def _part(title: str, lines: list[str]) -> str:
    return "\n".join(["\b", f"{title}:", *lines])  # click leaves what follows a \b as it is
