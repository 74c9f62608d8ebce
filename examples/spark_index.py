"""Index a very large collection into an OpenSearch cluster with Spark.

Every task reads records (JSON Lines with ``id``, ``title`` and ``text``), analyses them with the very function that
``wenxun index --jobs N`` calls in its own worker processes, and sends its documents to the cluster itself. The driver
holds the write lock and counts. Documents have ids of their own, so a task that Spark runs twice changes nothing.

    pip install "wenxun[opensearch,spark]"          # on the driver and on every worker
    spark-submit examples/spark_index.py "s3a://articles/*.jsonl" http://node1:9200,node2:9200/wenxun

The index must be empty: this loads, it does not update. To replace an index without downtime, load another name and
point ``WENXUN_INDEX`` at it. Sign-in is read from the settings (``WENXUN_OPENSEARCH_USER``, ...) of each process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd
from pyspark.sql import SparkSession

from wenxun import Article, ArticleError, SearchEngine
from wenxun.articles.draft import Draft
from wenxun.articles.records import read_record
from wenxun.backends.opensearch.address import read_address
from wenxun.backends.opensearch.connection import Cluster, Credentials
from wenxun.backends.opensearch.mapping import field_repeats
from wenxun.backends.opensearch.writing import Transaction, write_lock
from wenxun.indexing import analyze_articles
from wenxun.ranking import DEFAULT_RANKING
from wenxun.settings import load_settings

SCHEMA = "articles long, sections long, skipped string"
LINES_AT_ONCE = 1_000
LOADING_TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True)
class Loaded:
    """What a run did; ``skipped`` holds one sentence for each record that is not in the index."""

    articles: int
    sections: int
    skipped: tuple[str, ...]


def load(spark: SparkSession, paths: str, location: str) -> Loaded:
    """Index the records at ``paths`` into the empty index at ``location``.

    Raises:
        ValueError: if the index holds something.
    """
    with SearchEngine(location) as engine:
        engine.add()  # makes the index where there is none
        if engine.stats().articles:
            raise ValueError(f"{location} is not empty; load into another name")
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(LINES_AT_ONCE))
    lines = spark.read.text(paths)
    counted = lines.mapInPandas(lambda frames: index_lines(frames, location), schema=SCHEMA)
    cluster = connect(location)
    with write_lock(cluster, 0.0):
        rows = counted.collect()
        cluster.call("POST", f"/{cluster.address.path}/_refresh")
    return Loaded(
        sum(row.articles for row in rows),
        sum(row.sections for row in rows),
        tuple(row.skipped for row in rows if row.skipped),
    )


def index_lines(frames: Iterable[pd.DataFrame], location: str) -> Iterator[pd.DataFrame]:
    """One task: batches of lines in, the counts of what was indexed out."""
    cluster = connect(location)
    transaction = Transaction(cluster, cluster.address.path, field_repeats(DEFAULT_RANKING), lease=None)
    for frame in frames:
        skipped: list[str] = []
        articles = list(read_lines(frame["value"], skipped))
        if articles:
            transaction.put(analyze_articles(articles), [None] * len(articles))
            transaction.flush()  # what is counted is in
        refused = {each.article_id: each.reason for each in transaction.refused}
        transaction.refused.clear()
        taken = [article for article in articles if article.id not in refused]
        skipped += [f"{article_id[:80]}: {reason}" for article_id, reason in refused.items()]
        counts = [(len(taken), sum(len(each.sections) for each in taken), "")]
        yield pd.DataFrame(
            [*counts, *((0, 0, reason) for reason in skipped)], columns=["articles", "sections", "skipped"]
        )


def read_lines(lines: Iterable[str], skipped: list[str]) -> Iterator[Article]:
    """The articles of JSON lines; a record that cannot be read goes into ``skipped`` with the reason."""
    for line in lines:
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if not isinstance(record, dict) or not record.get("id"):
                raise ArticleError("bad-json", 'it is not an object with an "id"')
            yield read_record(record, draft=Draft(), fallback_id="", source="")
        except (ArticleError, ValueError, RecursionError) as error:
            skipped.append(f"{line[:80]}: {error}")


def connect(location: str) -> Cluster:
    """A connection to the cluster, with the settings of this process."""
    settings = load_settings()
    credentials = Credentials(
        user=settings.opensearch_user,
        password=settings.opensearch_password,
        api_key=settings.opensearch_api_key,
        authority=settings.opensearch_ca,
    )
    return Cluster(read_address(location), credentials, LOADING_TIMEOUT_SECONDS)


def main() -> None:
    """The command."""
    paths, location = sys.argv[1:]
    spark = SparkSession.builder.appName("wenxun").getOrCreate()
    loaded = load(spark, paths, location)
    print(f"{loaded.articles:,} articles, {loaded.sections:,} sections, {len(loaded.skipped):,} skipped")
    for reason in loaded.skipped[:20]:
        print(f"skipped {reason}")


if __name__ == "__main__":
    main()
