"""Writes docs/api.md, the page of the Python API, from the docstrings: ``python docs/make_api.py``."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import wenxun

PAGE = Path(__file__).parent / "api.md"
_SECTION = re.compile(r"^(Args|Returns|Yields|Raises|Attributes|Example):$")
_ENTRY = re.compile(r"(?P<names>[\w*]+(?:, [\w*]+)*): (?P<text>.*)", re.DOTALL)
_DEFAULT_CHARS = 40
_HEAD = """# The Python API

Made from the docstrings by `make api`; do not edit it. [In Python](python.md) shows it at work.

"""
_TITLES = {"Args": "Arguments"}
_PARTS = (
    ("The engine", ("SearchEngine", "ArticleWriter", "Selection", "Settings", "Ranking", "StreamWeights")),
    ("Articles", ("Article", "Section", "Link", "Element", "VariantRule", "Span", "TextDate")),
    ("What a search gives", ()),
    ("Errors", ()),
)
"""Headings of the page, and what stands beneath them; of the last two, whatever is left."""


def public_names() -> dict[str, tuple[str, ...]]:
    """Return each heading of the page with the public names beneath it."""
    named = {name for _, names in _PARTS for name in names}
    left = [name for name in wenxun.__all__ if name not in named]
    errors = tuple(name for name in left if issubclass(getattr(wenxun, name), Exception))
    values = tuple(name for name in left if name not in errors)
    return dict(zip((heading for heading, _ in _PARTS), (_PARTS[0][1], _PARTS[1][1], values, errors), strict=True))


def sections(docstring: str) -> dict[str, str]:
    """Return the parts of a docstring by their names; what stands before all of them has the name ""."""
    found: dict[str, list[str]] = {"": []}
    current = ""
    for line in inspect.cleandoc(docstring).splitlines():
        if heading := _SECTION.match(line):
            current = heading[1]
            found[current] = []
        else:
            found[current].append(line)
    return {name: inspect.cleandoc("\n".join(["", *lines])) for name, lines in found.items()}


def entries(section: str) -> dict[str, str]:
    """Return name and description of what an ``Args``, ``Attributes`` or ``Raises`` section lists."""
    parts = re.split(r"\n(?=\S)", section) if section else []
    found = (_ENTRY.fullmatch(part) for part in parts)
    return {each["names"]: " ".join(each["text"].split()) for each in found if each is not None}


def members(cls: type) -> Iterator[tuple[str, Any]]:
    """Yield the public methods and properties of a class and of its own bases, in the order of the source."""
    for base in cls.__mro__:
        if base.__module__.startswith("wenxun"):
            for name, member in vars(base).items():
                is_shown = isinstance(member, classmethod | property) or inspect.isfunction(member)
                if not name.startswith("_") and is_shown:
                    yield name, member


def constructor(cls: type) -> Any | None:
    """Return the ``__init__`` of a class that is written out and described."""
    init = inspect.getattr_static(cls, "__init__")
    return init if inspect.isfunction(init) and init.__doc__ else None


def function_of(member: Any) -> Any:
    """Return the function of a method or class method."""
    return inspect.unwrap(member.__func__ if isinstance(member, classmethod) else member)


def signature(name: str, function: Any) -> str:
    """Return a call as it is written in Python, without ``self``."""
    shown: list[str] = []
    found = inspect.signature(function)
    kinds = [parameter.kind for parameter in found.parameters.values()]
    for parameter in list(found.parameters.values())[1:]:
        is_first = parameter.kind is parameter.KEYWORD_ONLY and parameter.VAR_POSITIONAL not in kinds
        if is_first and "*" not in shown:
            shown.append("*")
        text = str(parameter.replace(annotation=parameter.empty))
        if parameter.annotation is not parameter.empty:
            name_part, _, default = text.partition("=")
            default = default if len(default) <= _DEFAULT_CHARS else "…"
            text = f"{name_part}: {parameter.annotation}" + (f" = {default}" if default else "")
        shown.append(text)
    result = "" if found.return_annotation in (found.empty, "None") else f" -> {found.return_annotation}"
    line = f"{name}({', '.join(shown)}){result}"
    return line if len(line) <= 100 else f"{name}(\n" + "".join(f"    {each},\n" for each in shown) + f"){result}"


def described(docstring: str) -> Iterator[str]:
    """Yield the Markdown of a docstring."""
    for name, text in sections(docstring).items():
        if name == "Example":
            yield f"```pycon\n{text}\n```"
        elif name in ("Args", "Attributes", "Raises"):
            listed = (f"- {_code(names)}: {_markdown(text)}" for names, text in entries(text).items())
            yield f"{_TITLES.get(name, name)}:\n\n" + "\n".join(listed)
        elif name:
            yield f"{name}: {_markdown(' '.join(text.split()))}"
        elif text:
            yield _markdown(text)


def _code(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split(", "))


def _markdown(text: str) -> str:
    return text.replace("``", "`")


def page() -> str:
    """Return the whole page."""
    blocks: list[str] = []
    for heading, names in public_names().items():
        blocks.append(f"## {heading}")
        for name in names:
            blocks += _of_class(name, getattr(wenxun, name))
    return _HEAD + "\n\n".join(blocks) + "\n"


def _of_class(name: str, cls: type) -> Iterator[str]:
    yield f"### {name}"
    yield from described(cls.__doc__ or "")
    init = constructor(cls)
    if init is not None:
        yield f"```python\n{signature(name, init)}\n```"
        yield from described(init.__doc__)
    for member_name, member in members(cls):
        yield f"#### {name}.{member_name}"
        if not isinstance(member, property):
            yield f"```python\n{signature(member_name, function_of(member))}\n```"
        yield from described(member.__doc__ or "")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
