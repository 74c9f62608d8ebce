"""Markdown as people write it: CommonMark with the dialects of sites, books, vaults and wikis.

The flow: `front_matter` takes the head off, `rules` rewrites what CommonMark does not know, pulldown-cmark (pyromark)
parses, `blocks` and `inline` read its events, `marks` takes the marks of dialects out of each block. Pages that a wiki
converter wrote (their links are titled "wikilink") also go through ``cleaning.WIKI_RULES``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyromark

from wenxun.articles.draft import Draft
from wenxun.articles.front_matter import split_front_matter, stated_below_title
from wenxun.articles.markdown.blocks import BlockReader
from wenxun.articles.markdown.roles import without_roles
from wenxun.articles.markdown.rules import SourceRules
from wenxun.articles.markdown.site_head import shown_texts, with_names_apart, with_page_tags
from wenxun.articles.markup import drop_enclosed
from wenxun.articles.metadata import add_stated, lead_with_description, stated_as
from wenxun.articles.richtext import RichText
from wenxun.articles.sections import Heading
from wenxun.articles.wikitext.variants import dominant_script, show_variants

__all__ = ["read_markdown_into"]

_WIKI_ADDRESS = re.compile(r"\]\(https?://zh\.wikipedia\.org/wiki/")
# a converter's definition: a dash on a line of its own, and the text, indented further, on the next
_DEFINITION = re.compile(r"^( +)-[ \t]*\n\1 {2,}(?![-*+]|\d+[.)] |\s)", re.MULTILINE)
_LOGBOOK = re.compile(r"(?:\A|\n)?[ \t]*:LOGBOOK:[ \t]*\n(?:[ \t]*CLOCK:[^\n]*\n)*[ \t]*:END:[ \t]*(?:\n|\Z)")
_PRIORITY = re.compile(
    r"((?:^|[ \t])(?:TODO|DOING|DONE|LATER|NOW|WAITING|WAIT|CANCELL?ED)[ ])\[#[A-C]\] ?", re.MULTILINE
)
_TEMPLATE_TAG = re.compile(r"\{\{\{?[^{}]*\}?\}\}")
_PLANNED = re.compile(r"^[ \t]*(?:SCHEDULED|DEADLINE):[ \t]*<\d{4}-[^<>\n]*>[ \t]*(?:\n|\Z)", re.MULTILINE)
_BLOCK_NUMBER = re.compile(r"(?:\{\{embed[ ]+)?\(\([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)\)(?:[ ]*\}\})?")
# blocks of SiYuan: one named by its number, with what is shown of it, and those that stand side by side
_NAMED_BLOCK = re.compile(
    r"(?<!`)\(\(\d{14}-[0-9a-z]{7}(?:[ ]+(?:\"([^\"\n]*)\"|'([^'\n]*)'))?\)\)|\{\{[ ]*select \* from blocks[^{}]*\}\}"
)
_SIDE_BY_SIDE = re.compile(r"^[ \t]*(?:\{\{\{(?:row|col)?|\}\}\})[ \t]*$", re.MULTILINE)
_WITHOUT_SITE = re.compile(r"\s*(?:\s[|·–—-]\s|[|｜_])[^|｜_]*$")

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_WIKILINKS
)


def read_markdown_into(draft: Draft, text: str) -> None:
    """Append a Markdown text to a draft.

    Args:
        draft: takes it.
        text: the text.
    """
    stated, rest = split_front_matter(text)
    if rest is not text:
        draft.tally["front-matter"] += len(stated)
        add_stated(draft, with_names_apart(with_page_tags(stated)))
        draft.title = _without_templates(draft.title) or draft.title
        draft.description = _without_templates(draft.description)
        for shown in shown_texts(stated):
            draft.add_paragraph(
                RichText(_plain(shown) if any(map(shown.__contains__, "[`*<")) else " ".join(shown.split()))
            )
        text = rest
    else:
        add_stated(draft, with_names_apart(stated_below_title(text)))
    converted = _is_converted(text)
    if converted:
        text = drop_enclosed(text, "<ref", "</ref>", "references", draft.tally)
        text = show_variants(text, dominant_script(text), draft.tally, draft.variants)
        text = _DEFINITION.sub(r"\n\1- ", text)
    text = without_roles(_without_logbooks(text, draft), draft.tally)
    rules = SourceRules(draft.tally, converted=converted)
    source = rules.apply(text)
    blocks = BlockReader(draft, rules, source)
    blocks.read(pyromark.events(source, options=_OPTIONS))
    blocks.finish()
    _add_properties(draft, rules.properties.fields)
    if blocks.names_an_item:
        draft.may_first_heading_be_title = False  # each line of an outline is an item
    elif not converted:
        _take_title(draft)
    if any(sign in draft.description for sign in "[`*<"):
        draft.description = _plain(draft.description)
    lead_with_description(draft)


def _without_templates(text: str) -> str:
    """What a reader sees of a title or description in which a site puts the values of variables."""
    return " ".join(_TEMPLATE_TAG.sub(" ", text).split()) if "{{" in text else text


def _add_properties(draft: Draft, stated: Mapping[str, str | list[str]]) -> None:
    """Fill in the draft from lines ``name:: value``. What is called 名称 in a list of things is not the title."""
    own = {name: value for name, value in stated.items() if name != "title" and stated_as(name) == "title"}
    add_stated(draft, {name: value for name, value in stated.items() if name not in own and name not in draft.fields})
    for name, value in own.items():
        draft.fields.setdefault(name, value if isinstance(value, str) else tuple(value))


def _without_logbooks(text: str, draft: Draft) -> str:
    """``text`` without what Logseq notes of times, and without numbers of blocks of other pages, also SiYuan's."""
    if ":LOGBOOK:" in text:
        text, count = _LOGBOOK.subn("\n", text)
        draft.tally["properties"] += count
    if ": <" in text:
        text, count = _PLANNED.subn("", text)
        draft.tally["properties"] += count
    if " [#" in text:
        text, count = _PRIORITY.subn(r"\1", text)
        draft.tally["properties"] += count
    if "((" in text:
        text, count = _BLOCK_NUMBER.subn("", text)
        text, more = _NAMED_BLOCK.subn(lambda found: found[1] or found[2] or "", text)
        draft.tally["block-names"] += count + more
    if "{{{row" in text or "{{{col" in text:
        text, count = _SIDE_BY_SIDE.subn("\n", text)
        draft.tally["block-names"] += count
    return text


