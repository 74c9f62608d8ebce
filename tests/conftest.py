"""What every test may use."""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from wenxun import SearchEngine, Settings
from wenxun.analysis.analyzer import Analyzer
from wenxun.backends import Backend
from wenxun.backends.embedded import EmbeddedBackend
from wenxun.ranking import DEFAULT_RANKING, Ranking

settings.register_profile(
    "wenxun", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("wenxun")

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"

os.environ["LANGUAGE"] = "en"  # messages are compared in English, whoever runs the tests


def _shared(path: Path) -> Path:
    if path.is_dir():
        return path
    message = f"{path.name} is not next to the repository"
    if os.environ.get("CI"):
        pytest.fail(f"{message}; CI requires it")
    pytest.skip(message)


@pytest.fixture(scope="session")
def owner_seeds() -> Path:
    """The owner's five real articles."""
    return _shared(SHARED / "seeds")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """More real articles, judged queries and large texts."""
    return _shared(SHARED / "data")


def load_module(path: Path) -> ModuleType:
    """The module in a file below ``tests/``, loaded once."""
    if path.stem not in sys.modules:
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None and spec.loader is not None
        module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)  # dataclasses look it up there
        spec.loader.exec_module(module)
    return sys.modules[path.stem]


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    """The module ``reference_backend``: a back end in memory, to copy and to compare with."""
    load_module(REPOSITORY / "tests" / "brute_force.py")  # which it imports
    return load_module(REPOSITORY / "tests" / "reference_backend.py")


@pytest.fixture(scope="session")
def documents() -> ModuleType:
    """The module ``making_documents``: small documents of every kind."""
    return load_module(REPOSITORY / "tests" / "making_documents.py")


@pytest.fixture(scope="session")
def api() -> ModuleType:
    """The script ``docs/make_api.py``, which makes the page of the API."""
    return load_module(REPOSITORY / "docs" / "make_api.py")


@pytest.fixture(scope="session")
def pictures() -> ModuleType:
    """The script ``docs/make_pictures.py``, which makes the pictures of README."""
    return load_module(REPOSITORY / "docs" / "make_pictures.py")


@pytest.fixture(scope="session")
def node_url() -> Iterator[str]:
    """Address of a real OpenSearch node that is a cluster by itself."""
    with load_module(REPOSITORY / "tests" / "opensearch" / "cluster.py").running(1) as nodes:
        yield nodes[0].url


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    """The chain that all tests share."""
    return Analyzer()


@pytest.fixture(scope="session")
def new_backend(
    reference: ModuleType,
    analyzer: Analyzer,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., Backend]:
    """Opens an empty index: ``new_backend("reference" | "embedded" | "cluster", ranking=..., buffer_bytes=...)``."""

    def make(kind: str, *, ranking: Ranking = DEFAULT_RANKING, buffer_bytes: int = 8 << 20) -> Backend:
        folder = tmp_path_factory.mktemp("index")
        if kind == "reference":
            backend: Backend = reference.Reference(ranking)
        elif kind == "embedded":
            backend = EmbeddedBackend(
                folder,
                fingerprint=analyzer.fingerprint,
                ranking=ranking,
                buffer_bytes=buffer_bytes,
                cache_bytes=64 << 20,
            )
        else:
            from wenxun.backends.opensearch.backend import OpenSearchBackend  # takes one more package

            location = f"{request.getfixturevalue('node_url')}/{folder.name}"
            backend = OpenSearchBackend(location, fingerprint=analyzer.fingerprint, ranking=ranking, timeout_seconds=60)
        with backend.writer(create=True):
            pass
        return backend

    return make


@pytest.fixture
def without_collector() -> Iterator[None]:
    """Measures the code alone: collecting garbage takes time for every object of all tests so far."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def run_async() -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    """Runs a coroutine to its end, on a thread of its own: the browser's driver has a loop on this one."""
    with ThreadPoolExecutor(1) as thread:
        yield lambda coroutine: thread.submit(asyncio.run, coroutine).result()


@pytest.fixture
def engine() -> Iterator[SearchEngine]:
    """An empty engine."""
    with SearchEngine.in_memory(settings=Settings()) as opened:
        yield opened


@pytest.fixture(scope="session")
def owner_engine(owner_seeds: Path) -> Iterator[SearchEngine]:
    """An engine that holds the owner's five articles."""
    with SearchEngine.in_memory(settings=Settings()) as opened:
        opened.add(owner_seeds)
        yield opened


@pytest.fixture(scope="session")
def sample_engine() -> Iterator[SearchEngine]:
    """An engine that holds the project's own sample articles."""
    with SearchEngine.in_memory(settings=Settings()) as opened:
        opened.add(REPOSITORY / "seeds")
        yield opened
