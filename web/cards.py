"""Cards of a page of results: all that a template prints of a hit, made once, so that the template only prints.

What a request knows (writing, texts, where the application stands) is asked for once a page and not once a link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from wenxun import Hit, SearchResults, SectionHit
from wenxun.variants import convert_pieces, convert_text, language_tag
from wenxun.web.article_text import marked_html
from wenxun.web.escaping import all_escaped, escaped
from wenxun.web.facets import date_chips, shown_date
from wenxun.web.narrowed import Narrowed
from wenxun.web.owner_pages import owner_url, passage_directive
from wenxun.web.preferences import ArticleLinks, current_texts, current_variant
from wenxun.web.site import current_site

__all__ = ["Card", "Cards", "Chip", "Passage"]

_FOLDED_SECTIONS = 3
_SECTIONS_INSIDE = 30
_CATEGORIES_SHOWN = 3
_ARROW = '<span class="arrow" aria-hidden="true"> › </span>'
_NO_OPENER = ' rel="noopener"'
_UNKNOWN_SCRIPT = "zh"
_OPEN_SCHEMES = ("http://", "https://")


class Chip(NamedTuple):
    """A value of a hit, and the page that it narrows down to; "" where it leads nowhere."""

    text: str
    url: str


class Passage(NamedTuple):
    """A section of a hit as it is shown.

    Attributes:
        href: attributes of the link to it.
        path: its headings; "" for the lead.
        paper: the page of a PDF that it stands on, in words; "" if there is none.
        lang: language of the passage; "" if it is that of the card.
        html: the passage.
    """

    href: Markup
    path: Markup
    paper: str
    lang: str
    html: Markup


class Card(NamedTuple):
    """A hit as it is shown.

    Attributes:
        lang: language of title and passages.
        href: attributes of the link to the best passage.
        title: its title, or its id where it has none.
        id: its id where its title does not tell it apart; else "".
        best: the best passage alone; nothing where the article itself was found.
        has_about: whether anything is known of it besides its text.
        published, authors, tags, path: as in ``Article``.
        address: its address on the web; "" if it has none.
        dates: the dates that it names.
        more_dates: says how many more it names; "" if none.
        categories: the first of its categories.
        found_in: where the query was found outside the passage: the place in words, and what stands there.
        why: wordings that were searched besides: a sentence, and where they come from.
        more: says how many more sections were found; "" if none.
        sections: the next ones of them.
        rest: says how many more there are, which the page does not show, and leads to the article; no text if none.
    """

    lang: str
    href: Markup
    title: str
    id: str
    best: list[Passage]
    has_about: bool
    published: str
    authors: list[Chip]
    tags: list[Chip]
    path: str
    address: str
    dates: list[Chip]
    more_dates: str
    categories: list[Chip]
    found_in: list[tuple[str, str]]
    why: list[tuple[str, str]]
    more: str
    sections: list[Passage]
    rest: Chip


class _Address(NamedTuple):
    """Where the links to a hit lead, as HTML, without the passage; and whether that is on the owner's own site."""

    url: str
    is_owners: bool


