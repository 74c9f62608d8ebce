"""Programs that change an index over HTTP: with a key, whole or not at all, and seen by everybody at once."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from wenxun import Article, SearchEngine, Section, SettingsError
from wenxun.presentation import article_url
from wenxun.settings import Settings, load_settings
from wenxun.web import create_app
from wenxun.web.records import parsed

KEY = "a-key-for-tests-alone"
BEARER = {"Authorization": f"Bearer {KEY}"}
LINES = "application/x-ndjson"
TEA = {
    "title": "茶",
    "text": "# 茶\n\n绿茶不发酵。\n\n## 红茶\n\n红茶全发酵。",
    "tags": ["饮料"],
    "fields": {"price": 30},
}


@pytest.fixture
def engine() -> Iterator[SearchEngine]:
    with SearchEngine.in_memory() as engine:
        yield engine


@pytest.fixture
def client(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv("WENXUN_WRITE_KEYS", KEY)
    return create_app(engine).test_client()


def url(article_id: str) -> str:
    return "/api/v1" + article_url(article_id)


def put(client: FlaskClient, article_id: str, body: Any, status: int = 200) -> Any:
    return answered(client.put(url(article_id), json=body, headers=BEARER), status)


def post(client: FlaskClient, content: str | bytes, status: int = 200, mimetype: str = LINES) -> Any:
    return answered(client.post("/api/v1/articles", data=content, headers={**BEARER, "Content-Type": mimetype}), status)


def answered(response: TestResponse, status: int) -> Any:
    assert response.status_code == status, response.text
    return response.json


def ids(engine: SearchEngine) -> list[str]:
    return [record.id for record in engine.articles()]


# --- who may ---------------------------------------------------------------------------------------

WRITES = [("PUT", "/api/v1/articles/x"), ("DELETE", "/api/v1/articles/x"), ("POST", "/api/v1/articles")]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_nobody_may_write_unless_a_key_is_set(engine: SearchEngine, method: str, path: str) -> None:
    response = create_app(engine).test_client().open(path, method=method, json={"text": "茶"}, headers=BEARER)
    assert "write_keys" in answered(response, 403)["detail"]
    assert not ids(engine)


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer wrong-key-of-some-length"}, {"Authorization": KEY}])
@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_wrong_key_writes_nothing(
    client: FlaskClient, engine: SearchEngine, method: str, path: str, sent: dict[str, str]
) -> None:
    response = client.open(path, method=method, json={"text": "茶"}, headers=sent)
    assert answered(response, 401)["code"] == "unauthorized"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert not ids(engine)


def test_several_keys_may_be_valid_and_one_may_be_kept_as_its_digest(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENXUN_WRITE_KEYS", f"another-key-of-mine sha256:{sha256(KEY.encode()).hexdigest()}")
    client = create_app(engine).test_client()
    put(client, "茶", TEA)
    assert client.delete(url("茶"), headers={"Authorization": "bearer another-key-of-mine"}).status_code == 200


@pytest.mark.parametrize("keys", ["short", "clé-secrète-assez-longue", "sha256:12", f"{KEY} short"])
def test_a_key_that_can_be_guessed_or_sent_by_nobody_is_refused_and_not_shown(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    monkeypatch.setenv("WENXUN_WRITE_KEYS", keys)
    with pytest.raises(SettingsError, match="write_keys") as raised:
        create_app(engine)
    assert not any(key in str(raised.value) for key in keys.split())


def test_a_key_is_in_no_log_message_or_value(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    assert KEY not in repr(load_settings())
    (tmp_path / "wenxun.toml").write_text(f'write_keys = ["{KEY}"]\n', encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        load_settings(tmp_path, {})
    assert KEY not in str(raised.value)
    assert KEY not in str(vars(client.application)) + repr(client.application.config)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(SearchEngine, "add", fail)
    with caplog.at_level(logging.DEBUG):
        shown = [put(client, "茶", TEA, 500), put(client, "茶", {}, 400)]
    assert KEY not in caplog.text + str(shown)


def test_pages_of_other_origins_may_not_write(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENXUN_WRITE_KEYS", KEY)
    asked = {"Origin": "https://friend.example", "Access-Control-Request-Method": "PUT"}
    response = create_app(engine, origins=("*",)).test_client().options(url("x"), headers=asked)
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Authorization" not in response.headers["Access-Control-Allow-Headers"]


# --- what is written -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "article_id", ["茶", "茶/绿茶", "a//b", "../x", "/lead", "a b?c#d%2F", "空\n行", "e\u0301", "x" * 1000]
)
def test_an_article_is_found_under_whatever_id_it_was_put(
    client: FlaskClient, engine: SearchEngine, article_id: str
) -> None:
    assert put(client, article_id, TEA)["added"] == 1
    assert ids(engine) == [article_id]
    assert client.get("/api/v1/search?q=全发酵").json["hits"][0]["id"] == article_id
    body = client.get(url(article_id)).json
    assert (body["title"], body["tags"], body["fields"]) == ("茶", ["饮料"], {"price": 30})
    assert [section["path"] for section in body["sections"]] == [[], ["红茶"]]
    assert answered(client.delete(url(article_id), headers=BEARER), 200)["deleted"] == 1
    assert not ids(engine)


def test_what_was_sent_may_be_sent_again(client: FlaskClient, engine: SearchEngine) -> None:
    bodies = [put(client, "茶", TEA), put(client, "茶", TEA)]
    assert bodies[0]["added"] == 1
    assert bodies[1]["updated"] + bodies[1]["unchanged"] == 1
    assert ids(engine) == ["茶"]
    deleted = [answered(client.delete(url("茶"), headers=BEARER), 200)["deleted"] for _ in range(2)]
    assert deleted == [1, 0]


def test_lines_or_a_list_are_indexed_together(client: FlaskClient, engine: SearchEngine) -> None:
    records = [{"id": f"第{number}号", "text": f"灯塔{number}。"} for number in range(50)]
    lines = "\ufeff" + "\r\n\n".join(json.dumps(each) for each in records)
    first = post(client, lines)
    assert first == {"added": 50, "updated": 0, "unchanged": 0, "generation": first["generation"]}
    assert len(ids(engine)) == 50
    again = post(client, json.dumps(records), mimetype="application/json")
    assert again["updated"] + again["unchanged"] == 50


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"id": "1", "text": "茶"}\n{"id": "2", "text": ', "Line 2 of the body is no JSON"),
        ('{"id": "1", "text": "茶"}\n{"id": "2", "txt": "茶"}', "item 2 has no 'text'"),
        ('{"id": "1", "text": "茶"}\n{"id": "2", "text": "茶", "tag": []}', "did you mean tags?"),
        ('{"id": "1", "text": "茶"}\n{"id": "1", "text": "水"}', "Articles 1 and 2 of the body have the same id, '1'"),
        ('{"id": "1", "text": "茶"}\n{"text": "水"}', "item 2 has no 'id'"),
        ('{"id": "1", "text": "茶"}\n{"id": 2, "text": "水"}', "is 2; it must be of type string"),
        ('{"id": "1", "text": "茶"}\n{"id": "2", "text": "水", "tags": "茶"}', "must be of type array"),
        ('{"id": "1", "text": "茶"}\n{"id": "2", "text": "水", "fields": {"a": NaN}}', "NaN is no value of JSON"),
        ('{"id": "1", "text": "茶"}\n{"id": "2", "text": "水", "fields": {"a": 1e400}}', "from -1e+300 to 1e+300"),
        ('{"id": "1", "text": "茶"}\n{"id": "2", "text": "水", "fields": {"a": true}}', "is True"),
        ('{"id": "1", "text": "茶"}\n' + "[" * 100_000, "nested too deep"),
        ('{"id": "1", "text": "茶"}\n{"id": "", "text": "水"}', "at least 1"),
        ("", "at least 1"),
        ("\n".join(json.dumps({"id": str(number), "text": "茶"}) for number in range(1001)), "at most 1,000"),
        (b'{"id": "1", "text": "\xff"}', "must be in UTF-8"),
        ('{"id": "1", "text": "茶"}\n{"id": "\\ud800", "text": "水"}', "half of a character"),
    ],
)
def test_of_articles_one_of_which_is_wrong_none_is_indexed(
    client: FlaskClient, engine: SearchEngine, content: str | bytes, says: str
) -> None:
    problem = post(client, content, 400)
    assert problem["code"] == "bad-body"
    assert says in problem["detail"]
    assert len(problem["detail"]) < 300
    assert not ids(engine)


def test_a_body_of_another_kind_or_length_is_refused(client: FlaskClient, engine: SearchEngine) -> None:
    line = '{"id": "1", "text": "茶"}'
    assert LINES in post(client, line, 415, mimetype="application/x-www-form-urlencoded")["detail"]
    response = client.put(url("x"), data=line, headers={**BEARER, "Content-Type": LINES})
    assert "application/json" in answered(response, 415)["detail"]
    post(client, '{"id": "1", "text": "' + "茶" * 3_000_000 + '"}', 413)
    assert not ids(engine)


def test_an_article_without_text_is_found_by_its_title_or_id(client: FlaskClient) -> None:
    put(client, "图片一", {"text": ""})
    put(client, "2", {"title": "图片二", "sections": []})
    found = client.get("/api/v1/search?q=图片").json
    assert {hit["title"] for hit in found["hits"]} == {"图片一", "图片二"}


def test_what_an_export_gives_can_be_posted_and_gives_the_same_hits(
    client: FlaskClient, sample_engine: SearchEngine, engine: SearchEngine
) -> None:
    exported = create_app(sample_engine).test_client().get("/api/v1/export").json
    assert exported["cursor"] is None
    lines = "\n".join(json.dumps(each, ensure_ascii=False) for each in exported["articles"])
    assert post(client, lines.encode())["added"] == exported["total"]
    for query in ("板门店", "香港 经济"):
        expected = [(hit.id, hit.score) for hit in sample_engine.search(query)]
        assert [(hit.id, hit.score) for hit in engine.search(query)] == expected


# --- beside files and other writers ----------------------------------------------------------------


def test_a_deleted_file_stays_away_until_its_article_is_put(
    client: FlaskClient, engine: SearchEngine, tmp_path: Path
) -> None:
    (tmp_path / "茶.md").write_text("# 茶\n\n绿茶。", encoding="utf-8")
    engine.add(tmp_path)
    [article_id] = ids(engine)
    answered(client.delete(url(article_id), headers=BEARER), 200)
    engine.add(tmp_path)
    assert not ids(engine)
    assert engine.excluded() == (article_id,)
    post(client, json.dumps({"id": article_id, "text": "红茶"}))
    assert ids(engine) == [article_id]
    assert not engine.excluded()


def test_an_id_that_is_a_files_path_takes_nothing_of_the_file_away(
    client: FlaskClient, engine: SearchEngine, tmp_path: Path
) -> None:
    (tmp_path / "茶.md").write_text("# 茶\n\n绿茶。", encoding="utf-8")
    engine.add(tmp_path)
    path = str(tmp_path / "茶.md")
    post(client, json.dumps({"id": path, "text": "红茶"}))
    assert set(ids(engine)) == {"茶", path}


def test_who_finds_the_index_locked_is_told_to_come_again(
    client: FlaskClient, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wenxun.web.changes._WAIT_SECONDS", 0.0)
    with SearchEngine(engine.location, settings=Settings())._backend.writer():
        problems = [
            put(client, "茶", TEA, 409),
            post(client, '{"id": "1", "text": "茶"}', 409),
            answered(client.delete(url("茶"), headers=BEARER), 409),
        ]
        assert client.delete(url("茶"), headers=BEARER).headers["Retry-After"] == "1"
    assert {each["code"] for each in problems} == {"index-locked"}
    assert engine.location not in str(problems)
    put(client, "茶", TEA)


def test_one_request_of_a_process_writes_at_a_time(
    client: FlaskClient, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner: list[Any] = []
    add: Callable[..., Any] = SearchEngine.add

    def add_while_another_asks(self: SearchEngine, *inputs: Any, **options: Any) -> Any:
        inner.append(put(client, "水", TEA, 409))
        assert client.get("/api/v1/search?q=茶").status_code == 200
        return add(self, *inputs, **options)

    monkeypatch.setattr(SearchEngine, "add", add_while_another_asks)
    put(client, "茶", TEA)
    assert inner
    assert ids(engine) == ["茶"]


def test_a_server_can_begin_without_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENXUN_WRITE_KEYS", KEY)
    client = create_app(tmp_path / "index").test_client()
    assert answered(client.delete(url("茶"), headers=BEARER), 503)["code"] == "index-missing"
    put(client, "茶", TEA)
    assert client.get("/api/v1/stats").json["articles"] == 1


def test_a_generation_that_is_named_holds_what_was_written(client: FlaskClient, engine: SearchEngine) -> None:
    engine.add(Article("水", "水", (Section(0, "", (), "水。"),)))
    before = client.get("/api/v1/search?q=绿茶")
    written = put(client, "茶", TEA)
    after = client.get("/api/v1/search?q=绿茶", headers={"If-None-Match": before.headers["ETag"]})
    assert (before.json["total"], after.json["total"]) == (0, 1)
    assert client.get("/api/v1/stats").json["generation"] == written["generation"]


@pytest.mark.parametrize(("written", "end"), [("2.0", 2), ("9007199254740992.0", 1 << 53)])
def test_a_whole_number_with_a_point_is_a_whole_number(written: str, end: int) -> None:
    (value,) = parsed(f"[{written}]".encode(), "application/json")
    assert value == end
    assert isinstance(value, int)
