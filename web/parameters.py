"""Parameters of the HTTP API: each is declared once, and both read and described from that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from wenxun import QueryError
from wenxun.query.language import MAX_TYPED_CHARS
from wenxun.variants import VARIANTS, Variant
from wenxun.web.problems import BadParameter

__all__ = ["QUERY", "VARIANT", "Text", "WholeNumber", "Writing"]


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A parameter that takes a whole number from ``least`` to ``most``."""

    name: str
    meaning: str
    default: int
    least: int
    most: int

    def value(self) -> int:
        """What the request says, or the default."""
        given = request.args.get(self.name)
        if given is None:
            return self.default
        if given.isascii() and given.isdigit() and len(given) < 10 and self.least <= int(given) <= self.most:
            return int(given)
        raise BadParameter(
            f"{self.name} is {given[:40]!r}; it must be a whole number from {self.least} to {self.most:,}."
        )

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most, "default": self.default}


@dataclass(frozen=True, slots=True)
class Text:
    """A parameter that takes any text of at most ``most_chars`` characters."""

    name: str
    meaning: str
    most_chars: int
    advice: str = ""
    error: type[Exception] = BadParameter

    def value(self) -> str:
        """What the request says, or nothing."""
        given = request.args.get(self.name, "")
        if len(given) > self.most_chars:
            raise self.error(
                f"{self.name} has {len(given):,} characters; at most {self.most_chars:,} are taken. {self.advice}"
            )
        return given

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {"type": "string", "maxLength": self.most_chars, "default": ""}


@dataclass(frozen=True, slots=True)
class Writing:
    """The parameter that takes the name of a writing."""

    name: str
    meaning: str

    def value(self) -> Variant:
        """What the request says, or the original writing."""
        given = request.args.get(self.name, "orig")
        for variant in VARIANTS:
            if given == variant:
                return variant
        raise BadParameter(f"{self.name} is {given[:40]!r}; it must be one of {', '.join(VARIANTS)}.")

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {"type": "string", "enum": list(VARIANTS), "default": "orig"}


QUERY = Text("q", "What the reader typed.", MAX_TYPED_CHARS, "Shorten it to the passage that matters.", QueryError)
VARIANT = Writing("variant", "Writing to show articles in: as written, or 简体, 繁體, Taiwan's or Hong Kong's.")
