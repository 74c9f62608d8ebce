"""What ARCHITECTURE.md says is so, and the contracts of ``make imports`` stop what it forbids."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "search" / "ARCHITECTURE.md").read_text(encoding="utf-8")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
NAMED = re.compile(r"`([\w./-]+(?:\.(?:py|md|txt|css|js|toml)|/))`")

OWNERS = {"wenxun.toml"}  # files that stand in an owner's folders
INTRUDERS = {
    "articles/intruder.py": "import whoosh",
    "query/intruder.py": "import jieba",
    "backends/embedded/read/intruder.py": "import whoosh.index",
    "backends/opensearch/intruder.py": "from wenxun.backends.embedded.format import toc",
    "backends/embedded/format/intruder.py": "from wenxun.backends.embedded.read import snapshot",
    "cli/intruder.py": "import flask",
    "web/intruder.py": "from wenxun.backends.embedded import EmbeddedBackend",
    "analysis/intruder.py": "from wenxun import retrieval",
    "models/intruder.py": "from wenxun.models import articles, second_intruder",
    "models/second_intruder.py": "from wenxun.models import intruder",
    "in_no_layer.py": "",
}


def test_the_layers_on_the_page_are_those_that_are_checked() -> None:
    (drawing,) = re.findall(r"^web -> cli.*?(?=\n```)", PAGE, re.DOTALL | re.MULTILINE)
    drawn = [sorted(each.strip() for each in layer.split("|")) for layer in drawing.split("->")]
    checked = [sorted(each.strip() for each in layer.split("|")) for layer in CONTRACTS[0]["layers"]]
    assert drawn == [[each for each in layer if each != "__main__"] for layer in checked]


def test_every_file_that_the_page_names_is_there() -> None:
    folders = (ROOT, ROOT / "search", ROOT / "tests")
    missing = []
    for name in dict.fromkeys(NAMED.findall(PAGE)):
        is_there = any((folder / name).exists() for folder in folders)
        below = any(ROOT.glob(f"search/**/{name.rstrip('/')}")) or any(ROOT.glob(f"web/**/{name.rstrip('/')}"))
        if not is_there and not below and name not in OWNERS:
            missing.append(name)
    assert missing == []


def test_every_room_has_a_row_in_the_table() -> None:
    rows = "\n".join(re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE))
    rooms = [path for path in (ROOT / "search").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    rooms = [path for path in rooms if not path.name.startswith("__")]
    named = {name.split("/")[0] for name in NAMED.findall(rows)}
    assert {path.name for path in rooms} - named == set()


def test_a_forbidden_import_anywhere_breaks_a_contract(tmp_path: Path) -> None:
    package = tmp_path / "wenxun"
    shutil.copytree(ROOT / "search", package)
    shutil.copytree(ROOT / "web", package / "web")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for place, line in INTRUDERS.items():
        (package / place).write_text(line + "\n", encoding="utf-8")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 1, done.stderr
    kept = re.findall(r"^(.+?) KEPT", done.stdout, re.MULTILINE)
    assert kept == [], done.stdout
    for place in INTRUDERS:
        assert Path(place).stem in done.stdout


def test_the_page_counts_the_members_of_the_seam() -> None:
    tree = ast.parse((ROOT / "search" / "backends" / "__init__.py").read_text(encoding="utf-8"))
    protocols = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    members = [
        member for each in protocols for member in each.body if isinstance(member, ast.FunctionDef | ast.AnnAssign)
    ]
    methods = [each for each in members if isinstance(each, ast.FunctionDef)]
    attributes = [each for each in members if isinstance(each, ast.AnnAssign)]
    with_default = {each.name for each in methods if len(each.body) > 1}
    with_default |= {ast.unparse(each.target) for each in attributes if each.value is not None}
    (said,) = re.findall(r"`backends/__init__\.py`, (\d+) members in all", PAGE)
    assert (len(protocols), len(members)) == (4, int(said))
    assert f"of them have a default ({', '.join(f'`{each}`' for each in sorted(with_default))})" in PAGE


def test_what_is_imported_by_name_is_ours() -> None:
    """The contracts see import statements alone, so nothing else may be loaded in another way."""
    its_own_modules = {"search/__init__.py", "search/cli/language.py"}  # its table of names; modules of click
    foreign = []
    for path in sorted((*(ROOT / "search").rglob("*.py"), *(ROOT / "web").rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if called in ("import_module", "__import__", "exec", "eval"):
                name = ast.unparse(node.args[0]).removeprefix("f").strip("'\"") if called == "import_module" else ""
                place = path.relative_to(ROOT).as_posix()
                if not name.startswith("wenxun.") and place not in its_own_modules:
                    foreign.append(f"{place}:{node.lineno}")
    assert foreign == []
