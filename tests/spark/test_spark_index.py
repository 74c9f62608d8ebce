"""The worked example: Spark on this machine loads a real cluster. Run by ``make test-spark``, which installs Spark."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from wenxun import SearchEngine, Settings

REPOSITORY = Path(__file__).resolve().parents[2]
NEEDED = ("pyspark", "pandas", "opensearchpy")

if missing := [name for name in NEEDED if importlib.util.find_spec(name) is None]:
    if os.environ.get("WENXUN_TEST_SPARK"):
        raise ImportError(f"make test-spark must have installed {', '.join(missing)}")
    pytest.skip("Spark is not installed; make test-spark runs these", allow_module_level=True)


def load_file(name: str, path: Path) -> ModuleType:
    """A Python file as a module."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def node_url() -> Iterator[str]:
    """Address of a real node."""
    with load_file("opensearch_cluster", REPOSITORY / "tests" / "opensearch" / "cluster.py").running(1) as nodes:
        yield nodes[0].url


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Spark with two tasks at a time on this machine."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    # Python processes of the tasks find the example by its name, as they do with spark-submit --py-files
    os.environ["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY / "examples"), os.environ.get("PYTHONPATH", "")])
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


def records() -> list[dict[str, Any]]:
    """Articles of several sections, in both scripts."""
    texts = (
        "# 題\n\n雙方在板門店舉行會談。\n\n## 經過\n\n程式設計人員的複寫模型。",
        "上海口岸服务条例，2018年9月18日。",
    )
    return [{"id": f"篇/{n}", "title": f"第{n}篇", "text": f"{texts[n % 2]}\n\n編號{n}號。"} for n in range(300)]


@pytest.mark.filterwarnings("ignore")
def test_spark_and_one_machine_give_the_same_index(spark: Any, node_url: str, tmp_path: Path) -> None:
    example = load_file("spark_index", REPOSITORY / "examples" / "spark_index.py")
    lines = [json.dumps(record, ensure_ascii=False) for record in records()]
    for part in range(3):
        (tmp_path / f"{part}.jsonl").write_text("\n".join([*lines[part::3], '{"broken', ""]), encoding="utf-8")
    location = f"{node_url}/spark"
    loaded = example.load(spark, str(tmp_path), location)
    with SearchEngine(location) as cluster, SearchEngine.in_memory(settings=Settings()) as alone:
        report = alone.add(tmp_path)
        assert (loaded.articles, loaded.sections) == (report.article_count, report.section_count) == (300, 450)
        assert len(loaded.skipped) == len(report.skipped) == 3
        assert [record.id for record in cluster.articles()] == [record.id for record in alone.articles()]
        for query in ("板门店", "程序设计", "2018年9月", "編號77號", '"上海口岸服务"'):
            found = {hit.id for hit in alone.search(query, limit=400)}
            assert {hit.id for hit in cluster.search(query, limit=400)} == found != set()
    with pytest.raises(ValueError, match="not empty"):
        example.load(spark, str(tmp_path), location)
