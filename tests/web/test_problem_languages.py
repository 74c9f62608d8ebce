"""Problems and notes are said in the language that whoever asks accepts, and in English to programs that name none."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from wenxun import IndexDamagedError, IndexMismatchError, IndexMissingError, SearchEngine, WenxunError
from wenxun.notices import Notice
from wenxun.web import create_app
from wenxun.web.texts import LANGUAGES

TEXTS = {language.ui: language.texts for language in LANGUAGES.values()}
HAN = re.compile("[一-鿿]")
ASKED = [
    ("/api/v1/search?q=date:某天", 400, "不是日期", "不是日期"),
    (
        "/api/v1/search?q=灯塔&limit=0",
        400,
        "limit 是 '0'；应当是 1 到 100 的整数。",
        "limit 是 '0'；應當是 1 到 100 的整數。",
    ),
    ("/api/v1/search?q=灯塔&limitt=1", 400, "没有参数 'limitt'；是不是 limit？", "沒有參數 'limitt'；是不是 limit？"),
    ("/api/v1/search?q=灯塔&filter=colour:red", 400, "没有字段 'colour'", "沒有欄位 'colour'"),
    ("/api/v1/articles/nothing", 404, "没有文章 'nothing'。", "沒有文章 'nothing'。"),
    ("/api/v1/nothing", 404, "服务器上没有这个网址", "伺服器上沒有這個網址"),
    ("/api/v1/search?q=灯塔&cursor=x", 400, "cursor 不是这个接口给出的", "cursor 不是這個介面給出的"),
]


@pytest.mark.parametrize(("url", "status", "hans", "tw"), ASKED)
def test_the_detail_of_a_problem_is_in_the_language_that_is_accepted(
    client: FlaskClient, url: str, status: int, hans: str, tw: str
) -> None:
    english = client.get(url)
    chinese = client.get(url, headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"})
    of_taiwan = client.get(url, headers={"Accept-Language": "zh-TW"})
    assert (english.status_code, chinese.status_code, of_taiwan.status_code) == (status, status, status)
    assert hans in chinese.json["detail"]
    assert tw in of_taiwan.json["detail"]
    assert not HAN.search(english.json["detail"].replace("某天", ""))
    assert "Accept-Language" in chinese.headers["Vary"]
    for name in ("type", "title", "status", "instance", "code"):
        assert english.json[name] == chinese.json[name] == of_taiwan.json[name]


@pytest.mark.parametrize("accepted", ["", "fr-FR,de", "en-GB,zh", "en"])
def test_a_program_that_accepts_no_chinese_before_english_is_told_in_english(
    client: FlaskClient, accepted: str
) -> None:
    answer = client.get("/api/v1/articles/nothing", headers={"Accept-Language": accepted})
    assert answer.json["detail"].startswith("There is no article 'nothing'.")


@pytest.mark.parametrize(
    ("accepted", "note"),
    [
        ("zh-HK", "沒有欄位“colour”，已按文字查找。"),
        ("en", "There is no field “colour”; it was searched as text."),
    ],
)
def test_notes_on_a_query_are_in_one_language(client: FlaskClient, accepted: str, note: str) -> None:
    headers = {"Accept-Language": accepted}
    assert client.get("/api/v1/search?q=colour:灯塔", headers=headers).json["notes"] == [note]
    page = client.get("/?q=colour:灯塔", headers=headers).get_data(as_text=True)
    assert note in page
    other = "There is no field" if accepted != "en" else "沒有欄位"
    assert other not in page


def test_what_a_query_lacks_is_said_in_one_language(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=-灯塔", headers={"Accept-Language": "zh"})
    assert answer.json["message"] == "查询里只有要排除的词；请再加一个要查找的词。"
    assert client.get("/api/v1/search?q=-灯塔").json["message"] == "The query only excludes; add something to look for."


def test_an_answer_held_in_another_language_is_not_taken_for_this_one(client: FlaskClient) -> None:
    url = "/api/v1/search?q=colour:灯塔"
    english = client.get(url)
    chinese = client.get(url, headers={"Accept-Language": "zh", "If-None-Match": english.headers["ETag"]})
    assert chinese.status_code == 200
    assert chinese.json["notes"] != english.json["notes"]


def test_the_page_of_an_error_says_all_of_it_in_the_language_of_the_page(client: FlaskClient) -> None:
    for ui, said in (("hans", "没有文章"), ("hant", "沒有文章"), ("en", "There is no article")):
        assert said in client.get(f"/articles/nothing?ui={ui}").get_data(as_text=True)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize(
    ("error", "code", "command"),
    [
        (IndexMissingError, "index-missing", "wenxun index"),
        (IndexDamagedError, "index-damaged", "wenxun check --repair"),
        (IndexMismatchError, "index-mismatch", "wenxun rebuild"),
    ],
)
def test_the_page_says_which_command_helps_an_index(
    web_engine: SearchEngine,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    error: type[WenxunError],
    code: str,
    command: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error(Notice("It cannot be read."))

    monkeypatch.setattr(SearchEngine, "search", fail)
    answer = create_app(web_engine).test_client().get(f"/?q=灯塔&ui={language}")
    assert answer.status_code == 503
    heading, advice = TEXTS[language]["errors"][code]
    assert heading in answer.text
    assert advice in answer.text
    assert f"<code>{command}" in answer.text
