"""Addresses on a page mean what was put into them, whatever that is made of, and show Han characters as they are."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from wenxun import SearchEngine
from wenxun.web import create_app
from wenxun.web.preferences import home_around, home_url, link_to_article, url_part

APP: Flask = create_app(SearchEngine("nowhere"))
SIGNS = "ab7_.~!$'()*,/:;?@ -+&=%#\"<>\\上海龜䀀㐀鿿豈é\u3000\n。"
VALUES = st.text(SIGNS, max_size=8)


@given(VALUES, st.lists(VALUES, max_size=2))
def test_values_are_read_from_an_address_as_they_were_put_into_it(typed: str, filters: list[str]) -> None:
    with APP.test_request_context("/"):
        before, after = home_around({"q": typed or None}, {"sort": "title"})
        addresses = [home_url(typed, plain_han=True, filter=filters)]
        addresses += (f"{before}{url_part('filter', each)}{after}" for each in filters)
    for address, wanted in zip(addresses, [filters, *([each] for each in filters)], strict=True):
        given = parse_qs(urlsplit(address).query, keep_blank_values=True)
        assert given.get("q", [""]) == [typed]
        assert given.get("filter", []) == wanted


@given(VALUES.filter(bool), st.booleans())
def test_an_address_of_an_article_leads_to_it(article_id: str, has_query: bool) -> None:
    with APP.test_request_context("/"):
        address = link_to_article(article_id, section=3, query="上" * has_query)
    path, _, _ = address.partition("?")
    path = path.removesuffix("#section-3")
    assert unquote(path) == f"/articles/{article_id}"
    assert not any(0x4000 <= ord(character) < 0xA000 for character in unquote(path) if character not in path)
