"""An index in an OpenSearch cluster: the answers of the embedded back end, on any number of machines.

Reading goes ``plan`` (of ``queries``) -> ``candidates`` (through ``reading``); writing goes ``writing`` (with
``locking``) -> ``documents`` -> ``bulk``. ``mapping`` says how an index is laid out, ``address`` where it
is; every request passes ``connection``.

What is found is the same as embedded: the same sections match, full matches come first, titles count the same.
Scores differ a little, for four reasons:

* Terms of title and headings stand in one field with those of the body, as often as ``mapping.field_repeats``
  says, so weights are whole numbers, and the length of the field divides these occurrences too. So that a title alone
  does not lift a section of a few words, lengths below about half the typical one count as that.
* The cluster tells the mean length of a field and no other, so the typical length is taken for 1.4 times the mean.
* The cluster keeps the length of a field in one byte: lengths above 40 are rounded down by up to an eighth.
* Documents that have been replaced or deleted count in statistics until the cluster merges them away.

Of level sections at the edge of the window, at most three windows are scored by characters. Of a query with
more than 300 words and bigrams, the first 300 rank (all count for finding).

Of judged questions both answer as many well, and share about 97% of the best ten
(``tests/opensearch/test_agreement.py``).

A transaction on an existing index is whole for every article, not across articles: see ``writing``. Changes
are seen when a transaction ends, at once, by everyone. OpenSearch 2 is what this is tested on. Elasticsearch is
not supported: points in time, which deep paging needs, are opened in another way there.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from wenxun.backends import Backend
from wenxun.errors import BackendUnavailableError
from wenxun.ranking import Ranking
from wenxun.settings import Settings

__all__ = ["open_backend"]


def open_backend(location: str, fingerprint: Mapping[str, str], ranking: Ranking, settings: Settings) -> Backend:
    """The index at ``http(s)://host[:port][,host[:port]…]/name``; nothing is asked of the cluster yet.

    Raises:
        BackendUnavailableError: if the client package is not installed.
        SettingsError: if ``location`` cannot be read.
    """
    if find_spec("opensearchpy") is None:
        raise BackendUnavailableError(
            f'{location} is an index in a cluster, which takes one more package: pip install "wenxun[opensearch]"'
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
            authority=settings.opensearch_ca,
        ),
        timeout_seconds=settings.opensearch_timeout_seconds,
        shard_count=settings.opensearch_shards,
    )
