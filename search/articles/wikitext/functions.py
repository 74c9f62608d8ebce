"""What parser functions and variables of a wiki show: conditions, cases, tags and changes of letters.

What cannot be known from the page alone (times, other pages, calculations) shows nothing.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence

from wenxun.articles.cleaning import LINE, READING_END, READING_START
from wenxun.articles.wikitext.notes import NOTE_TAG, is_of_notes
from wenxun.articles.wikitext.prepare import split_options, tabs, verse
from wenxun.articles.wikitext.signs import ALL_SIGNS

__all__ = ["show_function"]

_TITLE_VARIABLES = frozenset(
    ("PAGENAME", "FULLPAGENAME", "SUBJECTPAGENAME", "ARTICLEPAGENAME", "BASEPAGENAME", "ROOTPAGENAME")
)

_SUBSTITUTED = re.compile(
    r"(?:(?:safesubst|subst|msgnw|msg|raw|安全替换|安全替換|替换|替換|取代|代入)\s*:\s*)+", re.IGNORECASE
)
_DATE = re.compile(r"([0-9]{4})[-/年]([0-9]{1,2})(?:[-/月]([0-9]{1,2})日?)?")
_MOST_FUNCTION_CHARS = 10_000  # of an argument in which something is replaced
_COMPARED = re.compile("(<=|>=|<>|!=|<|>|=)")
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<>": operator.ne,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_CUTTING = ("#sub", "#explode", "#replace", "#len", "#titleparts")
_SUM = re.compile(r"[0-9+\-*/%(). ]{1,100}|[0-9+\-*/(). ]{1,60} mod [0-9 ]{1,9}")
_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}


def show_function(name: str, parameters: Sequence[str], title: str) -> str | None:
    """Return what a parser function or variable shows, such as ``{{formatnum:5}}``; ``None`` for a template.

    Args:
        name: what stands before the first bar, or all.
        parameters: what stands behind the bars, as written.
        title: of the page.
    """
    name = _SUBSTITUTED.sub("", name.strip())
    if ":" not in name:
        return title if name in _TITLE_VARIABLES else None
    written, _, argument = name.partition(":")
    function = written.strip().lower()
    if not (function.startswith("#") or function in _FUNCTIONS) or function == "#invoke":
        return None
    if function in _CUTTING and ALL_SIGNS.search(argument):
        return argument  # a sign stands for more than its letters
    if name.lower() == NOTE_TAG and any(map(is_of_notes, parameters)):
        return None
    show = _FUNCTIONS.get(function)
    return show(argument.strip(), parameters) if show is not None else ""


def _same(argument: str, _: Sequence[str]) -> str:
    return argument


def _nothing(_: str, __: Sequence[str]) -> str:
    return ""


def _one_of(parameters: Sequence[str], place: int) -> str:
    return parameters[place].strip() if place < len(parameters) else ""


def _if(argument: str, parameters: Sequence[str]) -> str:
    return _one_of(parameters, 0 if argument else 1)


def _if_expression(argument: str, parameters: Sequence[str]) -> str:
    """What holds if a sum is not 0, or a comparison of two is true; the first where that cannot be told."""
    left, sign, right = _COMPARED.split(argument, maxsplit=1) if _COMPARED.search(argument) else (argument, "", "")
    numbers = [_calculated(each.strip(), ()) for each in ((left, right) if sign else (left,))]
    if "" in numbers:
        return _one_of(parameters, 0 if argument else 1)
    holds = _COMPARISONS[sign](*map(float, numbers)) if sign else float(numbers[0]) != 0
    return _one_of(parameters, 0 if holds else 1)


def _if_equal(argument: str, parameters: Sequence[str]) -> str:
    return _one_of(parameters, 1 if _is_equal(argument, _one_of(parameters, 0)) else 2)


def _if_error(argument: str, parameters: Sequence[str]) -> str:
    return _one_of(parameters, 1) if len(parameters) > 1 else argument


def _switch(argument: str, parameters: Sequence[str]) -> str:
    """The case that the argument is, through those without a value of their own, or the one for all others."""
    default = ""
    is_found = is_default = False
    for place, parameter in enumerate(parameters):
        key, has_value, value = (part.strip() for part in parameter.partition("="))
        is_found = is_found or _is_equal(argument, key)
        is_default = is_default or key.lower() in ("#default", "#默认", "#預設")
        if not has_value:
            if place == len(parameters) - 1:
                default = key
            continue
        if is_found:
            return value
        if is_default:
            default, is_default = value, False
    return default


def _is_equal(left: str, right: str) -> bool:
    if left == right:
        return True
    try:
        return float(left) == float(right)
    except ValueError:
        return False


def _plural(argument: str, parameters: Sequence[str]) -> str:
    return _one_of(parameters, 1 if len(parameters) > 1 and argument != "1" else 0)


def _gender(_: str, parameters: Sequence[str]) -> str:
    """The form for a user who did not say."""
    return _one_of(parameters, 2 if len(parameters) > 2 else 0)


def _replaced(argument: str, parameters: Sequence[str]) -> str:
    sought, by = _one_of(parameters, 0) or " ", _one_of(parameters, 1)
    longest = len(argument) + argument.count(sought) * len(by)
    return argument.replace(sought, by) if longest <= _MOST_FUNCTION_CHARS else argument


def _part(argument: str, parameters: Sequence[str]) -> str:
    """``{{#sub:text|start|length}}``; both may count from the end."""
    start, length = (_whole_number(_one_of(parameters, place)) for place in range(2))
    rest = argument[start:]
    return rest[:length] if length else rest


def _exploded(argument: str, parameters: Sequence[str]) -> str:
    """``{{#explode:text|separator|place}}``."""
    parts = argument.split(_one_of(parameters, 0) or " ")
    place = _whole_number(_one_of(parameters, 1))
    return parts[place] if -len(parts) <= place < len(parts) else ""


def _title_parts(argument: str, parameters: Sequence[str]) -> str:
    """``{{#titleparts:name|count|first}}``, of what stands between slashes."""
    count, first = (_whole_number(_one_of(parameters, place)) for place in range(2))
    parts = argument.split("/")[first - 1 if first > 0 else first :]
    return "/".join(parts[:count] if count else parts)


def _whole_number(written: str) -> int:
    return int(written) if re.fullmatch("-?[0-9]{1,9}", written) else 0


def _formatted_date(argument: str, parameters: Sequence[str]) -> str:
    """``{{#time:Y年n月j日|2018-05-26}}``; nothing where the day is today's."""
    found = _DATE.fullmatch(_one_of(parameters, 0))
    if found is None:
        return ""
    year, month, day = (part or "1" for part in found.groups())
    values = {
        "Y": year,
        "y": year[2:],
        "n": str(int(month)),
        "m": f"{month:0>2}",
        "j": str(int(day)),
        "d": f"{day:0>2}",
    }
    return "".join(values.get(letter, letter) for letter in argument.replace("xg", "").replace("F", "n月"))


def _video(_: str, parameters: Sequence[str]) -> str:
    """``{{#ev:youtube|id|size|alignment|description}}``."""
    return _one_of(parameters, 3)


def _calculated(argument: str, _: Sequence[str]) -> str:
    """The result of a sum of numbers; nothing where something else stands among them."""
    formula, rounding, places = argument.partition(" round ")
    if not _SUM.fullmatch(formula) or (rounding and not places.strip().isdecimal()):
        return ""
    try:
        value = _value(ast.parse(formula.strip().replace(" mod ", " % "), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return ""
    return f"{round(value, min(int(places), 15)) if rounding else value:.12g}"


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        return -_value(node.operand) if isinstance(node.op, ast.USub) else _value(node.operand)
    if isinstance(node, ast.BinOp) and (calculate := _OPERATORS.get(type(node.op))) is not None:
        return float(calculate(_value(node.left), _value(node.right)))
    raise ValueError(node)


def _tag(argument: str, parameters: Sequence[str]) -> str:
    """``{{#tag:poem|...}}``: the element ``<poem>``."""
    content = _one_of(parameters, 0)
    name = argument.lower()
    if name == "poem":
        return verse(content)
    if name == "tabber":
        return tabs(content)
    if name == "gallery":
        return "".join(f"{LINE}{split_options(line)[-1]}{LINE}" for line in content.split("\n") if "|" in line)
    if name in ("ref", "references", "includeonly", "templatestyles"):
        return ""
    return f"{READING_START}{content}{READING_END}" if name == "rt" else content


_FUNCTIONS: Mapping[str, Callable[[str, Sequence[str]], str]] = {
    **dict.fromkeys(("formatnum", "padleft", "padright", "#formatdate", "#dateformat"), _same),
    "plural": _plural,
    "gender": _gender,
    "grammar": lambda _, parameters: _one_of(parameters, 0),
    "#vardefineecho": lambda _, parameters: _one_of(parameters, 0),
    "#var": lambda _, parameters: _one_of(parameters, 0),
    "#replace": _replaced,
    "#sub": _part,
    "#explode": _exploded,
    "#titleparts": _title_parts,
    "#len": lambda argument, _: str(len(argument)),
    "#time": _formatted_date,
    "#ev": _video,
    **dict.fromkeys(("defaultsort", "displaytitle", "默认排序", "預設排序", "显示标题", "顯示標題"), _nothing),
    **dict.fromkeys(("int", "ns", "fullurl", "localurl", "urlencode", "anchorencode", "filepath"), _nothing),
    **dict.fromkeys(("#if", "#ifexist"), _if),
    "#ifexpr": _if_expression,
    "#ifeq": _if_equal,
    "#iferror": _if_error,
    "#switch": _switch,
    "#expr": _calculated,
    "#tag": _tag,
    "lc": lambda argument, _: argument.lower(),
    "uc": lambda argument, _: argument.upper(),
    "lcfirst": lambda argument, _: argument[:1].lower() + argument[1:],
    "ucfirst": lambda argument, _: argument[:1].upper() + argument[1:],
}
