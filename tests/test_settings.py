"""Settings come from a file and the environment, and what cannot be one is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenxun.errors import SettingsError
from wenxun.settings import load_settings


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
