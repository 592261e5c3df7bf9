"""The Word document says what the outline says, in order, with Word's own means."""

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from finsam_desktop.domain import richtext
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.domain.richtext import (
    ListItem,
    Paragraph,
    RichText,
    Span,
    from_text,
    list_numbers,
    normalise,
)
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.domain.values import clean_text
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.outline import (
    Box,
    Document,
    Element,
    Facts,
    Group,
    HeaderCell,
    Heading,
    Labelled,
    Pages,
    Prose,
    SignatureBlock,
    SignatureLine,
    Table,
    TableCell,
    TableRow,
    TickBoxes,
)
from finsam_desktop.exchange.word import render_word

ROOT = Path(__file__).parents[2]
NAME = "Förstärkt stöd till arbete eller studier, förlängning"


def edition(name: str) -> FormEdition:
    return load_edition(
        {path.name: path.read_text("utf-8") for path in (ROOT / "forms" / name).glob("*.toml")}
    )


@pytest.fixture(scope="module")
def sample() -> Document:
    path = ROOT / "resources" / "samples" / "uppsala-2024-alvkarleby.json"
    return build_document(from_json(json.loads(path.read_text("utf-8")), edition))


def outline(*elements: Element, mark: str = "", name: str = "Bron") -> Document:
    return Document(f"Ansökan: {name}", name, "Förbundet", "sv-SE", mark, (Pages("portrait", elements),))


def opened(document: Document) -> Any:
    return docx.Document(io.BytesIO(render_word(document)))


def paragraphs(word: Any) -> list[Any]:
    """Every paragraph of the body in order, those in tables too."""
    return [docx.text.paragraph.Paragraph(element, word) for element in word.element.body.iter(qn("w:p"))]


def words_of(word: Any) -> list[str]:
    """What stands in the body, word by word."""
    found = []
    for paragraph in word.element.body.iter(qn("w:p")):
        marks = {qn("w:t"): lambda piece: piece.text, qn("w:br"): lambda _: " ", qn("w:tab"): lambda _: " "}
        found += "".join(marks[piece.tag](piece) for piece in paragraph.iter(*marks)).split()
    return found


def texts(elements: Iterable[Any]) -> Iterator[str]:
    """What the outline says, in order."""
    for element in elements:
        match element:
            case Heading(_, text):
                yield text
            case Prose(blocks):
                yield from texts(blocks)
            case Labelled(label, value):
                yield f"{label} {value}"
            case TickBoxes(choices, label):
                yield " ".join([label, *(f"{'☒' if ticked else '☐'} {name}" for name, ticked in choices)])
            case Box(heading, children) | Group(heading, children):
                yield heading
                yield from texts(children)
            case Facts(items):
                yield from texts(items)
            case SignatureBlock(heading, lines):
                yield f"{heading} {element.declaration}"
                yield from (f"{line.label} {line.value}" for line in lines)
            case Table(title, _, header, rows):
                yield title
                yield from (cell.text for row in header for cell in row if cell)
                yield from (f"{cell.text} {cell.note}" for row in rows for cell in row.cells)
            case richtext.Table(rows):
                yield from ("".join(span.text for span in cell) for row in rows for cell in row)
            case _:
                yield "".join(span.text for span in element.spans)


def expected_words(document: Document) -> list[str]:
    return [word for pages in document.pages for text in texts(pages.elements) for word in text.split()]


# -------------------------------------------------------------------------------- the sample


def test_the_sample_says_what_its_outline_says(sample: Document) -> None:
    found = words_of(opened(sample))
    assert found == expected_words(sample)
    assert len(found) > 1500
    assert {"4", "418", "130", "☒", "☐"} <= set(found)


