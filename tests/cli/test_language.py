"""The command speaks the language of its reader, and what programs read is the same in all."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from wenxun import SearchEngine
from wenxun.cli import wenxun
from wenxun.cli.language import choose_language, told
from wenxun.cli.terminal import display_width
from wenxun.variants import writing_of

LOCALES = ["zh_CN.UTF-8", "zh_TW.UTF-8", "zh_HK.UTF-8"]
COMMANDS = [None, *sorted(wenxun.commands)]
PROGRAMS = ("--json", "--jsonl", "--vimgrep", "--files", "--count")
PROSE = re.compile(r"(?:\b[a-z]+[ ,]+){4,}[a-z]+", re.IGNORECASE)
"""Five words of English in a row."""


@pytest.fixture
def locale(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    def set_locale(**variables: str) -> None:
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    yield set_locale
    choose_language([], {})


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("of_locale", LOCALES)
def test_all_of_help_is_in_the_writing_of_the_locale(run: Any, locale: Any, of_locale: str, name: str | None) -> None:
    locale(LANG=of_locale)
    lines = run(*([name] if name else []), "--help").out.splitlines()
    assert lines[0].startswith("用法：wenxun")
    assert max(map(display_width, lines)) <= 80
    typed = re.compile(r"^ +(?:wenxun|pandoc|eval|[^ ]+:\S* | *\(|'|iPho|川普|首脑|板门店).*")
    prose = "\n".join(line for line in lines if not typed.match(line))
    assert not PROSE.findall(prose)
    if of_locale != LOCALES[0]:
        assert writing_of(prose) == "hant"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_names_the_same_options_in_all_languages(run: Any, locale: Any, name: str | None) -> None:
    locale(LANG="C")
    command = [name] if name else []

    def named(text: str) -> list[str]:
        return re.findall(r"^  (-{1,2}[a-zA-Z][\w-]*)", text, re.MULTILINE)

    english = named(run(*command, "--help").out)
    assert english
    assert named(run("--lang", "zh-TW", *command, "--help").out) == english


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["search"], 2, "错误：缺少参数"),
        (["search", "--wrong", "茶"], 2, "错误：没有选项"),
        (["serch", "茶"], 2, "错误：没有命令 'serch'"),
        (["search", "茶", "-n", "0"], 2, "'0' 不是从 1 起的整数"),
        (["search", "茶", "-n", "x"], 2, "'x' 不是从 1 起的整数"),
        (["serve", "--port", "65536"], 2, "'65536' 不是从 0 到 65535 的整数"),
        (["index", "a", "--wait", "x"], 2, "不是有效的数"),
        (["search", "茶", "--since", "昨天"], 2, "'昨天' 不是日期"),
        (["search", "茶", "--variant", "x"], 2, "'x' 不是 'orig'"),
        (["search", "茶", "--json", "--jsonl"], 2, "只能选一个"),
        (["search", "茶", "--limit"], 2, "选项 '--limit' 后面要写一个值"),
        (["search", "茶"], 3, "里没有索引。请先建立：wenxun index 路径"),
        (["show", "茶"], 3, "里没有索引"),
        (["index", "nowhere"], 1, "nowhere：打不开：没有这个文件或文件夹（missing）"),
        (["index", "nowhere", "--wait", "-1"], 2, "应当是 0 到"),
        (["queries"], 2, "没有记录查询"),
        (["snapshot", "copy"], 3, "里没有索引"),
        (["--lang", "xx", "search", "茶"], 2, "没有这种语言：'xx'"),
        (["analyze"], 2, "缺少参数"),
        (["completion", "csh"], 2, "'csh' 不是"),
        (["stats", "多余"], 2, "多出了一个参数"),
        (["--index"], 2, "选项 '--index' 后面要写一个值"),
    ],
)
def test_what_is_wrong_is_said_in_chinese_with_the_same_exit_code(
    run: Any, locale: Any, arguments: list[str], code: int, said: str
) -> None:
    locale(LANG="C")
    english = run(*arguments)
    locale(LANG="zh_CN.UTF-8")
    chinese = run(*arguments)
    assert (english.code, chinese.code) == (code, code)
    assert said in chinese.err
    assert not re.search("[一-鿿]", english.err.replace("昨天", "").replace("多余", ""))
    assert not PROSE.search(chinese.err)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("date:某天", "date:某天 不是日期。請寫一天、一個月或一年"),
        ("date:2020..2010", "的結束早於開始。請交換：date:2010..2020"),
        ("date:2018-13", "請寫一天、一個月或一年"),
        ("", "請輸入要查找的詞"),
        ("，。", "標點和符號不能查找"),
        ("-会谈", "查詢裡只有要排除的詞"),
        ("auther:陆羽", "沒有欄位“auther”，已按文字查找。是不是 author:？"),
        ("会谈 " * 1500, "最多能查"),
        ("不存在的词句", "沒有找到"),
        ("会谈", "找到 1 篇文章"),
    ],
)
def test_what_a_query_is_told_is_in_one_language(run: Any, index: Path, locale: Any, query: str, said: str) -> None:
    locale(LC_MESSAGES="zh_TW.UTF-8", LANG="C.UTF-8")
    assert said in run("--index", index, "search", "--", query).err
    locale(LANG="en_US.UTF-8")
    english = run("--index", index, "search", "--", query).err
    assert said not in english
    assert re.search("[A-Za-z]{4}", english.replace(query, ""))


@pytest.mark.parametrize(
    "arguments", [["search", "会谈", "--vimgrep"], ["search", "会谈", "--json"], ["list"], ["show", "software"]]
)
def test_data_is_the_same_in_all_languages(run: Any, index: Path, locale: Any, arguments: list[str]) -> None:
    def out() -> str:
        return re.sub(r'"took_ms": [\d.]+', "", run("--index", index, *arguments).out)

    locale(LANG="C")
    english = out()
    for each in LOCALES:
        locale(LANG=each)
        assert out() == english


def test_what_indexing_did_is_said_in_chinese(run: Any, folder: Path, locale: Any) -> None:
    locale(LANG="zh_CN.UTF-8")
    (folder / "坏.md").write_bytes(b"\x80\x81\xff\xfe" * 50)
    (folder / "图.png").write_bytes(b"\x89PNG")
    (folder / "空").mkdir()
    first = run("index", folder, "-v")
    assert "（1 节）" in first.out
    assert "不读" in first.out and "从后缀看是图片" in first.out
    assert re.search(
        r"新增 2，更新 0，未变 0，跳过 1，不读 1（1 picture）；索引（index）里现有 2 篇文章、2 节，用时 [\d.]+ 秒",
        first.out,
    )
    assert "跳过" in first.err and not PROSE.search(first.err)
    (folder / "坏.md").unlink()
    assert "新增 0，更新 0，未变 2，跳过 0" in run("index", folder).out
    assert "里没有文件" in run("index", folder / "空").err
    assert run("delete", "甲").out == "已删除 1 篇文章\n"
    assert "已重建：1 篇文章、1 节" in run("rebuild").out
    assert run("check").out == "索引完好\n"
    assert "文章" in run("stats").out


def test_remarks_on_what_was_found_are_in_chinese_and_data_for_programs_is_not(
    run: Any, folder: Path, locale: Any
) -> None:
    (folder / "丙.md").write_text(
        "---\ntags: [节气]\nauthor: 张三\n---\n# 丙\n\n川普。\n\n## 一\n\n川普。\n\n## 二\n\n见[甲](甲.md)，川普。\n",
        encoding="utf-8",
    )
    run("index", folder)
    found = ("search", "特朗普", "--sections", "1", "--facets")
    locale(LANG="zh_TW.UTF-8")
    assert "另有 2 節（--sections 3）" in run(*found).out
    assert "也按此查找：特朗普 → 川普" in run("search", "特朗普").out or "也按此查找：" in run("search", "川普").out
    assert "只在這裡找到：標籤 节气" in run("search", "节气").out
    assert {"標籤", "作者", "節"} <= set(run(*found).out.splitlines())
    assert "連結到：甲" in run("show", "丙").out
    (folder / "甲.md").unlink()
    assert "檔案不在" in run("list", "--missing").out
    in_chinese = [re.sub(r'"took_ms": [\d.]+', "", run("search", "节气", how).out) for how in PROGRAMS]
    locale(LANG="C")
    assert "found in: tag 节气" in run("search", "节气").out
    assert "and 2 more sections (--sections 3)" in run(*found).out
    assert [re.sub(r'"took_ms": [\d.]+', "", run("search", "节气", how).out) for how in PROGRAMS] == in_chinese


def test_a_locked_index_is_said_to_be_in_chinese(run: Any, folder: Path, tmp_path: Path, locale: Any) -> None:
    locale(LANG="zh_HK.UTF-8")
    with SearchEngine(tmp_path / "index") as engine, engine.write() as writer:
        writer.add({"id": 1, "text": "茶"})
        answer = run("index", folder)
    assert answer.code == 3
    assert "的索引正由" in answer.err or "裏的索引正由" in answer.err
    assert "--wait" in answer.err and not PROSE.search(answer.err)


def test_what_the_engine_warns_of_is_said_in_chinese(folder: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("板门店宣言\n", encoding="utf-8")
    index = str(tmp_path / "index")
    assert process("--index", index, "index", str(folder), LANG="zh_CN.UTF-8").returncode == 0
    changed = {"WENXUN_USER_WORDS": str(words)}
    chinese = process("--index", index, "search", "板门店", LANG="zh_CN.UTF-8", **changed).stderr.decode()
    assert chinese.startswith(f"wenxun: 索引 {index} 建立之后，词表（user_words）变了。")
    english = process("--index", index, "search", "板门店", LANG="C", **changed).stderr.decode()
    assert english.startswith("The list of words (user_words) has changed since the index")


@pytest.mark.parametrize(
    ("variables", "arguments", "language"),
    [
        ({}, [], "en"),
        ({"LANG": "zh_CN.UTF-8"}, [], "hans"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, [], "tw"),
        ({"LANG": "zh_CN", "LC_ALL": "zh_HK"}, [], "hk"),
        ({"LANG": "zh_CN", "LC_ALL": ""}, [], "hans"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:zh_TW:en"}, [], "tw"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en"}, [], "en"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "fr:de"}, [], "hans"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "zh_CN"}, [], "hans"),
        ({"LANGUAGE": "zh_CN"}, [], "hans"),
        ({"LC_ALL": "C", "LANGUAGE": "zh_CN"}, [], "en"),
        ({"LANG": "de_DE.UTF-8"}, [], "en"),
        ({"LANG": "zh_CN"}, ["--lang", "en", "search", "茶"], "en"),
        ({"LANG": "en"}, ["search", "茶", "--lang=zh-HK"], "hk"),
        ({}, ["--lang", "en", "--lang", "zh-CN"], "hans"),
        ({}, ["search", "--", "--lang", "zh-CN"], "en"),
        ({"LANG": "zh_TW"}, ["--lang"], "tw"),
        ({"LANG": "zh_TW"}, ["--lang", "klingon"], "tw"),
    ],
)
def test_the_language_is_that_of_the_option_or_else_of_the_locale(
    variables: dict[str, str], arguments: list[str], language: str
) -> None:
    done = {"en": "done", "hans": "完成", "tw": "完成", "hk": "完成"}
    files = {"en": "Files:", "hans": "文件：", "tw": "檔案：", "hk": "檔案："}
    inside = {"hans": "里", "tw": "裡", "hk": "裏"}
    try:
        choose_language(arguments, variables)
        assert (told("done"), told("Files:")) == (done[language], files[language])
        if language != "en":
            assert inside[language] in told("{paths} holds no file", paths="x")
    finally:
        choose_language([], {})


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    command = [sys.executable, "-m", "wenxun", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={**kept, **environment})


def test_a_locale_that_the_system_does_not_have_is_enough() -> None:
    assert process("--help", LANG="zh_TW.UTF-8").stdout.decode().startswith("用法：wenxun [選項]")


def test_where_chinese_cannot_be_shown_the_command_speaks_english() -> None:
    assert b"Error: Missing argument" in process("search", LANG="zh_CN.UTF-8", PYTHONIOENCODING="ascii").stderr
    big5 = process("search", LANG="zh_TW.Big5", PYTHONIOENCODING="big5").stderr
    assert "錯誤：缺少參數" in big5.decode("big5")


def test_chinese_help_loads_no_engine() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "wenxun", "--lang", "zh-TW", "--help"],
        capture_output=True,
        check=True,
    )
    loaded = {line.rsplit(b"|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith(b"import time:")}
    assert not loaded & {b"numpy", b"wenxun.engine", b"wenxun.variants", b"opencc", b"jieba"}
