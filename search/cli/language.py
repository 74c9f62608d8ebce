"""The language that the command speaks: that of ``--lang``, else that of the locale, else English."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from gettext import gettext, ngettext
from importlib import import_module
from itertools import pairwise

from wenxun.notices import ENGLISH, Notice, in_language, language_for, texts_of

__all__ = ["OPTION", "choose_language", "is_english", "let_click_speak", "told"]

OPTION = "--lang"

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables that name the locale of messages, the one that counts most first."""

_MODULES_OF_CLICK = ("core", "exceptions", "formatting", "parser", "shell_completion", "termui", "types")
_SIGN = {"hans": "简", "tw": "繁", "hk": "繁"}

_language = ENGLISH


def told(message: str, /, **values: object) -> str:
    """Return a message in the language of the command.

    Args:
        message: a notice, or the form of one.
        values: values of the form.
    """
    return in_language(message if isinstance(message, Notice) else Notice(message, **values), _language)


def is_english() -> bool:
    """Return whether the command speaks English."""
    return _language == ENGLISH


def choose_language(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> None:
    """Choose the language for all that follows.

    It is known before click reads the arguments, because what is wrong with them is told in it, too.

    Args:
        arguments: those of the command line.
        environment: variables of the environment.
    """
    global _language
    wanted = _asked_for(arguments) or _of_locale(environment)
    _language = wanted if _can_be_shown(wanted) else ENGLISH


def let_click_speak() -> None:
    """Let click take its own sentences, which it looks up with gettext, from the texts of the language first."""
    for name in _MODULES_OF_CLICK:
        names = vars(import_module(f"click.{name}"))
        for function, ours in (("_", _click_text), ("ngettext", _click_text_of_number)):
            if function in names:
                names[function] = ours


def _asked_for(arguments: Sequence[str]) -> str | None:
    """What ``--lang`` says; the last one wins, as click has it."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    found = [after for option, after in pairwise(options) if option == OPTION]
    found += [option.removeprefix(f"{OPTION}=") for option in options if option.startswith(f"{OPTION}=")]
    return language_for(found[::-1])


def _of_locale(environment: Mapping[str, str]) -> str:
    """The language of the locale: as GNU programs, ``LANGUAGE`` first, unless the locale is C."""
    locale = next(filter(None, map(environment.get, _LOCALE)), "")
    if locale in ("C", "POSIX"):
        return ENGLISH
    return language_for([*environment.get("LANGUAGE", "").split(":"), locale]) or ENGLISH


def _can_be_shown(language: str) -> bool:
    try:
        _SIGN.get(language, "").encode(getattr(sys.stderr, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _click_text(text: str) -> str:
    return texts_of(_language).get(text) or gettext(text)


def _click_text_of_number(one: str, many: str, number: int) -> str:
    return texts_of(_language).get(one if number == 1 else many) or ngettext(one, many, number)
