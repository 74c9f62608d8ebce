"""How sections are ranked: all parameters, and the formula that uses them.

The score of a section is the sum, over the terms of the query, of *contributions*. For a term of stream *s*::

    tf   = title_weight * tf_title + heading_weight * tf_heading
           + tf_body / (1 - b_s + b_s * length_s / typical_length_s)
    idf  = ln(1 + (N - df + 0.5) / (df + 0.5))
    c    = max(1, round(UNIT * weight_s * idf * tf * (k1_s + 1) / (tf + k1_s)))

N, df and the typical lengths are those of the whole index without deleted sections; lengths count the terms of the
body in the stream; tf_title and tf_heading count up to 3, tf_body up to 15. That is BM25F (Robertson, Zaragoza and
Taylor, CIKM 2004) for each of three streams with disjoint terms, but for the length that is typical: it is the root
mean square and not the mean, which many tiny sections (of tables, poems, statutes) would draw down until every
ordinary paragraph counted as a long one. A word of two characters has the weight of a word and a bigram together,
and a query does not ask for that bigram besides. Contributions are whole numbers (``UNIT`` is
a score of 1), so sums do not depend on the order of addition, on pruning, or on how the index is cut into segments.

Characters are scored only for the ``window`` best sections by words and bigrams (and those level with the last of
them); sections outside the window follow in the order of their words and bigrams.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wenxun.analysis.terms import Stream

__all__ = [
    "DEFAULT_RANKING",
    "MOST_BESIDE_BODY",
    "MOST_IN_BODY",
    "NAME_CHARS",
    "UNIT",
    "Ranking",
    "StreamWeights",
    "contributions",
    "inverse_document_frequency",
    "term_factor",
    "typical_length",
]

UNIT = 4096
"""Contributions that make a score of 1."""

MOST_BESIDE_BODY = 3
"""Occurrences of a term in a title, and in a heading path, that count."""

MOST_IN_BODY = 15
"""Occurrences of a term in a body that count."""

NAME_CHARS = range(2, 25)
"""How long a title or alias is that is looked for in queries, in characters."""


@dataclass(frozen=True, slots=True)
class StreamWeights:
    """BM25 parameters of one stream.

    Attributes:
        weight: what its contributions are multiplied by.
        k1: how soon further occurrences of a term count less.
        b: how much the length of a section counts, from 0 to 1.
    """

    weight: float
    k1: float
    b: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everything that decides the order of results.

    Attributes:
        streams: weight and BM25 parameters of each stream.
        title_weight, heading_weight: how much an occurrence there counts against one in the body.
        window: how many of the best sections are scored by characters too.
        full_match_bonus: score added to a section that has all texts of the query.
        run_bonus: score added besides to one that has each of them as one run.
        exact_title_bonus: score added to an article whose title is the whole query.
        title_bonus: score added to an article whose title is written out in the query, a character of the title.
        title_sharers: a title that more sections than this share earns no bonus.
    """

    streams: Mapping[Stream, StreamWeights] = field(
        default_factory=lambda: {
            "word": StreamWeights(weight=1.0, k1=0.5, b=0.7),
            "bigram": StreamWeights(weight=0.6, k1=0.7, b=0.7),
            "character": StreamWeights(weight=0.5, k1=1.0, b=0.75),
        }
    )
    title_weight: float = 2.25
    heading_weight: float = 1.0
    window: int = 30
    full_match_bonus: float = 100.0
    run_bonus: float = 100.0
    exact_title_bonus: float = 50.0
    title_bonus: float = 2.0
    title_sharers: int = 2000


DEFAULT_RANKING = Ranking()


def inverse_document_frequency(df: int, section_count: int) -> float:
    """Return ``ln(1 + (N - df + 0.5) / (df + 0.5))``.

    Args:
        df: number of sections that have the term.
        section_count: number of all sections, ``N``.
    """
    return float(np.log1p((section_count - df + 0.5) / (df + 0.5)))


def typical_length(sum_of_squares: float, section_count: int) -> float:
    """Return the root mean square of the lengths of sections.

    Args:
        sum_of_squares: of their lengths, in terms.
        section_count: how many sections there are.
    """
    return max(math.sqrt(sum_of_squares / max(section_count, 1)), 1e-9)


def term_factor(ranking: Ranking, stream: Stream, term: str, idf: float) -> float:
    """Return what ``tf / (tf + k1)`` is multiplied by: ``UNIT * weight * idf * (k1 + 1)``.

    Args:
        ranking: the parameters.
        stream: of the term.
        term: its text.
        idf: its inverse document frequency.
    """
    weights = ranking.streams[stream]
    weight = weights.weight
    if stream == "word" and len(term) == 2:
        weight += ranking.streams["bigram"].weight
    return UNIT * weight * idf * (weights.k1 + 1)


def contributions(
    ranking: Ranking,
    stream: Stream,
    factor: float | npt.NDArray[np.float64],
    body_tf: npt.NDArray[np.float64],
    beside_body_tf: npt.NDArray[np.float64] | None,
) -> npt.NDArray[np.int32]:
    """Return the contributions of terms of one stream to sections.

    Args:
        ranking: the parameters.
        stream: of the terms.
        factor: ``term_factor`` of the term; of each, if there are several.
        body_tf: the body's part of ``tf`` in each section; it is used up.
        beside_body_tf: title's and heading's part together; ``None`` where no term is in a title or heading.
    """
    k1 = ranking.streams[stream].k1
    if beside_body_tf is not None:
        body_tf += beside_body_tf
    scores = body_tf + k1
    np.divide(body_tf, scores, out=scores)
    scores *= factor
    np.rint(scores, out=scores)
    rounded: npt.NDArray[np.int32] = np.maximum(scores, 1, out=scores).astype(np.int32)
    return rounded
