"""Makes the word lists in ``search/data`` that are derived from OpenCC's and jieba's dictionaries.

Run ``python -m wenxun.analysis.word_lists`` after a new version of either; a test fails while the files are
not what this module makes. Searching and indexing never import it.
"""

from __future__ import annotations

import bz2
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from wenxun.analysis.folding import fold_character, fold_string
from wenxun.analysis.lookup import LookupCutter
from wenxun.analysis.variants import DATA, data_lines

__all__ = [
    "character_classes_text",
    "character_frequencies_text",
    "find_classes",
    "find_folded_words",
    "find_unsorted_words",
    "find_variants",
    "folded_words_text",
    "jieba_frequencies",
    "package_folder",
]

_CLASSES_HEADER = """\
# Characters that are one character in different scripts or regions: one class a line, first the one that all
# others are folded to. Made by `python -m wenxun.analysis.word_lists`; do not edit.
# Source: every one-character exchange in the dictionaries of opencc-python-reimplemented 0.1.7 (TS, ST, TW
# and HK tables, characters and phrases), from OpenCC <https://github.com/BYVoid/OpenCC>; the pairs of
# character_variants.txt, character_forms.txt and character_spellings.txt. Licence: Apache-2.0 (OpenCC), MIT (ours).
"""
_VARIANTS_HEADER = """\
# Rare characters and the common one that each is another form of: radicals, old, Japanese, Hong Kong and printing
# forms. Made by `python -m wenxun.analysis.word_lists FOLDER`, with the files of the Unicode Character Database 15.0
# in FOLDER (Debian's package unicode-data); do not edit.
# A pair is in here when the first character is in neither GB 2312 nor level 1 of Big5 and is no form of one that is,
# the second is in one of them, and all such second characters fold to one. What only the bilingual dictionaries of
# Unihan say (Matthews has 躭 for 眈) counts where the two sound alike and character_left_out.txt does not name them.
# Source: EquivalentUnifiedIdeograph.txt, kSemanticVariant and kZVariant of Unihan_Variants.txt, Unihan_Readings.txt
# <https://www.unicode.org/ucd/>; JPVariants.txt of opencc-python-reimplemented 0.1.7, from OpenCC
# <https://github.com/BYVoid/OpenCC>. Licence: Unicode-3.0 (Unicode), Apache-2.0 (OpenCC).
"""
_WORDS_HEADER = """\
# Words of jieba's dictionary that folding changes, folded, with the sum of the frequencies of all words that
# fold to them; words that stand out of order there; and, after =, the sum of all frequencies. Made by
# `python -m wenxun.analysis.word_lists`; do not edit. Source: dict.txt of jieba 0.42.1
# <https://github.com/fxsjy/jieba>. Licence: MIT.
"""
_REGIONS_HEADER = """\
# Regional wording, its canonical form, the list that the pair comes from; all folded. A wording whose
# canonical form is itself keeps shorter ones inside it from being taken. Made by `python -m
# wenxun.analysis.word_lists`; edit regions_wenxun.txt, regions_spellings.txt, regions_guards.txt and
# regions_left_out.txt instead.
# Source: those lists, and TWPhrases.txt and TWPhrasesRev.txt of opencc-python-reimplemented 0.1.7, from
# OpenCC <https://github.com/BYVoid/OpenCC>. Licence: Apache-2.0 (OpenCC), MIT (ours).
"""
_FREQUENCIES_HEADER = """\
# Chinese characters of both scripts, the most frequent first. Made by `python -m wenxun.analysis.word_lists`; do not
# edit. Source: dict.txt of jieba 0.42.1 <https://github.com/fxsjy/jieba>; a Traditional character is as frequent as the
# Simplified one that it stands for in STCharacters.txt, TWVariants.txt and HKVariants.txt of
# opencc-python-reimplemented 0.1.7, from OpenCC <https://github.com/BYVoid/OpenCC>. Licence: MIT (jieba), Apache-2.0
# (OpenCC).
"""
_BESIDE_HAN = re.compile("(?<=[a-z0-9])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[a-z0-9])")
_FREQUENT_CHARACTERS = 8_000
_LONGEST_FORM = 200
"""Characters of a canonical form; one that grows beyond has no end."""

_FREQUENT_A_LINE = 100
_BIG5_FIRST, _BIG5_END = b"\xa4\x40", b"\xc9\x40"
CHARACTER_FILES = (
    "TSCharacters.txt",
    "STCharacters.txt",
    "TWVariants.txt",
    "TWVariantsRev.txt",
    "HKVariants.txt",
    "HKVariantsRev.txt",
)
PHRASE_FILES = (
    "TSPhrases.txt",
    "STPhrases.txt",
    "TWVariantsRevPhrases.txt",
    "HKVariantsPhrases.txt",
    "HKVariantsRevPhrases.txt",
)


