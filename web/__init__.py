"""The search page and the HTTP API, on Flask.

``flask --app wenxun.web run`` finds `create_app`; ``wenxun serve`` runs the same application on a production server.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from wenxun import SearchEngine
from wenxun.query.language import MAX_TYPED_CHARS
from wenxun.settings import load_settings
from wenxun.web import (
    assets,
    compression,
    cors,
    crawlers,
    embed,
    flat_templates,
    freshness,
    kept_answers,
    last_results,
    logs,
    metrics,
    pages,
    preferences,
    problems,
    proxies,
    security,
    site,
    timing,
    writing,
)
from wenxun.web.changes import API  # with the routes of all modules that declare some
from wenxun.web.current import ENGINE, ArticleIdConverter
from wenxun.web.keys import WriteKeys

__all__ = ["create_app"]


class _Application(Flask):
    """Flask, whose views and hooks are all synchronous here: it would ask each of them at every request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(
    engine_or_location: SearchEngine | str | Path | None = None,
    *,
    hosts: tuple[str, ...] = (),
    origins: tuple[str, ...] | None = None,
    prefix: str = "",
) -> Flask:
    """The application.

    Args:
        engine_or_location: an engine, or the folder of an index, which may come into being later; by default
            the one that ``wenxun.toml`` or ``WENXUN_INDEX`` names, else ``index``.
        hosts: host names to answer to; empty: any. It keeps foreign pages from reading a server on this
            machine under a name of their own (DNS rebinding).
        origins: origins whose pages may read the API in a browser; by default those of the settings.
        prefix: path that the application stands below, as ``/search``, where no proxy or mount says so.

    Raises:
        SettingsError: if one of ``origins`` is no origin, ``prefix`` no path, a trusted proxy no address, or
            what the settings say of the page cannot be used.
    """
    given = engine_or_location
    app = _Application(__name__, static_folder=None)
    app.config["HOSTS"] = hosts
    settings = load_settings()
    app.config["ORIGINS"] = cors.checked(settings.allowed_origins.split() if origins is None else origins)
    writing.install(app, WriteKeys(settings.write_keys.split()))
    app.config["PROXIES"] = proxies.networks(settings.trusted_proxies.split())
    app.wsgi_app = proxies.Placed(  # type: ignore[method-assign]
        app.wsgi_app, proxies=app.config["PROXIES"], prefix=proxies.checked_prefix(prefix)
    )
    app.extensions[ENGINE] = given if isinstance(given, SearchEngine) else SearchEngine(given)
    app.url_map.merge_slashes = False  # an article's id may hold two slashes in a row
    app.url_map.converters["article_id"] = ArticleIdConverter
    app.jinja_env.globals.update(longest_query=MAX_TYPED_CHARS)
    owned = site.install(app, settings)
    flat_templates.install(app, owned.texts)
    assets.install(app, owned.assets)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(API.blueprint)
    app.register_blueprint(embed.blueprint)
    app.register_blueprint(crawlers.blueprint)
    app.register_blueprint(metrics.blueprint)
    timing.install(app)  # before all else a request is, and after it
    last_results.install(app)
    logs.install(app, settings)  # the first ones see the answers as they go out
    metrics.install(app)
    crawlers.install(app)
    security.install(app)
    cors.install(app)
    freshness.install(app)
    preferences.install(app)
    problems.install(app)
    kept_answers.install(app)
    compression.install(app)  # the first to see what the views have made, so that answers are kept as they are sent
    return app
