"""Every answer is exactly the one that the formula in ``search/ranking.py`` describes.

Formula and matching are those of ``tests/brute_force.py``: slow, with dictionaries and sets, sharing no code with
the index, and here over the tokens of each text. The rules of ranking stand here a second time. Both hold for every
back end. ``WENXUN_TEST_SCALE=full`` runs ten times as many queries.
"""

from __future__ import annotations

import json
import lzma
import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pytest

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.batch import section_dates
from wenxun.analysis.date_codes import date_of
from wenxun.analysis.folding import fold_string
from wenxun.backends import Backend, MatchKind
from wenxun.models import Article, Section
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.query.tree import Query, Stream, Term
from wenxun.ranking import DEFAULT_RANKING, UNIT, Ranking
from wenxun.retrieval import Retrieval

FULL = os.environ.get("WENXUN_TEST_SCALE") == "full"
QUERIES = 1500 if FULL else 150  # on each of two collections
LONGEST_TITLE, SHORTEST_TITLE = 24, 2
SHORT_QUERY, SENTENCE = 4, 12
COMPARED = 20


# --- formula and rules, a second time -------------------------------------------------------------------


def slow_index(articles: list[Article], analyzer: Analyzer, reference: Any, ranking: Ranking = DEFAULT_RANKING) -> Any:
    """All sections of the live articles, from the tokens of each text, which an index never sees."""
    body = lru_cache(maxsize=None)(lambda text: (analyzer.tokens(text), fold_string(text).replace("\n", " ")))
    lines = lru_cache(maxsize=None)(
        lambda texts: (
            [token for text in texts for token in analyzer.tokens(text, is_heading=True)],
            " ".join(map(fold_string, texts)),
        )
    )
    sections = []
    for article in articles:
        batch = analyzer.index_batch([article])
        for section, dates in zip(article.sections, section_dates(article), strict=True):
            fields = [lines((article.title, *article.aliases)), lines(section.path), body(section.text)]
            names, keywords, folded = batch.names[0], batch.keywords[0], [folded for _, folded in fields]
            row = reference.ReferenceSection(
                article, section.number, names, keywords, dict(batch.numbers[0]), folded, dates=dates
            )
            for field, (tokens, _) in enumerate(fields):
                for token in tokens:
                    row.add(Term(token.stream, token.text), field)
            sections.append(row)
    return reference.ReferenceIndex(sections, ranking)


