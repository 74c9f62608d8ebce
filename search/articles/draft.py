"""What a format reader fills in, and how an article is made of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from wenxun.articles.characters import hidden_places
from wenxun.articles.lead_names import CALLED, names_behind_title
from wenxun.articles.richtext import Edit, Mark, RichText
from wenxun.articles.sections import Heading, Paragraph, build_sections
from wenxun.articles.telling import tell_read
from wenxun.errors import ArticleError
from wenxun.link_targets import is_called
from wenxun.models import METADATA_TEXTS, NAME_LISTS, Article, FieldValue, Section, VariantRule
from wenxun.notices import Notice

__all__ = ["Draft"]

_BEFORE_TITLE = re.compile(r"[\s「『《〈“\"'‘（(【]*")
_ALIAS_WORD = re.compile(rf"(?:{CALLED}|(?<![并並合对對自尊])[称稱]|或)[为為作是]?[:： ]?[「『《“\"]?$")
_ALIAS_LINK = re.compile('[”」』》"]?[、和或与與及][「『《“"]?')
_CLAUSE_MARK = re.compile(r"[，。？！；?!;]")  # in a bold run that is a sentence, or a part of one
_TITLE_CHARS = 80  # a longer bold run is a sentence, not a title
_MOST_REPEATED_CHARS = 5_000_000  # analysing as many takes about half a gigabyte
_LEAD_PARAGRAPHS = 6  # a title that has not come by then will not come
_OPENING, _CLOSING = "（(「『《〈【[", "）)」』》〉】]"


@dataclass(slots=True)
class Draft:
    """An article in the making; readers append to it in reading order.

    Attributes:
        title: the title, when the input states one.
        tally: rule name to how many times it was applied.
        categories: names in order; a dict because each counts once. So are ``aliases``, ``authors`` and ``tags``.
        url, published, updated, description, lang, fields: as in ``Article``.
        may_first_heading_be_title: whether a first heading of level 1 may be taken for the title.
        is_draft: whether its owner says that it is not meant to be read yet.
        takes_drafts: whether it becomes an article even so.
        expected_chars: about how many characters there are to read; 0 if that is not known, or told otherwise.
    """

    title: str = ""
    tally: Counter[str] = field(default_factory=Counter)
    categories: dict[str, None] = field(default_factory=dict)
    aliases: dict[str, None] = field(default_factory=dict)
    authors: dict[str, None] = field(default_factory=dict)
    tags: dict[str, None] = field(default_factory=dict)
    url: str = ""
    published: str = ""
    updated: str = ""
    description: str = ""
    lang: str = ""
    may_first_heading_be_title: bool = True
    is_draft: bool = False
    takes_drafts: bool = False
    expected_chars: int = 0
    fields: dict[str, FieldValue] = field(default_factory=dict)
    variants: list[VariantRule] = field(default_factory=list)
    blocks: list[Heading | Paragraph] = field(default_factory=list)
    _read_chars: int = 0
    _waiting: tuple[Mark, ...] = ()  # names of the place where the next block begins

    def add_heading(self, level: int, rich: RichText) -> None:
        """Append a heading on one line; an empty one is ignored.

        Args:
            level: 1 for the outermost.
            rich: its text.
        """
        rich = self._tidied(rich).stripped()
        if rich.text:
            fragments = (*self._waiting, *(mark.at(0, 0) for mark in rich.marks if mark.kind == "fragment"))
            self._waiting = ()
            self.blocks.append(Heading(level, RichText(" ".join(rich.text.split()), fragments)))

    def add_paragraph(self, rich: RichText) -> None:
        """Append a paragraph; one that cleaning has emptied is ignored, but for the names of its place."""
        if self.expected_chars:
            before, self._read_chars = self._read_chars, self._read_chars + len(rich.text)
            percent = self._read_chars * 100 // self.expected_chars
            if percent > before * 100 // self.expected_chars:
                tell_read(percent / 100)
        rich = self._tidied(rich).stripped()
        if rich.text:
            if self._waiting:
                rich = RichText(rich.text, (*self._waiting, *rich.marks))
                self._waiting = ()
            self.blocks.append(Paragraph(rich))
        elif rich.marks:
            self._waiting += tuple(mark.at(0, 0) for mark in rich.marks if mark.kind == "fragment")

    def _tidied(self, rich: RichText) -> RichText:
        """The text without what entities brought in that no reader sees."""
        places = hidden_places(rich.text, self.tally)
        return rich.edited([Edit(*place) for place in places]) if places else rich

    def add_category(self, name: str) -> None:
        """Note that the article belongs to a category."""
        if name := " ".join(name.split()):
            self.categories[name] = None

    def finish(
        self,
        *,
        article_id: str,
        file_title: str,
        format_name: str,
        source: str = "",
        path: str = "",
        sections: tuple[Section, ...] = (),
    ) -> Article:
        """Return the article.

        Args:
            article_id, source, path: as in ``Article``.
            file_title: its title when neither the input nor its lead names one.
            format_name: format of the input.
            sections: sections that the input gives as such; none: they are made of the blocks.

        Raises:
            ArticleError: ``too-complex`` when a very long title, heading or list of names stands over so many sections
                that indexing it with each of them would take more memory than there may be; ``draft`` for a draft.
        """
        if self.is_draft and not self.takes_drafts:
            raise ArticleError(
                "draft", Notice("its owner marks it as a draft, not meant to be read yet; --drafts reads it")
            )
        title = self._settle_title() or file_title
        sections = sections or build_sections(self.blocks, self.tally)
        for alias in self._lead_aliases(title):
            self.aliases.setdefault(alias, None)
        self._check_repeated(title, sections)
        stated: dict[str, Any] = {name: getattr(self, name) for name in METADATA_TEXTS}
        stated |= {name: tuple(getattr(self, name)) for name in NAME_LISTS}
        return Article(
            id=article_id,
            title=title,
            sections=sections,
            variants=tuple(self.variants),
            **stated,
            path=path,
            fields=dict(self.fields),
            format=format_name,
            source=source,
            cleaned={name: count for name, count in sorted(self.tally.items()) if count},
        )

    def _check_repeated(self, title: str, sections: Sequence[Section]) -> None:
        """Titles, other names and categories are indexed with every section, headings with all sections under them."""
        names = sum(map(len, (title, *self.aliases, *self.categories)))
        headings = sum(len("".join(section.path)) for section in sections)
        repeated = names * len(sections) + headings
        if repeated > _MOST_REPEATED_CHARS:
            raise ArticleError(
                "too-complex",
                Notice(
                    "its titles and headings, repeated for each of its {count:,} sections, come to "
                    "{repeated:,} characters, more than the limit of {most:,}; cut it into several articles",
                    count=len(sections),
                    repeated=repeated,
                    most=_MOST_REPEATED_CHARS,
                ),
            )

    def take_title(self, place: int) -> None:
        """Make a heading the title; the names of its place go to what follows it.

        Args:
            place: which of ``blocks`` it is.
        """
        rich = self.blocks.pop(place).rich
        self.title = rich.text
        names = [mark for mark in rich.marks if not is_called(rich.text, mark.value)]
        if names and place < len(self.blocks):
            following = self.blocks[place]
            rich = RichText(following.rich.text, (*names, *following.rich.marks))
            self.blocks[place] = replace(following, rich=rich)

    def _settle_title(self) -> str:
        """The stated title, else the first heading if it stands above all, else the lead's bold run."""
        first = self.blocks[0] if self.blocks else None
        if isinstance(first, Heading):
            same = "".join(first.rich.text.split()) == "".join(self.title.split())
            if same or (not self.title and first.level == 1 and self.may_first_heading_be_title):
                stated = self.title
                self.take_title(0)
                self.title = stated or self.title
        if not self.title:
            self.title = self._bold_title()
        return self.title

    def _lead(self) -> Sequence[RichText]:
        lead: list[RichText] = []
        for block in self.blocks[:_LEAD_PARAGRAPHS]:
            if isinstance(block, Heading):
                break
            lead.append(block.rich)
        return lead

    def _bold_title(self) -> str:
        for rich in self._lead():
            if any(mark.kind in ("quote", "note", "list_item") for mark in rich.marks):
                continue  # what a box or an item is called is no name of the article
            for mark in rich.marks:
                if mark.kind != "bold":
                    continue
                text = rich.text[mark.start : mark.end].strip()
                is_name = _is_title(text, rich.text[mark.end :]) and not _CLAUSE_MARK.search(text)
                if is_name and _BEFORE_TITLE.fullmatch(rich.text, 0, mark.start):
                    return " ".join(text.split())
                break
        return ""

    def _lead_aliases(self, title: str) -> list[str]:
        """Further names that the lead introduces with "also called" or the like: in bold, or right behind the title."""
        names: list[str] = []
        for rich in self._lead()[:1]:
            end = -1  # of the last name in bold
            for mark in rich.marks:
                name = rich.text[mark.start : mark.end].strip()
                before = rich.text[max(0, mark.start - 8) : mark.start]
                goes_on = end >= 0 and _ALIAS_LINK.fullmatch(rich.text, end, mark.start)
                if mark.kind == "bold" and _is_title(name, "") and (goes_on or _ALIAS_WORD.search(before)):
                    names.append(name)
                    end = mark.end
            names += names_behind_title(rich.text, title)
        return [name for name in dict.fromkeys(names) if name != title]


def _is_title(text: str, following: str) -> bool:
    if not 0 < len(text) <= _TITLE_CHARS or following.lstrip()[:1] in (":", "：") or text[-1] in ":：。；，":
        return False
    return all(text.count(a) == text.count(b) for a, b in zip(_OPENING, _CLOSING, strict=True))
