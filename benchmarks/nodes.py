"""The OpenSearch of the tests (``tests/opensearch/cluster.py``), for benchmarks that measure beside it or on it."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["measured_node", "why_no_node"]

_LAUNCHER = Path(__file__).parent.parent / "tests" / "opensearch" / "cluster.py"


def why_no_node() -> str:
    """Return what is missing on this machine to start a node; "" if nothing is."""
    if shutil.which("java") is None:
        return "Java 11 or newer"
    is_there = _launcher().HOME.exists() or shutil.which("npm")
    return "" if is_there else "npm, which fetches it once"


def measured_node() -> AbstractContextManager[list[Any]]:
    """Return a cluster of one node, with Java's full speed; it runs inside the ``with``."""
    cluster: AbstractContextManager[list[Any]] = _launcher().running(1, is_measured=True)
    return cluster


def _launcher() -> ModuleType:
    spec = importlib.util.spec_from_file_location("opensearch_cluster", _LAUNCHER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
