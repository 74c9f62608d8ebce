"""The head of a Markdown file in which its owner states fields: YAML, TOML or JSON, closed or not, lines of Pandoc,
comments.

A head is recognised by its first line and by the names in it, so that a rule above a paragraph, or a paragraph with a
colon in it, stays text. What a parser of the notation refuses is read line by line: a template's placeholder or a colon
in a title must not cost the other fields.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from wenxun.articles.metadata import is_stated_name, stated_as
from wenxun.articles.nesting import nests_deeply
from wenxun.errors import ArticleError
from wenxun.notices import Notice

__all__ = ["split_front_matter", "stated_below_title"]

_LONGEST_CHARS = 1 << 16
_BEFORE = re.compile(r"(?:\s*<!--(?:(?!-->)[^\0]){0,2000}-->)*\s*", re.DOTALL)
_OPENING = re.compile(r"(---+|\+\+\+|;;;)[ \t]*\n")
_CLOSING = {
    "-": re.compile(r"^(?:---+|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE),
    "+": re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE),
    ";": re.compile(r"^;;;[ \t]*(?:\n|\Z)", re.MULTILINE),
}
_NAMED = re.compile(r"""^(?:"[^"\n]+"|'[^'\n]+'|[^\s\-#:=\[{"'][^:=\n]{0,80}?)[ \t]*[:=](?:[ \t]|$)""", re.MULTILINE)
_TOML_NAME = re.compile(r"^[\w-]+=[\"'\[\d]", re.MULTILINE)
_HEAD_LINE = re.compile(r"([\w][\w -]{0,40}):(?!//)([ \t]|$)?|[ \t]+\S|-[ \t]+\S|#")
_OF_LOGSEQ = re.compile(r"^([\w][\w -]{0,40})::(?=[ \t]|$)", re.MULTILINE)
_JOPLIN = re.compile(r"(?:\A|\n\n)id: [0-9a-f]{32}\n(?:[a-z][\w ]*:[^\n]*\n)*type_: (?P<kind>\d+)\s*\Z")
_OF_JOPLIN = {"created_time": "created", "updated_time": "updated", "author": "author", "source_url": "url", "id": "id"}
_JOPLIN_CHARS = 4_000
_PLAIN_NAME = re.compile(r"[a-z][\w-]*", re.ASCII)
_LOOSE = re.compile(r"""["']?([^\s:="'#-][^:="'\n]{0,80}?)["']?[ \t]*[:=][ \t]*(.*)""")
_FOLDED = re.compile(
    r"(?<=[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef])\n[ \t]+(?=[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef])"
)
_LITERAL = re.compile(r"[:-][ \t]+\|[+-]?[ \t]*$", re.MULTILINE)
_TOUCHING = re.compile(r"^(\w[\w -]{0,40})(?::(?=[^\s/:])|：)", re.MULTILINE)
# values that YAML takes for lists of lists, or for comments: [[链接]], [[另一个]]; #标签, #另一个; 系列 #2
_UNQUOTED = re.compile(
    r"^([ \t]*(?:-[ \t]+|([\w][\w -]{0,40}):[ \t]+))"
    r"(\[\[[^\[\],\"'\n]+\]\].*|#[^\s#].*|[^\s\"'\[{|>&*!#%@`].*[ \t]#\d.*)$",
    re.MULTILINE,
)
# link definitions that lead nowhere and comments, in which owners of programs without heads keep what they state
_DEFINED = re.compile(
    r"[ \t]*\[(?:#|//|comment|metadata|_\w+_:?([\w-]*))\]:[ \t]*(?:#|<>|-)?[ \t]*"
    r"(?:([\w-]+):[ \t]*)?(?:\((.*)\)|\"(.*)\"|'(.*)')[ \t]*",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--((?:(?!-->)[^\0]){0,2000})-->", re.DOTALL)
_COMMENTED = re.compile(r"[ \t]*(\w[\w -]{0,40}?)[ \t]*[:：][ \t]*(\S.*?)[ \t]*")
_PANDOC = re.compile(
    r"\A\ufeff?%[ \t]+(\S.*)\n((?:[ \t]+\S.*\n)*)(?:%(.*)\n((?:[ \t]+\S.*\n)*)(?:%(.*)\n)?)?(?=[ \t]*(?:\n|\Z))"
)
_BELOW_TITLE = re.compile(r"\s*# [^\n]+\n(?:[ \t]*\n)?((?:[^\s#>|`<!-][^\n]*(?:\n|\Z)){1,40})(?=\s|\Z)")
_LINE_BELOW = re.compile(r"([^\s:：*\[\](){}][^:：*\[\](){}\n]{0,40}?)(?:[ \t]*：[ \t]*|:(?:[ \t]+|$))(\S.*)?")
_OF_ARTICLE = frozenset(("published", "updated", "authors", "tags", "categories", "aliases", "url"))
_OF_EVENTS = frozenset(
    ("时间", "時間", "datetime", "timestamp", "link", "链接", "連結")
)  # they say little under a title
_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\n]*\)")


