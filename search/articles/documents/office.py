"""What the documents of Office (DOCX, PPTX, XLSX) have in common: how their parts name each other, and drawings."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from wenxun.articles.documents.zip_files import ZipParts, local_name

__all__ = ["Relation", "drawn_texts", "main_part", "reference_of", "relations_of", "stated_properties"]

_PROPERTIES = {
    "title": "title", "creator": "author", "keywords": "keywords", "category": "category", "created": "date",
    "modified": "updated", "language": "lang", "description": "description",
}  # fmt: skip
_DRAWN = ("chart", "chartEx", "diagramData")


class Relation(NamedTuple):
    """What a part refers to.

    Attributes:
        kind: the last word of its type: ``slide``, ``hyperlink``, ``chart``.
        target: name of the part, or an address outside the document.
    """

    kind: str
    target: str


_NONE = Relation("", "")


def main_part(parts: ZipParts, usual: str) -> str:
    """Return the name of the part that holds the text: the one that the document names, else the usual one.

    Args:
        parts: the parts of the document.
        usual: the usual name.
    """
    relations = relations_of(parts, "").values()
    named = next((each.target for each in relations if each.kind == "officeDocument"), "")
    return named if named in parts.names else usual


def relations_of(parts: ZipParts, name: str) -> dict[str, Relation]:
    """Return what a part refers to, by id; "" is the document.

    Args:
        parts: the parts of the document.
        name: of the part.
    """
    folder, base = posixpath.split(name)
    found: dict[str, Relation] = {}
    for each in parts.xml(posixpath.join(folder, "_rels", f"{base}.rels")):
        target = each.get("Target", "")
        if each.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[each.get("Id", "")] = Relation(each.get("Type", "").rpartition("/")[2], target)
    return found


def reference_of(element: Element) -> str:
    """Return the id of what an element refers to; "" if it refers to nothing."""
    return next((value for key, value in element.attrib.items() if key.endswith("/relationships}id")), "")


def stated_properties(parts: ZipParts) -> dict[str, str]:
    """Return what a document says of itself, by names that `metadata` knows."""
    stated = {_PROPERTIES.get(local_name(e.tag), ""): e.text or "" for e in parts.xml("docProps/core.xml")}
    stated.pop("", None)
    return stated


def drawn_texts(parts: ZipParts, drawing: Element, relations: dict[str, Relation]) -> Iterator[str]:
    """Yield the texts of a chart or diagram (SmartArt), whose content is a part of its own; each text once.

    Args:
        parts: of the document.
        drawing: the element that stands for it: it names its parts.
        relations: those of the part that ``drawing`` is in.
    """
    named = (relations.get(value, _NONE) for value in drawing.attrib.values())
    for target in (each.target for each in named if each.kind in _DRAWN):
        yield from dict.fromkeys(text for text in _lines(parts.xml(target)) if text)


def _lines(part: Element) -> Iterator[str]:
    """Paragraphs, and names of rows and columns; numbers are none."""
    for each in part.iter():
        name = local_name(each.tag)
        if name == "p":
            yield "".join(t.text or "" for t in each.iter() if local_name(t.tag) == "t").strip()
        elif name in ("strCache", "lvl"):
            yield from ((v.text or "").strip() for v in each.iter() if local_name(v.tag) in ("v", "pt") and v.text)
