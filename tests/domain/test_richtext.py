"""Formatted text: the canonical form, plain text, numbering and the strict JSON form."""

import json
import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from finsam_desktop.domain import richtext
from finsam_desktop.domain.richtext import (
    Block,
    Heading,
    ListItem,
    Paragraph,
    Picture,
    RichText,
    RichTextError,
    Span,
    Spans,
    Table,
)

TEXTS = (
    st.text(max_size=8) | st.text(st.characters(), max_size=4) | st.sampled_from(["", " ", "\r\n", "\u2028"])
)
DIGEST = "0123456789abcdef" * 4
LINKS = st.sampled_from(
    ["", "https://exempel.se/a b", "MAILTO:a@exempel.se", "javascript:x()", " http://x\n"]
)
SPANS = st.lists(st.builds(Span, TEXTS, st.booleans(), st.booleans(), LINKS | TEXTS), max_size=4).map(tuple)
BLOCKS = st.lists(
    st.one_of(
        st.builds(Paragraph, SPANS),
        st.builds(Heading, st.integers(-2, 9), SPANS),
        st.builds(ListItem, st.integers(-2, 9), st.booleans(), SPANS),
        st.builds(
            Table, st.lists(st.lists(SPANS, max_size=3).map(tuple), max_size=3).map(tuple), st.booleans()
        ),
        st.builds(
            Picture,
            st.sampled_from([DIGEST, "", "A" * 64]),
            TEXTS,
            st.integers(-5, 20_000),
            st.integers(-5, 20_000),
        ),
    ),
    max_size=8,
)


def words(text: str) -> Spans:
    return (Span(text),)


def item(level: int, ordered: bool = False, text: str = "x") -> ListItem:
    return ListItem(level, ordered, words(text))


def levels(*wanted: int) -> list[int]:
    blocks = richtext.normalise(item(level) for level in wanted)
    return [block.level for block in blocks if isinstance(block, ListItem)]


def all_spans(blocks: RichText) -> list[Spans]:
    tables = [block for block in blocks if isinstance(block, Table)]
    texts = [block.spans for block in blocks if not isinstance(block, Table | Picture)]
    return texts + [cell for table in tables for row in table.rows for cell in row]


# --- The canonical form


@given(BLOCKS)
@example([item(3), item(3), item(0), item(4), item(2)])
def test_normalise_is_idempotent(blocks: list[Block]) -> None:
    once = richtext.normalise(blocks)
    assert richtext.normalise(once) == once


@given(BLOCKS)
def test_what_the_canonical_form_promises(blocks: list[Block]) -> None:
    once = richtext.normalise(blocks)
    for spans in all_spans(once):
        for span in spans:
            assert span.text
            assert not re.search("[\x00-\x08\x0b-\x1f\u2028\u2029\ud800-\udfff\ufffe\uffff]", span.text)
            assert re.match(r"$|https?://|mailto:", span.link, re.IGNORECASE)
        for left, right in pairwise(spans):
            assert (left.bold, left.italic, left.link) != (right.bold, right.italic, right.link)
    deepest = 0
    for block in once:
        if isinstance(block, Table):
            assert len({len(row) for row in block.rows}) == 1
        if isinstance(block, Heading):
            assert 1 <= block.level <= 3
        if isinstance(block, ListItem):
            assert 0 <= block.level <= min(deepest, 5)
        if isinstance(block, Picture):
            assert block.digest == DIGEST
            assert 1 <= block.width <= richtext.MAX_WIDTH
            assert 1 <= block.height <= richtext.MAX_HEIGHT
            assert block.alt == " ".join(block.alt.split())
        deepest = block.level + 1 if isinstance(block, ListItem) else 0


def test_neighbours_of_one_format_are_merged_and_empty_spans_dropped() -> None:
    spans = (Span("a"), Span("", bold=True), Span("b"), Span(" ", bold=True), Span("c", bold=True))
    assert richtext.normalise([Paragraph(spans)]) == (Paragraph((Span("ab"), Span(" c", bold=True))),)


def test_whitespace_keeps_its_format() -> None:
    spans = (Span("a"), Span(" ", bold=True), Span("b"))
    assert richtext.normalise([Paragraph(spans)]) == (Paragraph(spans),)


