"""A reader's own list of words that are to find each other (``地铁=捷运``), applied while a query is read.

The index knows nothing of it, so a changed list is in use at once.

======================  ==========================================================================
``地铁=捷运=轻轨``       whoever looks for one of these finds all of them; also with commas, tabs or | between
``川普=>特朗普=唐纳德``   whoever looks for 川普 finds the others too, and not the other way round; also ``→``
``"甲=乙"=丙``           in quotes a word may have any sign
``# remark``            a remark; blank lines are nothing; ``;`` parts several entries on a line
======================  ==========================================================================

Words that one is equal to are equal to each other, on however many lines they stand. What leads one way leads on to
the words that are equal to its end, and not to where another entry leads one way.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice, product
from typing import TYPE_CHECKING

from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.analysis.replacing import Replacement, Wordings
from wenxun.errors import SettingsError
from wenxun.models import AddedForm
from wenxun.notices import Notice

if TYPE_CHECKING:
    from wenxun.analysis.analyzer import Analyzer

__all__ = ["NO_SYNONYMS", "SYNONYMS", "Synonyms", "without_remark"]

SYNONYMS = "synonyms"
"""The source of an added wording that the reader's own list gave."""

_MOST_FORMS = 16
"""So many ways to write one run are looked for."""

_REMARK = re.compile(r"(?<![A-Za-z0-9])[#＃].*|^\s*//.*")
_LIST_MARKER = re.compile(r"^(?:[-*•·]|[0-9]{1,4}[.)、．])\s+(?=\S)")
"""What begins a line of a list in Markdown."""

_PARTS = re.compile(
    r"""(?P<quoted>"[^"]*"|“[^”]*”|「[^」]*」|｢[^｣]*｣)|(?P<end>[;；])|(?P<both><[=＝-]+>|＜[=＝]+＞|[↔⇔⟷⇄⇆])"""
    r"|(?P<arrow>[=＝-]+[>＞]|[→⇒➡⟶])|(?P<equal>[=＝，、\t|｜]|(?<![0-9]),|,(?![0-9]{3}))|(?P<text>.)",
    re.DOTALL,
)
"""What an entry is made of; a comma that groups digits is text."""


