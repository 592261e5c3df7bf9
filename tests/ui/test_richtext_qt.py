from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument

from finsam_desktop.domain.richtext import (
    MAX_HEIGHT,
    MAX_WIDTH,
    Heading,
    ListItem,
    Paragraph,
    Picture,
    Span,
    Table,
    normalise,
)
from finsam_desktop.ui.richtext_qt import from_document, from_html, to_document

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=12
)
lines = st.lists(words.filter(lambda text: "\ufffc" not in text), min_size=1, max_size=2).map("\n".join)
links = st.sampled_from(["", "", "https://example.se/a", "mailto:namn@example.se"])
spans = st.lists(st.builds(Span, lines, st.booleans(), st.booleans(), links), min_size=1, max_size=3).map(
    tuple
)
plain = st.lists(st.builds(Span, lines, st.just(False), st.booleans(), links), min_size=1, max_size=3).map(
    tuple
)
tables = st.builds(
    Table,
    st.lists(st.tuples(spans, spans | st.just(())), min_size=1, max_size=3).map(tuple),
    st.booleans(),
)
pictures = st.builds(
    Picture,
    st.sampled_from(["a" * 64, "0123456789abcdef" * 4]),
    words | st.just(""),
    st.integers(1, MAX_WIDTH),
    st.integers(1, MAX_HEIGHT),
)
blocks = st.one_of(
    pictures,
    st.builds(Paragraph, spans),
    st.builds(Heading, st.integers(1, 3), plain),
    st.builds(ListItem, st.integers(0, 5), st.booleans(), spans),
    tables,
)


@settings(max_examples=150)
@given(st.lists(blocks, max_size=7))
def test_what_goes_into_the_editor_comes_out_of_it(qapp, written):
    text = normalise(written)
    document = QTextDocument()
    to_document(text, document)
    assert from_document(document) == text


def test_html_from_word_keeps_structure_and_loses_looks(qapp):
    html = """<html><body><p class=MsoNormal><span style='font-family:Calibri;color:red'>Text med
    <b>fet</b> och <i>kursiv</i> stil <a href="https://example.se/">länk</a></span></p>
    <p><img src="x.png"></p>
    <ul><li>ett<ul><li>under</li></ul></li><li>två</li></ul><ol><li>först</li></ol>
    <table><tr><td>a</td><td>b</td></tr></table></body></html>"""
    assert from_html(html) == (
        Paragraph(
            (
                Span("Text med "),
                Span("fet", bold=True),
                Span(" och "),
                Span("kursiv", italic=True),
                Span(" stil "),
                Span("länk", link="https://example.se/"),
            )
        ),
        ListItem(0, False, (Span("ett"),)),
        ListItem(1, False, (Span("under"),)),
        ListItem(0, False, (Span("två"),)),
        ListItem(0, True, (Span("först"),)),
        Table((((Span("a"),), (Span("b"),)),), False),
    )


def test_a_link_that_runs_code_is_not_kept(qapp):
    assert from_html('<p><a href="javascript:alert(1)">klicka</a></p>') == (Paragraph((Span("klicka"),)),)
