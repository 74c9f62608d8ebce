"""JSON Schemas of the bodies that `wenxun.presentation` and the routes make. They admit nothing else."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeAlias

from wenxun import BackendStats
from wenxun.analysis.date_codes import LAST_YEAR
from wenxun.variants import VARIANTS

__all__ = ["SCHEMAS", "reference"]

_Schema: TypeAlias = dict[str, Any]


def reference(name: str) -> _Schema:
    """The schema of that name, by reference."""
    return {"$ref": f"#/components/schemas/{name}"}


def _body(description: str, **properties: _Schema) -> _Schema:
    """An object that has all of the properties and no other."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _text(description: str = "") -> _Schema:
    return {"type": "string", **({"description": description} if description else {})}


def _number(description: str = "", *, least: int = 0) -> _Schema:
    return {"type": "integer", "minimum": least, **({"description": description} if description else {})}


def _year() -> _Schema:
    return {"type": "integer", "minimum": -LAST_YEAR, "maximum": LAST_YEAR, "description": "Negative: BCE. Never 0."}


def _list(items: _Schema, description: str = "") -> _Schema:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


_VARIANT = {"type": "string", "enum": list(VARIANTS), "description": "Writing that the texts are shown in."}
_URL = {"type": "string", "format": "uri-reference", "description": "Page on this server, from its root."}
_SCORE = {"type": "number", "description": "The higher, the better; comparable within one answer only."}
_PATH = _list(_text(), "Headings from the outermost down to the section's own; empty for the lead.")

SCHEMAS: dict[str, _Schema] = {
    "Results": _body(
        "A page of results.",
        query=_text("As typed."),
        total=_number("Articles found, over all pages."),
        offset=_number(),
        limit=_number(least=1),
        took_ms={"type": "number", "minimum": 0, "description": "Milliseconds from the query to the ranked hits."},
        hits=_list(reference("Hit"), "Best first."),
        relaxed={"type": "boolean", "description": "No section holds all that was typed; these hold most of it."},
        message=_text("A sentence for the reader when there is something to say, else empty."),
        variant=_VARIANT,
        facets={"oneOf": [reference("Facets"), {"type": "null"}], "description": "null where it is not asked for."},
    ),
    "Facets": _body(
        "How everything found divides, over all pages.",
        categories=_list(
            _body("A category, as an article writes it.", name=_text(), articles=_number("Articles in it.", least=1)),
            'The largest ones, largest first; category:"NAME" added to the query finds as many articles.',
        ),
        years=_list(
            _body("A year that sections found name.", year=_year(), articles=_number("Their articles.", least=1)),
            "In order; date:YEAR added to the query finds as many articles.",
        ),
        periods=_list(
            _body("All years from first to last.", first=_year(), last=_year(), articles=_number("As for a year.")),
            "The same years in at most 30 stretches that follow each other; date:FIRST..LAST finds as many.",
        ),
        articles=_list(
            _body(
                "An article.", id=_text(), title=_text(), url=_URL, sections=_number("Sections of it found.", least=1)
            ),
            "Those with the most sections found; of articles level with each other all or none.",
        ),
    ),
    "Hit": _body(
        "One article that matched.",
        rank=_number("1 for the first article of all.", least=1),
        id=_text(),
        title=_text(),
        score=_SCORE,
        url=_URL,
        sections=_list(reference("SectionHit"), "Sections that matched, best first."),
        more_sections=_number("Sections that matched and are not listed."),
        why=_list(reference("AddedForm"), "Wordings searched besides the typed ones that stand in the best section."),
    ),
    "SectionHit": _body(
        "One section that matched.",
        number=_number("0 for the lead, then in reading order."),
        heading=_text(),
        path=_PATH,
        score=_SCORE,
        url=_URL,
        dates=_list(_text(), "Dates that it names: 2018-05-26, 2018-05, 2018, 1990s, -221, ?-05-26 (year unknown)."),
        snippet=_list(reference("Piece"), "The best passages; joined, the pieces are their text."),
    ),
    "Piece": _body(
        "A run of text that is marked or not.", text=_text(), match={"type": "boolean", "description": "Marked."}
    ),
    "AddedForm": _body(
        "A wording that was searched besides the typed one.",
        typed=_text(),
        added=_text(),
        source=_text("Word list that the pair comes from."),
    ),
    "Suggestions": _body(
        "What the reader may be about to type.",
        query=_text("What was typed so far."),
        suggestions=_list(
            _body(
                "A query, and where the name at its end stands.",
                text=_text(),
                kind={"type": "string", "enum": ["title", "heading", "link"]},
            )
        ),
    ),
    "OpenSearchSuggestions": _list(
        {"oneOf": [_text(), _list(_text())]}, "Two items: what was typed so far, and the list of suggestions."
    )
    | {"minItems": 2, "maxItems": 2},
    "Article": _body(
        "A whole article, without markup.",
        id=_text(),
        title=_text(),
        language=_text("BCP 47 tag of the texts."),
        variant=_VARIANT,
        url=_URL,
        format=_text("Format that it was read from."),
        aliases=_list(_text(), "Other titles."),
        categories=_list(_text()),
        variants=_list(reference("VariantRule"), "Regional wordings that the article declares."),
        sections=_list(reference("Section")),
    ),
    "VariantRule": _body(
        "One wording in several regions.",
        forms={"type": "object", "additionalProperties": _text(), "description": "Region code to wording."},
        origin={"type": "string", "enum": ["article", "inline"]},
    ),
    "Section": _body(
        "A stretch of text under one heading.",
        number=_number("0 for the lead, then in reading order."),
        heading=_text(),
        path=_PATH,
        url=_URL,
        text=_text("Clean text; paragraphs are separated by one blank line."),
        links=_list(_body("A link.", target=_text("Title of the page, or URL."), text=_text("Its anchor."))),
    ),
    "Analysis": _body(
        "The terms of a text.",
        text=_text(),
        tokens=_list(
            _body(
                "A term and its place: code points of the text, half-open.",
                stream=_text("Stream of terms that it belongs to."),
                term=_text(),
                start=_number(),
                end=_number(),
                text=_text("What stands there."),
            )
        ),
    ),
    "Stats": _body(
        "Figures about the index. Sizes in bytes.", **{field.name: _number() for field in fields(BackendStats)}
    ),
    "Health": _body("Searches can be answered.", status={"const": "ok"}, articles=_number(), generation=_number()),
    "Problem": _body(
        "What went wrong (RFC 9457).",
        type={"const": "about:blank"},
        title=_text("Name of the status."),
        status=_number("HTTP status.", least=400),
        detail=_text("What happened, with the value, and what to do next."),
        instance=_text("Path of the request."),
        code=_text("Stable code of this kind of problem."),
    ),
}
"""Name to JSON Schema, for ``components.schemas`` of the description."""