def test_headings_are_word_s_own_styles(sample: Document) -> None:
    styled = [(one.style.name, one.text) for one in paragraphs(opened(sample)) if one.style.name != "Normal"]
    assert styled[0] == ("Title", "Samverkansinsatser inom Samordningsförbundet")
    headings = [text for style, text in styled if style == "Heading 1"]
    assert headings[:3] == ["Insatsens namn", "Insatsägare (*)", "Samverkansparter (*)"]
    assert headings[-3:] == [
        "BUDGET - DETALJERAD",
        "INSATSBUDGET FÖRDELAD ÖVER INSATSTID",
        "Budgetsammanställning",
    ]
    assert headings.count("Underskrift (*)") == 4
    assert [text for style, text in styled if style == "Heading 2"][:3] == [
        "Resultatmål:",
        "Effektmål:",
        "Hur och när har ansökan diskuterats?",
    ]
    assert not [text for style, text in styled if style.startswith("Heading") and not text.strip()]


def test_sections_lie_as_the_pages_do(sample: Document) -> None:
    word = opened(sample)
    wanted = [
        WD_ORIENT.LANDSCAPE if one.orientation == "landscape" else WD_ORIENT.PORTRAIT for one in sample.pages
    ]
    assert [section.orientation for section in word.sections] == wanted
    assert wanted.count(WD_ORIENT.LANDSCAPE) == 3
    assert wanted.count(WD_ORIENT.PORTRAIT) == 4
    for section in word.sections:
        assert sorted((section.page_width.mm, section.page_height.mm)) == pytest.approx([210, 297], abs=0.1)
        footer = section.footer.paragraphs[0]
        assert footer.text == f"{NAME}\tSida  av "
        codes = [field.get(qn("w:instr")).strip() for field in footer._p.iter(qn("w:fldSimple"))]
        assert codes == ["PAGE", "NUMPAGES"]
        right = section.page_width - section.left_margin - section.right_margin
        assert footer.paragraph_format.tab_stops[0].position == pytest.approx(right, abs=700)


def test_libreoffice_opens_the_sample_whole(sample: Document, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    source = tmp_path / "sample.docx"
    source.write_bytes(render_word(sample))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    with pypdfium2.PdfDocument(tmp_path / "sample.pdf") as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
        sizes = [pdf.get_page_size(number) for number in range(len(pdf))]
    assert all(f"Sida {number} av {len(pages)}" in text for number, text in enumerate(pages, start=1))
    signed = [text for text in pages if "Samverkanspart(namn)" in text]
    assert len(signed) == 3
    assert all(NAME in text.split("Underskrift")[0] for text in signed)
    lying = [text for text, (width, height) in zip(pages, sizes, strict=True) if width > height]
    assert sum("EGENFINANSIERING" in text and "TOTAL KOSTNAD FÖR INSATSEN" in text for text in lying) == 1
    printed = "".join("".join(pages).split()).replace("\ufffe", "")
    for heading in (one.heading for one in sample.pages[0].elements if isinstance(one, Box | Group)):
        assert "".join(heading.split()) in printed


def test_the_same_outline_gives_the_same_bytes(sample: Document) -> None:
    data = render_word(sample)
    assert render_word(sample) == data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in package.namelist() if "thumbnail" in name or "customXml" in name]