class SlowAnswer:
    """The ranking of one query: the rules a second time, sharing no code with ``search/retrieval.py``."""

    def __init__(self, index: Any, query: Query) -> None:
        self.index = index
        self.query = query
        terms = query.scored_terms()
        self.first = [term for term in terms if term.stream != "character"]
        self.characters = [term for term in terms if term.stream == "character"]
        if not self.first:
            self.first, self.characters = self.characters, []
        self.scores = {id(each): self.sum(self.first, each) for each in index.sections}
        allowed = [
            each
            for each in index.sections
            if all(each.matches(node) for node in query.required)
            and not any(each.matches(node) for node in query.excluded)
        ]
        kinds = [each.kind(query.texts) for each in allowed]
        self.runs, self.apart, others = (
            [each for each, of in zip(allowed, kinds, strict=True) if of is kind]
            for kind in (MatchKind.RUN, MatchKind.APART, MatchKind.PARTIAL)
        )
        self.full = [*self.runs, *self.apart]
        typed = query.texts[0].folded if len(query.texts) == 1 else ""
        is_short = bool(self.full) and 0 < len(typed) <= SHORT_QUERY
        is_sentence = bool(self.runs) and sum(ord(character) > 127 for character in typed) >= SENTENCE
        partial_count = bool(query.texts) and not is_short and not is_sentence
        self.partial = [each for each in others if partial_count and self.scores[id(each)] > 0]
        unit = UNIT if query.texts else 0
        apart_bonus = round(unit * index.ranking.full_match_bonus)
        run_bonus = round(unit * (index.ranking.full_match_bonus + index.ranking.run_bonus))
        self.groups = ((self.runs, run_bonus), (self.apart, apart_bonus), (self.partial, 0))

    def sum(self, terms: list[Term], section: Any) -> int:
        return sum(self.index.contribution(term, section) for term in terms)

    @cached_property
    def title_bonus(self) -> dict[str, int]:
        asked, ranking = self.query.canonical, self.index.ranking
        bonus: dict[str, int] = {}
        for article_id, names in {(each.article.id, each.names) for each in self.index.sections}:
            for name in names:
                if SHORTEST_TITLE <= len(name) <= LONGEST_TITLE and name in asked:
                    value = ranking.title_bonus * len(name) + ranking.exact_title_bonus * (name == asked)
                    bonus[article_id] = max(bonus.get(article_id, 0), round(UNIT * value))
        return bonus

    @cached_property
    def order(self) -> list[tuple[str, int]]:
        """Article ids with scores, best first."""
        found: dict[str, int] = {}
        for group, bonus in self.groups:
            for article_id, score in self.ordered(group, bonus):
                found.setdefault(article_id, score)
        return list(found.items())

    def ordered(self, group: list[Any], bonus: int) -> Iterator[tuple[str, int]]:
        by_score = sorted((self.scores[id(each)] for each in group), reverse=True)
        window = self.index.ranking.window
        lowest = by_score[window - 1] if len(by_score) >= window else 0
        inside = [each for each in group if self.scores[id(each)] >= lowest or each.article.id in self.title_bonus]
        first = {each.article.id for each in group if self.scores[id(each)] >= lowest}
        outside = [each for each in group if each.article.id not in first]
        scored = [(each, self.scores[id(each)] + self.sum(self.characters, each) + bonus) for each in inside]
        yield from self.by_article(scored, self.title_bonus)
        yield from self.by_article([(each, self.scores[id(each)] + bonus) for each in outside], {})

    def by_article(self, sections: list[tuple[Any, int]], extra: dict[str, int]) -> list[tuple[str, int]]:
        """Article ids with scores, best first; level ones by what was typed, as it was typed, and by id."""
        best: dict[str, list[Any]] = {}
        scores: dict[str, int] = {}
        for each, score in sections:
            if score > scores.get(each.article.id, -1):
                scores[each.article.id], best[each.article.id] = score, []
            if score == scores[each.article.id]:
                best[each.article.id].append(each)
        for article_id in scores:
            scores[article_id] += extra.get(article_id, 0)
        ordered: list[tuple[str, int]] = []
        for score in sorted(set(scores.values()), reverse=True):
            level = sorted(article_id for article_id in scores if scores[article_id] == score)
            agreement = dict.fromkeys(level, 0)
            if len(level) > 1 and sum(len(best[article_id]) for article_id in level) <= COMPARED:
                for article_id in level:
                    texts = [each.article.sections[each.number].text for each in best[article_id]]
                    agreement[article_id] = max(map(self.agrees, texts))
                if not any(agreement.values()):
                    agreement = {article_id: self.agrees(self.names_over(best[article_id])) for article_id in level}
            ordered += [(article_id, score) for article_id in sorted(level, key=lambda one: (-agreement[one], one))]
        return ordered

    @staticmethod
    def names_over(best: list[Any]) -> str:
        """The title of an article, and the headings of its best sections."""
        headings = (heading for each in best for heading in each.article.sections[each.number].path)
        return "\n".join((best[0].article.title, *headings))

    def sections(self, article_id: str) -> list[tuple[int, int]]:
        """Number and score of the matching sections of an article, best first."""
        found = [
            (each.number, self.scores[id(each)] + self.sum(self.characters, each) + bonus)
            for group, bonus in self.groups
            for each in group
            if each.article.id == article_id
        ]
        (article,) = {
            each.article.id: each.article for each in self.index.sections if each.article.id == article_id
        }.values()
        level = Counter(score for _, score in found)
        agreement = {n: self.agrees(article.sections[n].text) if level[score] <= COMPARED else 0 for n, score in found}
        return sorted(found, key=lambda item: (-item[1], -agreement[item[0]], item[0]))

    def agrees(self, text: str) -> int:
        """How many pairs of characters that were typed a text has."""
        pairs = {
            typed[i : i + 2] for typed in self.query.written for i in range(len(typed)) if i + 1 < len(typed) or not i
        }
        return sum(pair in text for pair in pairs)

    def facets(self, limit: int) -> tuple[list[tuple[str, int]], list[tuple[int, int]], list[tuple[str, int]]]:
        """Categories, years and articles with their counts."""
        matched = [*self.full, *self.partial]
        categories = Counter(
            name for _, name in {(each.article.id, name) for each in matched for name in each.values("category")}
        )
        years: set[tuple[int, str]] = set()
        for each in matched:
            dates = map(date_of, each.dates)
            years |= {
                (date.year, each.article.id)
                for date in dates
                if date.year is not None and not date.is_decade and not date.is_century
            }
        sections = Counter(each.article.id for each in matched)
        allowed = [count for count in sections.values() if sum(n >= count for n in sections.values()) <= limit]
        most = [(each, count) for each, count in sections.items() if count in allowed]
        return (
            sorted(categories.items(), key=lambda item: (-item[1], item[0]))[:limit],
            sorted(Counter(year for year, _ in years).items()),
            sorted(most, key=lambda item: (-item[1], item[0])),
        )


