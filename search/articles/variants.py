"""Wordings in several regions: ``-{zh-hans:...;zh-hant:...}-`` and ``{{noteTA}}``.

A place shows one wording, that of the article's dominant script; all wordings are kept as data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Literal

from wenxun.models import VariantRule

__all__ = ["Script", "dominant_script", "parse_rule", "show_variants"]

Script = Literal["hans", "hant"]

_PREFERENCE: Mapping[Script, tuple[str, ...]] = {
    "hans": ("zh-hans", "zh-cn", "zh-sg", "zh-my", "zh"),
    "hant": ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "zh"),
}
_INNERMOST = re.compile(r"-\{((?:[^{}]|\{(?!\{)[^{}]*\}(?!-))*?)\}-")
_ESCAPED = re.compile(r"\\-\{(?=[^{}]*\}-)")
_FLAGS = re.compile(r"\s*([A-Za-z-]*(?:\s*;\s*[A-Za-z-]+)*)\s*\|")
_HIDING_FLAGS = frozenset("TAHRDN-") - frozenset("ARDN")  # T names the page, H and - only declare
_FORM = re.compile(r"(?:^|;)\s*(?:[^;:{}=]*=>\s*)?(zh(?:-[a-z]+)*)\s*:\s*", re.IGNORECASE)
_MAX_NESTING = 4  # MediaWiki itself allows more, but no article has been seen to nest at all


def dominant_script(text: str) -> Script:
    """The script that more characters of ``text`` belong to; Simplified when they are level.

    GB 2312 holds the Simplified characters and Big5 the Traditional ones, so the encoding that keeps more of
    the text tells.
    """
    simplified = len(text.encode("gb2312", "ignore"))
    traditional = len(text.encode("big5", "ignore"))
    return "hant" if traditional > simplified else "hans"


def parse_rule(body: str, origin: Literal["article", "inline"]) -> VariantRule | None:
    """Read ``zh-cn:...; zh-tw:...``; ``None`` when it names no region."""
    places = list(_FORM.finditer(body))
    forms: dict[str, str] = {}
    for index, place in enumerate(places):
        end = places[index + 1].start() if index + 1 < len(places) else len(body)
        wording = body[place.end() : end].strip().rstrip(";").strip()
        if wording:
            forms.setdefault(place[1].lower(), " ".join(wording.split()))
    return VariantRule(forms, origin) if forms else None


def show_variants(text: str, script: Script, tally: Counter[str], rules: list[VariantRule]) -> str:
    """``text`` with every ``-{...}-`` replaced by the one wording to show; ``rules`` gets the others.

    Linear in ``text`` for each level of nesting, and at most four levels are resolved.
    """
    if "-{" not in text:
        return text
    text = _ESCAPED.sub("-{", text)

    def show(found: re.Match[str]) -> str:
        tally["variant-marks"] += 1
        return _shown(found[1], script, rules)

    for _ in range(_MAX_NESTING):
        changed = _INNERMOST.sub(show, text)
        if changed == text:
            break
        text = changed
    return text


def _shown(content: str, script: Script, rules: list[VariantRule]) -> str:
    flags = ""
    if found := _FLAGS.match(content):
        flags, content = found[1], content[found.end() :]
    rule = parse_rule(content, "inline")
    if rule is not None:
        rules.append(rule)
    if any(flag.strip() in _HIDING_FLAGS for flag in flags.split(";")):
        return ""
    if rule is None:
        return content
    for region in _PREFERENCE[script]:
        if region in rule.forms:
            return rule.forms[region]
    return next(iter(rule.forms.values()))
