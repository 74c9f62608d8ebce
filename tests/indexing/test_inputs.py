"""Which inputs are read, and what the report says of each."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from wenxun import Article, IndexReport, SearchEngine, Section, Selection, Settings, SuddenLossError
from wenxun.articles import text_file
from wenxun.articles.source_file import SourceFile


def found(engine: SearchEngine, query: str) -> set[str]:
    return {hit.id for hit in engine.search(query, limit=100)}


def names(report: IndexReport) -> dict[str, list[str]]:
    """List name to the file names in it."""
    lists: dict[str, list[str]] = {
        "added": [item.path for item in report.added],
        "updated": [item.path for item in report.updated],
        "unchanged": list(report.unchanged),
        "removed": list(report.removed),
        "skipped": [item.path for item in report.skipped],
    }
    return {kind: [Path(path).name for path in paths] for kind, paths in lists.items() if paths}


def reasons(report: IndexReport) -> dict[str, str]:
    return {Path(item.path).name: item.reason for item in report.skipped}


def make(identifier: str, text: str) -> Article:
    return Article(identifier, identifier, (Section(0, "", (), text),))


def test_every_input_stands_in_exactly_one_list(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    write("同.md", "# 同\n\n不变。\n")
    write("改.md", "# 改\n\n从前。\n")
    write("去.md", "# 去\n\n不久。\n")
    disk_engine.add(articles)
    write("改.md", "# 改\n\n后来写长了。\n")
    write("新.md", "# 新\n\n刚到。\n")
    (articles / "去.md").unlink()
    (articles / "空.md").write_bytes(b"")
    (articles / "图.md").write_bytes(b"\x89PNG\r\n" + bytes(200))
    report = disk_engine.add(articles, articles / "缺.md", sync=True)
    assert {kind: listed for kind, listed in names(report).items() if kind != "skipped"} == {
        "added": ["新.md"],
        "updated": ["改.md"],
        "unchanged": ["同.md"],
        "removed": ["去.md"],
    }
    assert reasons(report) == {"缺.md": "missing", "图.md": "binary"}
    assert [(Path(each.path).name, each.reason) for each in report.left_out] == [("空.md", "empty")]
    listed = [name for kind in names(report).values() for name in kind]
    assert len(listed) == len(set(listed)) == 6


def test_a_file_whose_size_and_time_agree_is_not_read(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    path = write("甲.md", "# 甲\n\n板门店。\n")
    disk_engine.add(articles)
    status = path.stat()
    path.write_text("# 甲\n\n人民币。\n", encoding="utf-8")  # as many bytes
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert names(disk_engine.add(articles)) == {"unchanged": ["甲.md"]}
    assert found(disk_engine, "板门店") == {"甲"}


def test_a_file_that_was_only_touched_is_unchanged(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    disk_engine.add(articles)
    write("甲.md", "# 甲\n\n板门店。\n")
    assert names(disk_engine.add(articles)) == {"unchanged": ["甲.md"]}


def test_a_changed_file_replaces_all_that_it_held(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    lines = [{"id": name, "text": f"第{name}条说鲸鱼。"} for name in "甲乙丙"]
    write("a.jsonl", "\n".join(json.dumps(line) for line in lines))
    disk_engine.add(articles)
    assert found(disk_engine, "鲸鱼") == {"甲", "乙", "丙"}
    write("a.jsonl", json.dumps(lines[1]) + "\n" + json.dumps({"id": "丁", "text": "又见鲸鱼。"}) + "\n")
    assert names(disk_engine.add(articles)) == {"updated": ["a.jsonl"]}
    assert found(disk_engine, "鲸鱼") == {"乙", "丁"}


def test_a_moved_file_keeps_one_entry(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    path = write("旧处/甲.md", "# 甲\n\n板门店。\n")
    disk_engine.add(articles)
    (articles / "新处").mkdir()
    path.rename(articles / "新处" / "甲.md")
    assert names(disk_engine.add(articles)) == {"updated": ["甲.md"]}
    assert found(disk_engine, "板门店") == {"新处/甲"}


def test_an_index_follows_when_the_whole_folder_moves(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    write("乙.md", "# 乙\n\n板门店。\n")
    disk_engine.add(articles)
    elsewhere = articles.rename(articles.with_name("elsewhere"))
    report = disk_engine.add(elsewhere)
    assert names(report) == {"updated": ["乙.md", "甲.md"]}
    assert found(disk_engine, "板门店") == {"甲", "乙"}


def test_a_copy_is_an_article_of_its_own(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    disk_engine.add(articles)
    write("抄本.md", "# 甲\n\n板门店。\n")
    assert names(disk_engine.add(articles)) == {"added": ["抄本.md"], "unchanged": ["甲.md"]}
    assert found(disk_engine, "板门店") == {"甲", "抄本"}


def test_gone_files_stay_findable_unless_sync_is_asked_for(
    disk_engine: SearchEngine, articles: Path, write: Any
) -> None:
    write("甲.md", "# 甲\n\n板门店。\n").unlink()
    path = write("乙.md", "# 乙\n\n板门店。\n")
    write("丙.md", "# 丙\n\n鲸鱼。\n")
    disk_engine.add(articles)
    path.unlink()
    assert names(disk_engine.add(articles)) == {"unchanged": ["丙.md"]}
    assert found(disk_engine, "板门店") == {"乙"}
    assert names(disk_engine.add(articles, sync=True)) == {"removed": ["乙.md"], "unchanged": ["丙.md"]}
    assert found(disk_engine, "板门店") == set()


def test_sync_takes_out_nothing_of_a_folder_that_is_not_mounted(
    disk_engine: SearchEngine, articles: Path, write: Any
) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    disk_engine.add(articles)
    articles.rename(articles.with_name("away"))
    report = disk_engine.add(articles, sync=True)
    assert (report.removed, reasons(report)) == ((), {"articles": "missing"})
    assert found(disk_engine, "板门店") == {"甲"}


def test_sync_takes_out_a_file_that_is_named_and_gone(disk_engine: SearchEngine, write: Any) -> None:
    path = write("甲.md", "# 甲\n\n板门店。\n")
    disk_engine.add(path)
    path.unlink()
    assert names(disk_engine.add(path, sync=True)) == {"removed": ["甲.md"]}


def test_sync_leaves_other_folders_alone(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    one, other = write("一/甲.md", "# 甲\n\n板门店。\n"), write("二/乙.md", "# 乙\n\n板门店。\n")
    write("一/丙.md", "# 丙\n\n鲸鱼。\n")
    disk_engine.add(articles)
    one.unlink()
    other.unlink()
    assert names(disk_engine.add(articles / "一", sync=True)) == {"removed": ["甲.md"], "unchanged": ["丙.md"]}
    assert found(disk_engine, "板门店") == {"二/乙"}


def test_a_file_that_cannot_be_read_any_more_keeps_what_the_index_holds(
    disk_engine: SearchEngine, articles: Path, write: Any
) -> None:
    path = write("甲.md", "# 甲\n\n板门店。\n")
    disk_engine.add(articles)
    path.write_bytes(b"\x89PNG\r\n" + bytes(200))
    assert reasons(disk_engine.add(articles)) == {"甲.md": "binary"}
    assert found(disk_engine, "板门店") == {"甲"}


def test_a_path_given_twice_and_overlapping_folders_count_once(
    disk_engine: SearchEngine, articles: Path, write: Any
) -> None:
    write("内/甲.md", "# 甲\n\n板门店。\n")
    write("乙.md", "# 乙\n\n板门店。\n")
    report = disk_engine.add(articles, articles / "内", articles, articles / "内" / ".." / "乙.md")
    assert names(report) == {"added": ["乙.md", "甲.md"]}
    assert found(disk_engine, "板门店") == {"乙", "内/甲"}


def test_an_index_inside_the_folder_is_not_indexed(articles: Path, write: Any) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    with SearchEngine(articles / "index", settings=Settings()) as engine:
        assert names(engine.add(articles)) == {"added": ["甲.md"]}
        assert names(engine.add(articles)) == {"unchanged": ["甲.md"]}


def test_of_two_files_with_one_id_the_second_is_named_and_stays_out(
    disk_engine: SearchEngine, articles: Path, write: Any
) -> None:
    write("一/甲.md", "# 甲\n\n板门店。\n")
    write("二/甲.md", "# 甲\n\n鲸鱼。\n")
    for _ in range(2):  # the second run must not take turns with the first
        report = disk_engine.add(articles / "一", articles / "二")
        assert [(Path(s.path).parent.name, s.reason) for s in report.skipped] == [("二", "duplicate-id")]
        assert str(articles / "一" / "甲.md") in report.skipped[0].detail
        assert found(disk_engine, "板门店") == {"甲"}
        assert found(disk_engine, "鲸鱼") == set()


def test_an_id_is_free_again_when_its_file_has_gone(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    path = write("一/甲.md", "# 甲\n\n板门店。\n")
    write("二/甲.md", "# 甲\n\n鲸鱼。\n")
    disk_engine.add(articles / "一")
    assert reasons(disk_engine.add(articles / "二")) == {"甲.md": "duplicate-id"}
    path.unlink()
    assert names(disk_engine.add(articles / "二")) == {"added": ["甲.md"]}
    assert found(disk_engine, "鲸鱼") == {"甲"}
    assert found(disk_engine, "板门店") == set()


def test_records_with_one_id_are_named_by_their_line(disk_engine: SearchEngine, write: Any) -> None:
    path = write("a.jsonl", "\n".join(json.dumps({"id": i, "text": f"鲸鱼{i}号"}) for i in ("一", "二", "一", "三")))
    report = disk_engine.add(path)
    assert [(item.path, item.reason) for item in report.skipped] == [(f"{path}:3", "duplicate-id")]
    assert report.added[0].article_ids == ("一", "二", "三")
    assert found(disk_engine, "鲸鱼") == {"一", "二", "三"}


@pytest.mark.parametrize("order", [("a.jsonl", "b.jsonl"), ("b.jsonl", "a.jsonl")])
def test_a_record_may_move_from_one_file_to_another(
    disk_engine: SearchEngine, articles: Path, write: Any, order: tuple[str, str]
) -> None:
    source, target = order
    moving = json.dumps({"id": "甲", "text": "鲸鱼"})
    write(source, moving + "\n" + json.dumps({"id": "乙", "text": "鲸鱼"}))
    write(target, json.dumps({"id": "丙", "text": "鲸鱼"}))
    disk_engine.add(articles)
    write(source, json.dumps({"id": "乙", "text": "鲸鱼"}))
    write(target, json.dumps({"id": "丙", "text": "鲸鱼"}) + "\n" + moving)
    report = disk_engine.add(articles)
    assert names(report) == {"updated": ["a.jsonl", "b.jsonl"]}
    assert found(disk_engine, "鲸鱼") == {"甲", "乙", "丙"}


def test_articles_made_in_memory_are_added_and_then_updated(engine: SearchEngine) -> None:
    assert names(engine.add(make("甲", "板门店"), make("乙", "鲸鱼"))) == {"added": ["甲", "乙"]}
    assert names(engine.add(make("甲", "鲸鱼"))) == {"updated": ["甲"]}
    assert found(engine, "鲸鱼") == {"甲", "乙"}
    report = engine.add(make("丙", "先来"), make("丙", "后到"))
    assert (names(report)["added"], reasons(report)) == (["丙"], {"丙": "duplicate-id"})
    assert found(engine, "先来") == {"丙"}


def test_an_article_without_an_id_is_named_and_costs_no_other(engine: SearchEngine) -> None:
    text = (Section(0, "", (), "文"),)
    report = engine.add(Article("", "无号", text), Article("1", "有号", text))
    assert [item.reason for item in report.skipped] == ["no-id"]
    assert [hit.id for hit in engine.search("文")] == ["1"]


def test_a_dry_run_reports_the_same_and_writes_nothing(tmp_path: Path, articles: Path, write: Any) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    write("乙/甲.md", "# 甲\n\n板门店。\n")
    (articles / "空.md").write_bytes(b"")
    with SearchEngine(tmp_path / "index", settings=Settings()) as engine:
        dry = engine.add(articles, articles / "乙", make("甲", "鲸鱼"), dry_run=True)
        assert not (tmp_path / "index").exists()
        real = engine.add(articles, articles / "乙", make("甲", "鲸鱼"))
        assert names(dry) == names(real)
        assert (dry.section_count, dry.cleaned) == (real.section_count, real.cleaned)
        write("甲.md", "# 甲\n\n换了。\n")
        assert names(engine.add(articles, dry_run=True)) == names(engine.add(articles))


def test_a_rebuild_keeps_only_what_it_is_given(disk_engine: SearchEngine, write: Any) -> None:
    one, other = write("甲.md", "# 甲\n\n板门店。\n"), write("乙.md", "# 乙\n\n板门店。\n")
    disk_engine.add(one, other)
    assert names(disk_engine.add(other, rebuild=True)) == {"added": ["乙.md"]}
    assert found(disk_engine, "板门店") == {"乙"}


def test_an_interrupted_run_changes_nothing_and_can_be_repeated(
    disk_engine: SearchEngine, articles: Path, write: Any
) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    disk_engine.add(articles)
    write("甲.md", "# 甲\n\n鲸鱼长一些。\n")
    write("乙.md", "# 乙\n\n鲸鱼。\n")

    def stop(done: int, total: int, name: str) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        disk_engine.add(articles, progress=stop)
    assert found(disk_engine, "板门店") == {"甲"}
    assert names(disk_engine.add(articles)) == {"added": ["乙.md"], "updated": ["甲.md"]}
    assert disk_engine.check() == []


def test_a_reader_that_fails_costs_one_file_and_not_the_run(
    engine: SearchEngine, articles: Path, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("好.md", "# 好\n\n板门店。\n")
    write("坏.md", "# 坏\n\n板门店。\n")
    read_text = text_file.read_text

    def failing(file: SourceFile, *given: Any) -> Any:
        if file.origin.name == "坏.md":
            raise RecursionError("too deep")
        return read_text(file, *given)

    monkeypatch.setattr(text_file, "read_text", failing)
    report = engine.add(articles)
    assert (names(report)["added"], reasons(report)) == (["好.md"], {"坏.md": "failed"})
    assert "RecursionError: too deep" in report.skipped[0].detail


def test_an_article_that_the_analysis_cannot_take_is_skipped_alone(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyzer = type(engine._analyzer)
    index_batch = analyzer.index_batch

    def failing(self: Any, batch: Any) -> Any:
        if any(article.id == "7" for article in batch):
            raise MemoryError
        return index_batch(self, batch)

    monkeypatch.setattr(analyzer, "index_batch", failing)
    report = engine.add(*(make(str(number), "鲸鱼") for number in range(20)))
    assert reasons(report) == {"7": "failed"}
    assert len(found(engine, "鲸鱼")) == 19


def test_progress_counts_every_input_and_ends_with_all_of_them(
    engine: SearchEngine, articles: Path, write: Any
) -> None:
    for number in range(5):
        write(f"{number}.md", f"# 第{number}篇\n\n鲸鱼。\n")
    calls: list[tuple[int, int, str]] = []
    engine.add(articles, progress=lambda *call: calls.append(call))
    assert [done for done, _, _ in calls] == [0, 1, 2, 3, 4, 5]
    assert {total for _, total, _ in calls} == {5}
    assert calls[0][2].endswith("0.md")


# --- what is no article, or is not wanted -----------------------------------------------------------


def left_out(report: IndexReport) -> dict[str, str]:
    return {Path(item.path).name: item.reason for item in report.left_out}


def test_what_lies_beside_articles_is_left_out_and_not_an_error(
    engine: SearchEngine, articles: Path, write: Any
) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    (articles / "图.png").write_bytes(b"\x89PNG\r\n" + bytes(200))
    (articles / "无名").write_bytes(bytes(range(256)) * 4)
    write("大.md", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n")
    write("package.json", '{"name": "x"}')
    write("数.json", '{"name": "x"}')
    write("稿.md", "---\ndraft: true\n---\n板门店。\n")
    (articles / "旧.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    report = engine.add(articles)
    assert names(report) == {"added": ["甲.md"], "skipped": ["旧.doc"]}, "a document that could not be read is missed"
    assert left_out(report) == {
        "图.png": "picture",
        "无名": "binary",
        "大.md": "git-lfs",
        "package.json": "code",
        "数.json": "no-record",
        "稿.md": "draft",
    }
    asked_for = engine.add(articles / "图.png", articles / "无名", articles / "数.json")
    assert reasons(asked_for) == {"图.png": "binary", "无名": "binary", "数.json": "no-record"}


def test_drafts_are_read_when_they_are_asked_for(engine: SearchEngine, articles: Path, write: Any) -> None:
    write("稿.md", "---\ndraft: true\n---\n板门店。\n")
    write("行.jsonl", json.dumps({"id": "行", "text": "---\npublished: false\n---\n板门店。"}))
    assert left_out(engine.add(articles)) == {"稿.md": "draft", "行.jsonl:1": "draft"}
    engine.add(articles, selection=Selection(drafts=True))
    assert found(engine, "板门店") == {"稿", "行"}


def test_an_article_that_becomes_a_draft_goes(engine: SearchEngine, articles: Path, write: Any) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    engine.add(articles)
    write("甲.md", "---\ndraft: true\n---\n板门店。\n")
    assert names(engine.add(articles)) == {"removed": ["甲.md"]}
    assert found(engine, "板门店") == set()


def test_code_is_read_as_code_when_it_is_asked_for(engine: SearchEngine, articles: Path, write: Any) -> None:
    write("a.py", "# 板门店\nprint('鲸鱼')\n")
    write("b.js", "x('鲸鱼');" * 1000)
    assert left_out(engine.add(articles)) == {"a.py": "code", "b.js": "code"}
    assert left_out(engine.add(articles, selection=Selection(code=True))) == {"b.js": "minified"}
    article = engine.get("a.py")
    assert article is not None
    assert [element.kind for element in article.sections[0].elements] == ["code"]
    assert article.title == "a.py"


def test_sync_takes_out_what_is_left_out_now(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    for number in range(30):
        write(f"旧/{number}.md", f"# 第{number}篇\n\n板门店。\n")
    write("甲.md", "# 甲\n\n板门店。\n")
    disk_engine.add(articles)
    write(".gitignore", "旧/\n")
    disk_engine.add(articles)
    assert len(found(disk_engine, "板门店")) == 31
    report = disk_engine.add(articles, sync=True)
    assert len(report.removed) == 30
    assert found(disk_engine, "板门店") == {"甲"}


def test_sync_leaves_what_is_given_by_its_own_path(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    path = write("node_modules/乙.md", "# 乙\n\n板门店。\n")
    for _ in range(2):
        disk_engine.add(articles, path, sync=True)
        assert found(disk_engine, "板门店") == {"甲", "乙"}


def test_patterns_of_the_settings_count_together_with_those_of_a_call(
    tmp_path: Path, articles: Path, write: Any
) -> None:
    for name in ("甲.md", "乙.md", "丙.md"):
        write(name, f"# {name}\n\n板门店。\n")
    with SearchEngine(tmp_path / "index", settings=Settings(exclude=("甲.md",))) as engine:
        engine.add(articles, selection=Selection(exclude=("乙.md",)))
        assert found(engine, "板门店") == {"丙"}


def test_a_mistyped_path_makes_no_index(tmp_path: Path) -> None:
    with SearchEngine(tmp_path / "index", settings=Settings()) as engine:
        assert reasons(engine.add(tmp_path / "没有")) == {"没有": "missing"}
    assert not (tmp_path / "index").exists()


# --- what is suddenly gone --------------------------------------------------------------------------


def many(write: Any, count: int) -> list[Path]:
    return [write(f"{number}.md", f"# 第{number}篇\n\n板门店{number}。\n") for number in range(count)]


def test_sync_empties_no_index_of_a_folder_that_is_suddenly_empty(
    disk_engine: SearchEngine, articles: Path, write: Any
) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    disk_engine.add(articles)
    articles.rename(articles.with_name("away"))
    articles.mkdir()
    for dry_run in (True, False):
        with pytest.raises(SuddenLossError, match="not mounted"):
            disk_engine.add(articles, sync=True, dry_run=dry_run)
    assert found(disk_engine, "板门店") == {"甲"}
    assert names(disk_engine.add(articles, sync=True, force=True)) == {"removed": ["甲.md"]}


@pytest.mark.parametrize(("held", "lost", "is_refused"), [(21, 11, True), (21, 10, False), (20, 19, False)])
def test_sync_refuses_to_take_out_most_of_many_articles(
    disk_engine: SearchEngine, articles: Path, write: Any, held: int, lost: int, is_refused: bool
) -> None:
    paths = many(write, held)
    disk_engine.add(articles)
    for path in paths[:lost]:
        path.unlink()
    write("新.md", "# 新\n\n鲸鱼。\n")
    if is_refused:
        with pytest.raises(SuddenLossError, match=f"{held} articles .* files of {lost} "):
            disk_engine.add(articles, sync=True)
        assert found(disk_engine, "鲸鱼") == set(), "nothing was changed"
    else:
        assert len(disk_engine.add(articles, sync=True).removed) == lost


def test_moving_most_files_of_a_folder_is_no_loss(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    paths = many(write, 30)
    disk_engine.add(articles)
    (articles / "旧").mkdir()
    for path in paths:
        path.rename(articles / "旧" / path.name)
    report = disk_engine.add(articles, sync=True)
    assert (len(report.updated), report.removed) == (30, ())
    assert disk_engine.stats().articles == 30


def test_what_lies_beneath_a_link_that_leads_nowhere_is_not_gone(
    disk_engine: SearchEngine, articles: Path, write: Any, tmp_path: Path
) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    disk = tmp_path / "disk"
    (disk / "深").mkdir(parents=True)
    (disk / "深" / "乙.md").write_text("# 乙\n\n板门店。\n", encoding="utf-8")
    (articles / "链").symlink_to(disk, target_is_directory=True)
    disk_engine.add(articles)
    disk.rename(tmp_path / "away")
    assert disk_engine.add(articles, sync=True).removed == ()
    assert found(disk_engine, "板门店") == {"甲", "链/深/乙"}
    (tmp_path / "away").rename(disk)
    (disk / "深" / "乙.md").unlink()
    assert names(disk_engine.add(articles, sync=True))["removed"] == ["乙.md"], "the link leads somewhere again"


# --- redirect files ---------------------------------------------------------------------------------


def aliases(engine: SearchEngine, article_id: str) -> tuple[str, ...]:
    article = engine.get(article_id)
    assert article is not None
    return article.aliases


def test_redirect_files_are_other_names_of_the_article(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    write("板门店.wiki", "'''板门店'''在朝鲜半岛的中部。\n")
    write("停战村.wiki", "#REDIRECT [[板门店]]\n")
    write("深/板门店村.txt", "#重定向 [[停战_村]]\n")
    write("深/停战 村.txt", "#重定向 [[板门店#历史]]\n")
    write("无处.wiki", "#REDIRECT [[没有]]\n")
    write("圈.wiki", "#REDIRECT [[圈]]\n")
    report = disk_engine.add(articles)
    assert (names(report), set(left_out(report).values())) == ({"added": ["板门店.wiki"]}, {"redirect"})
    assert aliases(disk_engine, "板门店") == ("停战村", "停战 村", "板门店村")
    assert found(disk_engine, "停战村") == {"板门店"}
    assert names(disk_engine.add(articles)) == {"unchanged": ["板门店.wiki"]}


def test_names_from_redirect_files_come_and_go_with_them(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    write("板门店.wiki", "'''板门店'''在朝鲜半岛的中部。\n")
    path = write("停战村.wiki", "说的是停战。\n")
    disk_engine.add(articles)
    write("停战村.wiki", "#REDIRECT [[板门店]]\n")
    report = disk_engine.add(articles)
    assert names(report) == {"updated": ["板门店.wiki"], "removed": ["停战村.wiki"]}
    assert found(disk_engine, "停战村") == {"板门店"}
    path.rename(articles / "停战之村.wiki")
    disk_engine.add(articles)
    assert aliases(disk_engine, "板门店") == ("停战之村",)
    (articles / "停战之村.wiki").unlink()
    disk_engine.add(articles)
    assert aliases(disk_engine, "板门店") == ()


# --- links between files ----------------------------------------------------------------------------


def linked(engine: SearchEngine, article_id: str) -> dict[str, str]:
    article = engine.get(article_id)
    assert article is not None
    return engine.linked(article)


def test_links_lead_to_files_of_the_folder_however_they_are_written(
    disk_engine: SearchEngine, articles: Path, write: Any
) -> None:
    text = "[一](../茶/绿茶.md) [二](/guide/setup) [三](./setup.html#始) [四](https://example.org/x)"
    text += " [[綠茶|五]] [[毛峰#名]]"
    write("docs/guide/start.md", f"# 始\n\n{text} [[没有]] [自](start.md)\n")
    write("docs/guide/setup.mdx", "# 装\n\n装。\n")
    write("docs/茶/绿茶.md", "---\naliases: [毛峰]\n---\n# 绿茶\n\n茶。\n")
    disk_engine.add(articles)
    assert linked(disk_engine, "docs/guide/start") == {
        "../茶/绿茶.md": "docs/茶/绿茶",
        "/guide/setup": "docs/guide/setup",
        "./setup.html#始": "docs/guide/setup",
        "綠茶": "docs/茶/绿茶",
        "毛峰#名": "docs/茶/绿茶",
    }
    (articles / "docs/茶").rename(articles / "docs/旧茶")
    disk_engine.add(articles, sync=True)
    assert set(linked(disk_engine, "docs/guide/start").values()) == {"docs/guide/setup", "docs/旧茶/绿茶"}
    assert "../茶/绿茶.md" not in linked(disk_engine, "docs/guide/start")


def test_a_link_to_a_heading_leads_to_its_section(disk_engine: SearchEngine, articles: Path, write: Any) -> None:
    headings = ("绿茶（龙井）", "How to Brew?", "注", "注")
    sections = "".join(f"## {heading}\n\n文。\n\n" for heading in headings)
    write("茶.md", f"# 茶\n\n引。\n\n{sections}## 水温 {{#water}}\n\n文。\n")
    text = "[[茶#绿茶（龙井）|一]] [[茶#没有]] [[C#]] [二](茶.md#绿茶龙井) [三](./茶.html#how-to-brew)"
    text += " [四](茶.md#%E6%B3%A8-1) [五](茶.md#water)"
    write("记.md", f"# 记\n\n{text} [[茶]] [见下](#水) [[#水]] [又](记.md#水)\n\n## 水\n\n水。\n")
    disk_engine.add(articles)
    article = disk_engine.get("记")
    assert article is not None
    leads_to = disk_engine.linked(article)
    assert set(leads_to) == {
        "茶#绿茶（龙井）",
        "茶.md#绿茶龙井",
        "./茶.html#how-to-brew",
        "茶.md#%E6%B3%A8-1",
        "茶.md#water",
        "茶#没有",
        "茶",
    }
    assert disk_engine.linked_sections(article, leads_to) == {
        "茶#绿茶（龙井）": 1,
        "茶.md#绿茶龙井": 1,
        "./茶.html#how-to-brew": 2,
        "茶.md#%E6%B3%A8-1": 4,
        "茶.md#water": 5,
        "#水": 1,
        "记.md#水": 1,
    }
    assert "C#" in [link.target for link in article.links]