# --- collections ----------------------------------------------------------------------------------

RANGES = ("2018", "2018-05..2018-09", "2018-05-26", "..1999", "1990s", "2010..", "-10..-1", "1911..1945", "2018-12")
RANGES += ("5月26日", "9月", "12月20日..2月5日")
CATEGORIES = ("历史", "中国历史", "音樂", "Science", "地理學")


def generated(draw: random.Random) -> list[Article]:
    """Articles of few different words, so that scores are often level."""
    words = ["北京", "北京大学", "程序", "軟體", "的", "了", "网络", "iPhone", "C++", "trak-2", "2018", "乾坤", "龘𠀀"]
    words += [
        "2018年",
        "二〇一八年五月二十六日",
        "同年9月",
        "民國九十九年",
        "1990年代",
        "公元前5年",
        "12月1日",
        "去年3月",
    ]
    sounds = "，。 、\n"
    articles = []
    for number in range(260):
        texts = [
            "".join(draw.choice(words) + draw.choice(["", "", *sounds]) for _ in range(draw.randint(0, 14)))
            for _ in range(draw.randint(1, 4))
        ]
        paths = [(), *[tuple(draw.choice(words) for _ in range(draw.randint(1, 2))) for _ in texts[1:]]]
        sections = tuple(
            Section(i, path[-1] if path else "", path, text)
            for i, (path, text) in enumerate(zip(paths, texts, strict=True))
        )
        articles.append(
            Article(
                f"{draw.randint(0, 10**6)}-{number}",
                "".join(draw.choice(words) for _ in range(draw.randint(1, 2))),
                sections,
                categories=tuple(draw.sample(CATEGORIES, draw.randint(0, 2))),
                aliases=tuple(draw.sample(words, draw.randint(0, 1))),
            )
        )
    return articles


