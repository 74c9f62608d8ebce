"""Templates with what they include written into them, so that a page is made by one function and not by twenty."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound

__all__ = ["FlatTemplates"]

_INCLUDE = re.compile(r'{% include "([^"]+)" %}\n?|{% from "([^"]+)" import [\w, ]+ with context %}\n?')
"""An include, or an import of macros that know what stands around: where templates are flat, all of them do."""


class FlatTemplates(BaseLoader):
    """Loads templates from a folder.

    Args:
        folder: where they are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the source of a template, its path, and whether it is still that."""
        path = self._folder / template
        source = self._flat(template)
        return source, str(path), lambda: self._flat(template) == source

    def list_templates(self) -> list[str]:
        """Return the names of all templates."""
        return sorted(path.name for path in self._folder.iterdir())

    def _flat(self, template: str) -> str:
        if template not in self.list_templates():
            raise TemplateNotFound(template)
        text = (self._folder / template).read_text(encoding="utf-8").removesuffix("\n")
        return _INCLUDE.sub(lambda found: self._flat(found[1] or found[2]), text)