class Cards:
    """Makes the cards of one page.

    Attributes:
        is_inside: whether one article is searched: then more of its sections are shown.
    """

    def __init__(self, results: SearchResults, narrowed: Narrowed, *, typed: str, repeats_query: bool) -> None:
        """Prepare for a page.

        Args:
            results: what was found.
            narrowed: what the page's address asks for besides the query.
            typed: the query.
            repeats_query: whether links repeat it.
        """
        self._results = results
        self._narrowed = narrowed
        self._repeats_query = repeats_query
        self._query = typed if repeats_query else ""
        self._variant = current_variant()
        self._texts = current_texts()
        self._url_template = current_site().url_template
        self._links = ArticleLinks(self._query)
        titles = Counter(hit.title for hit in results)
        self._shared_titles = {title for title, count in titles.items() if count > 1}
        self.is_inside = "in" in narrowed.filters
        self._sections_shown = _SECTIONS_INSIDE if self.is_inside else _FOLDED_SECTIONS

    def __iter__(self) -> Iterator[Card]:
        """Yield the card of each hit."""
        return map(self._card, self._results)

    def _card(self, hit: Hit) -> Card:
        texts, sections, about = self._texts, hit.sections, hit.about
        best = sections[0] if sections else None
        context = best.snippet.to_text() if best else ""
        own = language_tag(self._variant, context)
        lang = self._language(own, context, hit.title)
        folded = sections[1 : self._sections_shown + 1]
        address = self._address(hit)
        dates, more_dates = date_chips(hit)
        passage = None if best is None else self._passage(address, best, context, own, lang)
        more, rest = len(sections) - 1, len(sections) - self._sections_shown - 1
        return Card(
            lang=lang,
            href=self._href(address, best) if passage is None else passage.href,
            title=self._written(hit.title or hit.id, context),
            id=hit.id if hit.title in self._shared_titles else "",
            best=[] if passage is None else [passage],
            has_about=bool(about.published or about.authors or about.path or about.tags or about.url),
            published=about.published,
            authors=[self._chip("author", each) for each in about.authors],
            tags=[self._chip("tag", each, "#") for each in about.tags],
            path=about.path,
            address=about.url if about.url.startswith(_OPEN_SCHEMES) else "",
            dates=[
                Chip(
                    shown_date(date, texts["dates"]),
                    self._narrowed.url(self._narrowed.narrowing.within(str(date)))
                    if self._repeats_query and date.year is not None
                    else "",
                )
                for date in dates
            ],
            more_dates=texts["more_dates"].format(count=more_dates) if more_dates else "",
            categories=[self._chip("category", each) for each in hit.categories[:_CATEGORIES_SHOWN]],
            found_in=[(self._place(each.kind), self._written(each.text, context)) for each in hit.found_in],
            why=[
                (
                    texts["why"].format(typed=form.typed, added=form.added),
                    texts["why_source"].format(source=form.source),
                )
                for form in hit.why
            ],
            more=texts["more_sections"].format(count=more) if more > 0 else "",
            sections=[self._folded(address, each, lang) for each in folded],
            rest=Chip(texts["more_in_article"].format(count=rest), self._links.to(hit.id))
            if rest > 0
            else Chip("", ""),
        )

    def _language(self, of_passage: str, passage: str, title: str) -> str:
        """The language of a passage and a title together; where both say the same, neither is looked at again."""
        of_title = language_tag(self._variant, title)
        if of_title in (of_passage, _UNKNOWN_SCRIPT):
            return of_passage
        return of_title if of_passage == _UNKNOWN_SCRIPT else language_tag(self._variant, passage + title)

    def _folded(self, address: _Address, section: SectionHit, around: str) -> Passage:
        """One of the sections that are shown when the reader asks for them."""
        context = section.snippet.to_text()
        return self._passage(address, section, context, language_tag(self._variant, context), around)

    def _passage(self, address: _Address, section: SectionHit, context: str, lang: str, around: str) -> Passage:
        """A section; ``context`` is its passage, ``lang`` the language of that, ``around`` the one of the card."""
        return Passage(
            self._href(address, section),
            Markup(_ARROW.join(all_escaped([self._written(each, context) for each in section.path]))),
            "" if section.page is None else self._texts["on_page"].format(page=section.page),
            "" if lang == around else lang,
            marked_html(convert_pieces(section.snippet.pieces, self._variant)),
        )

    def _address(self, hit: Hit) -> _Address:
        """Where links to a hit lead, on the owner's site or on this one."""
        owners = owner_url(hit.about, self._url_template) if self._url_template else ""
        return _Address(escaped(owners or self._links.to(hit.id)), bool(owners))

    def _href(self, address: _Address, section: SectionHit | None) -> Markup:
        """Attributes of the link to a hit's passage."""
        mark = ""
        if section and not address.is_owners:
            mark = f"#section-{section.number}"
        elif section and "#" not in address.url:
            mark = escaped(passage_directive(section.snippet))
        return Markup(f' href="{address.url}{mark}"{address.is_owners * _NO_OPENER}')

    def _chip(self, name: str, value: str, sign: str = "") -> Chip:
        url = self._narrowed.with_value(name, value) if self._repeats_query else ""
        return Chip(sign + self._written(value), url)

    def _place(self, kind: str) -> str:
        """What the page calls a place outside the passage."""
        return str(self._texts.get(f"found_in_{kind}") or self._texts["fields"].get(kind, kind))

    def _written(self, text: str, context: str = "") -> str:
        return text if self._variant == "orig" else convert_text(text, self._variant, context=context)
