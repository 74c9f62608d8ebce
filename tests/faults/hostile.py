"""Tables of contents that would run code, and queries that nobody types by mistake."""

from __future__ import annotations

import os
import pickle
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from damage import bare_error, small_index
from harness import Result, open_backend, workplace

from wenxun import SearchEngine
from wenxun.backends.embedded.write.transaction import create_index
from wenxun.errors import WenxunError


class Hostile:
    """An object whose pickle calls something when it is loaded."""

    def __init__(self, call: Callable[..., Any], *arguments: Any) -> None:
        self.call, self.arguments = call, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.call, self.arguments


def pickles(full: bool) -> Result:
    """Tables of contents whose checksums agree and whose pickles are hostile, or nonsense: none may run anything."""
    from whoosh.fields import Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.index import TOC

    from wenxun.backends.embedded.format.toc import seal, toc_name

    result = Result("hostile table of contents")
    with workplace() as place:
        folder, mark = place / "index", place / "mark"
        create_index(folder)

        def toc(segments: Any, **parts_of_schema: Any) -> bytes:
            storage = RamStorage()
            schema = Schema()
            schema.__dict__.update(parts_of_schema)
            TOC(schema, segments, 0).write(storage, "wenxun")
            with storage.open_file(toc_name(0)) as file:
                return bytes(file.read())

        segment = {"segment_id": "wenxun_0123456789abcdef", "section_count": 3, "deleted": b"", "fingerprint": {}}
        whole = toc([segment])
        tail = pickle.dumps([segment], -1)
        assert whole.endswith(tail)
        head = whole.removesuffix(tail)
        bodies = {
            "os.system": toc([Hostile(os.system, f"touch {mark}")]),
            "open": toc([Hostile(open, str(mark), "w")]),
            "eval": toc([Hostile(eval, f"open({str(mark)!r}, 'w')")]),
            "in the state": toc([segment, Hostile(os.mkdir, str(mark))]),
            "in a segment": toc([segment | {"fingerprint": Hostile(os.mkdir, str(mark))}]),
            "no list": toc(7),
            "no dicts": toc([[segment]]),
            "a segment of version 0.1.0 that calls": head + _old_segment(b"cos\nmkdir\n(V" + bytes(mark) + b"\ntR"),
            "a segment of version 0.1.0 without its state": head + _old_segment(b"}"),
            "a giant memo": head + b"\x80\x02]r\xff\xff\xff\x7f.",
            "a giant memo in digits": head + b"\x80\x02]p2147483647\n.",
            "a giant bytearray": head + b"\x80\x05\x96" + b"\xff" * 4 + b"\x0f\0\0\0.",
            "laughter": toc([segment | {"fingerprint": {"chain": _doubled(60)}}]),
            "a laughing name": toc([segment | {"segment_id": _doubled(60)}]),
            "a laughing number": toc([segment | {"section_count": _doubled(60)}]),
            "a giant string": head + b"\x80\x04\x8e" + b"\xff" * 7 + b"\x7f.",
            "too deep": head + b"\x80\x02" + b"(" * 100_000 + b".",
            "empty": b"",
            "another segment": toc([segment | {"segment_id": "wenxun_../../etc/passwd"}]),
            "deleted sections that are not there": toc([segment | {"deleted": b"\t\0\0\0"}]),
            "a negative number of sections": toc([segment | {"section_count": -5}]),
            "a giant number of sections": toc([segment | {"section_count": 1 << 62}]),
            "no number of sections": toc([segment | {"section_count": "x"}]),
            **{f"exclusions: {name}": toc([segment, {"exclusions": each}]) for name, each in _odd_exclusions(mark)},
            "exclusions before a segment": toc([_NO_EXCLUSIONS, segment]),
            "exclusions twice": toc([_NO_EXCLUSIONS, _NO_EXCLUSIONS]),
            "a text in the place of exclusions": toc([segment, "exclusions"]),
        }
        for name, body in bodies.items():
            for generation in (0, 1):
                (folder / toc_name(generation)).write_bytes(seal(body))
            result.verdict(name, bare_error(folder, {}) or _ran(mark) or _writing(folder) or _ran(mark))
        (folder / toc_name(1)).write_bytes(seal(toc([], evil=Hostile(os.system, f"touch {mark}"))))
        result.verdict("in the schema", bare_error(folder, {}) or _writing(folder) or _ran(mark))
    return result


