"""What an engine does for those who ask, besides answering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.engine.searching import Searching
from wenxun.link_targets import article_keys, section_of, target_keys
from wenxun.models import Article, Hit, SearchResults, Suggestion

if TYPE_CHECKING:
    from wenxun.analysis.analyzer import Analyzer
    from wenxun.query.synonyms import Synonyms
    from wenxun.suggestions import NameTables

__all__ = ["Helping"]

_CORRECTIONS_TRIED = 12
_SIMILAR_CHARS = 4_000
_SIMILAR_SHARE = 0.6
_MOST_READ = 50  # articles that are read for their headings when an article is shown


class Helping(Searching):
    """Suggestions, corrections, similar articles, and where names and links lead."""

    _made_of: tuple[Analyzer | None, Synonyms | None, str] = (None, None, "")

    @cached_property
    def _names(self) -> NameTables:
        from wenxun.suggestions import NameTables

        return NameTables(self._generation_of_names, lambda: self._backend.name_table())

    def _generation_of_names(self) -> str | int:
        generation = self._backend.generation()
        return generation.edition or generation.number

    def suggest(self, typed: str, *, limit: int = 8, wait_seconds: float | None = None) -> tuple[Suggestion, ...]:
        """Return titles, headings and names of links that a reader may be typing, in either script or in pinyin.

        Args:
            typed: what stands in the search box so far.
            limit: most suggestions to give.
            wait_seconds: how long to wait where the names of a new generation are still being collected;
                ``None``: until they are there.

        Returns:
            The suggestions, the likeliest first; none while the names are being collected.
        """
        names = self._names.current(wait_seconds=wait_seconds)
        return names.suggest(typed, limit) if names is not None else ()

    def frequent_names(self, *, limit: int = 8, wait_seconds: float | None = None) -> tuple[str, ...]:
        """Return titles that headings, links and other articles name most often, as queries to start with.

        Args:
            limit: most names to give.
            wait_seconds: as for ``suggest``.

        Returns:
            The names, the most frequent first.
        """
        names = self._names.current(wait_seconds=wait_seconds)
        return names.frequent(limit) if names is not None else ()

    def corrections(self, query: str, *, limit: int = 3, wait_seconds: float | None = None) -> tuple[str, ...]:
        """Return queries that find more, with a word replaced by one that sounds like it or is one slip away.

        Args:
            query: as typed.
            limit: most queries to give.
            wait_seconds: as for ``suggest``.

        Returns:
            The queries, the likeliest first.

        Raises:
            QueryError: as ``search``.
        """
        from wenxun.suggestions import corrected_queries

        names = self._names.current(wait_seconds=wait_seconds)
        tried = names and dict.fromkeys(islice(corrected_queries(query, names, limit=limit), _CORRECTIONS_TRIED))
        if not tried:
            return ()
        least = self._found(query)
        return tuple(islice((each for each in tried if self._found(each) > least), limit))

    def corrections_of(
        self, results: SearchResults, *, limit: int = 3, wait_seconds: float | None = None
    ) -> tuple[str, ...]:
        """Return what may have been meant by a query that found nothing, or only part of what was typed.

        Args:
            results: what the query found.
            limit, wait_seconds: as for ``corrections``.

        Returns:
            As ``corrections``; none where enough was found.
        """
        if results.message or (results.total and not results.relaxed):
            return ()
        return self.corrections(results.query, limit=limit, wait_seconds=wait_seconds)

    def _found(self, query: str) -> tuple[bool, int]:
        results = self.search(query, limit=1)
        return bool(results.hits) and not results.relaxed, results.total

    def similar(self, article_id: str | int, section: int, *, limit: int = 5) -> tuple[Hit, ...]:
        """Return other articles with sections that share the most telling words of a section.

        Args:
            article_id: the section's article.
            section: number of the section, from 0.
            limit: most articles to give.

        Returns:
            The articles, best first; none if there is no such section.
        """
        from wenxun.similarity import telling_words

        article = self.get(article_id)
        if article is None or section >= len(article.sections):
            return ()
        tokens = self.analyze(f"{article.title}\n{article.sections[section].text[:_SIMILAR_CHARS]}")
        words = telling_words(tokens, self._backend.counts, self.stats().sections)
        hits = self.search(" ".join(words), limit=limit + 1).hits if words else ()
        others = [hit for hit in hits if hit.id != article.id]
        return tuple(hit for hit in others if hit.score >= _SIMILAR_SHARE * others[0].score)[:limit]

    def titled(self, names: Iterable[str]) -> dict[str, str]:
        """Return the ids of articles that names mean.

        Args:
            names: titles or aliases, in any writing.

        Returns:
            Name to id, for those names that an indexed article has.
        """
        keys = {name: canonical_string(" ".join(fold_string(name).split())) for name in names}
        found = self._backend.titled(list(dict.fromkeys(keys.values())))
        return {name: found[key] for name, key in keys.items() if key in found}

    def linked(self, article: Article) -> dict[str, str]:
        """Return the ids of articles that the links of an article lead to.

        A target is the name of an article (title, alias, file), or an address in its folder or of its site.

        Args:
            article: the article with the links.

        Returns:
            Target to id, for those targets that mean another indexed article.
        """
        targets = dict.fromkeys(link.target for link in article.links)
        here = {each for each in targets if each.startswith("#") and section_of(article, each) is not None}
        keys = {target: target_keys(target, article.path) for target in targets if target not in here}
        known = self.titled(dict.fromkeys(key for each in keys.values() for key in each))
        found = {target: next((known[key] for key in each if key in known), "") for target, each in keys.items()}
        return {target: article_id for target, article_id in found.items() if article_id not in ("", article.id)}

    def linked_sections(self, article: Article, linked: Mapping[str, str]) -> dict[str, int]:
        """Return the numbers of the sections that links with a ``#heading`` lead to.

        Args:
            article: the article with the links.
            linked: what ``linked`` gives for it.

        Returns:
            Target to section, for those targets whose heading the article that they lead to has; a target that is a
            heading alone leads to a section of ``article`` itself.
        """
        leading = {link.target: linked.get(link.target, "") for link in article.links if "#" in link.target}
        own = set(article_keys(article))
        others = dict.fromkeys(each for each in leading.values() if each)
        read = {each: self.get(each) for each in islice(others, _MOST_READ)}
        found: dict[str, int] = {}
        for target, article_id in leading.items():
            is_own = target.startswith("#") or not own.isdisjoint(target_keys(target, article.path))
            led_to = read.get(article_id) if article_id else article if is_own else None
            if led_to is not None and (number := section_of(led_to, target)) is not None:
                found[target] = number
        return found

    @property
    def edition(self) -> str:
        """Names what is answered from: while it stays the same, so do all answers.

        Empty where the back end cannot say.
        """
        edition = "" if self._index.is_in_cluster else self._backend.generation().edition  # it takes a request there
        return f"{edition}-{self._names.collected_of}-{self._made}" if edition else ""

    @property
    def _made(self) -> str:
        """What decides the answers of an index besides its content."""
        analyzer, synonyms = self._analyzer, self._index.synonyms
        if self._made_of[:2] != (analyzer, synonyms):  # each request asks for it
            from hashlib import sha256  # loads OpenSSL, for which a search has no use

            made = f"{analyzer.fingerprint}{analyzer.fields.own}{self._ranking}{synonyms.others}"
            digest = sha256(made.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            self._made_of = analyzer, synonyms, digest
        return self._made_of[2]
