"""Text as HTML: no sign of it means anything to a browser."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from wenxun.web.escaping import all_escaped, escaped, printed


@given(st.text("<>&\"'a;#北\0"))
def test_whatever_a_text_holds_is_shown_as_it_is(text: str) -> None:
    assert escaped(text) == str(escape(text))
    assert all_escaped([text, "<b>"]) == [str(escape(text)), "&lt;b&gt;"]
    assert printed(text) == str(escape(text))


def test_what_is_html_already_is_printed_as_it_is() -> None:
    assert printed(Markup("<b>北</b>")) == "<b>北</b>"
    assert printed(1) == "1"
