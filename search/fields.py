"""The fields of articles: what readers may ask for by name. One table, for every back end, page, shell and API.

======== ==================================================================================================
kind     how its values are asked for
======== ==================================================================================================
text     as words and phrases, which rank: the title and the headings of a section
keyword  by a part of a value, or in quotes by the whole of it; compared folded
path     by a folder, at any depth, or a whole path
number   by a number or a range: ``10``, ``10..20``, ``10..``
date     by a day, month, year or a range of them; the time of day only sorts
dates    likewise, of the dates in a text and the article's own
id       by an article's id
code     by any run of characters that stands in the code of a section
======== ==================================================================================================

To add a field, add a line to ``_BUILT_IN`` and fill in the attribute of ``Article`` in a reader. Fields of an owner's
own (``Article.fields``) are declared in ``[fields]`` of ``wenxun.toml`` or by ``SearchEngine(fields=...)``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, TypeAlias

from wenxun.errors import SettingsError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["LINKED_BY", "OWN_DATE", "OWN_KINDS", "SEPARATOR", "ArticleField", "FieldTable", "Kind", "keyword_term"]

Kind: TypeAlias = Literal["text", "keyword", "path", "number", "date", "dates", "id", "code"]

OWN_KINDS = ("keyword", "number", "date")
"""Kinds that an owner's own fields may have."""

OWN_DATE = "published"
"""The field whose date counts among the dates of every section of its article."""

LINKED_BY = "link/"
"""Keywords that stand for an article's links: a text, and the key of what it leads to. No field is called so."""

SEPARATOR = "\x1f"
"""Stands between the name of a field and a folded value in a term; no folded value has it."""

_OWN_NAME = re.compile(r"[^\W\d_]\w*")
_NEAR = 0.55


@dataclass(frozen=True, slots=True)
class ArticleField:
    """A field of articles.

    Attributes:
        name: what programs call it.
        typed: further names that a reader may type before a colon, in lower case.
        kind: see the table of this module.
        attribute: attributes of ``Article`` that hold its values; empty for an owner's own field.
        has_facet: whether matches are counted by its values.
        can_sort: whether matches can be ordered by it.
        is_plain: whether a value of it, typed as plain text, finds the article too.
    """

    name: str
    typed: tuple[str, ...]
    kind: Kind
    attribute: tuple[str, ...] = ()
    has_facet: bool = False
    can_sort: bool = False
    is_plain: bool = False

    @property
    def sorted_by(self) -> str:
        """The name under which the values stand that it is ordered by: of a path, keywords are its folders."""
        return f"{self.name}/" if self.kind == "path" else self.name

    def values(self, article: Article) -> tuple[str | int | float, ...]:
        """Return what an article has in the field, without what is empty."""
        found: list[str | int | float] = []
        if not self.attribute:
            own = article.fields.get(self.name, "")
            found += own if isinstance(own, tuple) else (own,)
        for each in self.attribute:
            if value := getattr(article, each):  # most articles have nothing in most fields
                found += value if isinstance(value, tuple) else (value,)
        return tuple(found) if "" not in found else tuple(value for value in found if value != "")

    def is_in(self, articles: Sequence[Article]) -> bool:
        """Return whether any article may have something in the field; much quicker than looking at the values."""
        if not self.attribute:
            return any(self.name in article.fields for article in articles)
        return any(any(map(attrgetter(each), articles)) for each in self.attribute)


_BUILT_IN = (
    ArticleField("title", ("标题", "標題"), "text", ("title",), can_sort=True),
    ArticleField("heading", ("小标题", "小標題"), "text"),
    ArticleField("name", ("名称", "名稱", "别名", "別名", "alias"), "keyword", ("title", "aliases")),
    ArticleField("category", ("分类", "分類", "categories"), "keyword", ("categories",), has_facet=True),
    ArticleField("tag", ("标签", "標籤", "tags"), "keyword", ("tags",), has_facet=True, is_plain=True),
    ArticleField("author", ("作者", "authors"), "keyword", ("authors",), has_facet=True, can_sort=True, is_plain=True),
    ArticleField(
        "path",
        ("路径", "路徑", "文件夹", "文件夾", "資料夾", "folder"),
        "path",
        ("path",),
        has_facet=True,
        can_sort=True,
    ),
    ArticleField("lang", ("语言", "語言", "language"), "keyword", ("lang",), has_facet=True),
    ArticleField(
        "published", ("发布", "發佈", "發布", "发表", "發表"), "date", ("published",), has_facet=True, can_sort=True
    ),
    ArticleField("updated", ("更新", "修改"), "date", ("updated",), has_facet=True, can_sort=True),
    ArticleField("date", ("日期",), "dates"),
    ArticleField("in", ("文章", "篇"), "id", ("id",)),
    ArticleField("code", ("代码", "代碼", "程式碼", "程序码"), "code"),
)


def keyword_term(field: str, folded: str) -> str:
    """Return the term of a value of a keyword field.

    Args:
        field: its name.
        folded: the value, folded.
    """
    return f"{field}{SEPARATOR}{folded}"


class FieldTable:
    """All fields of an index.

    Args:
        own: name to kind of an owner's own fields.

    Attributes:
        plain: fields whose values are found as plain text too.

    Raises:
        SettingsError: if a name cannot be typed or is taken, or a kind is none.
    """

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        self.own: Mapping[str, str] = dict(own or {})
        self._fields = {field.name: field for field in _BUILT_IN}
        self._typed = {name: field for field in _BUILT_IN for name in (field.name, *field.typed)}
        for name, kind in self.own.items():
            self._declare(name, kind)
        self.plain = tuple(field for field in self if field.is_plain)

    def _declare(self, name: str, kind: str) -> None:
        typed = _plain(name)
        if not _OWN_NAME.fullmatch(name) or kind not in OWN_KINDS:
            raise SettingsError(
                Notice(
                    "The field {name!r} is declared as {kind!r}. A name is made of letters, digits and "
                    "underscores, after a letter; a kind is one of {kinds}.",
                    name=name,
                    kind=kind,
                    kinds=", ".join(OWN_KINDS),
                )
            )
        if typed in self._typed:
            raise SettingsError(
                Notice(
                    "The field {name!r} cannot be declared: there is {other} already.",
                    name=name,
                    other=self._typed[typed].name,
                )
            )
        checked: Kind = next(each for each in ("keyword", "number", "date") if each == kind)
        field = ArticleField(name, (typed,), checked, has_facet=kind != "number", can_sort=True)
        self._fields[name] = self._typed[typed] = field

    def __iter__(self) -> Iterator[ArticleField]:
        return iter(self._fields.values())

    def find(self, typed: str) -> ArticleField | None:
        """Return the field that a reader means by a name, in whatever case and width."""
        return self._typed.get(_plain(typed))

    def nearest(self, typed: str) -> str:
        """Return the known name that is most like one that is not known; "" if none is."""
        from difflib import get_close_matches  # of use where a name is mistyped alone

        return next(iter(get_close_matches(_plain(typed), self._typed, n=1, cutoff=_NEAR)), "")

    def of_kind(self, *kinds: Kind) -> tuple[ArticleField, ...]:
        """Return the fields of some kinds."""
        return tuple(field for field in self if field.kind in kinds)

    @property
    def facets(self) -> tuple[ArticleField, ...]:
        """Fields by whose values matches are counted."""
        return tuple(field for field in self if field.has_facet)

    @property
    def sortable(self) -> tuple[ArticleField, ...]:
        """Fields by which matches can be ordered."""
        return tuple(field for field in self if field.can_sort)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).lower()