def test_only_outer_empty_paragraphs_are_dropped() -> None:
    empty, text = Paragraph(()), Paragraph(words("a"))
    assert richtext.normalise([empty, Paragraph(words(" ")), text, empty, text, empty]) == (text, empty, text)
    assert richtext.normalise([empty, empty]) == ()


def test_headings_and_items_without_text_are_dropped() -> None:
    assert richtext.normalise([Heading(1, words(" ")), item(0, text=""), Paragraph(words("a"))]) == (
        Paragraph(words("a")),
    )


def test_paragraphs_that_become_outermost_are_dropped_too() -> None:
    assert richtext.normalise([Paragraph(()), Heading(1, ()), Paragraph(()), item(0)]) == (item(0),)


@pytest.mark.parametrize(
    ("wanted", "given_levels"),
    [
        ([0, 1, 2, 1, 0], [0, 1, 2, 1, 0]),
        ([0, 0], [3, 3]),
        ([0, 1, 1], [0, 2, 2]),
        ([0, 1, 1, 0], [0, 4, 2, 0]),
        ([0, 0], [2, 1]),
        ([0, 0], [-3, 0]),
        ([0, 1, 2, 3, 4, 5, 5], [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_lists_start_at_zero_and_deepen_one_step_at_a_time(
    wanted: list[int], given_levels: list[int]
) -> None:
    assert levels(*given_levels) == wanted


def test_a_list_starts_again_after_another_block() -> None:
    blocks: list[Block] = [item(0), item(1), Paragraph(words("a")), item(1)]
    assert richtext.normalise(blocks)[-1] == item(0)


def test_heading_levels_are_clamped() -> None:
    blocks = richtext.normalise([Heading(0, words("a")), Heading(7, words("b"))])
    assert blocks == (Heading(1, words("a")), Heading(3, words("b")))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\ufffe\uffff\ud800c", "abc"),
        ("a\r\nb\rc\u2028d\u2029e\x0bf", "a\nb\nc\nd\ne\nf"),
        ("a\tb\nc", "a\tb\nc"),
        ("åäö 😀 <b> &amp;", "åäö 😀 <b> &amp;"),
    ],
)
def test_characters_that_documents_cannot_hold(typed: str, kept: str) -> None:
    assert richtext.normalise([Paragraph(words(typed))]) == (Paragraph(words(kept)),)


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://exempel.se", "https://exempel.se"),
        (" HTTP://exempel.se/a b ", "HTTP://exempel.se/a%20b"),
        ("mailto:a@exempel.se", "mailto:a@exempel.se"),
        ("javascript:alert(1)", ""),
        ("file:///c:/a", ""),
        ("https://", ""),
        ("https://a\nb", ""),
        ("exempel.se", ""),
    ],
)
def test_links(link: str, kept: str) -> None:
    assert richtext.normalise([Paragraph((Span("a", link=link),))]) == (Paragraph((Span("a", link=kept),)),)


def test_tables_are_padded_and_those_without_cells_dropped() -> None:
    a = words("a")
    assert richtext.normalise([Table(((a, a), (), (a,)), True)]) == (
        Table(((a, a), ((), ()), (a, ())), True),
    )
    assert richtext.normalise([Table((), True), Table(((), ()), False)]) == ()


def test_a_table_that_is_about_to_be_filled_in_stays() -> None:
    blank = Table((((), ()), ((), ())), False)
    assert richtext.normalise([blank]) == (blank,)


# --- Reading it


def test_from_text_makes_a_paragraph_of_each_line() -> None:
    assert richtext.from_text("\r\nEtt\r\n\n  \nTvå två\x00\u2028Tre") == (
        Paragraph(words("Ett")),
        Paragraph(words("Två två")),
        Paragraph(words("Tre")),
    )
    assert richtext.from_text(" \n") == ()


@given(st.text())
def test_text_of_text_is_itself(text: str) -> None:
    blocks = richtext.from_text(text)
    assert richtext.from_text(richtext.plain_text(blocks)) == blocks
    assert richtext.normalise(blocks) == blocks