def find_classes(dictionaries: Path, frequencies: Mapping[str, int]) -> list[str]:
    """Return the connected components of every one-character exchange that an OpenCC table can make.

    A table exchanges a character either by itself or inside a phrase of the same length; both count, since a
    query cut out of such a phrase meets the one without the other. Pairs of ``character_left_out.txt`` do not count.

    Args:
        dictionaries: folder with OpenCC's text dictionaries (``key TAB value value ...``).
        frequencies: word to frequency, from jieba's dictionary; the Simplified character that it uses most
            stands for the class, so that jieba's words stay whole.

    Returns:
        one string a class, sorted: first the character that stands for it, then the others by code point.
    """
    parent: dict[str, str] = {}

    def root(character: str) -> str:
        while parent.setdefault(character, character) != character:
            parent[character] = parent[parent[character]]
            character = parent[character]
        return character

    left_out = _left_out()
    for name in (*CHARACTER_FILES, *PHRASE_FILES):
        for key, values in _entries(dictionaries / name):
            for value in values:
                if len(key) == len(value):
                    for one, other in zip(key, value, strict=True):
                        if one + other not in left_out:
                            parent[root(one)] = root(other)
    for name in ("character_variants.txt", "character_forms.txt", "character_spellings.txt"):
        for line in data_lines(name):
            for other in line[1:]:
                parent[root(line[0])] = root(other)
    members: defaultdict[str, list[str]] = defaultdict(list)
    for character in parent:
        members[root(character)].append(character)
    traditional = {key for key, values in _entries(dictionaries / "TSCharacters.txt") if values[0] != key}
    weight: Counter[str] = Counter()
    for word, frequency in frequencies.items():
        for character in word:
            weight[character] += frequency

    def order(character: str) -> tuple[bool, bool, int, int]:
        seen_by_jieba = "\u4e00" <= character <= "\u9fd5"  # jieba takes all others for punctuation
        return not seen_by_jieba, character in traditional, -weight[character], ord(character)

    return sorted(
        chosen + "".join(sorted(set(group) - {chosen}))
        for group in members.values()
        if len(group) > 1
        for chosen in [min(group, key=order)]
    )


def find_variants(unicode_folder: Path, dictionaries: Path) -> dict[str, str]:
    """Return rare characters and the common character that each is another form of.

    Args:
        unicode_folder: folder with ``EquivalentUnifiedIdeograph.txt``, ``Unihan_Variants.txt`` and
            ``Unihan_Readings.txt`` (or ``.txt.bz2``).
        dictionaries: folder with OpenCC's text dictionaries.
    """
    forms, trusted = _unihan_variants(unicode_folder)
    for line in (unicode_folder / "EquivalentUnifiedIdeograph.txt").read_text(encoding="utf-8").splitlines():
        entry = line.partition("#")[0].split(";")
        if len(entry) > 1:
            first, _, last = entry[0].strip().partition("..")
            for code_point in range(int(first, 16), int(last or first, 16) + 1):
                trusted[chr(code_point)].add(chr(int(entry[1], 16)))
    for key, values_of in _entries(dictionaries / "JPVariants.txt"):
        for value in values_of:
            if len(key) == len(value) == 1:
                trusted[value].add(key)
    variants: dict[str, str] = {}
    for character, others in sorted(trusted.items()):
        common = sorted(filter(_is_common, others))
        folded = {fold_character(other) for other in (*common, *filter(_is_common, forms[character]))}
        own = fold_character(character)  # 檁 is 檩 already, whatever else some dictionary says
        if common and not _is_common(character) and not _is_common(own) and len(folded) == 1 and own not in folded:
            variants[character] = common[0]
    return variants


def _left_out() -> set[str]:
    """Pairs of characters that a table connects, and that are two."""
    return {pair for line in data_lines("character_left_out.txt") for pair in line.split()}


def _unihan_variants(folder: Path) -> tuple[defaultdict[str, set[str]], defaultdict[str, set[str]]]:
    """Character to all that it is a form of after Unihan, and to those of which that is certain."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    trusted: defaultdict[str, set[str]] = defaultdict(set)
    sounds = _sounds(folder)
    left_out = _left_out()
    for character, kind, values in _unihan(folder, "Unihan_Variants"):
        for value in values.split() if kind in ("kSemanticVariant", "kZVariant") else ():
            other, _, sources = value.partition("<")
            common = chr(int(other[2:], 16))
            named = {source.partition(":")[0] for source in sources.split(",") if source}
            differ = sounds[character] and sounds[common] and not sounds[character] & sounds[common]
            forms[character].add(common)
            if not (named and named <= _BILINGUAL and (differ or character + common in left_out)):
                trusted[character].add(common)
    return forms, trusted


_BILINGUAL = {"kMatthews", "kMeyerWempe", "kFenn", "kFennIndex", "kLau", "kCowles"}
"""Unihan's names of dictionaries for learners, which give a word of the same meaning for a form now and then."""