_NO_EXCLUSIONS = {"exclusions": {"sources": {}, "awaited": []}}


def _odd_exclusions(mark: Path) -> Iterator[tuple[str, Any]]:
    """What may stand in the place of exclusions, and its name."""
    yield from {"a number": 7, "a text": "sources awaited", "nothing": {}, "laughter": _doubled(60)}.items()
    yield "code", Hostile(os.mkdir, str(mark))
    for part, other in (("sources", "awaited"), ("awaited", "sources")):
        rest = {other: [] if other == "awaited" else {}}
        yield f"only {part}", {part: rest[other]}
        for name, value in {
            "numbers": {7: 7},
            "laughter": {"a": _doubled(60)},
            "code": Hostile(os.mkdir, mark),
        }.items():
            yield f"{name} as {part}", rest | {part: value if part == "sources" else [value]}
        yield f"half characters as {part}", rest | {part: {"\ud800": "\udfff"} if part == "sources" else ["\ud800"]}


def _doubled(times: int) -> list[Any]:
    """A small value that takes ``2 ** times`` steps to write out."""
    value: list[Any] = []
    for _ in range(times):
        value = [value, value]
    return value


def _old_segment(state: bytes) -> bytes:
    """A list with one segment as version 0.1.0 pickled it, from the opcodes that make its state."""
    return b"\x80\x02](csearch.backends.embedded.codec\nArraySegment\n)\x81" + state + b"be."


def _ran(mark: Path) -> str | None:
    return "its code has run" if mark.exists() else None


def _writing(folder: Path) -> str | None:
    try:
        with open_backend(folder).writer() as writer:
            writer.delete(["x"])
    except WenxunError:
        return None
    except Exception as error:
        return f"writing ends with a bare {error!r}"
    return None


# --- queries --------------------------------------------------------------------------------------


def queries(full: bool) -> Result:
    """Whatever is typed is answered or refused with a reason."""
    result = Result("hostile query")
    draw = random.Random(6)
    typed = {
        "10,000 characters": "文" * 10_000,
        "1,999 characters": "一是了我不人" * 333,
        "1,000 clauses": " ".join(f"a{i}" for i in range(1_000)),
        "1,000 alternatives": " OR ".join("的" for _ in range(300)),
        "64 prefixes": " ".join("是*" for _ in range(64)),
        "a star": "*",
        "500 quotes": '"' * 500,
        "500 odd quotes": "「" * 499 + "」",
        "brackets": "(" * 1_000 + ")" * 1_000,
        "signs": "-" * 1_000,
        "control characters": "".join(map(chr, range(32))) + "\x7f\u202e\u2066文\ufeff",
        "lone surrogates": "\ud800文\udfff 一\ud83d",
        "only operators": "OR NOT AND - | OR",
        "an empty field": "title: category: heading:",
        "astral": "𠀀𠀁𪜀 龘𠀀",
        "nul": "文\0一",
    }
    alphabet = '文一是了我 "“”「」-*|:()ORNOTANDtitlecategoryheading\u3000\n\0＂＊－\ud800𠀀'
    for number in range(2_000 if full else 100):
        typed[f"random {number}"] = "".join(draw.choices(alphabet, k=draw.randint(1, 60)))
    with workplace() as place, SearchEngine(place / "index") as engine:
        small_index(place / "index")
        for name, query in typed.items():
            try:
                results = engine.search(query, limit=5)
                for hit in results:
                    for section in hit.sections:
                        section.snippet.to_text("【", "】")
                problem = None if results.total >= len(results) else f"{results.total} in all, {len(results)} given"
            except WenxunError as error:
                problem = None if str(error) else "no message"
            except Exception as error:
                problem = f"{query[:60]!r} ends with a bare {error!r}"
            result.verdict(name, problem)
    return result
