"""How an index is laid out in the cluster.

One document is one section. Its terms come analysed: each stream is a string of terms with spaces between
them, split at those and otherwise left alone. What is shown (text, headings, the article's record) is in
``_source``, which queries do not read; what is searched is not in there.

======================  ================================================================================
``words``               the words of body, headings and title together, title and headings repeated as
``bigrams``             often as they weigh; likewise the bigrams and single characters. They rank, and
``characters``          find the best candidates, say whether a section has a term, and how often.
``words_beside`` …      the terms of title and headings alone, once for each occurrence in the title and four times
                        for each in the headings, of at most three: with the above they tell how often in the body.
``word_length`` …       the number of terms of the body.
``words_title`` …       the words of one field, for queries that name it.
``title_text`` …        the folded text of one field, one character a position, spaces and signs included: a
                        run of characters is found exactly where it is a substring.
``code_text``           the folded code of the section, in the same way; ``code`` says where it stands in ``text``.
``keywords.tag`` …      the folded values of each keyword field of the article, whole.
``numbers.updated`` …   its numbers and dates (``wenxun.analysis.field_values``).
``orders.title`` …      what it is ordered by, in each field that it can be ordered by as text.
``own_date``            the date of the article, as a number.
``dates``, ``years``    the dates that the section names, as numbers (``wenxun.analysis.date_codes``), and the years
                        of those whose year is known, and of its article's own.
``names``               what the article is called, whole: compared with every stretch of a query.
======================  ================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from wenxun.analysis.terms import Field, Stream
from wenxun.backends import Exclusions
from wenxun.ranking import MOST_BESIDE_BODY, UNIT, Ranking, StreamWeights

__all__ = [
    "BESIDE_FIELDS",
    "CODE_TEXT",
    "COUNTING_BOOST",
    "DATES",
    "EXCLUSIONS_KEY",
    "HEADING_REPEATS",
    "KEYWORDS",
    "LENGTH_FIELDS",
    "LONGEST_KEYWORD",
    "META_KEY",
    "MOST_COUNTED",
    "NUMBERS",
    "ORDERS",
    "OWN_DATE",
    "STREAM_FIELDS",
    "TEXT_FIELDS",
    "WORD_FIELDS",
    "YEARS",
    "Repeats",
    "field_repeats",
    "index_body",
    "made_with",
    "read_exclusions",
]

META_KEY = "wenxun"
EXCLUSIONS_KEY = "wenxun_exclusions"
"""Beside ``META_KEY``: what was deleted for good."""
LONGEST_KEYWORD = 8_191
"""Characters of a name that the cluster can look up (32,766 bytes, at up to 4 a character)."""

Repeats: TypeAlias = "Mapping[Stream, Mapping[Field, int]]"

STREAM_FIELDS: Mapping[Stream, str] = {"word": "words", "bigram": "bigrams", "character": "characters"}
BESIDE_FIELDS: Mapping[Stream, str] = {stream: f"{name}_beside" for stream, name in STREAM_FIELDS.items()}
LENGTH_FIELDS: Mapping[Stream, str] = {stream: f"{stream}_length" for stream in STREAM_FIELDS}
WORD_FIELDS: Mapping[Field, str] = {
    Field.TITLE: "words_title",
    Field.HEADING: "words_heading",
    Field.BODY: "words_body",
}
TEXT_FIELDS: Mapping[Field, str] = {
    Field.TITLE: "title_text",
    Field.HEADING: "heading_text",
    Field.BODY: "body_text",
}
CODE_TEXT = "code_text"
KEYWORDS = "keywords"
NUMBERS = "numbers"
ORDERS = "orders"
OWN_DATE = "own_date"
DATES = "dates"
YEARS = "years"

COUNTING_BOOST = 1024.0
"""The boost of a term in ``STREAM_FIELDS`` that asks how often it occurs, in place of what that is worth."""

MOST_COUNTED = 255
"""The largest answer to that: enough to tell how often up to 15 a term stands in the body."""

HEADING_REPEATS = MOST_BESIDE_BODY + 1
"""How often a term stands in ``BESIDE_FIELDS`` for each occurrence in the headings."""

_FORMAT = "4"  # raised whenever indices made before cannot be read any more
_LONGEST_TOKEN = 1_024  # no term is as long; the tokenizer's own limit of 255 would cut some
_SHOWN = ("article", "number", "title", "path", "text", "code", "section_count", "record")

# What finds candidates is close to a contribution as search/ranking.py defines it. Occurrences in title and headings
# are repeated in the field, so that the length divides them too: so a contribution always rises with tf, which lets
# the cluster leave out what cannot be among the best. The boost of a term is its weight. A script is told the mean
# length alone; the typical one (root mean square) is 1.06 times that of even paragraphs, 1.5 of mixed collections.
_TYPICAL_LENGTH = 1.4  # of the mean
# Below this the length divides no more: a section of a few words would come first for what its title says.
_LEAST_NORM = 0.6
_WEIGHT = (
    "double df = term.docFreq;return query.boost * Math.log(1 + (field.docCount - df + 0.5) / (df + 0.5)) * ({k1} + 1);"
)
_SCORE = (
    "if (query.boost == {counting}) return Math.min(doc.freq, {most_counted});"
    "double length = doc.length * (double) field.docCount / (field.sumTotalTermFreq * {typical});"
    "double tf = doc.freq / Math.max({least}, 1 - {b} + {b} * length);"
    "return Math.max(1, Math.rint({unit} * weight * tf / (tf + {k1}))) / {unit};"
)


def field_repeats(ranking: Ranking) -> Repeats:
    """Return how often the terms of each field stand in the fields that rank: the weights, as whole numbers."""
    repeats = {
        Field.TITLE: max(1, round(ranking.title_weight)),
        Field.HEADING: max(1, round(ranking.heading_weight)),
        Field.BODY: 1,
    }
    return dict.fromkeys(ranking.streams, repeats)


NO_ANALYSIS = ("opensearch_format", "ranking")
"""Of what decides the content of an index, that which is no setting of the analysis."""


def made_with(ranking: Ranking, fingerprint: Mapping[str, str]) -> dict[str, str]:
    """Return what decides the content of an index, to be compared when one is opened.

    Args:
        ranking: parameters of the ranking.
        fingerprint: analysis settings.
    """
    streams = ", ".join(f"{name} {each.k1:g}/{each.b:g}" for name, each in sorted(ranking.streams.items()))
    repeats = ", ".join(
        f"{stream} {'/'.join(str(each[field]) for field in Field)}" for stream, each in field_repeats(ranking).items()
    )
    return {**fingerprint, "opensearch_format": _FORMAT, "ranking": f"{streams}; {repeats}"}


def read_exclusions(meta: Mapping[str, Any]) -> Exclusions:
    """Return what the meta data of an index says was deleted for good."""
    return Exclusions.from_plain(meta[EXCLUSIONS_KEY]) if EXCLUSIONS_KEY in meta else Exclusions()


def index_body(ranking: Ranking, made: Mapping[str, str], *, shards: int) -> dict[str, Any]:
    """Return settings and mapping of an index, as an index template holds them.

    New documents stay unseen until a writer says so, whatever the cluster does meanwhile: the cluster's own
    refresh is off.

    Args:
        ranking: parameters of the ranking.
        made: what the index is made with.
        shards: how many shards it has.
    """
    return {
        "settings": {
            "index": {
                "number_of_shards": shards,
                "auto_expand_replicas": "0-1",
                "refresh_interval": "-1",
                "max_terms_count": 65_536,
                "mapping": {"total_fields": {"limit": 1_000}},
                "similarity": {
                    **{name: _similarity(weights) for name, weights in ranking.streams.items()},
                    "counted": _COUNTED,
                },
                "analysis": _ANALYSIS,
            }
        },
        "mappings": {
            "dynamic": "strict",
            "dynamic_templates": [
                {name: {"path_match": f"{name}.*", "mapping": mapping}} for name, mapping in _FIELD_MAPPINGS.items()
            ],
            "_routing": {"required": True},
            "_source": {"includes": [*_SHOWN]},
            "_meta": {META_KEY: dict(made)},
            "properties": _properties(),
        },
    }


def _similarity(weights: StreamWeights) -> dict[str, Any]:
    constants = {"k1": float(weights.k1), "b": float(weights.b), "unit": float(UNIT)}
    constants |= {"typical": _TYPICAL_LENGTH, "least": _LEAST_NORM}
    constants |= {"counting": COUNTING_BOOST, "most_counted": MOST_COUNTED}
    return {
        "type": "scripted",
        "weight_script": {"source": _WEIGHT.format(**constants)},
        "script": {"source": _SCORE.format(**constants)},
    }


_COUNTED = {"type": "scripted", "script": {"source": "return query.boost * doc.freq;"}}


_ANALYSIS: dict[str, Any] = {
    "tokenizer": {
        "between_spaces": {"type": "whitespace", "max_token_length": _LONGEST_TOKEN},
        "every_character": {"type": "ngram", "min_gram": 1, "max_gram": 1, "token_chars": []},
    },
    "analyzer": {
        "terms": {"type": "custom", "tokenizer": "between_spaces"},
        "one_character": {"type": "custom", "tokenizer": "every_character"},
    },
}


_FIELD_MAPPINGS: Mapping[str, dict[str, Any]] = {
    KEYWORDS: {"type": "keyword", "ignore_above": LONGEST_KEYWORD},
    NUMBERS: {"type": "double"},
    ORDERS: {"type": "keyword", "index": False, "ignore_above": LONGEST_KEYWORD},
}
"""What holds one field of articles each: an owner may declare fields at any time."""


def _properties() -> dict[str, Any]:
    shown: dict[str, Any] = {"type": "object", "enabled": False}
    properties: dict[str, Any] = {
        "article": {"type": "keyword"},
        "key": {"type": "long"},
        "number": {"type": "integer"},
        "title": {"type": "keyword", "index": False},
        "path": shown,
        "text": shown,
        "code": shown,
        "record": shown,
        "section_count": {"type": "integer"},
        "text_bytes": {"type": "integer"},
        "names": {"type": "keyword", "ignore_above": LONGEST_KEYWORD},
        **{name: {"type": "object", "dynamic": True} for name in _FIELD_MAPPINGS},
        OWN_DATE: {"type": "integer"},
        DATES: {"type": "integer"},
        YEARS: {"type": "integer"},
    }
    for stream, name in STREAM_FIELDS.items():
        properties[name] = {
            "type": "text",
            "analyzer": "terms",
            "index_options": "freqs",
            "similarity": stream,
        }
    for name in BESIDE_FIELDS.values():
        properties[name] = {
            "type": "text",
            "analyzer": "terms",
            "index_options": "freqs",
            "norms": False,
            "similarity": "counted",
        }
    for name in LENGTH_FIELDS.values():
        properties[name] = {"type": "integer", "index": False}
    for name in WORD_FIELDS.values():
        properties[name] = {"type": "text", "analyzer": "terms", "index_options": "docs", "norms": False}
    for name in (*TEXT_FIELDS.values(), CODE_TEXT):
        properties[name] = {"type": "text", "analyzer": "one_character", "norms": False}
    return properties
