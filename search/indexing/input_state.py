"""One input, and what has become of it so far. The report is made of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wenxun.backends import InputStamp
from wenxun.indexing.indexed_files import IndexedFile
from wenxun.indexing.progress import Gauge
from wenxun.models import SkippedInput

__all__ = ["InputState"]


@dataclass(slots=True)
class InputState:
    """The state of an input.

    Attributes:
        number: its place among the inputs.
        name: path of the file, or the article's source or id.
        is_given: whether its own path, or the article itself, was given, and not only a folder above.
        indexed: what the index holds of the file.
        stamp: that of the file now, which its articles are put with; ``None`` for an article made in memory.
        known_ids: articles of this very version of the file that the index holds from a call that was interrupted.
        can_resume: True when its articles are known by their ids before they are read.
        is_unchanged: True when the index holds it as it is.
        is_finished: True when all of it is in.
        is_update: True when it replaces something.
        ids, section_count: what went into the index.
        gauge: tells how far the work on it is, where that is more than one chunk.
        cleaned: rule name to how many times it was applied.
        skipped: what could not be indexed of it, or why it could not.
    """

    number: int
    name: str
    is_given: bool = True
    indexed: IndexedFile | None = None
    stamp: InputStamp | None = None
    known_ids: frozenset[str] = frozenset()
    can_resume: bool = False
    is_unchanged: bool = False
    is_finished: bool = False
    is_update: bool = False
    ids: list[str] = field(default_factory=list)
    section_count: int = 0
    gauge: Gauge | None = None
    cleaned: dict[str, int] = field(default_factory=dict)
    skipped: list[SkippedInput] = field(default_factory=list)

    def clean(self, counts: Mapping[str, int]) -> None:
        """Add to the counts of cleaning rules."""
        for rule, count in counts.items():
            self.cleaned[rule] = self.cleaned.get(rule, 0) + count

    def is_refused_for(self, *reasons: str) -> bool:
        """Return whether something of it could not be indexed for one of these reasons."""
        return any(each.reason in reasons for each in self.skipped)

    def skip(self, reason: str, detail: str) -> None:
        """Note why the input as a whole cannot be indexed.

        Args:
            reason: a short stable code, as that of an ``ArticleError``.
            detail: a sentence that says what is wrong.
        """
        self.skipped.append(SkippedInput(self.name, reason, detail))
