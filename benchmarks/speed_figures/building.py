"""Builds, each in a process of its own so that its CPU seconds and its peak memory are its own.

``python -m benchmarks.speed_figures.building KEY SECTIONS FOLDER`` is that process; it prints a line of JSON.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.speed_corpus import read_sections, text_bytes
from benchmarks.systems import load
from benchmarks.systems.wenxun_system import code_digest

__all__ = ["Build", "built", "peak_mb"]

_RECORD = "build.json"


@dataclass(frozen=True, slots=True)
class Build:
    """What one build took.

    Attributes:
        cpu_s: user and system seconds of all its threads and children, reading the sections included.
        peak_mb: most memory that it held at once.
        index_bytes: bytes that it left on disk.
    """

    text_mb: float
    cpu_s: float
    wall_s: float
    peak_mb: float
    index_bytes: int

    @property
    def mb_per_cpu_s(self) -> float:
        """Megabytes of UTF-8 text a second of CPU."""
        return self.text_mb / self.cpu_s


def built(key: str, sections: Path, cache: Path) -> tuple[Path, Build]:
    """The folder of a system's index of ``sections``, and what it took; built unless the cache has it."""
    stamp = f"{load(key).version} {code_digest() if key == 'wenxun' else code_digest('analysis')}"
    folder = cache / f"{sections.stem}-{key}"
    record = folder.with_suffix(".json")
    if record.exists():
        known = json.loads(record.read_text(encoding="utf-8"))
        if known.pop("stamp") == stamp:
            return folder, Build(**known)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", __spec__.name, key, str(sections), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    build = Build(**json.loads(done.stdout.splitlines()[-1]))
    record.write_text(json.dumps({**asdict(build), "stamp": stamp}), encoding="utf-8")
    return folder, build


def _main(key: str, sections: Path, folder: Path) -> None:
    text_mb = text_bytes(read_sections(sections)) / 1e6
    system = load(key)
    cpu, wall = _cpu_s(), time.perf_counter()
    system.build(read_sections(sections), folder)
    build = Build(
        text_mb=text_mb,
        cpu_s=_cpu_s() - cpu,
        wall_s=time.perf_counter() - wall,
        peak_mb=peak_mb(),
        index_bytes=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
    )
    print(json.dumps(asdict(build)))


def peak_mb() -> float:
    """Most memory that this program alone held: what getrusage says still counts the process that started it."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _cpu_s() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