def test_plain_text() -> None:
    blocks = (
        Heading(1, words("Mål")),
        Paragraph((Span("Ett "), Span("fett", bold=True), Span(" ord\noch en rad"))),
        item(0, True, "först"),
        item(1, False, "punkt\nforts"),
        item(1, True, "under"),
        item(0, True, "sedan"),
        Table(((words("År"), words("Antal")), (words("2025\n2026"), ())), True),
        item(0, True, "ny lista"),
    )
    assert richtext.plain_text(blocks) == (
        "Mål\n"
        "Ett fett ord\noch en rad\n"
        "1. först\n"
        "  • punkt\n    forts\n"
        "  1. under\n"
        "2. sedan\n"
        "År\tAntal\n2025 2026\t\n"
        "1. ny lista"
    )


def test_list_numbers() -> None:
    blocks = (
        item(0, True),
        item(1, True),
        item(1, True),
        item(0, True),
        item(1, True),
        item(0, False),
        item(0, True),
        Paragraph(()),
        item(0, True),
    )
    assert richtext.list_numbers(blocks) == [1, 1, 2, 2, 1, None, 3, None, 1]


@given(BLOCKS)
def test_numbers_and_words_of_any_text(blocks: list[Block]) -> None:
    once = richtext.normalise(blocks)
    numbers = richtext.list_numbers(once)
    for block, number in zip(once, numbers, strict=True):
        assert (number is not None) == (isinstance(block, ListItem) and block.ordered)
    assert richtext.word_count(once) <= len(richtext.plain_text(once).split())


def test_word_count_sees_words_not_marks() -> None:
    blocks = (
        Paragraph((Span("sam"), Span("verkan", bold=True), Span(" – 50 %"))),
        item(0, True, "ett-två tre\nfyra"),
        Table(((words("a"), words("b")),), False),
    )
    assert richtext.word_count(blocks) == 2 + 3 + 2
    assert richtext.word_count(()) == 0


# --- JSON


@given(BLOCKS)
def test_json_inverse(blocks: list[Block]) -> None:
    once = richtext.normalise(blocks)
    stored = json.dumps(richtext.to_json(once), allow_nan=False)
    assert richtext.from_json(json.loads(stored)) == once


def test_the_form_of_the_json() -> None:
    blocks = (
        Heading(2, words("a")),
        ListItem(0, False, (Span("b"), Span("c", bold=True, italic=True, link="https://x.se"))),
        Paragraph(()),
        Table(((words("d"), ()),), True),
        Paragraph(words("e")),
    )
    assert richtext.to_json(blocks) == [
        {"type": "heading", "level": 2, "spans": [{"text": "a"}]},
        {
            "type": "list_item",
            "level": 0,
            "ordered": False,
            "spans": [{"text": "b"}, {"text": "c", "bold": True, "italic": True, "link": "https://x.se"}],
        },
        {"type": "paragraph", "spans": []},
        {"type": "table", "header": True, "rows": [[[{"text": "d"}], []]]},
        {"type": "paragraph", "spans": [{"text": "e"}]},
    ]


def test_from_json_takes_plain_text_and_normalises() -> None:
    assert richtext.from_json("a\n\nb") == (Paragraph(words("a")), Paragraph(words("b")))
    loose = [{"type": "paragraph", "spans": [{"text": "a", "bold": False, "link": "x:y"}, {"text": "b"}]}]
    assert richtext.from_json(loose) == (Paragraph(words("ab")),)


