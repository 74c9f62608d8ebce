"""Makes the pictures of README, from the sample articles: ``make pictures``. Needs Chromium and a font with Chinese.

Beside them stands ``shown.txt``: what they show, in words and colours. A test compares it with what they would show
now, so nobody has to compare pixels.
"""

from __future__ import annotations

import base64
import fcntl
import html
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wenxun import SearchEngine
from wenxun.cli.terminal import display_width
from wenxun.web import create_app

FOLDER = Path(__file__).parent / "pictures"
SHOWN = FOLDER / "shown.txt"
ROOT = Path(__file__).parent.parent
CHROMIUM = "/usr/bin/chromium"
THEMES = ("light", "dark")
QUERY = "軟體"
COMMANDS = ("wenxun search 軟體 -n 2 --sections 1", "wenxun search '\"和平之家\"' --sections 1", "wenxun suggest bmd")
COLUMNS = 80

_SIZE = {"width": 1000, "height": 720}
_QUALITY = 80
_TIME = re.compile(r"\d+(?:\.\d+)?(?= ?(?:毫秒|ms\b))")
_COLUMN_PX, _LINE_PX, _EDGE_PX = 8.4, 20, 14


# --- what is shown --------------------------------------------------------------------------------


def shown() -> str:
    """Return what the pictures would show now: texts of the page, its colours, and what the shell prints."""
    with _engine() as engine:
        page = create_app(engine).test_client().get(f"/?q={QUERY}", headers={"Accept-Language": "zh-CN"}).text
    style = (ROOT / "web/static/style.css").read_text(encoding="utf-8")
    colours = re.findall(r"--[\w-]+: #\w+;", style)
    parts = {"The page": _texts(page), "Its colours": colours, "The shell": _plain(shell()).splitlines()}
    return _timeless("\n\n".join("\n".join((f"# {name}", "", *lines)) for name, lines in parts.items()) + "\n")


def _timeless(text: str) -> str:
    return _TIME.sub("5", text)


def _texts(page: str) -> list[str]:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(page)
    for node in tree.css("script, style, template"):
        node.decompose()
    body = tree.body
    return [line.strip() for line in (body.text(separator="\n") if body else "").splitlines() if line.strip()]


@contextmanager
def _engine() -> Iterator[SearchEngine]:
    with SearchEngine.in_memory() as engine:
        engine.add(ROOT / "seeds")
        engine.suggest("")  # collects the names
        yield engine


def shell() -> str:
    """Return what a terminal gets while somebody types the commands, colours and all."""
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(ROOT / "seeds", f"{place}/seeds")
        with SearchEngine(f"{place}/index") as engine:
            engine.add(f"{place}/seeds")
        return "\n".join(f"$ {command}\n{_printed(command, place)}" for command in COMMANDS)


def _printed(command: str, place: str) -> str:
    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WENXUN_", "NO_COLOR", "LC_"))}
    environment = {**kept, "TERM": "xterm-256color", "FORCE_HYPERLINK": "0", "LANG": "C.UTF-8"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.Popen(command, shell=True, cwd=place, env=environment, stdout=writer, stderr=writer)
    os.close(writer)
    printed = b""
    try:
        while part := os.read(reader, 1 << 16):
            printed += part
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(reader)
    done.wait()
    return printed.decode().replace("\r\n", "\n")


_SIGN = re.compile(r"\x1b\[([\d;]*)m")


def _plain(printed: str) -> str:
    return _SIGN.sub("", printed)


# --- how it is shown ------------------------------------------------------------------------------


def make() -> None:
    """Write the pictures, and what they show."""
    from playwright.sync_api import sync_playwright

    with _engine() as engine, _served(engine) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for theme in THEMES:
            page = browser.new_page(locale="zh-CN", viewport=_SIZE, color_scheme=theme, device_scale_factor=1.5)
            for _ in range(2):  # the time that it shows is not that of the very first query
                page.goto(f"{address}/?q={QUERY}")
            page.wait_for_load_state("networkidle")
            (FOLDER / f"page-{theme}.webp").write_bytes(_picture(page))
        browser.close()
    (FOLDER / "shell.svg").write_text(_drawn(shell()), encoding="utf-8")
    SHOWN.write_text(shown(), encoding="utf-8")


def _picture(page: Any) -> bytes:
    session = page.context.new_cdp_session(page)
    return base64.b64decode(session.send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY})["data"])


@contextmanager
def _served(engine: SearchEngine) -> Iterator[str]:
    from waitress import create_server

    server = create_server(create_app(engine), host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


_CLASSES = {"1": "b", "2": "dim", "31": "red", "33": "yellow", "34": "blue", "36": "cyan"}
_HEAD = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img"
 viewBox="0 0 {width} {height}">
<title>wenxun in a shell</title>
<style>
text {{ font: 14px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace;
  white-space: pre; fill: #23262a }}
rect {{ fill: #fcfbf8; stroke: #e2dfd7 }}
.b {{ font-weight: bold }} .dim {{ fill: #5d636b }} .red {{ fill: #b3261e }} .yellow {{ fill: #7a5b00 }}
.blue {{ fill: #1f5fa8 }} .cyan {{ fill: #14605a }}
@media (prefers-color-scheme: dark) {{
  text {{ fill: #e4e2dc }} rect {{ fill: #16181b; stroke: #31353b }}
  .dim {{ fill: #a2a7ae }} .red {{ fill: #ff8a80 }} .yellow {{ fill: #e0c060 }}
  .blue {{ fill: #8ab8f0 }} .cyan {{ fill: #7fd1c7 }}
}}
</style>
<rect x=".5" y=".5" width="{inner_width}" height="{inner_height}" rx="8"/>
"""


def _drawn(printed: str) -> str:
    """Return a drawing of what a terminal shows: each run of one colour stands at its column."""
    lines = printed.rstrip("\n").split("\n")
    width = round(COLUMNS * _COLUMN_PX + 2 * _EDGE_PX)
    height = len(lines) * _LINE_PX + 2 * _EDGE_PX
    drawn = [_HEAD.format(width=width, height=height, inner_width=width - 1, inner_height=height - 1)]
    classes: set[str] = set()
    for number, line in enumerate(lines, 1):
        column = 0
        if line.startswith("$ "):
            classes = {"b"}
        for place, part in enumerate(_SIGN.split(line)):
            if place % 2:
                codes = [code for code in part.split(";") if code not in ("", "0")]
                classes = {*classes, *(_CLASSES[code] for code in codes)} if codes else set()
                continue
            text = part.lstrip(" ")
            column += len(part) - len(text)
            size = display_width(text)
            if text:
                x, y = _EDGE_PX + column * _COLUMN_PX, number * _LINE_PX + _EDGE_PX - 5
                named = f' class="{" ".join(sorted(classes))}"' if classes else ""
                drawn.append(
                    f'<text x="{x:.1f}" y="{y}" textLength="{size * _COLUMN_PX:.1f}" lengthAdjust="spacingAndGlyphs"'
                    f"{named}>{html.escape(text, quote=False)}</text>\n"
                )
            column += size
        if line.startswith("$ "):
            classes = set()
    return "".join([*drawn, "</svg>\n"])


if __name__ == "__main__":
    make()
