"""No message lacks its Chinese, and each says the same in all languages."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
import pytest
from werkzeug.exceptions import default_exceptions

from wenxun import errors
from wenxun.articles.conversion import _KINDS
from wenxun.backends import BackendStats
from wenxun.cli import wenxun
from wenxun.cli.formatting import texts_of_help, texts_of_option
from wenxun.notices import ENGLISH, LANGUAGES, Notice, in_language, language_for, texts_of
from wenxun.variants import writing_of
from wenxun.writings import derived

ROOT = Path(__file__).parent.parent
CHINESE = [language for language in LANGUAGES if language != ENGLISH]
SOURCES = [path for folder in ("search", "web") for path in sorted((ROOT / folder).rglob("*.py"))]
WITHOUT_LANGUAGE = ROOT / "web" / "connections.py"
"""What is no request asks for no language."""

TREES = {
    path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES if path != WITHOUT_LANGUAGE
}

TELLING = {"Notice", "told", "warn"}
RAISED_TO_PEOPLE = {
    *(name for name in errors.__all__),
    *(kind.__name__ for kind in default_exceptions.values()),
    *("BadParameter", "BadBody", "CursorExpired", "MisfitError", "UsageError", "ClickException"),
}
"""Errors whose message is read by people: of wenxun, of its HTTP API, of its command."""

OF_CLICK = {
    *("[OPTIONS]", "COMMAND [ARGS]", "Show the version and exit.", "Show this message and exit.", "Options"),
    *("No such option: {name}", "(Possible options: {possibilities})"),  # of older ones that are allowed
    *("No such option {name!r}.", "(Did you mean one of: {possibilities}?)"),  # of newer ones
}
OF_THE_SYSTEM = "# —— 系统说的原因 ——"


def forms(node: ast.expr) -> Iterator[str]:
    """The sentences that an argument may be."""
    if isinstance(node, ast.IfExp):
        yield from forms(node.body)
        yield from forms(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def is_plain_sentence(node: ast.expr) -> bool:
    """Whether an argument is a sentence that is no notice."""
    return isinstance(node, ast.JoinedStr) or any(" " in form for form in forms(node))


def calls(*names: str) -> Iterator[tuple[Path, ast.Call]]:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in names:
                    yield path, node


def said_in_source() -> set[str]:
    return {form for _, call in calls(*TELLING) if call.args for form in forms(call.args[0])}


def said_in_help() -> set[str]:
    found: set[str] = set()
    for command in (wenxun, *wenxun.commands.values()):
        for text in (command.help, command.epilog):
            found.update(texts_of_help(inspect.cleandoc(text or "")))
        options = [each for each in command.params if isinstance(each, click.Option)]
        found.update(
            each.help if each.help in texts_of("hans") else texts_of_option(each.help or "") for each in options
        )
    return found


def said_by_tables() -> set[str]:
    labels = (each.name.removesuffix("_bytes").replace("_", " ") for each in dataclasses.fields(BackendStats))
    return {what for what, _ in _KINDS.values()} | set(labels)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", CHINESE)
def test_every_message_and_every_text_of_help_is_there_in_chinese(language: str) -> None:
    wanted = said_in_source() | said_in_help() | said_by_tables()
    assert len(wanted) > 500
    assert sorted(wanted - texts_of(language).keys()) == []


def test_no_text_is_one_that_nothing_says() -> None:
    click_sources = "".join(
        path.read_text(encoding="utf-8") for path in Path(inspect.getfile(click)).parent.glob("*.py")
    )
    http = {kind.description for kind in default_exceptions.values()}
    file = (ROOT / "search" / "languages" / "hans.toml").read_text(encoding="utf-8")
    system = file.partition(OF_THE_SYSTEM)[2].partition("# ——")[0]
    known = said_in_source() | said_in_help() | said_by_tables() | http | OF_CLICK
    unknown = [text for text in texts_of("hans") if text not in known and f'"{text}" = ' not in system]
    assert [text for text in unknown if repr(text)[1:-1] not in click_sources] == []


@pytest.mark.parametrize("language", CHINESE)
def test_a_text_has_the_gaps_of_the_english_one(language: str) -> None:
    of_paths = {"name"}  # click says "Path" or "File"
    for english, text in texts_of(language).items():
        if gaps(text) != gaps(english):
            assert english.startswith("{name} {filename!r}") and gaps(text) | of_paths == gaps(english), english


@pytest.mark.parametrize("language", CHINESE)
def test_a_text_is_chinese_of_its_writing(language: str) -> None:
    for english, text in texts_of(language).items():
        assert text != english
        if language != "hans":
            assert writing_of(text) in ("hant", None), text


@pytest.mark.parametrize("language", ["tw", "hk"])
def test_the_texts_of_a_region_are_those_made_of_the_simplified_ones(language: str) -> None:
    assert texts_of(language) == derived(language), "make languages"  # type: ignore[arg-type]


@pytest.mark.parametrize("language", CHINESE)
def test_names_of_fields_in_help_are_names_that_a_query_takes(language: str) -> None:
    from wenxun.fields import FieldTable

    table = FieldTable()
    for english in said_in_help():
        for name in re.findall(r"[（ ]([一-鿿]+):", texts_of(language)[english]):
            assert table.find(name), name


def test_what_is_raised_for_people_is_a_notice() -> None:
    plain = []
    for path, call in calls(*RAISED_TO_PEOPLE):
        plain += [f"{path}:{each.lineno}: {ast.unparse(each)}" for each in call.args if is_plain_sentence(each)]
    assert plain == []


def test_what_is_noted_of_inputs_is_a_notice() -> None:
    plain = []
    for path, call in calls("SkippedInput", "LeftOutInput", "Problem", "damaged", "skip", "Verdict"):
        plain += [f"{path}:{each.lineno}" for each in call.args[-1:] if is_plain_sentence(each)]
    assert plain == []


def test_a_notice_is_english_text_to_programs() -> None:
    notice = Notice("There is no index in {folder}. Make one with: wenxun index PATH", folder=Path("here"))
    assert notice == "There is no index in here. Make one with: wenxun index PATH"
    assert str(errors.IndexMissingError(notice)) == notice
    assert in_language(notice, "hans") == "here 里没有索引。请先建立：wenxun index 路径"
    assert in_language("text of an owner", "hans") == "text of an owner"
    assert in_language(notice, ENGLISH) == notice


def test_a_notice_within_a_notice_is_said_in_the_same_language() -> None:
    notice = Notice("{path} ({amount})", path="甲.md", amount=Notice("{count:,} sections", count=1200))
    assert notice == "甲.md (1,200 sections)"
    assert in_language(notice, "tw") == "甲.md（1,200 節）"


def test_values_of_a_notice_are_never_read_as_gaps() -> None:
    notice = Notice("there is no article {id!r}", id="{id} {0} {x.__class__}")
    for language in LANGUAGES:
        assert "{id} {0} {x.__class__}" in in_language(notice, language)


def test_a_notice_survives_the_way_from_another_process() -> None:
    amount = Notice("{count:,} sections", count=2)
    notice = Notice("{path} ({amount})", path=ValueError("what no process need know"), amount=amount)
    assert in_language(pickle.loads(pickle.dumps(notice)), "hk") == in_language(notice, "hk")


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (["zh_CN.UTF-8"], "hans"),
        (["zh_SG"], "hans"),
        (["zh"], "hans"),
        (["zh-Hans-HK"], "hans"),
        (["zh_TW.Big5"], "tw"),
        (["zh-Hant"], "tw"),
        (["zh_HK.UTF-8"], "hk"),
        (["zh-Hant-MO"], "hk"),
        (["yue"], "hk"),
        (["fr_FR", "", "zh_TW"], "tw"),
        (["en_US.UTF-8", "zh_CN"], "en"),
        (["C.UTF-8"], "en"),
        (["fr", "de"], None),
        ([], None),
    ],
)
def test_the_first_language_that_is_wanted_and_known_is_spoken(tags: list[str], language: str | None) -> None:
    assert language_for(tags) == language