GOOD = {"type": "paragraph", "spans": []}
TYPES = 'block 2: "type" ska vara "paragraph", "heading", "list_item", "table" eller "picture"'


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (None, TYPES),
        ({"spans": []}, TYPES),
        ({"type": ["table"]}, TYPES),
        ({"type": "image"}, TYPES),
        ({"type": "paragraph"}, 'block 2: "spans" saknas'),
        ({**GOOD, "colour": 1}, 'block 2: "colour" är okänt, här kan bara stå "type", "spans"'),
        ({**GOOD, "spans": {}}, 'block 2: "spans" ska vara en lista'),
        (
            {**GOOD, "spans": ["a"]},
            'block 2, span 1: ska vara ett objekt med "text", "bold", "italic", "link"',
        ),
        ({**GOOD, "spans": [{}]}, 'block 2, span 1: "text" saknas'),
        ({**GOOD, "spans": [{"text": 1}]}, 'block 2, span 1: "text" ska vara en text'),
        (
            {**GOOD, "spans": [{"text": "a", "bold": 1}]},
            'block 2, span 1: "bold" ska vara true eller false',
        ),
        ({**GOOD, "spans": [{"text": "a", "link": None}]}, 'block 2, span 1: "link" ska vara en text'),
        ({"type": "heading", "level": 4, "spans": []}, 'block 2: "level" ska vara ett heltal från 1 till 3'),
        (
            {"type": "heading", "level": True, "spans": []},
            'block 2: "level" ska vara ett heltal från 1 till 3',
        ),
        (
            {"type": "list_item", "level": 1.0, "ordered": False, "spans": []},
            'block 2: "level" ska vara ett heltal från 0 till 5',
        ),
        (
            {"type": "list_item", "level": 0, "ordered": "nej", "spans": []},
            'block 2: "ordered" ska vara true eller false',
        ),
        ({"type": "table", "header": False, "rows": 1}, 'block 2: "rows" ska vara en lista'),
        ({"type": "table", "header": False, "rows": [1]}, "block 2, rad 1: raden ska vara en lista"),
        (
            {"type": "table", "header": False, "rows": [[], [[], "a"]]},
            "block 2, rad 2, cell 2: cellen ska vara en lista",
        ),
        (
            {"type": "table", "header": False, "rows": [[[{"text": None}]]]},
            'block 2, rad 1, cell 1, span 1: "text" ska vara en text',
        ),
    ],
)
def test_wrong_shapes_are_named_with_their_place(block: object, message: str) -> None:
    with pytest.raises(RichTextError) as caught:
        richtext.from_json([GOOD, block])
    assert str(caught.value) == message


@pytest.mark.parametrize("data", [None, 1, {}, ()])
def test_formatted_text_is_a_list_or_a_text(data: object) -> None:
    with pytest.raises(RichTextError, match="en text eller en lista av block"):
        richtext.from_json(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.lists(JSON, min_size=1))
@example([{"type": "paragraph", 1: 2}])
def test_no_other_data_gets_through_unnamed(data: list[object]) -> None:
    with pytest.raises(RichTextError, match=r"^block 1: "):
        richtext.from_json(data)


# --- Pictures


def test_a_picture_is_no_larger_than_the_page_has_room_for() -> None:
    sizes = [(610, 400), (6100, 4000), (100, 8800), (30_000, 1)]
    pictures = richtext.normalise(Picture(DIGEST, "", *size) for size in sizes)
    assert [(one.width, one.height) for one in pictures if isinstance(one, Picture)] == [
        (610, 400),
        (610, 400),
        (10, 880),
        (610, 1),
    ]


def test_what_a_picture_says_in_plain_text() -> None:
    blocks = richtext.normalise([Picture(DIGEST, " En\nkarta ", 10, 10), Picture(DIGEST, "", 10, 10)])
    assert richtext.plain_text(blocks) == "[Bild: En karta]\n[Bild]"
    assert richtext.word_count(blocks) == 0


@pytest.mark.parametrize(
    ("member", "value", "message"),
    [
        ("sha256", "abc", '"sha256" ska vara bildens SHA-256 i hexadecimal form'),
        ("sha256", None, '"sha256" ska vara en text'),
        ("alt", 1, '"alt" ska vara en text'),
        ("width", 0, '"width" ska vara ett heltal från 1 till 610'),
        ("height", 881, '"height" ska vara ett heltal från 1 till 880'),
        ("height", True, '"height" ska vara ett heltal från 1 till 880'),
        (
            "src",
            "x",
            '"src" är okänt, här kan bara stå "type", "sha256", "alt", "width", "height"',
        ),
    ],
)
def test_a_wrong_picture_is_named(member: str, value: object, message: str) -> None:
    picture = {"type": "picture", "sha256": DIGEST, "alt": "", "width": 10, "height": 10}
    assert richtext.to_json(richtext.from_json([picture])) == [picture]
    with pytest.raises(RichTextError) as caught:
        richtext.from_json([picture | {member: value}])
    assert str(caught.value) == f"block 1: {message}"
