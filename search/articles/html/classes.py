"""What the class, id, role and style of an HTML element say about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

__all__ = ["NO_MEANING", "Meaning", "colouring_tags", "language_of_block", "meaning_of"]

Attributes = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What names tell of an element.

    Attributes:
        is_dropped: it repeats or decorates what stands beside it: a button to edit, line numbers, a second rendering.
        is_aside: it is a part of the page that is not its main text: navigation, a list of contents, a sidebar.
        weight: 1 when its names speak for main text, -1 against it, 0 when they say nothing.
        note: kind of box (``tip``, ``warning`` …), or "".
        is_poem: the line ends in it are the author's.
        is_footnote_mark: it stands for a note.
    """

    is_dropped: bool = False
    is_aside: bool = False
    weight: int = 0
    note: str = ""
    is_poem: bool = False
    is_footnote_mark: bool = False


NO_MEANING = Meaning()
_MAIN = Meaning(weight=1)


def _words(*words: str) -> re.Pattern[str]:
    """A pattern that finds one of ``words`` as a whole class name or id."""
    return re.compile(rf"(?:^|\s)(?:{'|'.join(words)})(?=\s|$)")


_DROPPED = _words(
    "mw-editsection", "headerlink", "header-anchor", "anchorjs-link", "hash-link", "mw-cite-backlink",
    "footnote-backref", "reversefootnote", "katex-html", "mathjax_preview", "mathjax_svg", "mathjax", "gutter",
    "lineno", "linenos", "linenodiv", "line-numbers-rows", "hljs-ln-numbers", "blob-num", "pre-numbering",
    "line-number", "linenumber", "react-syntax-highlighter-line-number", "code-line-number", "hljs-button",
)  # fmt: skip
_ASIDE = _words(
    "toc", "navbox", "noprint", "printfooter", "mw-jump-link", "related", "sphinxsidebar", "bd-sidebar",
    "breadcrumbs?", "sidebar", "sidenav", "footer", "navbar", "navigation", "pagination", "comments?", "disqus_thread",
    r"msotoc\d", "msotocheading", "md-toc",
)  # fmt: skip
_AGAINST = re.compile(
    r"comment|repl(?:y|ies)|foot|side-?bar|relat|recommend|crumb|menu|\bnav|navi|copyright|share|social|banner|advert"
    r"|\bads?\b|\bad[-_]|[-_]ads?\b|sponsor|pop-?up|modal|login|regist|pagina|pager|rank|toolbar|disclaimer|statement"
    r"|qr-?code|erweima|guess|subscribe|\bhot|hot(?:news|list)|topbar|toplist|\blinks?\b|friend|\bsearch|player|\btags?\b"
    r"|pinglun|xiangguan|tuijian|dialog|toast|app-?down|\btip|\bmore\b|copy-?right|right-?(?:bar|side|col)|aside"
    r"|newsletter|teasers|about-?author|author[-_]*(?:box|bio|info|card|desc|block|about|section|profile)|\bbio\b"
    r"|promo(?!te)|sign-?up|\bcta\b|no-?content|cookie|consent|gdpr|feedback|donat|affiliate|print-?(?:button|btn|link)"
    r"|trending|popular|reward|(?:post|entry|article)[-_]?meta|credits?\b|licen[cs]e|next-?(?:post|article|story)"
    r"|dashang|zanshang|fenxiang|guanggao|banquan|shengming"
)
_FOR = re.compile(
    r"articl|artical|artibody|content|main|body|post|entry|text|detail|story|page|column|wrap|container|zhengwen|neirong"
    r"|markdown|document|chapter|lemma|doc\b|zoom\b|editor|paragraph"
)
_OF_POST = re.compile(r"(?:tag|category|status|format|type)-|post(?:id)?-\d")  # WordPress's, in its owner's words
_NOTE = re.compile(
    r"(?:^|\s)(?:admonition|callout|alert|notice|custom-block|theme-admonition|admonitionblock|infobox-note|hint)"
    r"(?:-(?:block|box|container))?(?=\s|$)"
)
_NOTE_KIND = re.compile(r"note|tip|hint|info|important|warning|caution|danger|error|attention|seealso|success|example")
_PLAIN_NOTE = _words("note", "tip", "warning", "caution", "important", "seealso", "danger", "attention")
_POEM = _words("poem", "poems?", "poetry", "verse", "verseblock")
_FOOTNOTES = _words("footnotes?", "footnote-list", "references", "footnote-item", "citation-list")
_FOOTNOTE_MARK = _words(
    "footnote-ref", "footnote-reference", "footnote-mark", "noteref", "reference-footnote",
    "msofootnotereference", "msoendnotereference",
)  # fmt: skip
_ASIDE_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "dialog")
)
_NAMED_BY_ID = frozenset(
    ("div", "section", "table", "ul", "ol", "dl", "td", "aside", "header", "form", "center", "iframe", "fieldset")
)
_MAIN_TAGS = frozenset(("html", "body", "main", "article"))
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|highlight-|brush:\s*|sourcecode\s+|src-|src\s+src-)([A-Za-z][\w+#.-]*)",
    re.IGNORECASE,
)
_LANGUAGE_NODES = 8  # a block, its code and what is around it, that may name its language
_LANGUAGE_NAME = re.compile(r"[A-Za-z][\w+#.-]{0,30}")
_HIGHLIGHT = re.compile(r"(?:^|\s)(?:highlight|sourceCode|hljs|code|chroma)\s+([a-z][\w+#]*)(?=\s|$)")
_NO_LANGUAGES = frozenset((
    "default", "none", "text", "notranslate", "plain", "plaintext", "nohighlight", "highlight", "wrap", "table", "line",
))  # fmt: skip
# code in colours, as the parser writes it: most elements of some pages
_COLOURED = re.compile(r"<pre[^>]*>(?:[^<]++|<(?:span|code)(?: class=\"[^\"<>]*\")?>|</(?:span|code)>)*+</pre>")
_COLOURING = re.compile(r"<(span|code)(?: class=\"([^\"<>]*)\")?>")


def meaning_of(tag: str, attributes: Attributes) -> Meaning:
    """Return what the attributes of an element say about it; only the names that fit its tag count.

    Args:
        tag: its name.
        attributes: its attributes.
    """
    get = attributes.get
    classes, role, style = get("class"), get("role"), get("style")
    identifier = get("id") if tag in _NAMED_BY_ID else None
    meaning = _meaning(tag, classes, identifier, role) if classes or identifier or role else NO_MEANING
    if tag in ("main", "article"):
        meaning = _MAIN
    if style and "none" in style and _NOT_SHOWN.search(style) and tag not in _MAIN_TAGS:
        return Meaning(is_aside=True, is_dropped=meaning.is_dropped)
    return meaning


@lru_cache(maxsize=4096)
def _meaning(tag: str, classes: str | None, identifier: str | None, role: str | None) -> Meaning:
    names = f"{classes or ''} {identifier or ''}"[:300].lower().strip()
    if tag in _MAIN_TAGS:
        return NO_MEANING
    is_mark = bool(_FOOTNOTE_MARK.search(names)) or role == "doc-noteref"
    if tag == "sup" and re.search(r"(?:^|\s)reference(?=\s|$)", names):
        is_mark = True
    note = ""
    if _NOTE.search(names) or _PLAIN_NOTE.search(names):
        kind = _NOTE_KIND.search(names)
        note = kind[0] if kind else "note"
    is_note_list = bool(_FOOTNOTES.search(names)) or role in ("doc-endnotes", "doc-footnote")
    is_aside = role in _ASIDE_ROLES or (
        bool(_ASIDE.search(names)) and (tag not in ("h1", "h2", "h3", "h4", "p", "a") or names.startswith("msotoc"))
    )
    meaning = Meaning(
        is_dropped=bool(_DROPPED.search(names)) or role == "doc-backlink",
        is_aside=is_aside and not note,
        weight=1 if role == "main" else 0 if is_note_list or note else _weight(names),
        note=note,
        is_poem=bool(_POEM.search(names)),
        is_footnote_mark=is_mark,
    )
    return NO_MEANING if meaning == NO_MEANING else meaning


def _weight(names: str) -> int:
    """What most of the names say that say anything; of one name, what it says against main text (``comment-body``)."""
    said = 0
    for name in names.split():
        if not _OF_POST.match(name):
            said += -1 if _AGAINST.search(name) else 1 if _FOR.search(name) else 0
    return (said > 0) - (said < 0)


def _code_language(attributes: Attributes) -> str:
    """The language of code that the attributes of an element name, in small letters; or ""."""
    given = attributes.get("data-lang") or attributes.get("data-language") or ""
    classes = attributes.get("class") or ""
    named = [given] if _LANGUAGE_NAME.fullmatch(given) else []
    for language in (*named, *_LANGUAGE.findall(classes), *_HIGHLIGHT.findall(classes)):
        if language.lower() not in _NO_LANGUAGES and not language.lower().startswith("line"):
            return str(language.lower())
    return ""


def language_of_block(pre: Any) -> str:
    """Return the language of a preformatted block: it says so itself, or its ``code``, or what is around it."""
    nodes = [pre, pre.css_first("code")]
    around = pre.parent
    while around is not None and len(nodes) < _LANGUAGE_NODES:
        nodes.append(around)
        around = around.parent
    return next((found for node in nodes if node is not None and (found := _code_language(node.attributes))), "")


def colouring_tags(source: str) -> int:
    """Return how many elements a preformatted block has, with itself, if the others only colour its text; else 0."""
    if not _COLOURED.fullmatch(source):
        return 0
    tags = _COLOURING.findall(source)
    for tag, classes in set(tags):
        meaning = meaning_of(tag, {"class": classes})
        if meaning.is_dropped or meaning.is_aside or meaning.is_footnote_mark:
            return 0
    return 1 + len(tags)