def _unihan(folder: Path, name: str) -> Iterator[tuple[str, str, str]]:
    """Character, field and value of each line of a file of Unihan."""
    packed = folder / f"{name}.txt.bz2"
    text = bz2.decompress(packed.read_bytes()) if packed.exists() else packed.with_suffix("").read_bytes()
    for line in text.decode("utf-8").splitlines():
        if line.startswith("U+"):
            code_point, field, value = line.split("\t")
            yield chr(int(code_point[2:], 16)), field, value


def _sounds(folder: Path) -> defaultdict[str, set[str]]:
    """Character to its readings in Mandarin, with tones."""
    sounds: defaultdict[str, set[str]] = defaultdict(set)
    for character, field, value in _unihan(folder, "Unihan_Readings"):
        if field in ("kMandarin", "kHanyuPinyin", "kXHC1983"):
            sounds[character].update(re.findall(r"[^\W\d_]+", value))
    return sounds


def _is_common(character: str) -> bool:
    """Whether a character is in GB 2312 or in level 1 of Big5."""
    return (
        len(character.encode("gb2312", "ignore")) == 2 or _BIG5_FIRST <= character.encode("big5", "ignore") < _BIG5_END
    )


def variants_text(unicode_folder: Path) -> str:
    """Return the content of ``character_variants.txt``; ``character_classes.txt`` must have been made without it."""
    pairs = find_variants(unicode_folder, package_folder("opencc") / "dictionary")
    return _VARIANTS_HEADER + "".join(f"{rare}{common}\n" for rare, common in pairs.items())


