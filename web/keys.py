"""Keys with which programs may write over HTTP. None is set by default, and then nobody may.

A key is kept as its SHA-256 digest alone, and no message, log or ``repr`` shows one.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from hashlib import sha256

from wenxun import SettingsError
from wenxun.notices import Notice

__all__ = ["WriteKeys"]

_LEAST_CHARS = 16
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_BEARER = re.compile(r"Bearer +(\S+) *", re.IGNORECASE)


class WriteKeys:
    """The keys that are valid.

    Args:
        given: keys, or their digests as ``sha256:`` and 64 hexadecimal digits.

    Raises:
        SettingsError: if a key is so short that it can be guessed, or has characters that no header carries.
    """

    def __init__(self, given: Iterable[str]) -> None:
        self._digests = tuple(map(_digest_of, given))

    def __bool__(self) -> bool:
        return bool(self._digests)

    def admit(self, authorization: str) -> bool:
        """Return whether the header ``Authorization`` of a request holds a valid key."""
        found = _BEARER.fullmatch(authorization)
        digest = sha256(found[1].encode("utf-8", "surrogatepass")).digest() if found else b""
        return any(hmac.compare_digest(digest, each) for each in self._digests)


def _digest_of(given: str) -> bytes:
    if found := _DIGEST.fullmatch(given):
        return bytes.fromhex(found[1])
    if len(given) < _LEAST_CHARS or not (given.isascii() and given.isprintable()):
        raise SettingsError(
            Notice(
                "A key of write_keys has {count} characters; it must have {least} or more, ASCII "
                'ones alone. Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(32))"',
                count=len(given),
                least=_LEAST_CHARS,
            )
        )
    return sha256(given.encode()).digest()
