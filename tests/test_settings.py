"""Whatever a setting holds either works or is refused at once, in a sentence that says what it may be."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from wenxun import SearchEngine, Settings, SettingsError
from wenxun.cli import wenxun
from wenxun.settings import load_settings

NUMBERS = [each.name for each in fields(Settings) if type(each.default) is int]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["-1", "0", "1.5", "inf", "nan", "true", '"many"', "9999999999", "[1]", "1e3"])
def test_a_number_out_of_range_or_of_another_kind_is_refused(tmp_path: Path, name: str, value: str) -> None:
    (tmp_path / "wenxun.toml").write_text(f"{name} = {value}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=f"{name}.*whole number from 1 to"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize("value", ["", "-1", "１２", "9" * 5_000, "0x10", "1_000"])
def test_so_it_is_in_the_environment(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="whole number from 1 to"):
        load_settings(tmp_path, {"WENXUN_MAX_FILE_MB": value})


@pytest.mark.parametrize(("given", "is_set"), [("true", True), ("1", True), ("TRUE ", True), ("0", False), ("", False)])
def test_yes_or_no_is_taken_from_the_environment_too(tmp_path: Path, given: str, is_set: bool) -> None:
    assert load_settings(tmp_path, {"WENXUN_SHOW_FILES": given}).show_files is is_set
    (tmp_path / "wenxun.toml").write_text(f"show_files = {str(is_set).lower()}\n", encoding="utf-8")
    assert load_settings(tmp_path, {}).show_files is is_set


@pytest.mark.parametrize("value", ["1", "0.0", '"perhaps"', "[]", '"yes!"'])
def test_what_is_neither_yes_nor_no_is_refused(tmp_path: Path, value: str) -> None:
    (tmp_path / "wenxun.toml").write_text(f"show_files = {value}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"show_files to .*it must be true or false"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize("value", ["3", "true", "[]"])
def test_a_text_is_a_text(tmp_path: Path, value: str) -> None:
    (tmp_path / "wenxun.toml").write_text(f"index = {value}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="index"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "1e300"])
def test_a_wait_is_a_time(tmp_path: Path, seconds: str) -> None:
    result = CliRunner().invoke(wenxun, ["--index", str(tmp_path / "index"), "index", "--wait", seconds, str(tmp_path)])
    assert result.exit_code == 2
    assert "--wait" in result.output


def test_patterns_stand_in_a_table_of_the_index_or_by_themselves(tmp_path: Path) -> None:
    file = tmp_path / "wenxun.toml"
    file.write_text('cache_mb = 9\n[index]\nlocation = "ix"\nexclude = ["旧/", "*.log"]\n', encoding="utf-8")
    settings = load_settings(tmp_path, {})
    assert (settings.index, settings.exclude, settings.include, settings.cache_mb) == ("ix", ("旧/", "*.log"), (), 9)
    file.write_text('index = "ix"\ninclude = ["*.md"]\n', encoding="utf-8")
    assert load_settings(tmp_path, {}).include == ("*.md",)
    assert load_settings(tmp_path, {"WENXUN_EXCLUDE": "旧/, *.log,"}).exclude == ("旧/", "*.log")


@pytest.mark.parametrize("line", ["[index]\nfolder = 'x'", "[index]\nexclude = 7", "exclude = [7]"])
def test_what_is_no_setting_of_the_index_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "wenxun.toml").write_text(line, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"wenxun\.toml"):
        load_settings(tmp_path, {})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with two words, synonyms and an article; the working directory is another one."""
    home = tmp_path / "home"
    (home / "articles").mkdir(parents=True)
    (home / "articles" / "茶.md").write_text("# 茶\n\n地铁上喝茶。\n", encoding="utf-8")
    (home / "words.txt").write_text("上喝\n", encoding="utf-8")
    (home / "synonyms.txt").write_text("地铁=大众运\n", encoding="utf-8")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    return home


def test_a_tilde_is_the_home_folder_in_settings(home: Path) -> None:
    Path("wenxun.toml").write_text(
        'index = "~/articles.index"\nuser_words = "~/words.txt"\nsynonyms = "~/synonyms.txt"\n', encoding="utf-8"
    )
    assert CliRunner().invoke(wenxun, ["index", "~/articles"]).exit_code == 0
    assert CliRunner().invoke(wenxun, ["search", "大众运"]).exit_code == 0
    assert (home / "articles.index").is_dir()
    assert [each.name for each in Path().iterdir()] == ["wenxun.toml"]


def test_so_it_is_in_the_environment_and_on_the_command_line(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENXUN_INDEX", "~/one")
    assert CliRunner().invoke(wenxun, ["index", "~/articles"]).exit_code == 0
    assert CliRunner().invoke(wenxun, ["index", "--index=~/two", "~/articles"]).exit_code == 0
    assert CliRunner().invoke(wenxun, ["search", "茶", "--synonyms=~/synonyms.txt"]).exit_code == 0
    assert CliRunner().invoke(wenxun, ["snapshot", "~/copy"]).exit_code == 0
    assert {"one", "two", "copy"} <= {each.name for each in home.iterdir()}


def test_so_it_is_in_python(home: Path) -> None:
    with SearchEngine("~/index") as engine:
        assert engine.add("~/articles").article_count == 1
        assert engine.add(Path("~/articles/茶.md")).unchanged
        assert engine.location == str(home / "index")


def test_a_name_that_only_begins_with_a_tilde_stays(home: Path) -> None:
    with SearchEngine("~nobody-of-this-name") as engine:
        engine.add("~/articles")
    assert Path("~nobody-of-this-name").is_dir()


@pytest.mark.parametrize("line", ['[fields]\n价格 = "number"\n', 'fields.价格="number"\n', "caché_mb = 3\n"])
def test_a_name_that_needs_quotes_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "wenxun.toml").write_text(line, encoding="utf-8")
    name = line.partition("\n")[2].split(" ")[0] or line.split("=")[0].strip()
    with pytest.raises(SettingsError, match=f'needs quotes: "{name}" ='):
        load_settings(tmp_path, {})


def test_what_an_editor_of_windows_writes_is_read_or_named(tmp_path: Path) -> None:
    (tmp_path / "wenxun.toml").write_text('\ufeff[fields]\r\n"价格" = "number"\r\n', encoding="utf-8")
    assert load_settings(tmp_path, {}).fields == {"价格": "number"}
    (tmp_path / "wenxun.toml").write_bytes('index = "索引"\n'.encode("gb18030"))
    with pytest.raises(SettingsError, match="Save it in UTF-8"):
        load_settings(tmp_path, {})
