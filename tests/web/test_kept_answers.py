"""What was answered once is sent again without a search, as long as it is still right, and counts as any other."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from unittest import mock

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from wenxun import Article, SearchEngine, SearchResults, Section
from wenxun.web import create_app
from wenxun.web.kept_answers import Answer, KeptAnswers

GZIP = {"Accept-Encoding": "gzip"}
SEARCHES = ["/?q=会谈", "/?q=会谈&fragment=hits", "/api/v1/search?q=会谈"]


@pytest.fixture
def unasked(web_engine: SearchEngine) -> mock._patch[mock.Mock]:
    """While it lasts, whatever asks the engine fails."""
    return mock.patch.multiple(
        web_engine, search=mock.Mock(side_effect=AssertionError), get=mock.Mock(side_effect=AssertionError)
    )


@pytest.mark.parametrize("accepted", [{}, GZIP], ids=["plain", "gzip"])
@pytest.mark.parametrize("url", [*SEARCHES, "/articles/会谈/四月?q=会谈"])
def test_what_was_answered_is_sent_again_to_the_letter_and_searches_nothing(
    client: FlaskClient, unasked: mock._patch[mock.Mock], url: str, accepted: dict[str, str]
) -> None:
    first = client.get(url, headers=accepted)
    with unasked, mock.patch("gzip.compress", side_effect=AssertionError):
        again = client.get(url, headers=accepted)
    assert (again.status_code, again.data) == (200, first.data)
    told = [{k: v for k, v in answer.headers.items() if k != "Server-Timing"} for answer in (first, again)]
    assert told[0] == told[1]


@pytest.mark.parametrize("order", [[{}, GZIP], [GZIP, {}]], ids=["plain first", "gzip first"])
def test_no_reader_gets_the_coding_of_another(client: FlaskClient, order: list[dict[str, str]]) -> None:
    url = "/articles/会谈/四月"
    for accepted in (*order, *order):
        answer = client.get(url, headers=accepted)
        assert answer.headers.get("Content-Encoding") == accepted.get("Accept-Encoding")
        assert "会谈" in (gzip.decompress(answer.data) if accepted else answer.data).decode()


def test_each_reader_gets_the_answer_in_what_they_chose(client: FlaskClient) -> None:
    shown = [client.get("/?q=軟體").text, client.get("/?q=軟體&variant=hans").text]
    client.set_cookie("variant", "hans")
    assert client.get("/?q=軟體").text not in shown[:1]
    english = client.get("/?q=軟體", headers={"Accept-Language": "en"}).text
    assert '<html lang="en"' in english
    assert '<html lang="en"' not in shown[0]


def test_a_change_of_the_index_is_seen_at_once(tmp_path: Path) -> None:
    with SearchEngine(tmp_path / "index") as engine:
        client = create_app(engine).test_client()
        totals = []
        for number in range(3):
            engine.add(Article(f"{number}", f"灯塔{number}", (Section(0, "", (), "灯塔"),)))
            totals += [client.get("/api/v1/search?q=灯塔").json["total"] for _ in range(2)]  # type: ignore[index]
    assert totals == [1, 1, 2, 2, 3, 3]


def test_what_ran_out_of_time_is_searched_again(client: FlaskClient) -> None:
    with mock.patch.object(SearchResults, "complete", False, create=True):
        hurried = [client.get(url) for url in (*SEARCHES, "/?q=会谈&fragment=counted")]
    assert not any("ETag" in answer.headers for answer in hurried)
    assert client.get(SEARCHES[-1]).json["complete"]  # type: ignore[index]


def test_every_search_is_counted_and_logged_however_it_is_answered(
    web_engine: SearchEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wenxun.toml").write_text('query_log = "queries.log"', encoding="utf-8")
    client = create_app(web_engine).test_client()
    for _ in range(3):
        for url in (*SEARCHES, "/api/v1/search?q=qqqq"):
            assert client.get(url).status_code == 200
    metrics = client.get("/metrics").text
    for name, count in (("searches", 12), ("nothing_found", 3)):
        assert re.search(rf"^wenxun_{name}_total {count}(\.0)?$", metrics, re.MULTILINE), metrics
    assert len(Path("queries.log").read_text(encoding="utf-8").splitlines()) == 12


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 120)), max_size=60))
def test_what_is_kept_never_holds_more_than_it_may(asked: list[tuple[int, int]]) -> None:
    kept = KeptAnswers(most_bytes=300, most_of_one_bytes=100)
    sizes: dict[tuple[str, bool], int] = {}
    for number, size in asked:
        found = kept.get(name := (str(number), bool(number % 2)))
        if found is None:
            kept.put(name, Answer(b"x" * size, (), None))
            sizes[name] = size
        else:
            assert len(found.content) == sizes[name]
        held = [answer for each in range(9) if (answer := kept.get((str(each), bool(each % 2))))]
        assert sum(len(answer.content) for answer in held) <= 300
        assert all(len(answer.content) <= 100 for answer in held)
