"""What every test may use."""

from __future__ import annotations

import asyncio
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

settings.register_profile(
    "wenxun", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("wenxun")

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


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


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    """The module ``reference_backend``: a back end in memory, to copy and to compare with."""
    path = REPOSITORY / "tests" / "reference_backend.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)  # dataclasses look it up there
    spec.loader.exec_module(module)
    return module


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