def test_the_properties_name_the_document_and_the_association(sample: Document) -> None:
    word = opened(sample)
    properties = word.core_properties
    assert properties.title == f"Samverkansinsatser inom Samordningsförbundet: {NAME}"
    assert (properties.author, properties.language) == ("Samordningsförbundet i Uppsala län", "sv-SE")
    assert properties.created == properties.modified == datetime(2024, 1, 1, tzinfo=UTC)
    assert properties.comments == ""
    language = word.styles.element.find(f".//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "sv-SE"
    fonts = word.styles.element.find(f".//{qn('w:rFonts')}")
    assert set(fonts.attrib.values()) == {"Arial"}


# ------------------------------------------------------------------------------------- boxes


def test_a_box_is_a_framed_table_that_may_go_on_over_pages() -> None:
    word = opened(
        outline(Box("Syfte (*)", (Prose(from_text("Ett\nTvå")),)), Box("", (Labelled("Namn:", "Bo"),)))
    )
    first, second = word.tables
    assert first.style.name == "Ruta"
    heading, body = first.rows
    assert [one.style.name for one in heading.cells[0].paragraphs] == ["Heading 1"]
    assert [one.text for one in body.cells[0].paragraphs] == ["Ett", "Två"]
    assert heading._tr.trPr.find(qn("w:cantSplit")) is not None
    assert body._tr.trPr.find(qn("w:cantSplit")) is None
    assert [cell.text for row in second.rows for cell in row.cells] == ["Namn: Bo"]
    tags = [child.tag for child in word.element.body]
    assert (qn("w:tbl"), qn("w:tbl")) not in pairwise(tags)


def test_narrow_boxes_stand_beside_each_other_while_they_fit() -> None:
    boxes = [Box(heading, (Labelled("", heading),), width=0.5) for heading in ("A", "", "C")]
    word = opened(outline(*boxes, Box("Hel", ())))
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables] == [
        [["A", ""], ["A", ""], ["C"], ["C"]],
        [["Hel"], [""]],
    ]
    widths = [[cell.width for cell in table.rows[0].cells] for table in word.tables]
    assert sum(widths[0]) == pytest.approx(widths[1][0], abs=1000)
    assert word.tables[0].rows[2].cells[0].width == pytest.approx(widths[1][0] / 2, abs=1000)


def test_rows_of_boxes_share_their_frames() -> None:
    row = [
        Box("", (Labelled(name, "", small=True),), width=width) for name, width in (("A", 0.6), ("B", 0.4))
    ]
    more = [
        Box("", (Labelled(name, ""),), width=width) for name, width in (("C", 0.6), ("D", 0.2), ("E", 0.2))
    ]
    (table,) = opened(outline(*row, *more)).tables
    first, second = (list(line._tr.tc_lst) for line in table.rows)
    assert [cell.grid_span for cell in first] == [1, 2]
    assert [cell.grid_span for cell in second] == [1, 1, 1]
    assert table.rows[0].cells[0].paragraphs[0].style.name == "Anvisning"
    assert first[0].tcPr.find(qn("w:tcBorders")) is None
    assert second[0].tcPr.find(qn("w:tcBorders")).find(qn("w:top")).get(qn("w:sz")) == "6"


def test_every_cell_ends_with_a_paragraph(sample: Document) -> None:
    grid = Prose((richtext.Table((((Span("a"),), (Span("b"),)),), False),))
    for document in (sample, outline(Box("Tabell", (grid,)), Box("Tom", ()))):
        for cell in opened(document).element.body.iter(qn("w:tc")):
            assert cell[-1].tag == qn("w:p")


def test_values_to_fill_in_leave_room() -> None:
    labels = (
        Labelled("Kort:", ""),
        Labelled("Lång:", "", tall=True),
        Labelled("Fylld:", "ja\nnej", bold_label=True),
    )
    word = opened(outline(Box("", (*labels, Prose(())))))
    short, tall, filled, field = word.tables[0].rows[0].cells[0].paragraphs
    rooms = [one.paragraph_format.space_after for one in (short, tall, field)]
    assert rooms == sorted(rooms)
    assert rooms[0] < rooms[1] < rooms[2]
    assert (filled.text, filled.paragraph_format.space_after) == ("Fylld: ja\nnej", None)
    assert [run.bold for run in filled.runs] == [True, None]


def test_boxes_to_tick_show_which_are_ticked() -> None:
    word = opened(outline(TickBoxes((("Ja", True), ("Nej", False)), "Diskuterats?")))
    assert word.paragraphs[0].text.split() == ["Diskuterats?", "☒", "Ja", "☐", "Nej"]
    symbol = next(run for run in word.paragraphs[0].runs if run.text == "☒")
    assert symbol.font.name == "Segoe UI Symbol"
    stacked = opened(outline(TickBoxes((("Ett", True), ("Två", False)), stacked=True))).paragraphs[0]
    assert stacked.text.split("\n") == ["☒\u00a0Ett", "☐\u00a0Två"]


