"""Templates with all that is known before a request written into them, so that a page is made by one function.

That is what a template includes or extends, and the texts of a language: a page prints a hundred of them. The name of a
template says the language: ``hans/results.html``. What it prints is collected and joined once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import BaseLoader, Environment, TemplateNotFound
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Call, Expr, Getattr

from wenxun.web.escaping import escaped, printed

__all__ = ["FlatTemplates", "install"]

_INCLUDE = re.compile(r'{% include "([^"]+)" %}\n?|{% from "([^"]+)" import [\w, ]+ with context %}\n?')
"""An include, or an import of macros that know what stands around: where templates are flat, all of them do."""

_EXTENDS = re.compile(r'{% extends "([^"]+)" %}\n?')
_BLOCK = re.compile(r"{% block (\w+) %}\n?(.*?){% endblock %}\n?", re.DOTALL)
_SUPER = "{{ super() }}"
_TEXT = re.compile(r"{{ t\.(\w+) }}")
_JOINED = "{% set whole %}\n{SOURCE}{% endset %}\n{{ whole }}"
"""Jinja yields each stretch of a template by itself, but for those that a variable takes."""


def install(app: Flask, texts: Mapping[str, Mapping[str, Any]]) -> None:
    """Let the application make its pages of templates.

    Args:
        app: the application.
        texts: the texts of each language.
    """
    app.jinja_loader = FlatTemplates(Path(app.root_path) / "templates", texts)
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.code_generator_class = _Lean
    environment.printed = printed  # type: ignore[attr-defined]


class _Lean(CodeGenerator):
    """Makes templates that print most values as they are, where Jinja makes each of them an object of its own.

    An attribute is written as one (templates have no other name for an item), and so is a call: of what they call,
    nothing wants to know where it is called.
    """

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")

    def visit_Getattr(self, node: Getattr, frame: Frame) -> None:  # noqa: N802  as Jinja calls it
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802  so too
        if forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


class FlatTemplates(BaseLoader):
    """Loads templates from a folder.

    Args:
        folder: where they are.
        texts: the texts of each language that may stand before a template's name.
    """

    def __init__(self, folder: Path, texts: Mapping[str, Mapping[str, Any]]) -> None:
        self._folder = folder
        self._texts = texts

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the source of a template, its path, and whether it is still that."""
        path = self._folder / template.rpartition("/")[2]
        source = self._source(template)
        return source, str(path), lambda: self._source(template) == source

    def list_templates(self) -> list[str]:
        """Return the names of all templates."""
        return sorted(f"{language}/{path.name}" for language in self._texts for path in self._folder.iterdir())

    def _source(self, template: str) -> str:
        language, _, name = template.rpartition("/")
        if language not in self._texts:
            raise TemplateNotFound(template)
        texts = self._texts[language]
        return _JOINED.replace("{SOURCE}", _TEXT.sub(lambda found: _written(found, texts), self._flat(name)))

    def _flat(self, name: str) -> str:
        path = self._folder / name
        if path.parent != self._folder or not path.is_file():
            raise TemplateNotFound(name)
        text = path.read_text(encoding="utf-8").removesuffix("\n")
        text = _INCLUDE.sub(lambda found: self._flat(found[1] or found[2]), text)
        extended = _EXTENDS.match(text)
        if extended is None:
            return text
        own: dict[str, str] = dict(_BLOCK.findall(text))

        def filled(block: re.Match[str]) -> str:
            return own.get(block[1], block[2]).replace(_SUPER, block[2])

        return _BLOCK.sub(filled, self._flat(extended[1]))


def _written(found: re.Match[str], texts: Mapping[str, Any]) -> str:
    """A text as HTML; one that an owner wrote may hold signs that mean something in a template."""
    text = texts.get(found[1])
    return escaped(text) if isinstance(text, str) and not re.search("[{}]", text) else found[0]
