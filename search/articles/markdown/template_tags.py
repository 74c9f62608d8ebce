"""Tags of templates (Liquid, Hexo, Hugo, GitBook, Vue, JSX): what a reader sees of them, and where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["address_without_tags", "attribute_texts", "hidden_tag_text", "leads_to", "link_of_tag"]

_HAN = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'|“([^”]*)”")
_SHOWN_ARGUMENT = re.compile(
    r"[\w-]*(?:xref|glossary|htmlelement|svgelement|httpheader|httpstatus|rfc)\s*\(", re.IGNORECASE
)
# a list or table of JavaScript, in which what is shown stands between quotes of its own
_NESTED = re.compile(r"\s*[\[{]")
_SCRIPT_TEXT = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`|>([^<>{}]+)</", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:[nrt]|(.))", re.DOTALL)
_ATTRIBUTE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)'|(?=\{))")
_BRACE = re.compile(r"[{}]")
_STYLES = frozenset((  # how a tag of Hexo looks, behind its text
    "red", "pink", "orange", "yellow", "green", "cyan", "blue", "purple", "gray", "grey", "black", "white", "default",
    "primary", "success", "info", "warning", "danger", "simple", "modern", "flat", "disabled", "no-icon", "open",
    "close", "left", "center", "right", "block", "outline", "larger", "fas", "far", "fab", "bolt", "checked",
    "unchecked", "true", "false",
))  # fmt: skip
_STYLE = re.compile(r"fa-[\w-]+|#[0-9a-fA-F]{3,8}|-?\d+|https?:[!-~]*", re.ASCII)

_TAG = re.compile(r"\{%-?\s*(.*?)\s*-?%\}|\{\{[<%]?-?\s*(.*?)\s*-?[>%]?\}\}", re.DOTALL)
_LEADING = re.compile(r"(?:post_url|post_path|link|asset_path|asset_link|ref|relref)\s+(.+)", re.DOTALL)
_LINKING = re.compile(r"(post_link|asset_link)\s+(.+)", re.DOTALL)
_NAMED_PATH = re.compile(r"(?<![\w-])path=")
_PIPED = re.compile(r"(?:(?:url_for|relURL|absURL|relLangURL|withBase)\s*\(?\s*)?(?:\"([^\"]*)\"|'([^']*)')")


def hidden_tag_text(content: str) -> str:
    """Return what a reader sees of a template's tag or a component's attributes: the Chinese texts in it, and what it
    quotes for a link."""
    texts = [next(filter(None, found), "") for found in _QUOTED.findall(content)]
    if _SHOWN_ARGUMENT.match(content.strip()):
        return texts[-1] if texts else ""
    shown = [text for each in texts if _HAN.search(each) for text in _shown_in(each)]
    return " ".join([*shown, *_bare_texts(_QUOTED.sub(" ", content))])


def _shown_in(quoted: str) -> Iterator[str]:
    """A quoted text; of a list or table of JavaScript the texts in it."""
    if _NESTED.match(quoted):
        yield from _script_texts(quoted)
    else:
        yield quoted


def _bare_texts(content: str) -> Iterator[str]:
    """The Chinese texts that stand in a tag without quotes: between its commas, or between blanks."""
    if not _HAN.search(content):
        return
    for part in content.split(","):
        if _HAN.search(part):
            words = part.split()
            first = next(place for place, word in enumerate(words) if _HAN.search(word))
            while words[-1] in _STYLES or _STYLE.fullmatch(words[-1]):
                words.pop()
            yield " ".join(words[first:])


def attribute_texts(tag: str) -> str:
    """Return the texts of a component's attributes, each in quotes, also those within lists and tables."""
    texts: list[str] = []
    at = 0
    while (found := _ATTRIBUTE.search(tag, at)) is not None:
        at = found.end()
        if found[1] is None and found[2] is None:
            start, at = at, _expression_end(tag, at)
            texts += _script_texts(tag[start:at])
        else:
            texts += _shown_in(found[1] or found[2] or "")
    return " ".join(f'"{text}"' for text in texts)


def _expression_end(tag: str, at: int) -> int:
    """The index behind the expression in braces that begins at ``at``."""
    level = 0
    for found in _BRACE.finditer(tag, at):
        level += 1 if found[0] == "{" else -1
        if not level:
            return found.end()
    return len(tag)


def _script_texts(source: str) -> Iterator[str]:
    """The Chinese texts that JavaScript quotes, or has between tags, without marks that would end a quote."""
    for found in _SCRIPT_TEXT.finditer(source):
        text = found[1] or found[2] or found[3] or found[4] or ""
        if _HAN.search(text):
            yield " ".join(_ESCAPED.sub(lambda each: each[1] or " ", text).replace('"', "'").split())


def link_of_tag(content: str) -> str:
    """Return the link that a tag of Hexo makes, as Markdown: ``post_link name 标题``; "" for any other tag.

    Args:
        content: what stands between the signs of the tag.
    """
    found = _LINKING.fullmatch(content.strip())
    if found is None:
        return ""
    name, _, rest = found[2].partition(" ")
    words = rest.split()
    if words[-1:] in (["true"], ["false"]):
        words.pop()
    return f"[{' '.join(words).strip(chr(34) + chr(39)) or name}](<{name}>)"


def leads_to(content: str) -> str:
    """Return the address that a tag stands for (``link _posts/a.md``, ``relref "b"``, ``"/c" | relative_url``); "" for
    none.

    Args:
        content: what stands between the signs of the tag.
    """
    if found := _LEADING.fullmatch(content):
        argument = _NAMED_PATH.sub("", found[1].strip())
        quoted = _QUOTED.match(argument)
        return next(filter(None, quoted.groups()), "") if quoted else argument.split()[0]
    piped = _PIPED.match(content)
    return (piped[1] or piped[2] or "") if piped else ""


def address_without_tags(address: str) -> str:
    """Return an address with what its tags stand for; a variable, as that of a site's top, stands for nothing."""
    return _TAG.sub(lambda found: leads_to((found[1] or found[2] or "").strip()), address).strip()
