"""A reader's own list of words that are to find each other (``地铁=捷运``), applied while a query is read.

The index knows nothing of it, so a changed list is in use at once.

======================  ==========================================================================
``地铁=捷运=轻轨``       whoever looks for one of these finds all of them
``川普=>特朗普=唐纳德``   whoever looks for 川普 finds the others too, and not the other way round
``# remark``            a remark; blank lines are nothing; ``;`` parts several entries on a line
======================  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice, product
from typing import TYPE_CHECKING

from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.analysis.replacing import Wordings
from wenxun.errors import SettingsError
from wenxun.models import AddedForm
from wenxun.notices import Notice

if TYPE_CHECKING:
    from wenxun.analysis.analyzer import Analyzer

__all__ = ["NO_SYNONYMS", "SYNONYMS", "Synonyms"]

SYNONYMS = "synonyms"
"""The source of an added wording that the reader's own list gave."""

_MOST_FORMS = 16
"""So many ways to write one run are looked for."""


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
        others: dict[str, dict[str, None]] = {}
        for number, line in enumerate(lines, start=1):
            for entry in line.partition("#")[0].replace("；", ";").split(";"):
                if entry.strip():
                    typed, found = _entry(entry, f"line {number} of {place}")
                    for word in typed:
                        key = _key(word)
                        others.setdefault(key, {}).update(dict.fromkeys(w for w in found if _key(w) != key))
        self.others: Mapping[str, tuple[str, ...]] = {word: tuple(found) for word, found in others.items()}
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
        words = [token.span for token in analyzer.tokens(run) if token.stream == "word"]
        pieces: list[tuple[str, ...]] = []
        added: list[AddedForm] = []
        position = 0
        for start, end, word in self._words.find(run):
            if any(w.start < start < w.end < end or start < w.start < end < w.end for w in words):
                continue
            pieces += [(run[position:start],), (word, *map(_key, self.others[word]))]
            added += (AddedForm(word, other, SYNONYMS) for other in self.others[word])
            position = end
        pieces.append((run[position:],))
        return list(map("".join, islice(product(*pieces), 1, _MOST_FORMS))), added


NO_SYNONYMS = Synonyms()


def _entry(entry: str, where: str) -> tuple[list[str], list[str]]:
    """The words of an entry that are typed, and those that they find."""
    left, arrow, right = entry.replace("＝", "=").replace("＞", ">").partition("=>")
    typed = [word.strip() for word in left.split("=")]
    found = [word.strip() for word in right.split("=")] if arrow else typed
    words = [*typed, *found]
    if len(words) < 2 + (not arrow) * 2 or not all(any(map(str.isalnum, word)) for word in words):
        raise SettingsError(
            Notice(
                "{where} is {value!r}, which is no synonym. Write 地铁=捷运, or 川普=>特朗普 for one way only.",
                where=where,
                value=entry.strip(),
            )
        )
    return typed, found


def _key(word: str) -> str:
    return canonical_string(fold_string(word)).strip()
