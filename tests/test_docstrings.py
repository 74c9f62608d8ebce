"""What the docstrings of the public API say is complete, and their examples run as pasted."""

from __future__ import annotations

import ast
import dataclasses
import doctest
import importlib
import inspect
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import wenxun

ROOT = Path(__file__).parent.parent
SOURCES = {"wenxun": ROOT / "search", "wenxun.web": ROOT / "web"}
CLASSES = [getattr(wenxun, name) for name in wenxun.__all__]
VALUES = [cls for cls in CLASSES if dataclasses.is_dataclass(cls)]


def modules_with_examples() -> list[str]:
    found = []
    for package, folder in SOURCES.items():
        for path in sorted(folder.rglob("*.py")):
            if ">>> " in path.read_text(encoding="utf-8"):
                parts = [part for part in path.relative_to(folder).with_suffix("").parts if part != "__init__"]
                found.append(".".join((package, *parts)))
    return found


@pytest.mark.parametrize("name", modules_with_examples())
def test_every_example_runs_as_pasted(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name)
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    said: list[str] = []
    for test in finder.find(module, name, globs={}):
        runner.run(test, out=said.append)
    assert runner.tries > 0
    assert not said, "".join(said)


def test_every_example_of_the_page_on_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8").replace("```pycon", "").replace("```", "")
    said: list[str] = []
    runner = doctest.DocTestRunner()
    examples = doctest.DocTestParser().get_doctest(page, {}, "docs/python.md", None, 0)
    with ThreadPoolExecutor(1) as thread:  # of its own, as the page runs an event loop
        thread.submit(runner.run, examples, out=said.append).result()
    assert runner.tries > 10
    assert not said, "".join(said)


def test_the_page_of_the_api_is_that_of_the_docstrings(api: ModuleType) -> None:
    assert api.PAGE.read_text(encoding="utf-8") == api.page(), "make api"


def functions(api: ModuleType, cls: type) -> dict[str, Any]:
    found = {name: api.function_of(member) for name, member in api.members(cls) if not isinstance(member, property)}
    if (init := api.constructor(cls)) is not None:
        found["__init__"] = init
    return found


@pytest.mark.parametrize(
    "cls", [cls for cls in CLASSES if not issubclass(cls, Exception)], ids=lambda cls: cls.__name__
)
def test_every_argument_and_result_is_described(api: ModuleType, cls: type) -> None:
    for name, function in functions(api, cls).items():
        said = api.sections(function.__doc__ or "")
        assert said[""], name
        described = [each for names in api.entries(said.get("Args", "")) for each in names.split(", ")]
        parameters = list(inspect.signature(function).parameters)[1:]
        assert sorted(described) == sorted(parameters), f"{cls.__name__}.{name}"
        if inspect.signature(function).return_annotation not in ("None", inspect.Signature.empty):
            assert said.get("Returns") or said.get("Yields"), f"{cls.__name__}.{name}"


@pytest.mark.parametrize("cls", VALUES, ids=lambda cls: cls.__name__)
def test_every_attribute_of_a_value_is_described(api: ModuleType, cls: type) -> None:
    said = api.sections(cls.__doc__ or "")
    described = [each for names in api.entries(said.get("Attributes", "")) for each in names.split(", ")]
    assert {each.name for each in dataclasses.fields(cls)} <= set(described)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_what_a_method_does_is_said_in_the_imperative(api: ModuleType, cls: type) -> None:
    for name, function in functions(api, cls).items():
        first = api.sections(function.__doc__ or "")[""].split()[0]
        assert first[0].isupper() and not first.endswith("s") and first not in ("A", "An", "The"), f"{name}: {first}"


ROOMS = (
    "",
    "analysis",
    "articles",
    "articles/documents",
    "articles/dumps",
    "articles/html",
    "articles/light_markup",
    "articles/markdown",
    "articles/wikitext",
    "query",
    "backends",
    "backends/embedded",
    "backends/embedded/format",
    "backends/embedded/read",
    "backends/embedded/write",
    "backends/opensearch",
    "cli",
    "engine",
    "indexing",
    "integrations",
    "models",
)
"""Rooms that keep the rule below; each that is brought up to it is added. "" has the modules that are in none."""
NO_VERBS = frozenset(("A", "All", "An", "Each", "Every", "How", "The", "What", "Where", "Whether", "Which"))


@cache
def modules_and_users() -> tuple[dict[Path, ast.Module], dict[str, set[Path]]]:
    """Every module, and the modules that each name stands in."""
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8")) for each in SOURCES.values() for path in each.rglob("*.py")
    }
    users: dict[str, set[Path]] = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            named = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            users.setdefault(named, set()).add(path)
    return trees, users


def members_across_modules(room: str) -> list[tuple[str, ast.FunctionDef]]:
    """The public functions and methods of a room that another module uses, by their names.

    Not the commands of the shell: their docstrings are what their help says.
    """
    trees, users = modules_and_users()
    found = []
    for path in sorted((SOURCES["wenxun"] / room).glob("*.py")):
        for outer in trees[path].body:
            inner = outer.body if isinstance(outer, ast.ClassDef) and not outer.name.startswith("_") else [outer]
            for node in inner:
                is_public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
                is_public = is_public and not any(".command(" in ast.unparse(each) for each in node.decorator_list)
                if is_public and users.get(node.name, set()) - {path}:
                    found.append((f"{path.name}: {node.name}", node))
    return found


def is_property(function: ast.FunctionDef) -> bool:
    return any("property" in ast.unparse(each) for each in function.decorator_list)


def complaints(api: ModuleType, function: ast.FunctionDef) -> Iterator[str]:
    """What the docstring of a function lacks. A lone argument is what the first sentence is about."""
    said = api.sections(ast.get_docstring(function) or "")
    first = (said.get("") or "-").split()[0]
    if not is_property(function) and (not first[0].isupper() or first.endswith("s") or first in NO_VERBS):
        yield f"does not begin with a verb: {first}"
    arguments = function.args
    parameters = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    parameters = [each for each in parameters if each not in ("self", "cls")]
    if len(parameters) > 1:
        described = {each for names in api.entries(said.get("Args", "")) for each in names.split(", ")}
        yield from (f"does not say what {each} is" for each in parameters if each not in described)
        is_said = first in ("Return", "Yield") or said.get("Returns") or said.get("Yields")
        if function.returns is not None and ast.unparse(function.returns) != "None" and not is_said:
            yield "does not say what it returns"


@pytest.mark.parametrize("room", ROOMS)
def test_what_another_module_uses_says_what_it_does_and_what_it_takes(api: ModuleType, room: str) -> None:
    members = members_across_modules(room)
    assert members
    assert [f"{name} {said}" for name, function in members for said in complaints(api, function)] == []


def test_every_public_module_says_what_it_is() -> None:
    for package, folder in SOURCES.items():
        for path in folder.rglob("*.py"):
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.name == "__main__.py", package
