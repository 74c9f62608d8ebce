"""HTML pages: what a reader sees of them.

The flow, one module a step::

    html_tree       text -> tree, as browsers build it
    html_metadata   head -> title, dates, authors, tags ...; html_marked what the body marks as these
    html_blocks     tree -> blocks with marks; html_elements reads what stands within a line, html_inline its text,
                    html_frames and html_tables put lists and tables together, html_classes reads class names
    html_unshown    what it states for programs alone
    html_main_text  blocks -> which of them are the article
    html_byline     blocks before the article -> date and author that the page states for people
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wenxun.articles.characters import HAN
from wenxun.articles.draft import Draft
from wenxun.articles.html.blocks import BlockReader
from wenxun.articles.html.byline import before_text, read_byline
from wenxun.articles.html.frames import Block
from wenxun.articles.html.main_text import OTHER_CONTENT, choose_main_text
from wenxun.articles.html.metadata import is_site_name, read_page_metadata, title_above_text, title_without_site
from wenxun.articles.html.tree import has_odd_entities, parse
from wenxun.articles.html.unshown import ShownLetters, prose_of_scripts, unshown_blocks
from wenxun.articles.metadata import add_metadata, add_stated
from wenxun.articles.richtext import RichText
from wenxun.articles.sections import Heading, Paragraph

__all__ = ["read_html_into"]

_MANY_LETTERS = 500
_LITTLE_CHARS = 200
_LITTLE = 0.05  # of its letters a page gives at least so much, or little
_PARTS = re.compile(r"\s*<(?:tr|td|th|tbody|thead)\b", re.IGNORECASE)


def read_html_into(draft: Draft, text: str, *, fragment_of_other: bool = False) -> None:
    """Append HTML to a draft.

    Args:
        draft: takes it.
        text: the source.
        fragment_of_other: whether it stands inside another format; then it has no title and no main text.
    """
    if fragment_of_other and _PARTS.match(text):
        text = f"<table>{text}"
    tree = parse(text)
    reader = BlockReader(draft, is_tidy=not has_odd_entities(text))
    blocks = reader.read(tree.root) if tree.root is not None else []
    if fragment_of_other:
        _add(draft, blocks)
        return
    is_main = choose_main_text(blocks, reader.parents, reader.meanings)
    main = [block for block, chosen in zip(blocks, is_main, strict=True) if chosen]
    other = [block for block, chosen in zip(blocks, is_main, strict=True) if not chosen]
    metadata = read_page_metadata(tree, text, draft.tally)
    add_metadata(draft, metadata.values)
    add_stated(draft, metadata.properties)
    near = before_text(blocks, is_main)
    byline = read_byline(near, blocks, main)
    draft.published, draft.updated = draft.published or byline.published, draft.updated or byline.updated
    if byline.authors and all(map(is_site_name, draft.authors)):
        draft.authors = dict.fromkeys(byline.authors)
    shown = ShownLetters(blocks)
    if metadata.body:
        main += unshown_blocks(draft, metadata.body, shown)
    scripted = _prose_of_scripts(draft, tree, text, main, shown)
    (main if _chars(main) < _LITTLE_CHARS else other).extend(scripted)
    if draft.description:
        other += unshown_blocks(draft, draft.description, shown)
    headings = [block.rich.text for block in (*main, *other) if block.level == 1]
    title = title_without_site(metadata, headings, near)
    if byline.published:
        title = title_above_text(title, near)
    for block in main:
        if block.level == 1 and block.rich.text == metadata.head_title != title:
            block.rich = RichText(title)  # without the site before it
    main, of_site = _without_names_of_site(main, title)
    other = of_site + [block for block in other if not (block.level == 1 and block.rich.text == title)]
    before = len(draft.blocks)
    _add(draft, main)
    if not _begins_with_title(draft.blocks[before:], metadata.head_title):
        draft.title = draft.title or title
    if other:
        draft.tally["other-content"] += len(other)
        draft.add_heading(1, RichText(OTHER_CONTENT))
        for block in other:
            draft.add_paragraph(block.rich)
    _warn_of_little_text(draft, text, _chars(main) + _chars(other))


def _begins_with_title(blocks: Sequence[Heading | Paragraph], head_title: str) -> bool:
    """Whether a text begins with an outermost heading that is its title: the only one, or one that its head names."""
    outermost = [block.rich.text for block in blocks if isinstance(block, Heading) and block.level == 1]
    if not outermost or not isinstance(blocks[0], Heading) or blocks[0].level != 1:
        return False
    return len(outermost) == 1 or not head_title or outermost[0] in head_title


def _without_names_of_site(main: list[Block], title: str) -> tuple[list[Block], list[Block]]:
    """The main text without outermost headings that stand before the title, and those headings."""
    place = next((place for place, block in enumerate(main) if block.level == 1 and block.rich.text == title), 0)
    above = [block for block in main[:place] if block.level == 1]
    return [block for block in main[:place] if block.level != 1] + main[place:], above


def _prose_of_scripts(draft: Draft, tree: Any, source: str, main: list[Block], shown: ShownLetters) -> list[Block]:
    """The text that the page's scripts would show, if that is more than its article."""
    found: list[Block] = []
    for text in prose_of_scripts(tree, source):
        blocks = unshown_blocks(draft, text, shown)
        shown.add(blocks)
        found += blocks
    return found if _chars(found) > _chars(main) else []


def _chars(blocks: list[Block]) -> int:
    return sum(len(block.rich.text) for block in blocks)


def _add(draft: Draft, blocks: list[Block]) -> None:
    for block in blocks:
        if block.level:
            draft.add_heading(block.level, block.rich)
        else:
            draft.add_paragraph(block.rich)


def _warn_of_little_text(draft: Draft, text: str, chars: int) -> None:
    """Count a page of many Han letters that gave almost none; they stand in its scripts."""
    if chars < _LITTLE * len(text):
        letters = len(HAN.findall(text))
        if letters > _MANY_LETTERS and chars < _LITTLE * letters:
            draft.tally["little-text"] += 1
