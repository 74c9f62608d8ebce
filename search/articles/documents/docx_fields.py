"""What Word shows of a field that has no result: readings above characters and enclosed characters (``EQ``)."""

from __future__ import annotations

import re

from wenxun.articles.documents.document import text_html

__all__ = ["field_html"]

_EQUATION = re.compile(r"\s*EQ\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_FORM = re.compile(r"\\\*\s*(?:\"[^\"]*\"|\w+)")
_READING = re.compile(
    r"\\o(?:\\a[a-z])?\s*\(\s*\\s\\up\s*[\d.]+\s*\((?P<reading>[^()]*)\)\s*[,;]\s*(?P<base>[^()]*)\)", re.IGNORECASE
)
_FRACTION = re.compile(r"\\f\s*\(([^()]*)[,;]([^()]*)\)", re.IGNORECASE)
_ENCLOSED = re.compile(r"\\o(?:\\a[a-z])?\s*\(\s*[○◯〇□△◇]\s*[,;]\s*([^()]*)\)", re.IGNORECASE)
_SWITCH = re.compile(r"\\[a-z]+\s?\d*", re.IGNORECASE)


def field_html(instruction: str) -> str:
    """Return what is shown of a field that has no result, as HTML; "" for one that is no ``EQ``."""
    found = _EQUATION.match(instruction)
    if found is None:
        return ""
    rest = _FORM.sub("", found["rest"]).strip()
    if reading := _READING.fullmatch(rest):
        return f"<ruby>{text_html(reading['base'].strip())}<rt>{text_html(reading['reading'].strip())}</rt></ruby>"
    rest = _FRACTION.sub(r"\1/\2", _ENCLOSED.sub(r"\1", rest))
    return text_html(re.sub(r"[()]", "", _SWITCH.sub("", rest)).replace(",", "").strip())
