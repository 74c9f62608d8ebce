"""What is said of everything that ``wenxun index`` was given."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from wenxun.cli.common import write
from wenxun.cli.counts import counted_sections, counted_together
from wenxun.cli.language import told
from wenxun.cli.terminal import clean, painter
from wenxun.models import IndexedInput, IndexReport, LeftOutInput
from wenxun.notices import Notice

if TYPE_CHECKING:
    from wenxun.engine import SearchEngine

__all__ = ["write_report"]


def write_report(report: IndexReport, *, listed: int | None, engine: SearchEngine | None) -> None:
    """Say what was done, and what the engine's index holds now; without one, that nothing was written.

    Args:
        report: what became of everything.
        listed: most inputs that are listed one by one; ``None``: all, and those that are unchanged too.
        engine: that of the index; ``None`` where nothing is written.
    """
    _write_inputs(told("added"), report.added, listed)
    _write_inputs(told("updated"), report.updated, listed)
    _write_names(told("removed"), report.removed, listed)
    if listed is None:
        _write_names(told("unchanged"), report.unchanged, listed)
    left_out = [each for each in report.left_out if each.is_folder or listed is None]
    _write_names(told("left out"), (_left_out_line(each) for each in left_out), listed)
    paint = painter(sys.stderr)
    for skip in report.skipped:
        say_line = told("skipped {path}: {detail} ({reason})", path=skip.path, detail=skip.detail, reason=skip.reason)
        click.echo(paint(clean(say_line), "warning"), err=True)
    figures = [
        told("{count} added", count=len(report.added)),
        told("{count} updated", count=len(report.updated)),
        told("{count} unchanged", count=len(report.unchanged)),
        *([told("{count} removed", count=len(report.removed))] if report.removed else []),
        told("{count} skipped", count=len(report.skipped)),
        *([_left_out_figures(report.left_out)] if report.left_out else []),
    ]
    write(
        told(
            "{figures}; {outcome}, {seconds:.1f} s",
            figures=told(", ").join(figures),
            outcome=_outcome(report, engine),
            seconds=report.took_ms / 1000,
        )
    )


def _outcome(report: IndexReport, engine: SearchEngine | None) -> Notice:
    """What the index holds; or what it would have taken."""
    if engine is None:
        read = counted_together(report.article_count, report.section_count)
        return Notice("nothing written ({amount} read)" if report.article_count else "nothing written", amount=read)
    held = engine.stats()
    return Notice(
        "the index holds {amount} ({place})",
        amount=counted_together(held.articles, held.sections),
        place=clean(engine.location),
    )


def _left_out_line(left_out: LeftOutInput) -> str:
    path = left_out.path + (os.sep if left_out.is_folder else "")
    return f"{path}: {told(left_out.detail)} ({left_out.reason})"


def _left_out_figures(left_out: Sequence[LeftOutInput]) -> str:
    """``25 left out (2 hidden, 20 picture, 3 code)``: the reasons that there are most of first."""
    reasons = Counter(each.reason for each in left_out)
    named = told(", ").join(f"{count} {reason}" for reason, count in reasons.most_common())
    return told("{count} left out ({reasons})", count=len(left_out), reasons=named)


def _write_inputs(verb: str, inputs: Sequence[IndexedInput], listed: int | None) -> None:
    names = []
    for item in inputs[:listed]:
        articles = len(item.article_ids)
        amount = counted_sections(item.section_count)
        if articles != 1:
            amount = counted_together(articles, item.section_count)
        names.append(told("{path} ({amount})", path=item.path, amount=amount))
    _write_names(verb, names, listed, total=len(inputs))


def _write_names(verb: str, names: Iterable[str], listed: int | None, *, total: int | None = None) -> None:
    all_names = list(names)
    shown = all_names[:listed]
    for name in shown:
        write(clean(f"{verb} {name}").replace("\n", "\ufffd"))
    left = (len(all_names) if total is None else total) - len(shown)
    if left:
        write(told("{verb} {count} more (--verbose lists them)", verb=verb, count=left))
