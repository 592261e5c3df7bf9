"""What people write is printed as it is, whatever it holds, and stays within the margins."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finsam_desktop.domain import richtext
from finsam_desktop.domain.richtext import Span, from_text, normalise
from finsam_desktop.exchange.outline import (
    Box,
    Element,
    Group,
    Heading,
    Labelled,
    Prose,
    SignatureBlock,
    SignatureLine,
    TickBoxes,
)
from finsam_desktop.exchange.pdf_style import SIDE
from finsam_desktop.exchange.pdf_tags import ListTags, Tag
from finsam_desktop.exchange.pdf_text import (
    FALLBACK,
    FAMILY,
    MISSING,
    REGULAR,
    clean,
    markup,
    runs,
    shortened,
    width_of,
)

Make = Callable[..., Any]
WORD = "Samverkansinsatsutvecklingsgruppsmedlemsorganisation" * 12

MARKUP = [
    "<b",
    "a < b & c > d",
    "&lt;b&gt; &amp;amp; &#65;",
    '<font color="red">röd</font>',
    '<img src="file:///etc/passwd"/>',
    "</para><para>",
    "<!-- borta? -->",
    "<a href='http://x'>x</a>",
    "100 % \\n {name} %s",
]


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_text_everywhere(text: str, form: Make, pdf: Make) -> None:
    table = normalise([richtext.Table((((Span(text),), (Span("x"),)),), False)])
    document = form(
        Heading(1, text),
        Box(
            text,
            (
                Heading(3, text),
                Prose(normalise([richtext.ListItem(0, True, (Span(text, bold=True),))])),
                Prose(table),
                Labelled(text, text),
                TickBoxes(((text, True),), text),
            ),
        ),
        Group(text, (Prose(from_text(text), "note"),)),
        SignatureBlock(text, (SignatureLine(text, text),), declaration=text),
    )
    assert pdf(document).text.count(text) == 15


@settings(max_examples=60)
@given(text=st.text(max_size=60))
def test_any_text_prints_and_is_accounted_for(text: str, form: Make, pdf: Make) -> None:
    shown = "".join(piece for _, piece in runs(clean(text)))
    assert len(shown) == len(clean(text)), "a character that no font has is replaced, not dropped"
    assert len(pdf(form(Box(text, (Labelled(text, text), Prose(from_text(text)))), name=text)).pages) == 1


def test_symbols_come_from_the_second_family_and_the_rest_is_visible(form: Make, pdf: Make) -> None:
    """A reader finds what was written; what is seen in its place is a mark."""
    text = "☐ ☒ ✓ → ≥ € … ’ \uf0b7 A\u030a\u202f5 漢 \ud800"
    shown = pdf(form(Box("", (Labelled("", text),)))).text.replace("\u00a0", " ")
    assert shown == f"☐ ☒ ✓ → ≥ € … ’ • Å 5 漢 {MISSING}"
    assert list(runs("a\U0001f680漢")) == [(FAMILY, "a"), (FALLBACK, MISSING * 2)]
    assert [family for family, _ in runs("a→b")] == [FAMILY, FALLBACK, FAMILY]


def test_formats_lists_and_links(form: Make, pdf: Make) -> None:
    spans = (Span("fet ", bold=True), Span("lutad ", italic=True), Span("båda", bold=True, italic=True))
    blocks = normalise(
        [
            richtext.Heading(2, (Span("Egen rubrik"),)),
            richtext.Paragraph(spans),
            richtext.ListItem(0, True, (Span("ett"),)),
            richtext.ListItem(1, False, (Span("under"),)),
            richtext.ListItem(0, True, (Span("två"),)),
            richtext.Paragraph((Span("länk", link="https://example.se/?a=1&b='\"<"),)),
        ]
    )
    page = pdf(form(Box("", (Prose(blocks),))))
    assert page.text == "Egen rubrik fet lutad båda 1. ett • under 2. två länk"
    with page.open() as file:
        (link,) = file.pages[0].Annots
        assert str(link["/A"]["/URI"]) == "https://example.se/?a=1&b='\"<"
        fonts = {
            str(font["/BaseFont"]).rpartition("+")[2] for font in file.pages[0].Resources["/Font"].values()
        }
    assert {"OpenSans-Bold", "OpenSans-Italic", "OpenSans-BoldItalic"} <= fonts


@pytest.mark.parametrize(
    "element",
    [
        Box(WORD[:400], (Prose(from_text(WORD)),)),
        Box("", (Labelled("Etikett:", WORD), TickBoxes(((WORD, True),)))),
        Box("", (Prose((richtext.Table((((Span(WORD),), (Span("b"),), (Span(WORD),)),), False),)),)),
        Box("", (Prose((richtext.ListItem(5, False, (Span(WORD),)),)),)),
        Box("", (Labelled("", WORD),), width=0.25),
        Group(WORD, (Prose(from_text("x")),)),
        SignatureBlock(WORD, (SignatureLine(WORD, WORD),), declaration=WORD),
    ],
)
def test_long_words_wrap_within_the_margins(element: Element, form: Make, pdf: Make) -> None:
    page = pdf(form(element))
    page.assert_within(SIDE)
    assert WORD[:100] in page.text.replace(" ", "")


# ----------------------------------------------------------------------------- tables in text


@pytest.mark.parametrize("columns", [1, 5, 17, 60])
def test_tables_keep_every_cell(columns: int, form: Make, pdf: Make) -> None:
    rows = tuple(tuple((Span(f"r{row}k{column}."),) for column in range(columns)) for row in range(80))
    page = pdf(form(Box("Rubrik", (Prose((richtext.Table(rows, True),)),))))
    page.assert_within(SIDE)
    text = page.text.replace(" ", "")
    assert all(f"r{row}k{column}." in text for row in range(80) for column in range(columns))
    if columns == 5:
        assert text.count("r0k0.") == len(page.pages) == 2, "the head is repeated"


@pytest.mark.parametrize("header", [False, True])
def test_a_cell_higher_than_the_page_goes_on(header: bool, form: Make, pdf: Make) -> None:
    words = " ".join(f"ord{number}" for number in range(4000))
    rows = (((Span("a"),), (Span(words),)), ((Span("b"),), (Span("slut"),)))
    text = pdf(form(Box("", (Prose((richtext.Table(rows, header),)),)))).text
    assert all(f"ord{number}" in text for number in (0, 1999, 3999))
    assert "slut" in text


# -------------------------------------------------------------------------------------- lines


def test_shortened_fits_its_width() -> None:
    assert shortened("kort", 10) == "kort"
    for width in (1, 5, 20):
        short = shortened("Förstärkt stöd till arbete eller studier " * 9, width)
        assert short.endswith("…")
        assert width_of(short, REGULAR) <= width


def test_markup_escapes_what_reportlab_reads() -> None:
    assert markup("a<b>&\nc") == "a&lt;b&gt;&amp;<br/>c"
    assert markup("→") == f'<font face="{FALLBACK}">→</font>'


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=20))
def test_any_list_has_its_items_at_their_levels(items: list[tuple[int, bool]]) -> None:
    lists, depth = ListTags(), -1
    for level, ordered in items:
        depth = min(level, depth + 1)
        label, body = lists.item(depth, ordered=ordered)
        item = body.parent
        assert item is label.parent
        above: list[Tag] = []
        while item is not None:
            above.append(item)
            item = item.parent
        assert [tag.kind for tag in above] == ["LI", "L", *["LBody", "LI", "L"] * depth]
        assert above[1].attributes.endswith("/Decimal" if ordered else "/Disc")
