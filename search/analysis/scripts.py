"""Conversion between scripts, for showing and for checking; searching folds instead (``folding``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, TypeAlias

__all__ = ["IN_STATUTES", "Writing", "conversion_entries", "strangers", "to_simplified", "to_traditional"]


Writing: TypeAlias = Literal["hans", "hant"]

_RARE = 0x10000
_IN_HONG_KONG = "吓祢琼麽迹叠踪咤"
"""Characters that Hong Kong writes, in Cantonese, in names or as forms of its own, though Big5 lacks them."""

IN_STATUTES = "噁敍鈎"
"""Characters that no table gives to a region whose statutes have them: 二噁英 is Simplified, 敍明 and 吊鈎 Taiwan's."""


@cache
def _converter(name: str) -> Any:
    import opencc

    return opencc.OpenCC(name)


def to_simplified(text: str) -> str:
    """Return a text in Simplified script (OpenCC ``t2s``; the length stays the same)."""
    converted: str = _converter("t2s").convert(text)
    return converted


def to_traditional(text: str) -> str:
    """Return a text in Traditional script (OpenCC ``s2t``)."""
    converted: str = _converter("s2t").convert(text)
    return converted


def conversion_entries(name: str) -> Iterator[tuple[str, list[str]]]:
    """Return the entries of one of OpenCC's dictionaries: what is written, and what it becomes, the best first.

    Args:
        name: of the dictionary, without ``.txt``, such as ``"STPhrases"``.

    Raises:
        ModuleNotFoundError: if opencc-python-reimplemented is not installed.
    """
    spec = find_spec("opencc")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("opencc is not installed; install wenxun with its dependencies", name="opencc")
    path = Path(spec.origin).parent / "dictionary" / f"{name}.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        key, tab, values = line.rstrip().partition("\t")
        if tab:
            yield key, values.split(" ")


@cache
def strangers(writing: Writing) -> Mapping[str, str]:
    """Return the characters that a script does not have, and what they become in it.

    GB 2312 has the characters of Simplified Chinese, Big5 those of Traditional Chinese: 群, 床 and 秘 are in both.
    What few fonts have stays as it is.
    """
    name, own = ("TSCharacters", "gb2312") if writing == "hans" else ("STCharacters", "cp950")
    entries = dict(conversion_entries(name))
    kept = IN_STATUTES + (_IN_HONG_KONG if writing == "hant" else "")
    found = {
        key: values[0]
        for key, values in entries.items()
        if key not in values and key not in kept and not key.encode(own, "ignore") and ord(values[0]) < _RARE
    }
    return {**_regional_forms(entries), **found} if writing == "hans" else found


def _regional_forms(simplified: Mapping[str, list[str]]) -> Mapping[str, str]:
    """Forms that only Hong Kong or Taiwan uses and that have no entry of their own, such as 衞, in Simplified."""
    found: dict[str, str] = {}
    for region in ("HKVariants", "TWVariants"):
        for key, values in conversion_entries(region):
            plain = {simplified.get(form, [form])[0] for form in (key, *values)}
            known = [form for form in plain if form.encode("gb2312", "ignore")]
            if len(known) == 1:
                found |= {form: known[0] for form in (key, *values) if not form.encode("gb2312", "ignore")}
    return found
