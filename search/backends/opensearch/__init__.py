"""An index in an OpenSearch cluster: the answers of the embedded back end, on any number of machines.

Reading goes ``candidates`` (of ``plan``, of ``queries``, scored by ``exact_scores``, through ``reading``); writing goes
``writing`` (with ``locking``) -> ``documents`` -> ``bulk``. ``mapping`` says how an index is laid out, ``address``
where it is; every request passes ``connection``.

Answers are those of the embedded back end, scores to the last digit (``tests/test_exactness.py``), with two limits:

* A formula of the cluster's own, which lets it leave out what cannot be among the best, finds four candidates for each
  section that is wanted. What is best and not among these is missed.
* Of level sections at the edge of the window, at most three windows are scored by characters.

A transaction on an existing index is whole for every article, not across articles: see ``writing``. Changes
are seen when a transaction ends, at once, by everyone. OpenSearch 2 is what this is tested on. Elasticsearch is
not supported: points in time, which deep paging needs, are opened in another way there.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from wenxun.backends import Backend
from wenxun.errors import BackendUnavailableError
from wenxun.extras import install_command
from wenxun.notices import Notice
from wenxun.ranking import Ranking
from wenxun.settings import Settings, from_home

__all__ = ["open_backend"]


def open_backend(location: str, fingerprint: Mapping[str, str], ranking: Ranking, settings: Settings) -> Backend:
    """Return an index in a cluster; nothing is asked of the cluster yet.

    Args:
        location: ``http(s)://host[:port][,host[:port]…]/name``.
        fingerprint: analysis settings.
        ranking: parameters of the ranking.
        settings: say how to sign in, and how long to wait.

    Raises:
        BackendUnavailableError: if the client package is not installed.
        SettingsError: if ``location`` cannot be read.
    """
    if find_spec("opensearchpy") is None:
        raise BackendUnavailableError(
            Notice(
                "{location} is an index in a cluster, which takes one more package: {command}",
                location=location,
                command=install_command("opensearch"),
            )
        )
    from wenxun.backends.opensearch.backend import OpenSearchBackend
    from wenxun.backends.opensearch.connection import Credentials

    return OpenSearchBackend(
        location,
        fingerprint=fingerprint,
        ranking=ranking,
        credentials=Credentials(
            user=settings.opensearch_user,
            password=settings.opensearch_password,
            api_key=settings.opensearch_api_key,
            authority=from_home(settings.opensearch_ca),
        ),
        timeout_seconds=settings.opensearch_timeout_seconds,
        shard_count=settings.opensearch_shards,
    )
