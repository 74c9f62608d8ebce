"""A real cluster for the tests in this folder. Nothing skips: a cluster that does not start is a failure.

``pytest -m cluster tests/opensearch`` runs what needs one; the rest of the folder runs without.
"""

from __future__ import annotations

import importlib.util
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from search import SearchEngine, Settings

_numbers = itertools.count()


def _launcher() -> ModuleType:
    name = "opensearch_cluster"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("cluster.py"))
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def node_url() -> Iterator[str]:
    """Address of a node that is a cluster by itself."""
    with _launcher().running(1) as nodes:
        yield nodes[0].url


@pytest.fixture(scope="module")
def three_nodes() -> Iterator[list[Any]]:
    """Three nodes that are one cluster, for one module of tests."""
    with _launcher().running(3) as nodes:
        yield nodes


@pytest.fixture(scope="session")
def new_engine(node_url: str) -> Iterator[Callable[..., SearchEngine]]:
    """Makes engines, each on an empty index of its own in the cluster."""
    engines: list[SearchEngine] = []

    def make(*, shards: int = 1, timeout_seconds: int = 60) -> SearchEngine:
        settings = Settings(opensearch_timeout_seconds=timeout_seconds, opensearch_shards=shards)
        engine = SearchEngine(f"{node_url}/test{next(_numbers)}", settings=settings)
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.close()
