"""Settings: defaults < ``wenxun.toml`` < ``WENXUN_*`` environment variables < arguments."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from wenxun.errors import SettingsError
from wenxun.notices import Notice

__all__ = ["SETTINGS_FILE", "Settings", "from_home", "load_settings"]

SETTINGS_FILE = "wenxun.toml"
_PREFIX = "WENXUN_"
_LONGEST_NUMBER = 20
_MOST = {
    "buffer_mb": 65_536,
    "cache_mb": 65_536,
    "max_file_mb": 1_024,
    "query_budget_ms": 3_600_000,
    "opensearch_timeout_seconds": 3_600,
    "opensearch_shards": 1_024,
}
"""The largest value of each number that can be set; the least is 1."""
_TABLES: Mapping[str, Mapping[str, str]] = {
    "index": {"location": "index", "include": "include", "exclude": "exclude"},
    "page": {name: f"page_{name}" for name in ("name", "logo", "welcome", "examples", "colours")},
}
"""Tables of the file: what is written in each, and the setting that it is."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Names in ``wenxun.toml`` are these; in the environment, ``WENXUN_`` + upper case.

    Attributes:
        index: where the index is: a folder, or the address of a cluster's index.
        buffer_mb: memory for building an index, in MB, before parts of it are put on disk.
        cache_mb: memory for decoded posting lists of an open index, in MB.
        query_budget_ms: how long one query may take, in milliseconds; what was found by then is the answer, and says so
            (an index in a cluster has ``opensearch_timeout_seconds`` instead).
        max_file_mb: larger files are skipped, in MB (``.jsonl`` files are read line by line and have no limit).
        include, exclude: patterns as those of ``.gitignore`` for files that are indexed, and that are not; also
            written ``[index]`` with ``include = [...]``, ``exclude = [...]`` and ``location = "..."`` under it. In the
            environment, commas stand between patterns. Options of a call count after these.
        user_words: a file with words of your own, one a line, that the segmenter keeps whole.
        synonyms: a file with words that find each other, such as ``地铁=捷运``; read for every process, not indexed.
        page_name, page_welcome: what the search page is called, and the line under its name; also written ``[page]``
            with ``name = "..."``, ``welcome = "..."`` and so on under it.
        page_logo: a picture to stand before the name.
        page_examples: queries that the page offers; by default some are drawn from the index. In the environment,
            commas stand between them.
        page_colours: name to colour, as ``link = "#14605a"`` or ``dark-link = "#7fd1c7"``.
        show_files: whether the HTTP API says on which line of which file on this disk a hit stands. It tells readers
            the names of your folders, so it is off by default; the shell and Python always say it.
        url_template: where hits lead: ``https://example.org/{path}``, with ``{path}``, ``{stem}`` (the path without its
            suffix), ``{id}`` or ``{url}`` (the article's own address) in it. By default to the pages of the server.
        allowed_origins: origins (``https://example.org``), separated by blanks, whose pages may read the HTTP API in
            a browser; ``*``: those of any. None by default.
        trusted_proxies: addresses and networks (``10.0.0.0/8``), separated by blanks, of proxies whose
            ``X-Forwarded-…`` headers are believed; none by default.
        access_log: file for a line a request, in the combined format of Apache and nginx; ``-``: standard output.
        query_log: file for a line a query, without addresses; ``-``: standard output.
        write_keys: keys, separated by blanks, with which programs may write over HTTP; a key or ``sha256:`` and its
            digest. None by default, and then nobody may; never shown.
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
    query_budget_ms: int = 1_500
    max_file_mb: int = 16
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    user_words: str = ""
    synonyms: str = ""
    page_name: str = ""
    page_logo: str = ""
    page_welcome: str = ""
    page_examples: tuple[str, ...] = ()
    page_colours: Mapping[str, str] = field(default_factory=dict)
    show_files: bool = False
    url_template: str = ""
    allowed_origins: str = ""
    trusted_proxies: str = ""
    access_log: str = ""
    query_log: str = ""
    write_keys: str = field(default="", repr=False)
    opensearch_user: str = field(default="", repr=False)
    opensearch_password: str = field(default="", repr=False)
    opensearch_api_key: str = field(default="", repr=False)
    opensearch_ca: str = ""
    opensearch_timeout_seconds: int = 10
    opensearch_shards: int = 1
    fields: Mapping[str, str] = field(default_factory=dict)


def load_settings(folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of ``wenxun.toml`` and of the environment, which counts more.

    Args:
        folder: where the file is; by default the working directory.
        environment: names and values; by default those of the process.

    Raises:
        SettingsError: for a name that is no setting in the file, or a value of the wrong kind.
    """
    environment = os.environ if environment is None else environment
    path = (folder or Path()) / SETTINGS_FILE
    settings = Settings()
    if path.is_file():
        settings = _with(settings, _flat(_read_file(path), str(path)), str(path))
    names = {field.name for field in fields(Settings)}
    given = {name: environment[_PREFIX + name.upper()] for name in names if _PREFIX + name.upper() in environment}
    return _with(settings, given, "the environment")


_UNQUOTED_NAME = re.compile(r"^[ \t]*((?=[^=\n]*[^\x00-\x7F])[\w.-]+)[ \t]*=", re.MULTILINE)
"""A name before ``=`` that TOML does not take as it stands, as 价格."""


def from_home(path: str | os.PathLike[str]) -> str:
    """Return the path with ``~`` or ``~name`` at its start as that user's home folder; as it is if there is none."""
    return os.path.expanduser(path)  # noqa: PTH111  - Path.expanduser raises where there is no such user


def _read_file(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise SettingsError(
            Notice("{path} cannot be read: it is not in UTF-8. Save it in UTF-8.", path=path)
        ) from error
    except tomllib.TOMLDecodeError as error:
        if name := _UNQUOTED_NAME.search(text):
            raise SettingsError(
                Notice(
                    "{path} cannot be read: {error}. A name with characters other than a to z, digits, - and _ "
                    'needs quotes: "{name}" =',
                    path=path,
                    error=error,
                    name=name[1],
                )
            ) from error
        raise SettingsError(
            Notice("{path} cannot be read: {error}. It must be TOML such as: cache_mb = 256", path=path, error=error)
        ) from error


def _flat(given: dict[str, Any], where: str) -> dict[str, Any]:
    """The settings with those that stand in a table, as ``[index]``, under their own names."""
    flat: dict[str, Any] = {}
    for name, value in given.items():
        if name not in _TABLES or not isinstance(value, dict):
            flat[name] = value
            continue
        known = _TABLES[name]
        if unknown := value.keys() - known.keys():
            raise SettingsError(
                Notice(
                    "{where} sets {unknown!r} in [{name}]. There are: {known}",
                    where=where,
                    unknown=min(unknown),
                    name=name,
                    known=", ".join(known),
                )
            )
        flat |= {known[each]: set_to for each, set_to in value.items()}
    return flat


def _with(settings: Settings, given: Mapping[str, Any], where: str) -> Settings:
    known = {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}
    changes: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise SettingsError(
                Notice(
                    "{where} sets {name!r}, which is no setting. There are: {known}",
                    where=where,
                    name=name,
                    known=", ".join(known),
                )
            )
        read = {bool: _truth, int: _number, tuple: _patterns, dict: _pairs}.get(known[name], _text)
        changes[name] = read(name, value, where)
    return replace(settings, **changes)


def _number(name: str, value: Any, where: str) -> int:
    """A whole number within the limits of its setting; the environment gives it as text."""
    least, most = 1, _MOST[name]
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < _LONGEST_NUMBER:
        value = int(value)
    if type(value) is not int or not least <= value <= most:
        raise SettingsError(
            Notice(
                "{where} sets {name} to {value!r}; it must be a whole number from {least} to {most:,}.",
                where=where,
                name=name,
                value=value,
                least=least,
                most=most,
            )
        )
    return value


def _truth(name: str, value: Any, where: str) -> bool:
    """Yes or no; the environment gives it as text."""
    truth = {"true": True, "1": True, "false": False, "0": False, "": False}
    read = truth.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(read, bool):
        raise SettingsError(
            Notice("{where} sets {name} to {value!r}; it must be true or false.", where=where, name=name, value=value)
        )
    return read


def _text(name: str, value: Any, where: str) -> str:
    if not isinstance(value, str) or "\0" in value:
        is_secret = any(each.name == name and not each.repr for each in fields(Settings))
        shown = Notice("what is not shown here") if is_secret else repr(value)
        raise SettingsError(
            Notice("{where} sets {name} to {shown}; it must be a text in quotes.", where=where, name=name, shown=shown)
        )
    return value


def _patterns(name: str, value: Any, where: str) -> tuple[str, ...]:
    patterns = [each.strip() for each in value.split(",")] if isinstance(value, str) else value
    if not isinstance(patterns, list) or not all(isinstance(each, str) for each in patterns):
        raise SettingsError(
            Notice(
                '{where} sets {name} to {value!r}; it must be a list of patterns, as ["old/", "*.tmp"].',
                where=where,
                name=name,
                value=value,
            )
        )
    return tuple(filter(None, patterns))


def _pairs(name: str, value: Any, where: str) -> dict[str, str]:
    """Names and values; the environment gives them as ``name=value`` with blanks between them."""
    try:
        pairs = dict(pair.split("=") for pair in value.split()) if isinstance(value, str) else dict(value)
    except (TypeError, ValueError):
        pairs = {"": None}
    if not all(isinstance(each, str) for pair in pairs.items() for each in pair):
        raise SettingsError(
            Notice(
                '{where} sets {name} to {value!r}; it must be a table, as in price = "number".',
                where=where,
                name=name,
                value=value,
            )
        )
    return pairs
