"""What packed files begin with."""

from __future__ import annotations

__all__ = ["BZIP2", "GZIP", "PACKED", "XZ", "ZSTD"]

GZIP, BZIP2, XZ, ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"

PACKED = (GZIP, BZIP2, XZ, ZSTD)
"""First bytes of all that are unpacked."""
