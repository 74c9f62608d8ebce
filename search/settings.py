"""Settings: defaults < ``wenxun.toml`` < ``WENXUN_*`` environment variables < arguments."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from wenxun.errors import SettingsError

__all__ = ["SETTINGS_FILE", "Settings", "load_settings", "read_user_words"]

SETTINGS_FILE = "wenxun.toml"
_PREFIX = "WENXUN_"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Names in ``wenxun.toml`` are these; in the environment, ``WENXUN_`` + upper case.

    Attributes:
        index: where the index is: a folder, or the address of a cluster's index.
        buffer_mb: memory for building an index, in MB, before parts of it are put on disk.
        cache_mb: memory for decoded posting lists of an open index, in MB.
        max_file_mb: larger files are skipped, in MB (``.jsonl`` files are read line by line and have no limit).
        user_words: a file with words of your own, one a line, that the segmenter keeps whole.
        allowed_origins: origins (``https://example.org``), separated by blanks, whose pages may read the HTTP API in
            a browser; ``*``: those of any. None by default.
        opensearch_user, opensearch_password: how to sign in to a cluster; never shown.
        opensearch_api_key: an encoded key, used instead; never shown.
        opensearch_ca: file with the certificates to trust, for a cluster with an authority of its own.
        opensearch_timeout_seconds: how long to wait for an answer of a cluster; writing takes up to six times as long.
        opensearch_shards: parts into which a new index in a cluster is cut.
        fields: name to kind (``keyword``, ``number`` or ``date``) of fields that your articles have besides those of
            all; the table ``[fields]`` of ``wenxun.toml``.
    """

    index: str = "index"
    buffer_mb: int = 256
    cache_mb: int = 256
    max_file_mb: int = 16
    user_words: str = ""
    allowed_origins: str = ""
    opensearch_user: str = field(default="", repr=False)
    opensearch_password: str = field(default="", repr=False)
    opensearch_api_key: str = field(default="", repr=False)
    opensearch_ca: str = ""
    opensearch_timeout_seconds: int = 10
    opensearch_shards: int = 1
    fields: Mapping[str, str] = field(default_factory=dict)


def load_settings(folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from ``wenxun.toml`` in ``folder`` (default: the working directory) and the environment.

    Raises:
        SettingsError: for a name that is no setting in the file, or a value of the wrong kind.
    """
    environment = os.environ if environment is None else environment
    path = (folder or Path()) / SETTINGS_FILE
    settings = Settings()
    if path.is_file():
        settings = _with(settings, _read_file(path), str(path))
    names = {field.name for field in fields(Settings)}
    given = {name: environment[_PREFIX + name.upper()] for name in names if _PREFIX + name.upper() in environment}
    return _with(settings, given, "the environment")


def _read_file(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}. It must be TOML such as: cache_mb = 256") from error


def read_user_words(path: str) -> dict[str, int | None]:
    """Words of a user's list: one a line, with a frequency behind it if need be; ``#`` starts a remark.

    Raises:
        SettingsError: if the file cannot be read, or a frequency is no number.
    """
    words: dict[str, int | None] = {}
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines() if path else []
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The list of words {path} (setting user_words) cannot be read: {error}.") from error
    for line in lines:
        word, *frequency = line.split("#", 1)[0].split()[:2] or [""]
        if frequency and not frequency[0].isdecimal():
            raise SettingsError(f"{path} gives {word!r} the frequency {frequency[0]!r}; it must be a whole number.")
        if word:
            words[word] = int(frequency[0]) if frequency else None
    return words


def _pairs(written: str) -> dict[str, str]:
    """Names and values of ``name=value`` with blanks between them.

    Raises:
        ValueError: if there is anything else.
    """
    return dict(pair.split("=") for pair in written.split())


def _with(settings: Settings, given: Mapping[str, Any], where: str) -> Settings:
    known = {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}
    changes: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise SettingsError(f"{where} sets {name!r}, which is no setting. There are: {', '.join(known)}")
        try:
            changes[name] = _pairs(value) if known[name] is dict and isinstance(value, str) else known[name](value)
            if known[name] is dict and not all(isinstance(kind, str) for kind in changes[name].values()):
                raise ValueError(value)
        except (TypeError, ValueError) as error:
            must = 'a table of names and kinds, as in price = "number"' if known[name] is dict else "a whole number"
            raise SettingsError(f"{where} sets {name} to {value!r}; it must be {must}.") from error
        if known[name] is int and changes[name] < 1:
            raise SettingsError(f"{where} sets {name} to {value!r}; it must be at least 1.")
    return replace(settings, **changes)