def test_a_signature_block_is_a_table_of_two_columns_on_one_page() -> None:
    lines = (
        SignatureLine("Organisation", "Kommunen"),
        SignatureLine("Namn", "", True),
        SignatureLine("E-post"),
    )
    word = opened(outline(SignatureBlock("Underskrift (*)", lines, declaration="Vi intygar.")))
    (table,) = word.tables
    head, *rows = table.rows
    assert [one.style.name for one in head.cells[0].paragraphs] == ["Heading 1", "Normal"]
    assert head.cells[0]._tc is head.cells[1]._tc
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["Organisation", "Kommunen"],
        ["Namn", ""],
        ["E-post", ""],
    ]
    assert rows[1].height > 1.5 * rows[0].height
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    kept = [one.paragraph_format.keep_with_next for row in table.rows for one in row.cells[0].paragraphs]
    assert kept == [True, True, True, True, None]


def test_the_footer_carries_the_mark_and_shortens_long_names() -> None:
    word = opened(outline(Heading(1, "T"), mark="v:16-07-05", name="Ett namn som är långt " * 20))
    name, _, rest = word.sections[0].footer.paragraphs[0].text.partition("\t")
    assert rest.split() == ["v:16-07-05", "Sida", "av"]
    assert name.endswith("…")
    assert len(name) < 90


# ---------------------------------------------------------------------------- formatted text


def numbers_in_word(word: Any) -> list[int | None]:
    """The number before each list item, as Word counts: by kind of list and level, from 1 where told."""
    numbering = word.part.numbering_part.element
    kinds, starts = {}, {}
    for num in numbering.findall(qn("w:num")):
        number = num.get(qn("w:numId"))
        kinds[number] = num.find(qn("w:abstractNumId")).get(qn("w:val"))
        for override in num.findall(qn("w:lvlOverride")):
            level = override.get(qn("w:ilvl"))
            starts[number, level] = int(override.find(qn("w:startOverride")).get(qn("w:val")))
    formats = {
        kind.get(qn("w:abstractNumId")): [
            level.find(qn("w:numFmt")).get(qn("w:val")) for level in kind.iter(qn("w:lvl"))
        ]
        for kind in numbering.findall(qn("w:abstractNum"))
    }
    counts: dict[tuple[str, int], int] = {}
    found: list[int | None] = []
    for paragraph in word.element.body.iter(qn("w:p")):
        listed = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if listed is None:
            continue
        number, level = (listed.find(qn(tag)).get(qn("w:val")) for tag in ("w:numId", "w:ilvl"))
        kind, depth = kinds[number], int(level)
        for deeper in [key for key in counts if key[0] == kind and key[1] > depth]:
            del counts[deeper]
        start = starts.pop((number, level), None)
        counts[kind, depth] = start if start is not None else counts.get((kind, depth), 0) + 1
        found.append(counts[kind, depth] if formats[kind][depth] == "decimal" else None)
    return found


