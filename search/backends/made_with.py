"""Whether an index was made with the settings that are in use: its terms are those of one analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wenxun.errors import IndexMismatchError
from wenxun.notices import Notice

__all__ = ["check_made_with"]


def check_made_with(made: Mapping[str, Any], used: Mapping[str, Any], *, location: object) -> None:
    """Compare settings.

    Args:
        made: those that the index was made with.
        used: those in use.
        location: names the index.

    Raises:
        IndexMismatchError: if any differ.
    """
    if made == used:
        return
    different = [name for name in sorted({*made, *used}) if made.get(name) != used.get(name)]
    raise IndexMismatchError(
        Notice(
            "The index {location} was built with other settings than the ones in use: {different} differ(s). Make it "
            "fit with: wenxun rebuild",
            location=location,
            different=", ".join(different),
        )
    )