class Synonyms:
    """Words, and the other words that each finds.

    Args:
        lines: the lines of a list.
        place: where they stand, for messages.

    Attributes:
        others: a word in canonical wording, and the words that it finds as they stand in the list.

    Raises:
        SettingsError: for a line that is no entry; it names the line.
    """

    def __init__(self, lines: Iterable[str] = (), *, place: str = "synonyms") -> None:
        equal: dict[str, dict[str, str]] = {}  # a word to all that are equal to it, each as it was first written
        leading: list[tuple[str, str]] = []
        for number, line in enumerate(lines, start=1):
            for typed, found in _entries(line, f"line {number} of {place}"):
                for side in (typed,) if found is None else (typed, found):
                    for word in side:
                        equal.setdefault(_key(word), {_key(word): word})
                if found is None:
                    _make_equal(typed, equal)
                else:
                    leading += product(map(_key, typed), map(_key, found))
        targets: dict[str, dict[str, str]] = {}
        for word, other in leading:
            for each in equal[word]:
                targets.setdefault(each, {}).update(equal[other])
        self.others: Mapping[str, tuple[str, ...]] = {
            word: others
            for word, own in equal.items()
            if (others := tuple(other for key, other in (own | targets.get(word, {})).items() if key != word))
        }
        self._words = Wordings({word: word for word in self.others}) if self.others else None

    def forms(self, folded: str, analyzer: Analyzer) -> tuple[list[str], list[AddedForm]]:
        """Return the other forms of a folded run, and which words were added.

        A word that the segmenter cuts across (的士 in 现役的士兵) is none.

        Args:
            folded: what was typed.
            analyzer: cuts it into words.
        """
        if self._words is None:
            return [], []
        run = canonical_string(folded)
        pieces: list[tuple[str, ...]] = []
        added: list[AddedForm] = []
        position = 0
        for start, end, word in self._found(run, analyzer):
            pieces += [(run[position:start],), (word, *map(_key, self.others[word]))]
            added += (AddedForm(word, other, SYNONYMS) for other in self.others[word])
            position = end
        pieces.append((run[position:],))
        return list(map("".join, islice(product(*pieces), 1, _MOST_FORMS))), added

    def across(self, words: Sequence[str], analyzer: Analyzer) -> Iterator[tuple[range, list[str], list[AddedForm]]]:
        """Yield what each word of the list finds that several typed ones make together (machine learning).

        Args:
            words: words that were typed one after the other, folded.
            analyzer: cuts them into words.

        Yields:
            which of the words they are, the other forms of their run, and which words were added.
        """
        if self._words is None or len(words) < 2:
            return
        typed = list(map(canonical_string, words))
        run = " ".join(typed)
        starts = list(accumulate((len(word) + 1 for word in typed), initial=0))
        for start, end, word in self._found(run, analyzer):
            first, last = bisect_right(starts, start) - 1, bisect_left(starts, end) - 1
            if first < last:
                before, behind = run[starts[first] : start], run[end : starts[last + 1] - 1]
                forms = [f"{before}{_key(other)}{behind}" for other in self.others[word]]
                yield range(first, last + 1), forms, [AddedForm(word, other, SYNONYMS) for other in self.others[word]]

    def _found(self, run: str, analyzer: Analyzer) -> Iterator[Replacement]:
        """The words of the list that stand in a run."""
        assert self._words is not None
        found = self._words.find(run)
        words = [token.span for token in analyzer.tokens(run) if token.stream == "word"] if found else []
        for start, end, word in found:
            if not any(w.start < start < w.end < end or start < w.start < end < w.end for w in words):
                yield start, end, word


NO_SYNONYMS = Synonyms()


def without_remark(line: str) -> str:
    """Return a line of a list without its remark; the sign of C# starts none."""
    return _REMARK.sub("", line)


def _entries(line: str, where: str) -> Iterator[tuple[list[str], list[str] | None]]:
    """The words of each entry of a line: those that are typed, and those that they find; ``None``: each the others."""
    parts: list[re.Match[str]] = []
    entries = _LIST_MARKER.sub("", without_remark(line).strip("\ufeff \t,，|｜"), count=1)
    for part in _PARTS.finditer(entries):
        if part.lastgroup == "end":
            yield from _entry(parts, where)
            parts = []
        else:
            parts.append(part)
    yield from _entry(parts, where)


def _entry(parts: Sequence[re.Match[str]], where: str) -> Iterator[tuple[list[str], list[str] | None]]:
    entry = "".join(part[0] for part in parts).strip()
    if not entry:
        return
    sides: list[list[str]] = [[""]]
    for part in parts:
        if part.lastgroup == "arrow":
            sides.append([""])
        elif part.lastgroup in ("both", "equal"):
            sides[-1].append("")
        else:
            sides[-1][-1] += part[0] if part.lastgroup == "text" else part[0][1:-1]
    typed, *found = ([word.strip() for word in side] for side in sides)
    words = [word for side in (typed, *found) for word in side]
    if len(words) < 2 or len(found) > 1 or not all(any(map(str.isalnum, word)) for word in words):
        raise SettingsError(
            Notice(
                "{where} is {value!r}, which is no synonym. Write 地铁=捷运, or 川普=>特朗普 for one way only.",
                where=where,
                value=entry,
            )
        )
    yield typed, found[0] if found else None


def _make_equal(words: Sequence[str], equal: dict[str, dict[str, str]]) -> None:
    """Make words, and all that each is equal to, equal to each other."""
    together: dict[str, str] = {}
    for word in words:
        together |= {key: other for key, other in equal[_key(word)].items() if key not in together}
    equal.update(dict.fromkeys(together, together))


def _key(word: str) -> str:
    return canonical_string(fold_string(word)).strip()
