"""How many pairs of words that are spelled or worded otherwise find each other, by kind.

Run ``python -m benchmarks.spellings OPENCC`` with a folder that holds OpenCC's dictionaries (``TWPhrases.txt`` …). A
pair is found where a query for one of the two matches a text with the other in full, both ways.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from wenxun import Article, SearchEngine

KINDS = ("TWPhrases", "HKPhrases", "TWVariants", "HKVariants", "TWVariantsPhrases", "HKVariantsPhrases")


def is_found(text: str, typed: str) -> bool:
    """Whether a text holds all that was typed."""
    with SearchEngine.in_memory() as engine:
        engine.add(Article("text", "", text=text))
        results = engine.search(typed)
    return results.total > 0 and not results.relaxed


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