BLOCKS = st.lists(
    st.one_of(
        st.builds(ListItem, st.integers(0, 3), st.booleans(), st.just((Span("punkt"),))),
        st.just(Paragraph((Span("stycke"),))),
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(texts=st.lists(BLOCKS, min_size=1, max_size=3))
def test_lists_are_numbered_as_the_text_is(texts: list[list[richtext.Block]]) -> None:
    fields = [normalise(blocks) for blocks in texts]
    word = opened(outline(Box("Listor", tuple(Prose(blocks) for blocks in fields))))
    wanted = [
        number
        for blocks in fields
        for number, block in zip(list_numbers(blocks), blocks, strict=True)
        if isinstance(block, ListItem)
    ]
    assert numbers_in_word(word) == wanted
    levels = [block.level for blocks in fields for block in blocks if isinstance(block, ListItem)]
    listed = word.element.body.iter(qn("w:ilvl"))
    assert [int(one.get(qn("w:val"))) for one in listed] == levels


def rich(*blocks: richtext.Block) -> RichText:
    return normalise(blocks)


def test_bold_italics_links_and_line_breaks_are_kept() -> None:
    link = 'https://exempel.se/å?a=1&b="c"|d'
    spans = (
        Span("fet", bold=True),
        Span(" och "),
        Span("kursiv\nrad", italic=True),
        Span("länk", bold=True, link=link),
    )
    word = opened(outline(Prose(rich(Paragraph(spans), Paragraph((Span("mer", link=link),))))))
    first = word.paragraphs[0]
    assert first.text == "fet och kursiv\nradlänk"
    assert [(run.text, run.bold, run.italic) for run in first.runs] == [
        ("fet", True, None),
        (" och ", None, None),
        ("kursiv\nrad", None, True),
    ]
    (anchor,) = first.hyperlinks
    assert anchor.address == "https://exempel.se/å?a=1&b=%22c%22%7Cd"
    assert (anchor.runs[0].text, anchor.runs[0].bold, anchor.runs[0].style.name) == (
        "länk",
        True,
        "Hyperlink",
    )
    links = [rel for rel in word.part.rels.values() if rel.reltype.endswith("/hyperlink")]
    assert len(links) == 1


def test_pages_without_anything_are_pages_all_the_same() -> None:
    pages = (Pages("portrait", (Heading(1, "T"),)), Pages("landscape", ()), Pages("portrait", ()))
    word = opened(Document("T", "", "F", "sv-SE", "", pages))
    assert [section.orientation for section in word.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]


def test_headings_in_a_text_stand_below_the_form_s() -> None:
    own = rich(richtext.Heading(1, (Span("Ett"),)), richtext.Heading(3, (Span("Tre"),)))
    word = opened(outline(Box("Mål", (Prose(own), Heading(3, "Resultatmål:"), Prose(own)))))
    styled = [(one.style.name, one.text) for one in paragraphs(word) if one.text]
    assert styled == [
        ("Heading 1", "Mål"),
        ("Heading 2", "Ett"),
        ("Heading 4", "Tre"),
        ("Heading 2", "Resultatmål:"),
        ("Heading 3", "Ett"),
        ("Heading 5", "Tre"),
    ]
    group = Group("", (Prose(own),), level=3)
    styled = [
        (one.style.name, one.text) for one in paragraphs(opened(outline(Box("Mål", (group,))))) if one.text
    ]
    assert styled == [("Heading 1", "Mål"), ("Heading 2", "Ett"), ("Heading 4", "Tre")]


def test_a_table_in_a_text_is_a_table_with_a_header_row() -> None:
    cells = (((Span("Del"),), (Span("När"),)), ((Span("Start"),), ()))
    word = opened(outline(Box("Plan", (Prose((richtext.Table(cells, True),)),))))
    (table,) = word.tables[0].rows[1].cells[0].tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Del", "När"], ["Start", ""]]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False]
    assert table.rows[0].cells[0].paragraphs[0].runs[0].bold


def test_a_table_too_wide_for_word_becomes_lines() -> None:
    row = tuple((Span(str(number)),) for number in range(64))
    word = opened(outline(Prose((richtext.Table((row,), False),))))
    assert word.tables == []
    assert word.paragraphs[0].text == "\t".join(map(str, range(64)))


@settings(max_examples=40)
@given(text=st.text(st.characters(), max_size=80))
def test_no_text_makes_a_file_that_cannot_be_read(text: str) -> None:
    word = opened(outline(Heading(1, text), Box("", (Labelled("", text),)), name=text, mark=text))
    assert word.paragraphs[0].text == clean_text(text)
    assert word.tables[0].rows[0].cells[0].text == clean_text(text)


# ------------------------------------------------------------------------------------ tables


def budget() -> Table:
    header = (
        (HeaderCell("Kostnad", rows=2), HeaderCell("Tidsperiod", columns=2), None, HeaderCell("Ägare")),
        (None, HeaderCell("från"), HeaderCell("till"), HeaderCell("Kommunen", align="right")),
    )
    empty = (TableCell(), TableCell())
    rows = (
        TableRow("heading", (TableCell("LÖNER", label=True, note="inkl PO"), *empty, TableCell())),
        TableRow(
            "row", (TableCell("1.", label=True), *empty, TableCell("100", "right", input=True, numeric=True))
        ),
        TableRow("group", (TableCell("SUMMA", label=True), *empty, TableCell("100", "right", numeric=True))),
        TableRow("part", (TableCell("ALLT", label=True), *empty, TableCell("100", "right", numeric=True))),
    )
    return Table("KOSTNAD ATT REKVIRERA", (60, 20, 20, 30), header, rows, "Tabell med kostnader.")


def fill(cell: Any) -> str | None:
    shade = cell._tc.tcPr.find(qn("w:shd"))
    return None if shade is None else shade.get(qn("w:fill"))


def test_a_budget_table_repeats_its_head_and_never_splits_a_row() -> None:
    (table,) = opened(outline(budget())).tables
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True, True, True, False, False, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    properties = {child.tag: child.get(qn("w:val")) for child in table._tbl.tblPr}
    assert properties[qn("w:tblCaption")] == "KOSTNAD ATT REKVIRERA"
    assert properties[qn("w:tblDescription")] == "Tabell med kostnader."
    assert sum(column.width.mm for column in table.columns) == pytest.approx(210 - 2 * 21, abs=0.2)


def test_an_example_is_muted_and_running_text_stands_at_the_top() -> None:
    cells = (TableCell("2022", label=True), TableCell("Projektplan"))
    rows = (TableRow("example", cells), TableRow("row", cells), TableRow("total", cells))
    header = (HeaderCell("År"), HeaderCell("jan-mars"))
    (table,) = opened(outline(Table("", (10.0, 60.0), (header,), rows, top=True))).tables
    styles = [[cell.paragraphs[0].style.name for cell in row.cells] for row in table.rows[1:]]
    assert styles == [["Tabellexempel"] * 2, ["Tabelltext"] * 2, ["Tabelltext"] * 2]
    sides = [row.cells[1].vertical_alignment for row in table.rows[1:]]
    assert sides == [None, None, WD_ALIGN_VERTICAL.CENTER]
    assert table.rows[1].cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_words_in_the_head_of_a_budget_table_are_kept_whole() -> None:
    head = (HeaderCell("Kostnad"), HeaderCell("Samordningsförbundet"))
    (table,) = opened(outline(Table("", (90.0, 10.0), (head,), ()))).tables
    assert table.rows[0].cells[1].width.mm > 33
    assert sum(cell.width.mm for cell in table.rows[0].cells) == pytest.approx(168, abs=0.5)


def test_a_budget_table_joins_the_cells_of_its_head() -> None:
    (table,) = opened(outline(budget())).tables
    band, top, bottom = ([cell._tc for cell in row.cells] for row in table.rows[:3])
    assert len(set(band)) == 1
    assert top[1] is top[2]
    assert top[0] is bottom[0]
    assert bottom[1] is not bottom[2]
    assert [cell.text for cell in table.rows[2].cells] == ["Kostnad", "från", "till", "Kommunen"]


def test_a_budget_table_tells_input_and_sums_apart() -> None:
    (table,) = opened(outline(budget())).tables
    heading, row, group, part = table.rows[3:]
    assert [run.bold for run in heading.cells[0].paragraphs[0].runs] == [True, None]
    assert heading.cells[0].text == "LÖNER inkl PO"
    assert [fill(cell) for cell in row.cells] == [None, None, None, "FFFF99"]
    assert {fill(cell) for cell in group.cells} == {"D9D9D9"}
    assert {fill(cell) for cell in part.cells} == {"BDD7EE"}
    assert group.cells[3].paragraphs[0].runs[0].bold
    assert group.cells[3]._tc.tcPr.find(f"{qn('w:tcBorders')}/{qn('w:top')}") is not None
    assert row.cells[3]._tc.tcPr.find(qn("w:noWrap")) is not None
