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
_OPENER = re.compile(r"-\{(?:(?!\{)|(?=\{\{(?!\{)))")
_MARK = re.compile(rf"{_OPENER.pattern}|\}}-|\{{\{{|\}}\}}")
_ESCAPED = re.compile(r"\\-\{(?=[^{}]*\}-)")
_FLAGS = re.compile(r"\s*([A-Za-z-]*(?:\s*;\s*[A-Za-z-]+)*)\s*\|")
_HIDING_FLAGS = frozenset("TAHRDN-") - frozenset("ARDN")  # T names the page, H and - only declare
_SCRIPT_AND_REGION = re.compile(r"(zh)-han[st]-([a-z]{2})")  # zh-Hans-CN is what others call zh-cn
_FORM = re.compile(r"(?:^|;)\s*(?:[^;:{}=]*=>\s*)?(zh(?:-[a-z]+)*)\s*:\s*", re.IGNORECASE)
_MAX_NESTING = 4  # MediaWiki itself allows more, but no article has been seen to nest at all
_TEMPLATE = -1


def dominant_script(text: str) -> Script:
    """Return the script that more characters of ``text`` belong to; Simplified when they are level.

    GB 2312 holds the Simplified characters and Big5 the Traditional ones, so the encoding that keeps more of
    the text tells. Wordings of ``-{...}-`` do not count, for they are there in both.
    """
    if "-{" in text:
        first, *others = text.split("-{")
        text = first + "".join(other.partition("}-")[2] for other in others)
    simplified = len(text.encode("gb2312", "ignore"))
    traditional = len(text.encode("big5", "ignore"))
    return "hant" if traditional > simplified else "hans"


def parse_rule(body: str, origin: Literal["article", "inline"]) -> VariantRule | None:
    """Read ``zh-cn:...; zh-tw:...``.

    Args:
        body: what stands in the mark.
        origin: where the rule holds.

    Returns:
        The rule; ``None`` when it names no region.
    """
    places = list(_FORM.finditer(body))
    forms: dict[str, str] = {}
    for index, place in enumerate(places):
        end = places[index + 1].start() if index + 1 < len(places) else len(body)
        wording = body[place.end() : end].strip().rstrip(";").strip()
        if wording:
            region = _SCRIPT_AND_REGION.sub(r"\1-\2", place[1].lower())
            forms.setdefault(region, " ".join(wording.split()))
    return VariantRule(forms, origin) if forms else None


def show_variants(text: str, script: Script, tally: Counter[str], rules: list[VariantRule]) -> str:
    """Return a text with every ``-{...}-`` replaced by the one wording to show.

    Linear in ``text``. Marks nested deeper than four levels are left as they are. Braces of templates inside a mark
    do not end it.

    Args:
        text: the wikitext.
        script: which one is shown.
        tally: gets the names of the rules with their counts.
        rules: takes the other wordings.
    """
    if "-{" not in text:
        return text
    text = _ESCAPED.sub("-{", text)
    pieces: list[str] = []
    opened: list[int] = []  # number of the first piece inside each mark; _TEMPLATE for the braces of a template
    marks = done = at = 0
    while found := (_MARK if marks else _OPENER).search(text, at):
        start, at = found.span()
        mark = found.group()
        if mark == "{{":
            opened.append(_TEMPLATE)
        elif mark == "}}":
            if opened[-1] == _TEMPLATE:
                opened.pop()
            else:
                at = start + 1  # the second may end a mark
        elif mark == "-{":
            pieces += (text[done:start], mark)
            done = at
            opened.append(len(pieces))
            marks += 1
        else:
            while (first := opened.pop()) == _TEMPLATE:
                pass
            pieces.append(text[done:start])
            done = at
            if marks > _MAX_NESTING:
                pieces.append(mark)
            else:
                tally["variant-marks"] += 1
                content = "".join(pieces[first:])
                del pieces[first - 1 :]
                pieces.append(_shown(content, script, rules))
            marks -= 1
    return "".join((*pieces, text[done:]))


def _shown(content: str, script: Script, rules: list[VariantRule]) -> str:
    flags = ""
    if found := _FLAGS.match(content):
        flags, content = found[1], content[found.end() :]
    shown_flags = {flag.strip() for flag in flags.upper().split(";")}
    if "R" in shown_flags:
        return content  # as it is written
    rule = parse_rule(content, "inline")
    if rule is not None:
        rules.append(rule)
    if shown_flags & _HIDING_FLAGS:
        return ""
    if rule is None:
        return content
    for region in _PREFERENCE[script]:
        if region in rule.forms:
            return rule.forms[region]
    return next(iter(rule.forms.values()))
