"""How many pairs of words that are spelled or worded otherwise find each other, by kind.

Run ``python -m benchmarks.spellings OPENCC`` with a folder that holds OpenCC's dictionaries (``TWPhrases.txt`` …). A
pair is found where a text with one of the two is held by a query for the other, both ways, as full matches are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from wenxun.analysis.analyzer import Analyzer
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.query.tree import Term

KINDS = ("TWPhrases", "HKPhrases", "TWVariants", "HKVariants", "TWVariantsPhrases", "HKVariantsPhrases")

_ANALYZER = Analyzer()


def is_found(text: str, typed: str) -> bool:
    """Whether a text holds all that was typed."""
    held = {Term(token.stream, token.text) for token in _ANALYZER.tokens(text)}
    query = expand(parse(typed), _ANALYZER)
    return bool(query.texts) and all(any(held.issuperset(way) for way in each.full_matches) for each in query.texts)


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """The pairs of a dictionary."""
    for line in path.read_text(encoding="utf-8").splitlines():
        key, tab, values = line.partition("\t")
        if tab and not line.startswith("#"):
            yield from ((key, value) for value in values.split())


def main() -> None:
    """Print a line for each dictionary in the folder."""
    folder = Path(sys.argv[1])
    print("| dictionary | pairs | found both ways |\n|---|---|---|")
    for kind in KINDS:
        path = folder / f"{kind}.txt"
        if path.is_file():
            found = [is_found(one, other) and is_found(other, one) for one, other in pairs(path)]
            print(f"| {kind} | {len(found)} | {sum(found)} |")


if __name__ == "__main__":
    main()
