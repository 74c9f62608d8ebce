"""``queries``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wenxun.query_log import log_line


def write_log(name: str, *queries: tuple[str, int]) -> None:
    Path(name).write_text(
        "".join(log_line(query, total=total, took_ms=1) + "\n" for query, total in queries), encoding="utf-8"
    )


def test_what_readers_did_not_find_is_listed(run: Any) -> None:
    write_log("queries.log", ("会谈", 3), ("独角兽", 0), ("灯塔", 1), ("麒麟", 0))
    Path("wenxun.toml").write_text('query_log = "queries.log"\n', encoding="utf-8")
    assert len(run("queries").out.splitlines()) == 4
    assert [line.split() for line in run("queries", "--nothing-found").out.splitlines()] == [
        ["1", "0", "麒麟"],
        ["1", "0", "独角兽"],
    ]
    assert len(run("queries", "-n", 1).out.splitlines()) == 1
    assert run("queries", "--json").json[0]["query"] == "麒麟"


def test_logs_that_are_named_are_read_instead(run: Any) -> None:
    write_log("old.log", ("会谈", 3))
    write_log("new.log", ("会谈", 0))
    found = run("queries", "old.log", "new.log", "--json").json
    assert [(each["query"], each["total"]) for each in found] == [("会谈", 0)]


def test_no_query_is_an_answer_and_no_log_is_an_error(run: Any) -> None:
    write_log("queries.log", ("会谈", 3))
    assert run("queries", "--nothing-found", "queries.log").code == 1
    assert "query_log" in run("queries").err
    Path("wenxun.toml").write_text('query_log = "none.log"\n', encoding="utf-8")
    missing = run("queries")
    assert missing.code == 2
    assert "none.log" in missing.err