def _plain(text: str) -> str:
    """A line of Markdown without its marks."""
    pieces: list[str] = []
    for event in pyromark.events(text):
        if not isinstance(event, str):
            pieces += (value for kind, value in event.items() if kind in ("Text", "Code") and isinstance(value, str))
    return " ".join("".join(pieces).split())


def _is_converted(text: str) -> bool:
    """Whether a wiki converter wrote the text: its links have a title that says so, or all lead to one wiki."""
    if '"wikilink")' in text:
        return True
    return "zh.wikipedia.org" in text and len(_WIKI_ADDRESS.findall(text)) == text.count("](")


def _take_title(draft: Draft) -> None:
    """The first heading is the title where none is stated, no other is as high, and nothing speaks against it."""
    headings = [(place, block) for place, block in enumerate(draft.blocks) if isinstance(block, Heading)]
    if not headings:
        return
    place, first = headings[0]
    if draft.title:
        same = _WITHOUT_SITE.sub("", draft.title)
        if place == 0 and "".join(first.rich.text.split()) in ("".join(draft.title.split()), "".join(same.split())):
            draft.take_title(place)
        return
    is_name = first.level <= (1 if place else 2) and first.rich.text[-1:] not in ("：", ":")
    if is_name and all(other.level > first.level for _, other in headings[1:]):
        draft.take_title(place)
    else:
        draft.may_first_heading_be_title = False
