"""The states of all inputs to the report of one call of ``add``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from wenxun.articles.containers import is_known_suffix
from wenxun.articles.no_articles import is_no_article
from wenxun.backends import Refusal
from wenxun.indexing.input_state import InputState
from wenxun.models import IndexedInput, IndexReport, LeftOutInput, SkippedInput

__all__ = ["report_of"]


def report_of(
    inputs: Sequence[InputState],
    *,
    not_found: Iterable[SkippedInput],
    left_out: Iterable[LeftOutInput],
    removed: Sequence[str],
    refused: Iterable[Refusal],
    took_ms: float,
) -> IndexReport:
    """Return the report, in the order of the inputs.

    Args:
        inputs: every input that was found.
        not_found: what was given or met and is no file that can be read.
        left_out: what was met and is not wanted.
        removed: paths of files that had gone, or are not wanted any more.
        refused: articles that the index did not take in the end; they are named as skipped.
        took_ms: how long it took.
    """
    lost = {each.article_id: each for each in refused}
    finished = [state for state in inputs if state.is_finished]
    no_articles: list[LeftOutInput] = [*left_out]
    skipped = [*not_found]
    for state in inputs:
        for each in state.skipped:
            if each.reason == "deleted" or _is_no_article(state, each):
                no_articles.append(LeftOutInput(each.path, each.reason, each.detail))
            else:
                skipped.append(each)
    for state in finished:
        skipped += [SkippedInput(state.name, "refused", lost[each].reason) for each in state.ids if each in lost]
    return IndexReport(
        added=_taken((state for state in finished if not state.is_update), lost),
        updated=_taken((state for state in finished if state.is_update), lost),
        unchanged=tuple(state.name for state in inputs if state.is_unchanged),
        removed=tuple(removed),
        skipped=tuple(skipped),
        left_out=tuple(no_articles),
        cleaned=_cleaned(inputs),
        took_ms=took_ms,
    )


def _is_no_article(state: InputState, skipped: SkippedInput) -> bool:
    """Whether what was met in a folder is no article at all, and not one that could not be read."""
    is_read = is_known_suffix(Path(state.name).suffix.lower())
    return not state.is_given and is_no_article(skipped.reason, state.name, is_read=is_read)


def _cleaned(inputs: Iterable[InputState]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for state in inputs:
        total.update(state.cleaned)
    return dict(sorted(total.items()))


def _taken(states: Iterable[InputState], lost: Mapping[str, Refusal]) -> tuple[IndexedInput, ...]:
    taken: list[IndexedInput] = []
    for state in states:
        ids = tuple(each for each in state.ids if each not in lost)
        sections = state.section_count - sum(lost[each].section_count for each in state.ids if each in lost)
        if ids:
            taken.append(IndexedInput(state.name, ids, sections))
    return tuple(taken)
