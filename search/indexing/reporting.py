"""The states of all inputs to the report of one call of ``add``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from wenxun.backends import Refusal
from wenxun.indexing.input_state import InputState
from wenxun.models import IndexedInput, IndexReport, SkippedInput

__all__ = ["report_of"]


def report_of(
    inputs: Sequence[InputState],
    *,
    not_found: Iterable[SkippedInput],
    removed: Sequence[str],
    refused: Iterable[Refusal],
    took_ms: float,
) -> IndexReport:
    """Return the report, in the order of the inputs.

    Args:
        inputs: every input that was found.
        not_found: what was given or met and is no file that can be read.
        removed: paths of files that had gone.
        refused: articles that the index did not take in the end; they are named as skipped.
        took_ms: how long it took.
    """
    lost = {each.article_id: each for each in refused}
    finished = [state for state in inputs if state.is_finished]
    skipped = [*not_found, *(each for state in inputs for each in state.skipped)]
    for state in finished:
        skipped += [SkippedInput(state.name, "refused", lost[each].reason) for each in state.ids if each in lost]
    return IndexReport(
        added=_taken((state for state in finished if not state.is_update), lost),
        updated=_taken((state for state in finished if state.is_update), lost),
        unchanged=tuple(state.name for state in inputs if state.is_unchanged),
        removed=tuple(removed),
        skipped=tuple(skipped),
        cleaned=_cleaned(inputs),
        took_ms=took_ms,
    )


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
