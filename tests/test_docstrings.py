"""What the docstrings of the public API say is complete, and their examples run as pasted."""

from __future__ import annotations

import ast
import dataclasses
import doctest
import importlib
import inspect
from concurrent.futures import ThreadPoolExecutor
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


def test_every_public_module_says_what_it_is() -> None:
    for package, folder in SOURCES.items():
        for path in folder.rglob("*.py"):
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.name == "__main__.py", package
