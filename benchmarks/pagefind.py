"""``python -m benchmarks.pagefind FOLDER``: Pagefind beside wenxun on one folder of Markdown, for 30 queries.

Pagefind (npm, run by Node) indexes pages that are made of the same files by pyromark, and searches in Chromium with its
own script; wenxun indexes the files. Plain paragraphs are first broken after 40 characters, as some editors do.
What a query should find are the pages whose text holds it, in either script and across line ends; for a title it is the
page of that title. Writes ``results/pagefind.md``.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyromark
from playwright.sync_api import sync_playwright
from selectolax.lexbor import LexborHTMLParser

from wenxun import SearchEngine
from wenxun.variants import convert_text

_HERE = Path(__file__).parent
_NODE = _HERE.parent / ".cache/pagefind"
_CHROMIUM = "/usr/bin/chromium"
_LINE_CHARS = 40
_ALL = 1_000
_QUERIES = {
    "as written": "服务器组件 受控组件 状态管理 纯函数 错误边界",
    "in the other script": "條件渲染 事件處理 副作用 響應式 瀏覽器",
    "part of a word": "务器组件 受控组 误边界 件渲染 级作用",
    "quoted": '"事件处理函数" "每次渲染" "重新渲染" "屏幕上显示" "不可变"',
    "across a line end": "应用程序 编译器 巨大变化 渲染器 生命周期",
    "title": "状态管理 添加交互 条件渲染 保持组件纯粹 在组件间共享状态",
}
_HAN = "[\u3400-\u9fff]"
_JOINT = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_PAGE = (
    '<!doctype html><html lang="zh-Hans"><title>{title}</title><body><main><h1>{title}</h1>{body}</main></body></html>'
)
_ASK = """async (query) => {
  const pagefind = await import("/pagefind/pagefind.js");
  await pagefind.init();
  const { results } = await pagefind.search(query);
  return (await Promise.all(results.map((each) => each.data()))).map((each) => decodeURI(each.url));
}"""


def main() -> None:
    """Build both, ask both, write and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as place:
        articles, site = Path(place, "articles"), Path(place, "site")
        texts, titles = _prepare(folder, articles, site)
        built = {
            "Pagefind": _timed(lambda: subprocess.run(_pagefind(site), check=True, capture_output=True)),
            "wenxun": _timed(lambda: _index(articles, Path(place, "index"))),
        }
        sizes = {"Pagefind": _size(site / "pagefind"), "wenxun": _size(Path(place, "index"))}
        with SearchEngine(Path(place, "index")) as engine, _pagefind_asked(site) as ask:
            rows = [
                (
                    kind,
                    query,
                    _wanted(kind, query, texts, titles),
                    ask(query),
                    [hit.id for hit in engine.search(query, limit=_ALL)],
                )
                for kind, queries in _QUERIES.items()
                for query in queries.split()
            ]
    text = _table(folder.name, len(texts), built, sizes, rows)
    (_HERE / "results/pagefind.md").write_text(text, encoding="utf-8")
    print(text)


def _prepare(folder: Path, articles: Path, site: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Copy the articles with shorter lines, and make pages of them; return texts and titles by name."""
    texts, titles = {}, {}
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        source = "\n".join(map(_wrapped, path.read_text(encoding="utf-8", errors="replace").split("\n")))
        _write(articles / f"{name}.md", source)
        body = pyromark.html(re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.DOTALL))
        stated = re.search(r"^title: *(.+)$", source, re.MULTILINE)
        title = stated[1].strip("\"' ") if stated else path.stem
        _write(site / f"{name}.html", _PAGE.format(title=escape(title), body=body))
        shown = LexborHTMLParser(f"<h1>{escape(title)}</h1>{body}").body
        texts[name] = _JOINT.sub("", convert_text(shown.text(separator="") if shown else "", "hans"))
        titles[name] = title
    return texts, titles


def _wrapped(line: str) -> str:
    """A plain paragraph in lines of 40 characters."""
    if not re.match(_HAN, line) or re.search(r"[$`\[\]<>*_|]", line):
        return line
    return "\n".join(line[start : start + _LINE_CHARS] for start in range(0, len(line), _LINE_CHARS))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _pagefind(site: Path) -> list[str]:
    return ["npx", "--prefix", str(_NODE), "pagefind", "--site", str(site)]


def _index(articles: Path, index: Path) -> None:
    with SearchEngine(index) as engine:
        engine.add(articles)


def _timed(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@contextmanager
def _pagefind_asked(site: Path) -> Iterator[Callable[[str], list[str]]]:
    handler = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/pagefind/pagefind-entry.json")

        yield lambda query: [url.strip("/").removesuffix(".html") for url in page.evaluate(_ASK, query)]
        browser.close()
    server.shutdown()


def _wanted(kind: str, query: str, texts: dict[str, str], titles: dict[str, str]) -> set[str]:
    bare = convert_text(query.strip('"'), "hans")
    held = titles if kind == "title" else texts
    return {name for name, text in held.items() if (text == bare if kind == "title" else bare in text)}


def _table(
    folder: str,
    pages: int,
    built: dict[str, float],
    sizes: dict[str, int],
    rows: list[tuple[str, str, set[str], list[str], list[str]]],
) -> str:
    version = json.loads((_NODE / "node_modules/pagefind/package.json").read_text())["version"]
    lines = [
        "# Pagefind beside wenxun",
        "",
        f"`{folder}`, {pages} pages; Pagefind {version}. *Found*: of the pages whose text holds the query, in either",
        "script and across line ends; for a title, the place of its page in the answer. *Of all*: pages in the whole",
        "answer; those of wenxun that hold only a part of the query come last.",
        "",
        "| | Pagefind | wenxun |",
        "|---|---|---|",
        "| building, s | {:.1f} | {:.1f} |".format(*(built[name] for name in ("Pagefind", "wenxun"))),
        "| index, MB | {:.2f} | {:.2f} |".format(*(sizes[name] / 1e6 for name in ("Pagefind", "wenxun"))),
        "",
        "| kind | query | pages | Pagefind found | of all | wenxun found | of all |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, query, wanted, *answers in rows:
        cells = []
        for found in answers:
            place = next((place for place, name in enumerate(found, 1) if name in wanted), None)
            got = f"{place or '–'}." if kind == "title" else f"{len(wanted & set(found))}"
            cells += [got, str(len(found))]
        lines.append(f"| {kind} | `{query}` | {len(wanted)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if shutil.which("npx") is None or not (_NODE / "node_modules/pagefind").is_dir():
        raise SystemExit(f"npm install --prefix {_NODE} pagefind@1.6.0")
    main()
