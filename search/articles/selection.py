"""Which files of a folder are wanted as articles: what its owner says, on the command line and in ignore files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wenxun.errors import SettingsError
from wenxun.notices import Notice

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["Ignoring", "Selection", "Verdict"]

_SHARED = (".gitignore", ".ignore")  # they speak to other programs, too; what a later one says counts more
_OWN = ".wenxunignore"
_LONGEST_BYTES = 1 << 20


@dataclass(frozen=True)
class Selection:
    """Which files of a folder are read as articles. A file or folder that is itself given always is.

    Patterns are those of ``.gitignore``; they are matched against paths below the given folder.

    Attributes:
        include: read only files that match one of these, whatever kind of file they are; none: all.
        exclude: leave these files and folders out. ``!pattern`` takes back what an earlier pattern, an ignore file or
            a rule of wenxun leaves out; in ``.wenxunignore`` it does so too.
        ignore_files: whether ``.gitignore``, ``.ignore`` and ``.wenxunignore`` are obeyed.
        code: whether source code and settings of programs are read, too.
        drafts: whether articles that their owners mark as drafts are read, too.

    Raises:
        ValueError: for a pattern that cannot be read.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    ignore_files: bool = True
    code: bool = False
    drafts: bool = False

    def after(self, *, include: tuple[str, ...], exclude: tuple[str, ...]) -> Selection:
        """Return the selection with patterns that come before its own.

        Args:
            include, exclude: the patterns.

        Returns:
            Another selection.

        Raises:
            SettingsError: for a pattern that cannot be read.
        """
        selected = replace(self, include=include + self.include, exclude=exclude + self.exclude)
        try:
            _ = selected.included, selected.excluded
        except ValueError as error:
            raise SettingsError(
                Notice("A pattern of include or exclude cannot be read. {error}.", error=error)
            ) from error
        return selected

    @cached_property
    def included(self) -> GitIgnoreSpec | None:
        """The patterns of ``include``; ``None`` where there are none."""
        return _patterns(self.include) if self.include else None

    @cached_property
    def excluded(self) -> GitIgnoreSpec | None:
        """The patterns of ``exclude``; ``None`` where there are none."""
        return _patterns(self.exclude) if self.exclude else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the owner says of a file or folder.

    Attributes:
        is_out: whether it is left out; ``False``: it is wanted, whatever rules of wenxun say.
        reason, detail: as in ``LeftOutInput``, where it is left out.
    """

    is_out: bool
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Layer:
    """The patterns of the ignore files in one folder.

    Attributes:
        folder: where they stand, with a separator at its end.
        names: names of the files.
        first_own: number of the first pattern that speaks to wenxun alone, and not to other programs, too.
    """

    folder: str
    patterns: GitIgnoreSpec
    names: str
    first_own: int


class Ignoring:
    """The ignore files that hold in a folder: its own, and those of the folders around it.

    Args:
        layers: from the outermost folder on.
    """

    def __init__(self, layers: tuple[_Layer, ...] = ()) -> None:
        self._layers = layers

    @classmethod
    def above(cls, root: Path) -> Ignoring:
        """Return the ignore files above a given folder, up to the top of its checkout; none outside of one.

        Those that would leave out the folder itself do not hold: it was asked for.
        """
        tops = [folder for folder in root.parents if (folder / ".git").exists()]
        if not tops or (root / ".git").exists():
            return cls()
        layers: list[_Layer] = []
        for folder in reversed(root.parents):
            if folder.is_relative_to(tops[0]):
                found = _layer(folder, {*_SHARED, _OWN})
                if found and not found.patterns.match_file(f"{root.relative_to(folder).as_posix()}/"):
                    layers.append(found)
        return cls(tuple(layers))

    def within(self, folder: Path, names: Iterable[str]) -> Ignoring:
        """Return the ignore files that hold in a folder.

        Args:
            folder: the folder.
            names: names of what is in it.
        """
        here = _layer(folder, set(names))
        return Ignoring((*self._layers, here)) if here else self

    def verdict(self, place: str) -> Verdict | None:
        """Return what the innermost ignore file with an opinion says; ``None`` if none has one.

        Args:
            place: path of a file, or of a folder with a ``/`` at its end.
        """
        for layer in reversed(self._layers):
            said = layer.patterns.check_file(place[len(layer.folder) :])
            if said.include:
                return Verdict(True, "ignored", Notice("{path} leaves it out", path=layer.folder + layer.names))
            if said.index is not None:  # what other programs shall not ignore is not yet an article
                return Verdict(False) if said.index >= layer.first_own else None
        return None


def _layer(folder: Path, names: set[str]) -> _Layer | None:
    here = [name for name in (*_SHARED, _OWN) if name in names]
    shared = [line for name in here if name != _OWN for line in _readable_lines(folder / name)]
    own = _readable_lines(folder / _OWN) if _OWN in here else []
    if not shared and not own:
        return None
    top = f"{str(folder).rstrip('/')}/"
    return _Layer(top, _patterns([*shared, *own]), " or ".join(here), len(_patterns(shared).patterns))


def _readable_lines(path: Path) -> list[str]:
    """The lines of an ignore file but for those that are no patterns, which Git passes over, too."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            lines = stream.read(_LONGEST_BYTES).splitlines()
    except OSError:
        return []
    return [line for line in lines if _is_readable(line)]


def _is_readable(line: str) -> bool:
    try:
        _patterns([line])
    except ValueError:
        return False
    return True


def _patterns(lines: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # only for folders whose owners say what they do not want

    return GitIgnoreSpec.from_lines(lines)