def split_front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """Return the fields that the head of ``text`` states, and the text behind it; without a head none, and ``text``.

    Values are texts, numbers, truth values, ``None``, or lists and mappings of such.

    Raises:
        ArticleError: ``no-record`` for a file that Joplin exports beside its notes.
    """
    if "type_: " in text[-16:] and (found := _JOPLIN.search(text, max(0, len(text) - _JOPLIN_CHARS))):
        return _split_joplin(text, found)
    start = _BEFORE.match(text)
    at = start.end() if start else 0
    head = text[at : at + _LONGEST_CHARS]
    if head[:1] == "{":
        return _split_json(text, at)
    opening = _OPENING.match(head)
    if opening is None:
        stated, rest = _split_unopened(text, at, head)
        return (stated, rest) if rest is not text else _split_unmarked(text, at)
    sign = opening[1][0]
    closing = _CLOSING[sign].search(head, opening.end())
    if closing is None:
        return {}, text
    inside, after = _OF_LOGSEQ.sub(r"\1:", head[opening.end() : closing.start()]), text[at + closing.end() :]
    if not inside.strip():
        return {}, after
    if sign == "+" and _TOML_NAME.search(inside):
        return _parsed(sign, inside), after
    if not _NAMED.search(inside) and not any(is_stated_name(name) for name in _TOUCHING.findall(inside)):
        return {}, text
    return _parsed(sign, inside), after


def stated_below_title(text: str) -> Mapping[str, Any]:
    """Return the fields that lines ``name: value`` under the title state, as Notion writes them; the lines stay text.

    Nothing but such lines stands in the paragraph, and one of the names is that of what an article has.
    """
    found = _BELOW_TITLE.match(text)
    fields: dict[str, str] = {}
    for line in found[1].splitlines() if found else ():
        stated = _LINE_BELOW.fullmatch(line.rstrip())
        if stated is None:
            return {}
        if stated[2]:
            fields.setdefault(stated[1], _LINK.sub(r"\1", stated[2]))
    own = {name: value for name, value in fields.items() if stated_as(name) in ("", *_OF_ARTICLE)}
    own = {name: value for name, value in own.items() if name.casefold() not in _OF_EVENTS}
    return own if any(map(stated_as, own)) else {}


def _split_joplin(text: str, found: re.Match[str]) -> tuple[Mapping[str, Any], str]:
    """A note as Joplin exports it: its title on the first line, its fields at the end."""
    if found["kind"] != "1":
        raise ArticleError("no-record", Notice("it is what Joplin keeps beside its notes"))
    lines = (line.partition(": ") for line in found[0].split("\n"))
    stated = {_OF_JOPLIN[name]: value for name, _, value in lines if value and name in _OF_JOPLIN}
    title, _, rest = text[: found.start()].partition("\n")
    return {"title": title.strip(), **stated}, rest


def _split_json(text: str, at: int) -> tuple[Mapping[str, Any], str]:
    """A JSON object before everything else."""
    if nests_deeply(text[at : at + _LONGEST_CHARS]):
        return {}, text
    try:
        value, end = json.JSONDecoder().raw_decode(text[: at + _LONGEST_CHARS], at)
    except ValueError:
        return {}, text
    if isinstance(value, dict) and any(map(is_stated_name, value)) and text[end : end + 1] in ("", "\n"):
        return value, text[end:]
    return {}, text


def _split_unopened(text: str, at: int, head: str) -> tuple[Mapping[str, Any], str]:
    """A head without an opening line: lines of known names, closed by ``---`` or by a blank line."""
    names: list[str] = []
    end = 0
    for line in head.split("\n"):
        if not line.strip() or line.rstrip() == "---":
            is_head = bool(names) and any(map(is_stated_name, names))
            if is_head and (is_stated_name(names[0]) or all(map(_PLAIN_NAME.fullmatch, names))):
                return _parsed("-", _OF_LOGSEQ.sub(r"\1:", head[:end])), text[at + end + len(line) + 1 :]
            break
        found = _HEAD_LINE.match(line)
        if found is None or (not names and not (found[1] and found[1].isascii())):
            break
        if found[1] and found[2] is None and not any(map(is_stated_name, (found[1], *names))):
            break
        names += filter(None, (found[1],))
        end += len(line) + 1
    return {}, text


