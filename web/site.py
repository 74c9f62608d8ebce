"""What an owner makes their own: name, logo, colours, words of welcome, examples, addresses of hits."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from wenxun import SettingsError
from wenxun.notices import Notice
from wenxun.settings import Settings
from wenxun.web.contrast import low_contrasts
from wenxun.web.owner_pages import checked_template
from wenxun.web.texts import LANGUAGES, Texts

__all__ = ["Site", "current_site", "install"]

_COLOURS = (
    "paper", "raised", "ink", "quiet", "line", "edge", "link", "visited", "mark", "mark-ink", "focus", "target",
    "on-accent",
)  # fmt: skip
"""Colours of the page; with ``dark-`` before its name, a colour of the dark theme."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+|[a-z]+\([\w\s.,%/+-]+\)")
_LOGOS = (".svg", ".png", ".webp", ".jpg", ".jpeg", ".gif", ".avif")
_MOST_LOGO_BYTES = 1 << 20
_DARK = "dark-"


@dataclass(frozen=True, slots=True)
class Site:
    """What an owner made their own.

    Attributes:
        assets: name to content of files of theirs: the logo, the style sheet with the colours.
        logo: name of the logo among them; "" if there is none.
        style: name of the style sheet; "" if there is none.
        examples: queries to start with; empty: some are drawn from the index.
        url_template: how addresses of articles on the owner's site are made; "" if hits lead to this server.
        warnings: what the owner should know of their colours.
        shows_files: whether the API says where the files of hits are.
        texts: language of the page to its texts, with those of the owner.
        digest: changes with any of it.
    """

    assets: dict[str, bytes]
    logo: str
    style: str
    examples: tuple[str, ...]
    url_template: str
    warnings: tuple[Notice, ...]
    shows_files: bool
    texts: dict[str, dict[str, Any]]
    digest: str


def install(app: Flask, settings: Settings) -> Site:
    """Let the application be the owner's.

    Raises:
        SettingsError: if the logo is no picture, a colour is none, or addresses cannot be made.
    """
    own = {"name": settings.page_name, "tagline": settings.page_welcome}
    own = {name: text.strip() for name, text in own.items() if text.strip()}
    assets: dict[str, bytes] = {}
    logo = style = ""
    if settings.page_logo:
        logo = "logo" + Path(settings.page_logo).suffix.lower()
        assets[logo] = _picture(settings.page_logo)
    if settings.page_colours:
        style = "colours.css"
        assets[style] = "".join(_rules(dict(settings.page_colours))).encode()
    made_of = own, assets, settings.page_examples, settings.url_template, settings.show_files
    site = Site(
        assets,
        logo,
        style,
        settings.page_examples,
        checked_template(settings.url_template),
        tuple(low_contrasts(settings.page_colours)),
        settings.show_files,
        {ui: Texts(language.texts | own) for ui, language in LANGUAGES.items()},
        hashlib.sha256(repr(made_of).encode()).hexdigest(),
    )
    app.config["SITE"] = site
    app.jinja_env.globals.update(site=site)
    return site


def current_site() -> Site:
    """What the owner of the application made their own."""
    site: Site = current_app.config["SITE"]
    return site


def _picture(path: str) -> bytes:
    """The content of a logo."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise SettingsError(
            Notice("The logo {path} (setting page_logo) cannot be read: {error}.", path=path, error=error)
        ) from error
    if Path(path).suffix.lower() not in _LOGOS or len(content) > _MOST_LOGO_BYTES:
        raise SettingsError(
            Notice(
                "The logo {path} (setting page_logo) must be a picture ({logos}) up to 1 MB.",
                path=path,
                logos=", ".join(_LOGOS),
            )
        )
    return content


def _rules(colours: dict[str, str]) -> list[str]:
    """Style rules that set colours, each in its own theme."""
    for name, colour in colours.items():
        if name.removeprefix(_DARK) not in _COLOURS or not _COLOUR.fullmatch(colour.strip()):
            raise SettingsError(
                Notice(
                    "page_colours sets {name!r} to {colour!r}. Names are {colours}, each also with dark- "
                    "before it; a colour is written as in CSS, #14605a for example.",
                    name=name,
                    colour=colour,
                    colours=", ".join(_COLOURS),
                )
            )
    themes = (
        ("light", {name: each for name, each in colours.items() if not name.startswith(_DARK)}),
        ("dark", {name.removeprefix(_DARK): each for name, each in colours.items() if name.startswith(_DARK)}),
    )
    return [
        f"@media (prefers-color-scheme:{theme}){{:root{{"
        + "".join(f"--{name}:{each.strip()};" for name, each in chosen.items())
        + "}}"
        for theme, chosen in themes
        if chosen
    ]
