"""Code in Markdown that runs when a page is made (R Markdown, Quarto, Jupyter Book): its options, name and captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

__all__ = ["cell_lines", "named_place"]

_CELL = re.compile(
    r"(?P<fence>[ \t>]*`{3,})[ \t]*\{(?P<name>[a-zA-Z][\w-]*)(?P<arguments>(?:[\s,][^\n]*)?)\}[ \t]*\S*[ \t]*"
)
_NOTEBOOK = "code-cell"
_ENGINES = frozenset((  # what knitr, Quarto and Jupyter Book run
    _NOTEBOOK, "r", "python", "python3", "julia", "bash", "sh", "zsh", "sql", "stan", "rcpp", "cat", "js", "css",
    "sass", "scss", "ojs", "observable", "mermaid", "dot", "graphviz", "tikz", "perl", "ruby", "go", "node", "octave",
    "sas", "stata", "haskell", "lua", "awk", "sed", "scala", "fortran", "fortran95", "c", "cc", "cpp", "asy",
    "verbatim", "embed", "targets", "webr", "webr-r", "pyodide", "pyodide-python", "shinylive-r", "shinylive-python",
    "powershell", "psql", "mysql", "groovy", "fish", "coffee", "php", "java", "rust", "typescript", "javascript", "d2",
))  # fmt: skip
_OPTION = re.compile(
    r"[ \t>]*(?:#|//|%%|--)\|[ \t]?(?:(?P<name>[\w.-]+):(?:[ \t]+(?P<value>.*))?|(?P<more>[ \t]+.*))?"
    r"|[ \t]*:(?P<colon>[a-z][\w-]*):(?:[ \t].*)?"
)
_ARGUMENT = re.compile(r"(?:fig|tab|tbl|lst)[.-]cap[ \t]*=[ \t]*(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)')")
_CAPTIONS = frozenset(("fig-cap", "fig.cap", "tbl-cap", "tab.cap", "lst-cap", "caption"))
_FOLDED = frozenset(("|", ">", "|-", ">-"))


def named_place(*names: str) -> str:
    """Return a line that gives the place below it the names that are not empty."""
    return "".join(f'<a id="{escape(name)}"></a>' for name in names if name) + "\n"


def cell_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines of a cell as a named place, plain fenced code and captions; none where ``lines`` are no cell."""
    cell = _CELL.fullmatch(lines[0])
    if cell is None or cell["name"].lower() not in _ENGINES:
        return []
    is_notebook = cell["name"] == _NOTEBOOK
    first = "" if is_notebook else cell["arguments"].split(",")[0].strip()
    names = [first] if first and "=" not in first else []
    captions = [one or other for one, other in _ARGUMENT.findall(cell["arguments"])]
    at = 1
    if is_notebook and lines[1].strip() == "---":
        end = next((place for place in range(2, len(lines)) if lines[place].strip() == "---"), 0)
        stated = [line.strip().partition(": ") for line in lines[2:end]]
        names += [value.strip() for name, _, value in stated if name == "name"]
        captions += [_unquoted(value.strip()) for name, _, value in stated if name == "caption"]
        at = end + 1 if end else 1
    at = _read_options(lines, at, names, captions)
    shown = [text for caption in captions if (text := caption.strip())]
    prefix = cell["fence"].rstrip("`")
    made = [named_place(names[0], f"fig:{names[0]}" if shown and not is_notebook else "")] if names else []
    made += [cell["fence"] + ("" if is_notebook else cell["name"].lower()), *lines[at:]]
    for caption in shown:
        made += ["", prefix + caption, ""]
    return made


def _read_options(lines: Sequence[str], at: int, names: list[str], captions: list[str]) -> int:
    """Read the options from line ``at`` on into ``names`` and ``captions``; returns the index behind them."""
    is_caption = False
    for place in range(at, len(lines)):
        option = _OPTION.fullmatch(lines[place])
        if option is None:
            return place
        value = (option["value"] or "").strip()
        if option["name"] is None:
            if is_caption and option["more"]:
                captions[-1] = f"{captions[-1]} {option['more'].strip(' -')}".strip()
            continue
        is_caption = option["name"] in _CAPTIONS
        if is_caption:
            captions.append("" if value in _FOLDED else _unquoted(value))
        elif option["name"] == "label" and value:
            names.append(value)
    return len(lines)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0] else value
