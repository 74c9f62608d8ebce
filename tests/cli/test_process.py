"""The command as a process of its own: what it imports, pipes, terminals, the server."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "wenxun"]
HEAVY = (
    "numpy",
    "whoosh",
    "jieba",
    "rjieba",
    "flask",
    "werkzeug",
    "waitress",
    "pyromark",
)
READERS = ("wenxun.articles", "pyromark", "charset_normalizer")
WEB = ("wenxun.web", "flask", "werkzeug", "waitress")
REPORT = """
import sys
from wenxun.cli import main
sys.argv = ["wenxun", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""


def modules_after(*arguments: str) -> set[str]:
    """Modules that are loaded once the command has run."""
    result = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return set(result.stderr.splitlines()[-1].split())


def test_help_needs_little_more_than_click() -> None:
    assert modules_after("--help").isdisjoint(HEAVY)


def test_a_search_needs_neither_readers_nor_web(index: Path) -> None:
    assert modules_after("search", "板门店", "--index", str(index)).isdisjoint({*READERS, *WEB})


def test_python_m_search_is_the_command(index: Path) -> None:
    result = subprocess.run(
        [*COMMAND, "search", "板门店", "--index", str(index)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert result.returncode == 0
    assert "【板門店】" in result.stdout


def test_a_closed_pipe_is_no_error(index: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        [*COMMAND, "search", "会谈", "--json", "--index", str(index)], stdout=writer, stderr=subprocess.PIPE
    )
    os.close(writer)
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
@pytest.mark.parametrize("arguments", ["search 会谈", "export", "stats", "--help", "search --help", "--version"])
@pytest.mark.parametrize("output", ["> /dev/full", ">&-", "<&- >&-"])
def test_an_output_that_takes_nothing_exits_with_4_and_one_sentence(index: Path, arguments: str, output: str) -> None:
    command = f"exec {shlex.join(COMMAND)} --index {shlex.quote(str(index))} {arguments} {output}"
    result = subprocess.run(["sh", "-c", command], capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 4
    assert len(result.stderr.splitlines()) == 1
    assert "the output cannot be written" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
@pytest.mark.parametrize("messages", ["2> /dev/full", "2>&-"])
def test_messages_that_nobody_can_read_change_nothing(index: Path, messages: str) -> None:
    for arguments, code in (("search 会谈", 0), ("search 鲸鱼", 1), ("--nonsense", 2)):
        command = f"exec {shlex.join(COMMAND)} --index {shlex.quote(str(index))} {arguments} {messages}"
        result = subprocess.run(["sh", "-c", command], capture_output=True, text=True, encoding="utf-8")
        assert (result.returncode, result.stderr) == (code, "")


@pytest.mark.skipif(sys.platform == "win32", reason="ulimit is a matter of POSIX")
def test_workers_that_may_open_too_few_files_exit_with_5_and_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(1_200):
        (folder / f"{number}.md").write_text("# 甲\n\n会谈。\n", encoding="utf-8")
    command = f"ulimit -n 12; exec {shlex.join(COMMAND)} --index index index articles --jobs 2"
    result = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 5
    assert "Traceback" not in result.stderr
    assert "ulimit -n" in result.stderr


def test_a_terminal_that_knows_no_chinese_gets_valid_json(index: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    result = subprocess.run(
        [*COMMAND, "search", "会谈", "--json", "--index", str(index)], capture_output=True, env=environment
    )
    assert result.returncode == 0
    assert rb"\u4f1a\u8c08" in result.stdout


def test_bytes_that_are_no_utf8_can_be_searched_for(index: Path) -> None:
    result = subprocess.run([*COMMAND, "search", b"\xff\xfe", "--json", "--index", str(index)], capture_output=True)
    assert result.returncode in {0, 1}
    assert b"Traceback" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a POSIX thing")
@pytest.mark.parametrize("no_color", ["", "1"])
def test_colours_appear_on_a_terminal_unless_no_color_is_set(index: Path, no_color: str) -> None:
    import pty

    main, terminal = pty.openpty()
    environment = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm", "COLUMNS": "60"}
    subprocess.run(
        [*COMMAND, "search", "板门店", "--index", str(index)],
        stdout=terminal,
        stderr=subprocess.DEVNULL,
        env=environment,
        check=True,
    )
    os.close(terminal)
    shown = os.read(main, 65536).decode()
    os.close(main)
    assert ("\x1b[" in shown) is (no_color == "")
    assert "板門店" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a POSIX thing")
@pytest.mark.parametrize("no_color", ["", "1"])
def test_no_line_is_wider_than_the_terminal(tmp_path: Path, no_color: str) -> None:
    import pty

    from wenxun import Article, SearchEngine, Section
    from wenxun.cli.terminal import display_width

    long = tuple(f"第{number}层的很长很长的标题" for number in range(9))
    sections = (Section(0, "", (), "渡口，" * 60), Section(1, long[-1], long, "电脑，渡口的船，" * 40))
    with SearchEngine(tmp_path) as engine:
        engine.add(Article("长" * 60, "题", sections, tags=tuple("子丑寅卯辰巳午未申酉")))
    main, terminal = pty.openpty()
    environment = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm", "COLUMNS": "60", "LINES": "24"}
    subprocess.run(
        [*COMMAND, "search", "渡口", "電腦", "--explain", "-C", "1", "--index", str(tmp_path)],
        stdout=terminal,
        stderr=subprocess.DEVNULL,
        env=environment,
        check=True,
    )
    os.close(terminal)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", os.read(main, 65536).decode())
    os.close(main)
    lines = [line for line in shown.split("\r\n") if not line.startswith(("word", "bigram", "character"))]
    assert len(lines) > 10
    assert max(map(display_width, lines)) <= 60


def test_serve_answers_until_it_is_terminated(index: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--index", str(index)],
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as server:
        assert server.stderr is not None
        address = re.search(r"http://127\.0\.0\.1:\d+", server.stderr.readline())
        try:
            assert address
            with urllib.request.urlopen(f"{address[0]}/healthz", timeout=10) as answer:
                assert answer.status == 200
            request = urllib.request.Request(f"{address[0]}/healthz", headers={"Host": "evil.example"})
            with pytest.raises(urllib.error.HTTPError, match="421"):
                urllib.request.urlopen(request, timeout=10)
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=10) == 0


def test_a_port_in_use_exits_with_2_and_says_what_to_do(index: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = subprocess.run(
            [*COMMAND, "serve", "--port", port, "--index", str(index)], capture_output=True, text=True
        )
    assert result.returncode == 2
    assert "--port" in result.stderr


@pytest.mark.parametrize("host", ["nosuch.invalid", "", "a b", "999.1.1.1", "ü..b", "192.0.2.1", "[::1]", "a" * 300])
def test_a_host_that_is_none_exits_with_2_and_one_sentence(index: Path, host: str) -> None:
    result = subprocess.run(
        [*COMMAND, "serve", "--host", host, "--port", "0", "--index", str(index)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert "--host" in result.stderr.splitlines()[-1]