def _entries(path: Path) -> Iterator[tuple[str, list[str]]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        key, tab, values = line.rstrip().partition("\t")
        if tab:
            yield key, values.split(" ")


def find_folded_words(frequencies: Mapping[str, int]) -> dict[str, int]:
    """Folded word to frequency, for every folded word that some other word folds to.

    Segmentation works on folded text, so that jieba's words must be folded as well: its own 乾隆 would
    never be met. Words that fold to one share their frequencies.
    """
    folded: Counter[str] = Counter()
    changed: set[str] = set()
    for word, frequency in frequencies.items():
        form = fold_string(word)
        folded[form] += frequency
        if form != word:
            changed.add(form)
    return {form: folded[form] for form in sorted(changed)}


def package_folder(name: str) -> Path:
    """Return the folder of an installed package, found without importing it.

    Raises:
        ModuleNotFoundError: if it is not installed.
    """
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{name} is not installed; install wenxun with its dependencies", name=name)
    return Path(spec.origin).parent


def jieba_frequencies() -> dict[str, int]:
    """Word to frequency of jieba's own dictionary."""
    lines = (package_folder("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    return {word: int(frequency) for word, frequency, _ in (line.split(" ") for line in lines)}


def character_classes_text() -> str:
    """Return the content of ``character_classes.txt``."""
    classes = find_classes(package_folder("opencc") / "dictionary", jieba_frequencies())
    return _CLASSES_HEADER + "".join(f"{members}\n" for members in classes)


def character_frequencies_text() -> str:
    """Return the content of ``character_frequencies.txt``."""
    weight: Counter[str] = Counter()
    for word, frequency in jieba_frequencies().items():
        for character in word:
            weight[character] += frequency
    for name in ("STCharacters.txt", "TWVariants.txt", "HKVariants.txt"):
        for key, values in _entries(package_folder("opencc") / "dictionary" / name):
            for place, value in enumerate(values):  # the first is the usual one
                weight[value] = max(weight[value], weight[key] // (1 + 2 * place))
    han = sorted((c for c in weight if "\u3400" <= c <= "\u9fff"), key=lambda c: (-weight[c], c))
    starts = range(0, _FREQUENT_CHARACTERS, _FREQUENT_A_LINE)
    return _FREQUENCIES_HEADER + "".join("".join(han[at : at + _FREQUENT_A_LINE]) + "\n" for at in starts)


def find_unsorted_words(frequencies: Mapping[str, int]) -> dict[str, int]:
    """Return the words that a binary search in jieba's dictionary misses, with their frequencies."""
    dictionary = package_folder("jieba") / "dict.txt"
    plain = LookupCutter(dictionary, {}, 1)
    missed = {word: count for word, count in frequencies.items() if plain.look_up(word)[0] != count}
    search = LookupCutter(dictionary, missed, 1)
    return missed | {
        word: count
        for word, count in frequencies.items()
        if not all(search.look_up(word[:end])[1] for end in range(1, len(word)))
    }


def folded_words_text() -> str:
    """Return the content of ``folded_words.txt``; ``character_classes.txt`` must be in place."""
    frequencies = jieba_frequencies()
    words = {**find_unsorted_words(frequencies), **find_folded_words(frequencies)}
    total = sum(frequencies.values()) + sum(new - frequencies.get(word, 0) for word, new in words.items())
    lines = [f"{word} {frequency}\n" for word, frequency in sorted(words.items())]
    return "".join((_WORDS_HEADER, f"= {total}\n", *lines))


def find_regions(dictionaries: Path) -> dict[str, tuple[str, str]]:
    """Folded regional wording to its canonical form and the list that the pair comes from.

    Our own lists go before OpenCC's tables. Of those, wordings of one character and the reviewed ones of
    ``regions_left_out.txt`` are not used. A guard has itself as canonical form.

    Raises:
        ValueError: if our own lists contradict each other, or a canonical form leads to no end; names the line.
    """
    pairs: dict[str, tuple[str, str]] = {}
    lines: dict[str, str] = {}
    for name, source in (("regions_wenxun.txt", "wenxun"), ("regions_spellings.txt", "spelling")):
        for line in data_lines(name):
            form, *wordings = (fold_string(word.replace("_", " ")) for word in line.replace(": ", " ").split(" "))
            for wording in wordings:
                if wording == form or pairs.setdefault(wording, (form, source)) != (form, source):
                    raise ValueError(f"{name}: {wording!r} says nothing, or stands there twice")
                lines[wording] = f"{name}: {line}"
    guards = {fold_string(word) for line in data_lines("regions_guards.txt") for word in line.split()}
    left_out = {fold_string(word) for line in data_lines("regions_left_out.txt") for word in line.split()}
    left_out |= guards
    for wording, form in _opencc_regions(dictionaries):
        ours = pairs.get(form, (form, ""))[0]
        if len(wording) > 1 and wording not in (form, ours) and wording not in left_out:
            pairs.setdefault(wording, (form, "OpenCC"))
    for wording, pair in list(pairs.items()):  # many part letters from Chinese by a blank: qr 码
        pairs.setdefault(_BESIDE_HAN.sub(" ", wording), pair)
    for guard in guards:
        if pairs.setdefault(guard, (guard, "guard")) != (guard, "guard"):
            raise ValueError(f"regions_guards.txt: {guard!r} is a regional wording as well")
    return _settle(pairs, lines)


def _opencc_regions(dictionaries: Path) -> Iterator[tuple[str, str]]:
    """Taiwan wording and mainland wording, folded."""
    for key, values in _entries(dictionaries / "TWPhrasesRev.txt"):
        yield fold_string(key), fold_string(values[0])
    for key, values in _entries(dictionaries / "TWPhrases.txt"):
        for value in values:
            yield fold_string(value), fold_string(key)


def _settle(pairs: dict[str, tuple[str, str]], lines: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Bring the canonical forms themselves to canonical wording, so that both sides of a pair meet.

    Args:
        pairs: wording to form and list.
        lines: wordings of our own lists to their lines there.
    """
    for wording, (form, _) in list(pairs.items()):
        if wording in form and wording != form:
            pairs.setdefault(form, (form, "guard"))  # 参数列 is a part of its own form 参数列表
    patterns = re.compile("|".join(map(re.escape, sorted(pairs, key=len, reverse=True))))
    for wording, (form, source) in pairs.items():
        seen = [form]
        while (settled := patterns.sub(lambda match: pairs[match.group()][0], seen[-1])) != seen[-1]:
            if settled in seen or len(settled) > _LONGEST_FORM:
                at_fault = dict.fromkeys(lines.get(each, f"OpenCC: {each}") for each in patterns.findall(seen[-1]))
                way = " -> ".join((wording, *seen, settled))
                raise ValueError(f"{'; '.join(at_fault)}: the canonical form has no end: {way[:_LONGEST_FORM]}")
            seen.append(settled)
        pairs[wording] = (settled, source)
    return dict(sorted(pairs.items()))


def regions_text() -> str:
    """Return the content of ``regions.txt``; ``character_classes.txt`` must be in place."""
    pairs = find_regions(package_folder("opencc") / "dictionary")
    return _REGIONS_HEADER + "".join(f"{key}\t{form}\t{source}\n" for key, (form, source) in pairs.items())


if __name__ == "__main__":
    if len(sys.argv) > 1:
        (DATA / "character_variants.txt").write_text(variants_text(Path(sys.argv[1])), encoding="utf-8")
    (DATA / "character_classes.txt").write_text(character_classes_text(), encoding="utf-8")
    (DATA / "character_frequencies.txt").write_text(character_frequencies_text(), encoding="utf-8")
    (DATA / "folded_words.txt").write_text(folded_words_text(), encoding="utf-8")
    (DATA / "regions.txt").write_text(regions_text(), encoding="utf-8")