def real(folder: Path, draw: random.Random, count: int = 800) -> list[Article]:
    """Encyclopedia paragraphs of both scripts, those of one title as the sections of one article."""
    by_title: dict[str, list[str]] = defaultdict(list)
    with lzma.open(folder / "judged" / "zhwiki" / "docs.jsonl.xz", "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    for document in draw.sample(documents, count):
        by_title[document["title"]].append(document["text"])
    return [
        Article(
            f"zhwiki/{number}",
            title,
            tuple(
                Section(i, f"{title}之{i}" if i else "", (f"{title}之{i}",) if i else (), t)
                for i, t in enumerate(texts)
            ),
            categories=tuple(draw.sample(CATEGORIES, draw.randint(0, 2))),
        )
        for number, (title, texts) in enumerate(by_title.items())
    ]


def real_questions(folder: Path, draw: random.Random, count: int) -> list[str]:
    """Questions as written, and in the other script."""
    with lzma.open(folder / "judged" / "zhwiki" / "queries.tsv.xz", "rt", encoding="utf-8") as lines:
        return draw.sample([line.rstrip("\n").split("\t")[2] for line in lines], count)


def typed_queries(articles: list[Article], questions: list[str], draw: random.Random, count: int) -> list[str]:
    """Queries of every kind, with words of the articles."""
    texts = [section.text for article in articles for section in article.sections if len(section.text) > 1]
    titles = [article.title for article in articles]

    def run(longest: int, shortest: int = 1) -> str:
        text = draw.choice(texts)
        start = draw.randrange(len(text))
        return text[start : start + draw.randint(shortest, longest)]

    def word() -> str:
        return "".join(filter(str.isalnum, run(6))) or "的"

    kinds: list[Callable[[], str]] = [
        lambda: run(40),
        lambda: run(4),
        lambda: " ".join(word() for _ in range(draw.randint(2, 4))),
        lambda: f"{word()} OR {word()}" + draw.choice(["", " " + word()]),
        lambda: f"{run(12, 2)} -{word()}",
        lambda: f"{word()} NOT {word()} -“{run(4, 2)}”",
        lambda: f"“{run(14, 2)}”",
        lambda: f"“{run(5, 1)}” {run(10)}",
        lambda: f"{word()[: draw.randint(1, 3)]}*" + draw.choice(["", " " + word()]),
        lambda: f"{draw.choice(['i', 'c', 't', 'th', '2', '20'])}*",
        lambda: f"title:{draw.choice(titles)[:4]} {draw.choice(['', word()])}",
        lambda: f"heading:{word()} {run(8)}",
        lambda: f"category:{draw.choice(['历史', '歷史', '音', 'sci', '地理'])} {draw.choice(['', word(), run(20)])}",
        lambda: f"{draw.choice(titles)}是什么？",
        lambda: draw.choice(titles),
        lambda: f"{draw.choice(titles)}的{run(12)}",
        lambda: f"title:“{draw.choice(titles)[:3]}” OR category:历史 -heading:{word()}",
        lambda: f"category:“{draw.choice(CATEGORIES)}” {draw.choice(['', word()])}",
        lambda: f"date:{draw.choice(RANGES)} {draw.choice(['', word(), run(20), '“' + run(4, 2) + '”'])}",
        lambda: f"{run(12, 2)} -date:{draw.choice(RANGES)}",
        lambda: f"date:{draw.choice(RANGES)} OR {word()}",
    ]
    made = (draw.choice(kinds)() for _ in iter(int, 1))
    return [*questions, *(next(made) for _ in range(count - len(questions)))]


# --- the comparison -------------------------------------------------------------------------------


def put(backend: Backend, analyzer: Analyzer, articles: list[Article]) -> None:
    with backend.writer() as writer:
        writer.put(analyzer.index_batch(articles), [None] * len(articles))


def changed(article: Article) -> Article:
    sections = tuple(Section(s.number, s.heading, s.path, s.text[::-1]) for s in article.sections)
    return Article(article.id, article.title, sections, categories=("换过的历史",))


class Collection:
    """Articles of which some are replaced and some deleted later, and queries."""

    def __init__(self, articles: list[Article], queries: list[str], analyzer: Analyzer) -> None:
        draw = random.Random(5)
        self.analyzer = analyzer
        self.gone = {article.id for article in draw.sample(articles, len(articles) // 12)}
        later = [changed(article) for article in draw.sample(articles, len(articles) // 10)]
        self.parts = [articles[i::5] for i in range(5)]
        early = {article.id for part in self.parts[:-1] for article in part}
        self.replaced = [article for article in later if article.id in early]
        latest = {article.id: article for article in [*articles, *self.replaced]}
        self.live = [article for article in latest.values() if article.id not in self.gone]
        self.queries = [query for typed in queries if not (query := expand(parse(typed), analyzer)).is_empty]

    def fill(self, backend: Backend, transactions: int) -> Backend:
        """Put all articles in one or five transactions, some again, and delete others."""
        if transactions == 1:
            put(backend, self.analyzer, [article for part in self.parts for article in part])
            put(backend, self.analyzer, self.replaced)
        else:
            for part in self.parts[:-1]:
                put(backend, self.analyzer, part)
            put(backend, self.analyzer, [*self.parts[-1], *self.replaced])
        with backend.writer() as writer:
            assert writer.delete(self.gone) == len(self.gone)
        return backend

    def slow(self, reference: Any, ranking: Ranking = DEFAULT_RANKING) -> Any:
        """The formula over what is left of them in the end."""
        return slow_index(self.live, self.analyzer, reference, ranking)

    @staticmethod
    def check(backends: dict[str, Backend], index: Any, queries: list[Query], places: int = 40) -> None:
        """Compare every answer, whole and in pages, and whether so many sections are in it."""
        draw = random.Random(3)
        for query in queries:
            slow = SlowAnswer(index, query)
            offset = draw.randrange(0, 60)
            for name, backend in backends.items():
                compare(query, slow, backend, offset, places, f"{query.typed!r}, {name}")


@pytest.fixture(scope="module", params=["generated articles", "real articles"])
def collection(request: pytest.FixtureRequest, analyzer: Analyzer) -> Collection:
    if request.param == "generated articles":
        draw = random.Random(11)
        articles = generated(draw)
        return Collection(articles, typed_queries(articles, [], draw, QUERIES), analyzer)
    data: Path = request.getfixturevalue("shared_data")
    draw = random.Random(12)
    articles = real(data, draw)
    queries = typed_queries(articles, real_questions(data, draw, QUERIES // 4), draw, QUERIES)
    return Collection(articles, queries, analyzer)


def compare(query: Query, slow: SlowAnswer, backend: Backend, offset: int, places: int, what: str) -> None:
    ranking = slow.index.ranking

    def page(offset: int, limit: int) -> list[tuple[str, float]]:
        matches = Retrieval(backend, query, offset=offset, limit=limit, ranking=ranking)
        return [(matches.describe(match)[0], match.score) for match in matches.articles]

    expected = [(article_id, score / UNIT) for article_id, score in slow.order]
    assert page(0, 10) == expected[:10], what
    assert page(offset, 7) == expected[offset : offset + 7], what
    assert page(0, 100_000) == expected, what
    matches = Retrieval(backend, query, offset=0, limit=3, ranking=ranking)
    assert matches.total() == len(expected), what
    facets = matches.facets(8, ["category"])
    counted = (
        [(name, n) for name, _, n in facets.keywords["category"]],
        list(facets.years),
        [(i, n) for i, _, n in facets.articles],
    )
    assert counted == slow.facets(8), what
    assert matches.relaxed == (bool(query.texts and expected) and not slow.full), what
    for match in matches.articles:
        article_id = matches.describe(match)[0]
        sections = [(found.number, found.score) for found in matches.sections(match)]
        assert sections == [(number, score / UNIT) for number, score in slow.sections(article_id)], what
    matching = {(each.article.id, each.number) for each in [*slow.full, *slow.partial]}
    for each in slow.index.sections[:: max(len(slow.index.sections) // places, 1)]:
        place = each.article.id, each.number
        assert matches.includes(*place) == (place in matching), (what, place)


def test_answers_of_reference_and_embedded_back_end_are_those_of_the_formula(
    collection: Collection, new_backend: Callable[..., Backend], reference: Any
) -> None:
    one = collection.fill(new_backend("embedded"), 1)
    five = collection.fill(new_backend("embedded", buffer_bytes=64 << 10), 5)
    assert 1 <= one.stats().segments <= 2  # the replaced articles may stand in a second one
    assert five.stats().segments == 5
    plain = collection.fill(new_backend("reference"), 1)
    backends = {"one segment": one, "five segments": five, "reference": plain}
    collection.check(backends, collection.slow(reference), collection.queries)


@pytest.mark.cluster
def test_answers_of_a_cluster_are_those_of_the_formula(
    collection: Collection, new_backend: Callable[..., Backend], reference: Any
) -> None:
    # Of what is level at the edge of a window, or far beyond it, a cluster gives less: here the window takes in all.
    ranking = Ranking(window=sum(len(article.sections) for article in collection.live))
    cluster = collection.fill(new_backend("cluster", ranking=ranking), 5)
    collection.check({"cluster": cluster}, collection.slow(reference, ranking), collection.queries[::3], places=3)


@pytest.mark.parametrize("collection", ["generated articles"], indirect=True)
def test_a_window_smaller_than_a_page_gives_the_order_that_the_formula_says(
    collection: Collection, new_backend: Callable[..., Backend], reference: Any
) -> None:
    ranking = Ranking(window=3)
    backend = new_backend("embedded", ranking=ranking)
    put(backend, collection.analyzer, collection.live[::2])
    put(backend, collection.analyzer, collection.live[1::2])
    slow = collection.slow(reference, ranking)
    for query in collection.queries[:60]:
        compare(query, SlowAnswer(slow, query), backend, 4, 40, f"{query.typed!r} with a window of 3")


def test_streams_of_the_formula_are_those_of_the_analysis(analyzer: Analyzer) -> None:
    streams: set[Stream] = {token.stream for token in analyzer.tokens("北京 iPhone")}
    assert streams == set(DEFAULT_RANKING.streams)