def _split_unmarked(text: str, at: int) -> tuple[Mapping[str, Any], str]:
    """A head in lines that Markdown does not show, or Pandoc's of title and authors; ``at`` is behind comments."""
    if pandoc := _PANDOC.match(text):
        title, more, authors, others, date = (part or "" for part in pandoc.groups())
        people = [name.strip() for name in re.split(r"[;\n]", f"{authors}\n{others}") if name.strip()]
        stated = {"title": " ".join(f"{title} {more}".split()), "author": people, "date": date.strip()}
        return {name: value for name, value in stated.items() if value}, text[pandoc.end() :]
    fields: dict[str, Any] = {}
    for comment in _COMMENT.findall(text[:at]):
        lines = [_COMMENTED.fullmatch(line) for line in comment.strip().splitlines()]
        if all(lines):
            fields |= {found[1]: found[2] for found in lines if found and stated_as(found[1]) not in ("", "draft")}
    end = at
    for line in text[at : at + _LONGEST_CHARS].splitlines(keepends=True):
        found = _DEFINED.fullmatch(line.rstrip("\r\n"))
        if found is None:
            break
        end += len(line)
        value = next(filter(None, found.groups()[2:]), "").strip()
        name, _, rest = (found[1] or found[2] or "", ":", value) if found[1] or found[2] else value.partition(":")
        if name.strip() and rest.strip():
            fields.setdefault(name.strip(), rest.strip())
    if not any(map(is_stated_name, fields)):
        return {}, text
    return fields, text[end:]


def _parsed(sign: str, inside: str) -> Mapping[str, Any]:
    value: Any = None
    if not nests_deeply(inside):
        try:
            if sign == "+":
                value = tomllib.loads(inside)
            elif sign == ";":
                value = json.loads("{" + inside + "}")
            else:
                value = _load_yaml(inside)
        except (ValueError, RecursionError):
            value = None
    return value if isinstance(value, dict) else _loose(inside)


def _load_yaml(inside: str) -> Any:
    import yaml  # only for files that have such a head

    if not _LITERAL.search(inside):
        inside = _FOLDED.sub("", inside)  # YAML puts a blank where lines meet, which no Chinese text has
        inside = _UNQUOTED.sub(_quoted, inside)
    inside = _TOUCHING.sub(lambda found: f"{found[1]}: " if is_stated_name(found[1]) else found[0], inside)
    try:
        return yaml.load(inside, _yaml_loader())  # the loader is a safe one
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _quoted(found: re.Match[str]) -> str:
    """The line with its value in quotes; one whose ``#`` begins a comment stays."""
    name, value = found[2] or "", found[3].rstrip()
    if value[0] == "#" and stated_as(name) != "tags":
        return found[0]
    value = value.replace("'", "''")
    return f"{found[1]}'{value}'"


@lru_cache(maxsize=1)
def _yaml_loader() -> Any:
    """A safe loader that takes only plain numbers and truth values for such: 007, 12:30 and dates stay as written."""
    import yaml

    class Loader(yaml.CSafeLoader):  # type: ignore[misc]  # the package ships no types
        yaml_implicit_resolvers: Mapping[str, Any] = {}

    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z", re.IGNORECASE), list("tTfF"))
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:null", re.compile(r"(?:null|~|)\Z", re.IGNORECASE), ["~", "n", "N", ""]
    )
    digits = list("-0123456789")
    Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9]\d{0,14})\Z"), digits)
    Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"-?(?:0|[1-9]\d{0,14})\.\d{1,15}\Z"), digits)
    return Loader


def _loose(inside: str) -> Mapping[str, Any]:
    """The fields of a damaged head: ``name: value`` a line, and lines with a dash under a name."""
    fields: dict[str, Any] = {}
    name = ""
    for line in inside.split("\n"):
        bare = line.strip()
        if bare.startswith("- ") and name and not isinstance(fields[name], dict):
            items = fields[name] if isinstance(fields[name], list) else []
            fields[name] = [*items, bare[2:].strip().strip("\"'")]
        elif found := _LOOSE.fullmatch(line):
            name, value = found[1].strip(), found[2].strip()
            listed = value[1:-1].split(",") if value[:1] == "[" and value[-1:] == "]" else None
            fields[name] = [item.strip().strip("\"'") for item in listed] if listed else value.strip("\"'")
    return fields
