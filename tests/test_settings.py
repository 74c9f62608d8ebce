"""Whatever a setting holds either works or is refused at once, in a sentence that says what it may be."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from wenxun import Settings, SettingsError
from wenxun.cli import wenxun
from wenxun.settings import load_settings

NUMBERS = [each.name for each in fields(Settings) if isinstance(each.default, int)]


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
