"""The PDF for those who cannot see it: all that is shown is tagged, and the tags carry the form's meaning.

`make validate` runs the standards' own rules, which need Java; these tests check what the rules rest on.
"""

import ctypes
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pypdfium2 import raw

from finsam_desktop.domain import richtext
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.richtext import Span, from_text, normalise
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.outline import (
    Box,
    Group,
    HeaderCell,
    Heading,
    Prose,
    SignatureBlock,
    SignatureLine,
    Table,
    TableCell,
    TableRow,
)
from finsam_desktop.exchange.pdf import render_pdf

Make = Callable[..., Any]
Place = tuple[int, int]
"""A page and the number of a piece of marked content on it, both from 0."""

SHOWS = {*"SsfFBb", "f*", "B*", "b*", "Tj", "TJ", "'", '"', "Do", "sh", "EI"}  # these draw
LINK = "https://exempel.se/lagar"


def squeezed(text: str) -> str:
    return "".join(text.split())


# ---------------------------------------------------------------------------------- a reader


@dataclass
class Node:
    """A structure element, read back."""

    kind: str
    raw: Any
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def kinds(self) -> Any:
        """The kinds of the elements, those without others by themselves."""
        return {self.kind: [child.kinds() for child in self.children]} if self.children else self.kind


class Tagged:
    """A PDF's structure."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.numbers = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        self.root = self._read(self.pdf.Root.StructTreeRoot.K)

    def _read(self, element: Any) -> Node:
        attributes = {name[1:]: str(value) for name, value in element.get("/A", {}).items()}
        node = Node(str(element.S)[1:], element, attributes)
        for child in element.K:
            if child.Type == "/StructElem":
                assert child.P.objgen == element.objgen
                node.children.append(self._read(child))
            elif child.Type == "/OBJR":
                node.links.append(child.Obj)
            else:
                assert child.Type == "/MCR"
                node.places.append((self.numbers[child.Pg.objgen], int(child.MCID)))
        return node

    def of(self, *kinds: str) -> list[Node]:
        return [node for node in self.root.walk() if node.kind in kinds]

    @cached_property
    def texts(self) -> dict[Place, str]:
        """What stands in each piece; that of all artifacts of a page under -1."""
        texts: dict[Place, str] = defaultdict(str)
        with pypdfium2.PdfDocument(self.data) as pdf:
            for number, page in enumerate(pdf):
                textpage = page.get_textpage()
                for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
                    length = raw.FPDFTextObj_GetText(one, textpage, None, 0)
                    letters = (ctypes.c_ushort * (length // 2))()
                    raw.FPDFTextObj_GetText(one, textpage, letters, length)
                    text = bytes(letters).decode("utf-16-le").rstrip("\0")
                    texts[number, raw.FPDFPageObj_GetMarkedContentID(one)] += text
        return texts

    def text(self, node: Node) -> str:
        pieces = (self.texts[place] for one in node.walk() for place in one.places)
        return " ".join("".join(pieces).split())

    def headings(self) -> list[tuple[int, str]]:
        found = self.of("H1", "H2", "H3", "H4", "H5", "H6")
        return [(int(node.kind[1]), self.text(node)) for node in found]


def marked(page: pikepdf.Page) -> tuple[list[int], list[str]]:
    """The numbers of a page's pieces and the types of its artifacts, in order.

    All that it shows stands in one of them, none stands in another, and each begins and ends on
    the same side of the borders of text.
    """
    numbers: list[int] = []
    artifacts: list[str] = []
    open_marks: list[tuple[bool, bool]] = []  # within text; whether it is a piece or an artifact
    in_text = False
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BT", "ET"):
            in_text = name == "BT"
        elif name == "BDC":
            tag, properties = operands
            is_part = tag != "/Span"
            assert not (is_part and open_marks), "pieces do not stand in each other"
            if tag == "/Artifact":
                artifacts.append(str(properties.Type)[1:])
            elif is_part:
                numbers.append(int(properties.MCID))
            open_marks.append((in_text, is_part))
        elif name == "EMC":
            assert open_marks.pop()[0] == in_text
        elif name in SHOWS:
            assert open_marks, name
            assert open_marks[0][1]
    assert not open_marks
    return numbers, artifacts


# -------------------------------------------------------------------------------- the checks


def assert_whole(tagged: Tagged) -> None:
    """All that is shown is marked; pages, tree and the way back from pages to the tree say the same."""
    tree = tagged.pdf.Root.StructTreeRoot
    assert tree.K.P.objgen == tree.objgen
    numbers = list(tree.ParentTree.Nums)
    parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    assert list(parents) == list(range(int(tree.ParentTreeNextKey)))
    owners = {place: node for node in tagged.root.walk() for place in node.places}
    assert len(owners) == sum(len(node.places) for node in tagged.root.walk()), "each piece has one owner"
    clicked = {link.objgen: node for node in tagged.root.walk() for link in node.links}
    for number, page in enumerate(tagged.pdf.pages):
        assert page.obj.Tabs == "/S"
        pieces, artifacts = marked(page)
        assert pieces == list(range(len(pieces)))
        assert artifacts.count("Pagination") > 0, "the footer"
        back = parents.pop(int(page.obj.StructParents))
        assert [one.objgen for one in back] == [owners.pop((number, piece)).raw.objgen for piece in pieces]
        for annotation in page.obj.get("/Annots", []):
            owner = clicked.pop(annotation.objgen)
            assert owner.kind == "Link"
            assert parents.pop(int(annotation.StructParent)).objgen == owner.raw.objgen
            assert str(annotation.Contents) == f"Länk till {annotation.A.URI}"
            assert int(annotation.F) == 4, "printed, and not hidden"
    assert not owners
    assert not clicked
    assert not parents


def assert_headings(tagged: Tagged) -> None:
    """The first is H1, and none is skipped on the way down."""
    levels = [level for level, _ in tagged.headings()]
    assert set(levels[:1]) <= {1}
    assert all(below <= above + 1 for above, below in pairwise(levels))


def assert_tables(tagged: Tagged) -> None:
    """Each row fills the same columns, spans counted; header cells say what they head."""
    for table in tagged.of("Table"):
        assert {child.kind for child in table.children} <= {"Caption", "THead", "TBody", "TR"}
        rows = [node for node in table.walk() if node.kind == "TR"]
        taken: set[tuple[int, int]] = set()
        for y, row in enumerate(rows):
            x = 0
            for cell in row.children:
                assert cell.kind in ("TH", "TD")
                assert (cell.kind == "TH") == ("Scope" in cell.attributes)
                while (y, x) in taken:
                    x += 1
                wide, high = (int(cell.attributes.get(name, 1)) for name in ("ColSpan", "RowSpan"))
                places = {(y + down, x + right) for down in range(high) for right in range(wide)}
                assert not places & taken
                taken |= places
        width = 1 + max(x for _, x in taken)
        assert taken == {(y, x) for y in range(len(rows)) for x in range(width)}


def assert_sound(tagged: Tagged) -> None:
    assert_whole(tagged)
    assert_headings(tagged)
    assert_tables(tagged)
    for item in tagged.of("L"):
        assert {child.kind for child in item.children} == {"LI"}
        numbered = tagged.text(item.children[0].children[0]) != "•"
        assert item.attributes["ListNumbering"] == ("/Decimal" if numbered else "/Disc")
    for item in tagged.of("LI"):
        assert [child.kind for child in item.children] == ["Lbl", "LBody"]


# ------------------------------------------------------------------------- the printed forms


@pytest.fixture(scope="module")
def whole(printed: Any) -> Tagged:
    """The sample as it is printed."""
    return Tagged(printed.data)


def test_the_sample_is_sound_and_read_in_the_order_in_which_it_is_seen(whole: Tagged) -> None:
    assert_sound(whole)
    places = [place for node in whole.root.walk() for place in node.places]
    assert places == sorted(places)


@pytest.mark.parametrize("edition", ["uppsala", "uppsala_2016", "uppsala_2019", "gavleborg", "gavle"])
def test_a_blank_form_is_sound(edition: str, request: pytest.FixtureRequest) -> None:
    form = request.getfixturevalue(edition)
    assert_sound(Tagged(render_pdf(build_document(Application.new(form)), draft=True)))


def test_headings_are_the_outlines(whole: Tagged, sample: Application) -> None:
    def collect(elements: Iterable[Any]) -> Iterator[tuple[int, str]]:
        for one in elements:
            match one:
                case Heading(level, text) | Group(text, _, level) | Box(text, _, level):
                    yield level, squeezed(text)
                case SignatureBlock():
                    yield one.level, squeezed(one.heading)
            yield from collect(getattr(one, "children", ()))

    headings = [one for pages in build_document(sample).pages for one in collect(pages.elements) if one[1]]
    assert [(level, squeezed(text)) for level, text in whole.headings()] == headings
    assert len(headings) > 20


def test_everything_is_read_and_the_footer_is_not(whole: Tagged, printed: Any) -> None:
    for number, page in enumerate(printed.pages):
        read = "".join(text for (at, piece), text in whole.texts.items() if at == number and piece >= 0)
        unread = whole.texts[number, -1]
        assert Counter(squeezed(read + unread)) == Counter(squeezed(page))
        assert squeezed(unread) == squeezed(printed.footers[number])


def test_budget_tables_say_what_their_figures_are(whole: Tagged) -> None:
    table = next(node for node in whole.of("Table") if node.children[0].kind == "Caption")
    caption, head, body = table.children
    assert whole.text(caption) == "KOSTNAD ATT REKVIRERA FRÅN SAMORDNINGSFÖRBUNDET"
    assert table.attributes["Summary"].startswith("KOSTNAD ATT REKVIRERA")
    assert (head.kind, body.kind) == ("THead", "TBody")
    assert {cell.attributes["Scope"] for row in head.children for cell in row.children} == {"/Column"}
    assert {row.children[0].attributes["Scope"] for row in body.children} == {"/Row", "/Column"}


def test_a_signature_is_a_table_of_labels_and_empty_cells(form: Make) -> None:
    lines = (SignatureLine("Underskrift", tall=True), SignatureLine("Namn", "Kim"))
    tagged = Tagged(render_pdf(form(SignatureBlock("Underskrift (*)", lines, declaration="Försäkran."))))
    assert_sound(tagged)
    row = {"TR": ["TH", "TD"]}
    assert tagged.root.kinds() == {"Document": ["H1", "P", {"Table": [row, row]}]}
    assert [tagged.text(cell) for cell in tagged.of("TH", "TD")] == ["Underskrift", "", "Namn", "Kim"]


# ----------------------------------------------------------------------------- formatted text


def written(form: Make, *blocks: richtext.Block) -> Tagged:
    tagged = Tagged(render_pdf(form(Box("", (Prose(normalise(blocks)),)))))
    assert_sound(tagged)
    return tagged


def test_own_headings_stand_below_the_forms_and_skip_no_level(form: Make) -> None:
    low, high = (richtext.Heading(level, (Span(text),)) for level, text in ((3, "egen"), (1, "hög")))
    own = normalise([low, *from_text("x"), high])
    boxes = Box("låda", (Heading(4, "djup"), Prose(own)), level=3), Box("låda", (Prose(own),))
    tagged = Tagged(render_pdf(form(Heading(1, "titel"), *boxes)))
    first = (1, "titel"), (2, "låda"), (3, "djup"), (4, "egen"), (4, "hög")
    assert tagged.headings() == [*first, (2, "låda"), (3, "egen"), (3, "hög")]


def test_lists_stand_in_the_text_of_their_item(form: Make) -> None:
    items = ((0, True), (1, False), (1, False), (0, True), (0, False))
    blocks = [richtext.ListItem(level, ordered, (Span(f"punkt {level}"),)) for level, ordered in items]
    tagged = written(form, *blocks, *from_text("text"), richtext.ListItem(0, False, (Span("ny"),)))
    simple = {"LI": ["Lbl", "LBody"]}
    nested = {"LI": ["Lbl", {"LBody": [{"L": [simple, simple]}]}]}
    after = [{"L": [simple]}, "P", {"L": [simple]}]
    assert tagged.root.kinds() == {"Document": [{"L": [nested, simple]}, *after]}
    assert [tagged.text(label) for label in tagged.of("Lbl")] == ["1.", "•", "•", "2.", "•", "•"]


def test_a_paragraph_over_pages_is_one(form: Make) -> None:
    tagged = written(form, *from_text("ord " * 4000))
    (paragraph,) = tagged.of("P")
    assert paragraph.places == [(page, 0) for page in range(len(tagged.pdf.pages))]
    assert squeezed(tagged.text(paragraph)) == "ord" * 4000


def test_lines_end_with_a_space_between_words_but_not_within_one(form: Make) -> None:
    """Where the text has one format and where it has two, which reportlab draws in different ways."""
    words = f"{'long' * 60} {'word ' * 60}end"
    for spans in ((Span(words),), (Span(words[:300], bold=True), Span(words[300:]))):
        tagged = written(form, richtext.Paragraph(spans))
        instructions = pikepdf.parse_content_stream(tagged.pdf.pages[0])
        shown = b"".join(bytes(operands[0]) for operands, operator in instructions if str(operator) == "Tj")
        assert shown.startswith(words.encode())


@pytest.mark.parametrize("before", ["", "Läs "])
def test_a_link_over_lines_and_pages_is_one(before: str, form: Make) -> None:
    """Also where the whole paragraph is the link, which reportlab draws in another way."""
    spans = (Span(before), Span("lagen " * 1500, link=LINK))
    tagged = written(form, richtext.Paragraph(spans), *from_text("efter"))
    assert tagged.root.kinds() == {"Document": [{"P": ["Link"]}, "P"]}
    (link,) = tagged.of("Link")
    assert squeezed(tagged.text(link)) == "lagen" * 1500
    assert len(link.links) > 60
    assert all(str(one.A.URI) == LINK for one in link.links)


def test_links_on_one_line_are_told_apart(form: Make) -> None:
    addresses = [f"{LINK}/{number}" for number in range(12)]
    pairs = ((Span(one[-2:].strip("/"), link=one), Span(" och ")) for one in addresses)
    tagged = written(form, richtext.Paragraph(sum(pairs, ())))
    for link, address in zip(tagged.of("Link"), addresses, strict=True):
        assert address.endswith(f"/{tagged.text(link)}")
        assert [str(one.A.URI) for one in link.links] == [address]


def test_a_character_that_no_font_has_is_read_as_it_was_written(form: Make) -> None:
    for text in ("\U0001f680", "före \U0001f680漢 efter"):
        tagged = written(form, richtext.Paragraph((Span(text, link=LINK),)), *from_text(text))
        spoken = [
            str(operands[1].ActualText)
            for operands, operator in pikepdf.parse_content_stream(tagged.pdf.pages[0])
            if str(operator) == "BDC" and operands[0] == "/Span"
        ]
        assert spoken == [char for char in text * 2 if ord(char) > 0x1000]
        assert tagged.root.kinds() == {"Document": [{"P": ["Link"]}, "P"]}


def test_a_table_over_pages_says_its_head_once(form: Make) -> None:
    """The repeated heads are artifacts, links in them included; divided rows are one."""
    head = ((Span("Huvud", link=LINK),), (Span("Kort"),))
    rows = [((Span(f"cell {number} " + "ord " * 900),), (Span("x"),)) for number in range(4)]
    tagged = written(form, richtext.Table((head, *rows), header=True))
    (table,) = tagged.of("Table")
    row = {"TR": ["TD", "TD"]}
    assert table.kinds() == {"Table": [{"THead": [{"TR": [{"TH": ["Link"]}, "TH"]}]}, {"TBody": [row] * 4}]}
    assert len(tagged.pdf.pages) > 3
    assert all("Huvud" in tagged.texts[page, -1] for page in range(1, len(tagged.pdf.pages)))
    cells = [squeezed(tagged.text(cell)) for cell in tagged.of("TD")[::2]]
    assert cells == [f"cell{number}" + "ord" * 900 for number in range(4)]
    (link,) = tagged.of("Link")
    assert tagged.text(link) == "Huvud"
    assert len(link.links) == 1


def test_a_budget_table_over_pages_is_one_and_slices_are_tables_of_their_own(form: Make) -> None:
    def table(columns: int, rows: int) -> Table:
        head = tuple(HeaderCell(f"Kolumn {number}") for number in range(columns))
        cells = [
            TableCell("Rad", label=True),
            *[TableCell("1 234 567", "right", numeric=True)] * (columns - 1),
        ]
        return Table("Titel", (40.0,) * columns, (head,), (TableRow("row", tuple(cells)),) * rows, "Summa")

    for columns, rows, tables, pages in ((4, 120, 1, 5), (40, 3, 5, 1)):
        tagged = Tagged(render_pdf(form(Heading(1, "x"), table(columns, rows), orientation="landscape")))
        assert_sound(tagged)
        assert len(tagged.of("Table")) == len(tagged.of("Caption")) == tables
        assert len(tagged.of("TD")) == (columns - 1) * rows
        assert len(tagged.pdf.pages) == pages
