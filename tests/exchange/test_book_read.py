"""Workbooks of every kind read alike, and what is wrong with one is said, within bounds."""

import io
import struct
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.book import Book, BookCell, BookSheet, place
from finsam_desktop.exchange.book_gather import MAX_CELLS, MAX_PROBLEMS, Shown, shown_as
from finsam_desktop.exchange.book_ods import excel_formula
from finsam_desktop.exchange.book_read import read_book

DATA = Path(__file__).parent / "data"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"


@pytest.fixture(scope="module", autouse=True)
def _end_of_the_child() -> Iterator[None]:
    yield
    sandbox.close()


def zipped(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def relations(**targets: str) -> str:
    """`kind=part`; ids are r1, r2 ..."""
    lines = [
        f'<Relationship Id="r{number}" Type="{DOCUMENT}/{kind.rstrip("0123456789")}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    ]
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


def xlsx(
    path: Path, rows: str, *, after: str = "", calc: str = "", space: str = MAIN, **more: str | bytes
) -> Path:
    """A workbook of one sheet, "Blad", as other programs write them; style 1 is percent, 2 a date."""
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": relations(
            worksheet="worksheets/sheet1.xml", styles="styles.xml", sharedStrings="sharedStrings.xml"
        ),
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{DOCUMENT}"><sheets>'
        f'<sheet name="Blad" sheetId="1" r:id="r1"/></sheets>{calc}</workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{space}"><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>{after}'
        "</worksheet>",
    }
    parts |= {name.replace("__", "/") + ".xml": content for name, content in more.items()}
    return zipped(path, parts)


def ods(path: Path, table: str) -> Path:
    names = "".join(f' xmlns:{name}="{OPEN}:{name}:1.0"' for name in ("office", "table", "text", "style"))
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Blad">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(path, {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": "<manifest/>"})


def formulas(*texts: str) -> str:
    """Rows of a column A of formulas without values; what is no formula is a number."""
    contents = [f"<f>{text[1:]}</f>" if text.startswith("=") else f"<v>{text}</v>" for text in texts]
    return "".join(
        f'<row r="{row}"><c r="A{row}">{content}</c></row>' for row, content in enumerate(contents, 1)
    )


def at(book: Book, cell: str, sheet: int = 0) -> BookCell | None:
    """The cell A1 of a sheet, None when it is empty."""
    found = book.sheets[sheet]
    return next((one for where, one in found.cells.items() if place("", *where) == f"!{cell}"), None)


def value(book: Book, cell: str, sheet: int = 0) -> object:
    found = at(book, cell, sheet)
    assert found
    return found.value


def refusal(path: Path) -> str:
    with pytest.raises(OutsideFileError) as caught:
        read_book(path)
    return str(caught.value)


def check_sample(book: Book, formula: str) -> None:
    """The sample as each kind of file holds it."""
    budget, hidden = book.sheets
    assert (budget.name, budget.hidden, hidden.name, hidden.hidden) == ("Budget", False, "Dold", True)
    assert value(book, "A1") == "Lön & annat"
    assert at(book, "B1") == BookCell(1_899_065)
    assert at(book, "C1") == BookCell(1, percent=True)
    assert at(book, "D1") == BookCell(date(2025, 7, 1))
    assert (value(book, "A2"), value(book, "B2"), value(book, "D2")) == ("Rad\ntvå", 0.5, 1234.5)
    summed = at(book, "B3")
    assert summed
    assert (summed.value, summed.formula) == (1_899_072.5, formula)
    assert value(book, "C3") is None
    assert [problem.partition(":")[0] for problem in book.problems] == ["Budget!C3"]
    assert (budget.hidden_rows, budget.hidden_columns) == ({3}, {5})
    assert budget.merges == ((5, 0, 6, 2),)
    assert value(book, "A1", 1) == 7


def write_sample(path: Path) -> None:
    book = openpyxl.Workbook()
    budget, hidden = book.worksheets[0], book.create_sheet("Dold")
    budget.title = "Budget"
    rows = [
        ["Lön & annat", 1_899_065, 1, date(2025, 7, 1), None, "dold kolumn"],
        ["Rad\ntvå", 0.5, True, 1234.5],
        ["Summa", "=SUM(B1:B2)+Dold!A1", "=B1/0"],
        ["Dold rad"],
        [],
        ["Sammanfogad"],
    ]
    for row in rows:
        budget.append(row)
    budget["C1"].number_format, budget["D2"].number_format = "0%", '#,##0.00" kr"'
    budget.row_dimensions[4].hidden = budget.column_dimensions["F"].hidden = True
    budget.merge_cells("A6:C7")
    hidden["A1"] = 7
    hidden.sheet_state = "hidden"
    book.save(path)


def test_xlsx_without_saved_values(tmp_path: Path) -> None:
    write_sample(tmp_path / "a.xlsx")
    book = read_book(tmp_path / "a.xlsx")
    check_sample(book, "=SUM(B1:B2)+Dold!A1")
    assert [
        place(sheet.name, *where)
        for sheet in book.sheets
        for where, one in sheet.cells.items()
        if one.computed
    ] == ["Budget!B3"]
    assert value(book, "C2") is True
    assert book.problems[0].startswith(
        "Budget!C3: formeln har inget sparat värde och räknas inte ut, för den delar"
    )


def test_ods() -> None:
    book = read_book(DATA / "sample.ods")
    check_sample(book, "=SUM(B1:B2)+Dold!A1")
    assert book.problems == ["Budget!C3: cellen visar felet #DIV/0!."]


def test_xls_tells_values_and_no_formulas() -> None:
    book = read_book(DATA / "sample.xls")
    check_sample(book, "")
    assert value(book, "C2") is True
    assert book.problems == ["Budget!C3: cellen visar felet #DIV/0!."]


def record(number: int, data: bytes) -> bytes:
    """A record of .xlsb, under 128 bytes of content."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    return head + bytes([len(data)]) + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path) -> Path:
    """The sample, and a rich text, a float and a hundredth packed into 30 bits."""

    def cell(number: int, column: int, content: bytes, style: int = 0) -> bytes:
        return record(number, struct.pack("<II", column, style) + content)

    def row(number: int, *, hidden: bool = False) -> bytes:
        more = bytes([0, 0x10 if hidden else 0, 0]) + struct.pack("<I", 0)
        return record(0, struct.pack("<IIH", number, 0, 300) + more)

    def sheet(*content: bytes, after: bytes = b"") -> bytes:
        return (
            record(129, b"") + content[0] + record(145, b"") + b"".join(content[1:]) + record(146, b"")
            + after + record(130, b"")
        )  # fmt: skip

    columns = record(390, b"") + record(60, struct.pack("<IIIIH", 5, 5, 2560, 0, 1)) + record(391, b"")
    budget = sheet(
        columns,
        *(row(0), cell(7, 0, struct.pack("<I", 0)), cell(2, 1, struct.pack("<I", 1_899_065 << 2 | 2))),
        cell(2, 2, struct.pack("<d", 1.0)[4:], 1),
        cell(5, 3, struct.pack("<d", 45839.0), 2),
        *(cell(6, 5, wide("dold kolumn")), row(1), cell(62, 0, b"\0" + wide("Rad\ntvå"))),
        *(
            cell(2, 1, struct.pack("<I", 50 << 2 | 3)),
            cell(4, 2, b"\1"),
            cell(5, 3, struct.pack("<d", 1234.5)),
        ),
        *(
            row(2),
            cell(6, 0, wide("Summa")),
            cell(9, 1, struct.pack("<dHI3BI", 1_899_072.5, 0, 3, 0x1E, 1, 0, 0)),
        ),
        *(cell(3, 2, b"\x07"), row(3, hidden=True), cell(6, 0, wide("Dold rad"))),
        *(row(5), cell(6, 0, wide("Sammanfogad"))),
        after=record(177, struct.pack("<I", 1))
        + record(176, struct.pack("<IIII", 5, 6, 0, 2))
        + record(178, b""),
    )
    sheets = [(0, "r1", "Budget"), (1, "r2", "Dold")]
    bundle = [
        record(156, struct.pack("<II", state, number) + wide(relation) + wide(name))
        for number, (state, relation, name) in enumerate(sheets, 1)
    ]
    formats = [
        record(47, struct.pack("<HHHHHBBHH", 0, number, 0, 0, 0, 0, 0, 0, 1)) for number in (0, 9, 164)
    ]
    return zipped(
        path,
        {
            "_rels/.rels": relations(officeDocument="xl/workbook.bin"),
            "xl/_rels/workbook.bin.rels": relations(
                worksheet1="worksheets/sheet1.bin", worksheet2="worksheets/sheet2.bin",
                sharedStrings="sharedStrings.bin", styles="styles.bin",
            ),
            "xl/workbook.bin": record(131, b"") + record(143, b"") + b"".join(bundle) + record(144, b"")
            + record(132, b""),
            "xl/sharedStrings.bin": record(159, struct.pack("<II", 1, 1))
            + record(19, b"\0" + wide("Lön & annat")) + record(160, b""),
            "xl/styles.bin": record(278, b"") + record(615, struct.pack("<I", 1))
            + record(44, struct.pack("<H", 164) + wide("yyyy-mm-dd")) + record(616, b"")
            + record(617, struct.pack("<I", 3)) + b"".join(formats) + record(618, b"") + record(279, b""),
            "xl/worksheets/sheet1.bin": budget,
            "xl/worksheets/sheet2.bin": sheet(b"", row(0), cell(5, 0, struct.pack("<d", 7.0))),
            "[Content_Types].xml": "<Types/>",
        },
    )  # fmt: skip


def test_xlsb_tells_values_and_no_formulas(tmp_path: Path) -> None:
    book = read_book(xlsb(tmp_path / "a.xlsb"))
    check_sample(book, "")
    assert value(book, "C2") is True
    assert book.problems == ["Budget!C3: cellen visar felet #DIV/0!."]


def test_kind_is_told_by_content_and_not_by_name(tmp_path: Path) -> None:
    write_sample(tmp_path / "a.xls")
    assert value(read_book(tmp_path / "a.xls"), "B1") == 1_899_065
    (tmp_path / "b.xlsx").write_bytes((DATA / "sample.xls").read_bytes())
    assert value(read_book(tmp_path / "b.xlsx"), "B1") == 1_899_065
    (tmp_path / "c.xlsx").write_bytes((DATA / "sample.ods").read_bytes())
    assert value(read_book(tmp_path / "c.xlsx"), "B1") == 1_899_065


def test_values_of_every_type(tmp_path: Path) -> None:
    rows = (
        '<row><c t="inlineStr"><is><r><t>Två </t></r><r><t>delar_x000D_</t></r><rPh><t>-</t></rPh></is></c>'
        '<c t="s"><v>0</v></c><c t="b"><v>0</v></c><c t="d"><v>2025-07-01T00:00:00</v></c>'
        '<c t="str"><f>A1</f><v>text</v></c><c t="str"><f>B9</f><v></v></c><c s="1"><v>0.355</v></c></row>'
        '<row><c s="2"><v>45839.75</v></c><c s="2"><v>0</v></c><c><v>-1e308</v></c><c s="7"/><c t="s"/></row>'
    )
    strings = f'<sst xmlns="{MAIN}"><si><t>Delad</t><rPh><t>uttal</t></rPh></si></sst>'
    book = read_book(xlsx(tmp_path / "a.xlsx", rows, xl__sharedStrings=strings))
    assert book.sheets[0].cells == {
        (0, 0): BookCell("Två delar\r"),
        (0, 1): BookCell("Delad"),
        (0, 2): BookCell(False),
        (0, 3): BookCell(date(2025, 7, 1)),
        (0, 4): BookCell("text", "=A1"),
        (0, 5): BookCell("", "=B9"),
        (0, 6): BookCell(0.355, percent=True),
        (1, 0): BookCell(date(2025, 7, 1)),
        (1, 1): BookCell(0),
        (1, 2): BookCell(-1e308),
    }
    assert book.problems == []


def test_strict_namespace_and_prefixes_and_1904(tmp_path: Path) -> None:
    rows = '<x:row r="1"><x:c r="B1" s="2"><x:v>44377</x:v></x:c></x:row>'
    part = f'<x:worksheet xmlns:x="{STRICT}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    path = xlsx(
        tmp_path / "a.xlsx", "", space=STRICT, calc='<workbookPr date1904="1"/>', xl__worksheets__sheet1=part
    )
    assert read_book(path).sheets[0].cells == {(0, 1): BookCell(date(2025, 7, 1))}


def test_shared_formulas_are_written_out(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="C1"><f t="shared" ref="C1:D2" si="0">SUM(A1:$B1)*A$9+LOG10(A1)&amp;"A1"</f>'
        '<v>1</v></c><c r="D1"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="2"><c r="C2"><f t="shared" si="0"/><v>3</v></c></row>'
    )
    book = read_book(xlsx(tmp_path / "a.xlsx", rows))
    assert [one.formula for one in book.sheets[0].cells.values()] == [
        '=SUM(A1:$B1)*A$9+LOG10(A1)&"A1"',
        '=SUM(B1:$B1)*B$9+LOG10(B1)&"A1"',
        '=SUM(A2:$B2)*A$9+LOG10(A2)&"A1"',
    ]


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=1+2*3-4/2", 5),
        ("=(1+2)*-3", -9),
        ("=--2%*50", 1),
        ("=0.1+0.2", 0.3),
        ("=SUM(A1:A3,10,A1*2)", 49),
        ("=sum($A:$A)", 23),
        ("=SUM(1:3)+'Blad'!A3", 31),
        ("=blad!$A$1/8", 1),
        ("=ROUND(A2/8,1)+ROUND(1250,-2)", 1300.9),
        ("=ROUND(-2.5,0)", -3),
        ("=A1", 8),
        ("=Z99", 0),
        ("=Z99+1", 1),
        ("=" + "+".join(["1"] * 2000), 2000),
    ],
)
def test_sums_and_arithmetic_are_computed(tmp_path: Path, formula: str, result: float) -> None:
    filled = formulas("8", "7", "=A1").replace("</row>", "</row>", 1) + (
        f'<row r="4"><c r="C4"><f>{formula[1:]}</f><v></v></c></row>'
    )
    book = read_book(xlsx(tmp_path / "a.xlsx", filled))
    assert (at(book, "C4"), book.problems) == (BookCell(result, formula, computed=True), [])


def test_computed_values_are_shown_as_their_cells_are(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" s="2"><v>45839</v></c><c r="B1" s="1"><f>1/4</f></c>'
        '<c r="C1" s="2"><f>A1+1</f></c><c r="D1"><f>A1</f></c><c r="E1"><f>F1</f></c>'
        '<c r="F1" t="inlineStr"><is><t>Namn</t></is></c></row>'
    )
    book = read_book(xlsx(tmp_path / "a.xlsx", rows))
    assert at(book, "B1") == BookCell(0.25, "=1/4", percent=True, computed=True)
    assert [value(book, cell) for cell in ("C1", "D1", "E1")] == [date(2025, 7, 2), date(2025, 7, 1), "Namn"]


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("=A2", "den räknar med sig själv"),
        ("=VLOOKUP(1,A1:B2,2)", "programmet räknar inte med funktionen VLOOKUP"),
        ("=[1]Blad!A1", "den räknar med en annan arbetsbok"),
        ("='[bok.xlsx]Blad'!A1", "den räknar med en annan arbetsbok"),
        ("=Borta!A1", "bladet ”Borta” finns inte"),
        ("=1/0", "den delar med noll"),
        ("=1e300*1e300", "talet blir för stort"),
        ("=B1+1", "Blad!B1 är text och inget tal"),
        ("=C1+1", "Blad!C1 har inget värde"),
        ("=A1:A9", "”A1:A9” är flera celler där en väntades"),
        ("=1+", "”slutet” är inget som programmet räknar med"),
        ("=(1", "”slutet” står där ”)” väntades"),
        ('="text"', "är inget som programmet räknar med"),
        ("=" + "(" * 500 + "1" + ")" * 500, "den har för många parenteser i varandra"),
        ("=" + "SUM(" * 1500 + "1" + ")" * 1500, "den har för många parenteser i varandra"),
        ("=" + "-" * 9000 + "1", "den är för lång"),
        ("=A0", "”A0” är ingen cell"),
    ],
)
def test_other_formulas_are_named(tmp_path: Path, formula: str, why: str) -> None:
    texts = '<row r="1"><c r="B1" t="inlineStr"><is><t>x</t></is></c><c r="C1" t="e"><v>#REF!</v></c></row>'
    book = read_book(xlsx(tmp_path / "a.xlsx", texts + formulas("1", formula)))
    assert at(book, "A2") == BookCell(None, formula)
    (problem,) = [one for one in book.problems if one.startswith("Blad!A2: ")]
    assert why in problem
    assert "Blad!C1: cellen visar felet #REF!." in book.problems


def test_rings_and_long_chains_of_formulas(tmp_path: Path) -> None:
    ring = read_book(xlsx(tmp_path / "a.xlsx", formulas("=A2", "=A3+1", "=A1+1", "=SUM(A1:A3)")))
    assert [value(ring, f"A{row}") for row in (1, 2, 3, 4)] == [None] * 4
    assert len(ring.problems) == 4
    chain = [f"=A{row + 1}+1" for row in range(1, 20_000)]
    assert value(read_book(xlsx(tmp_path / "b.xlsx", formulas(*chain, "1"))), "A1") == 20_000


def test_too_much_to_compute_is_said(tmp_path: Path) -> None:
    texts = [f"=SUM(B1:B{row})" for row in range(1, 3_001)]
    filled = formulas(*texts).replace("</c></row>", "</c><c><v>1</v></c></row>")
    book = read_book(xlsx(tmp_path / "a.xlsx", filled))
    assert value(book, "A100") == 100
    assert value(book, "A3000") is None
    assert "arbetsboken har för mycket att räkna" in book.problems[0]
    assert len(book.problems) == MAX_PROBLEMS + 1
    assert "anmärkningar till" in book.problems[-1]


def test_saved_zero_of_a_file_never_computed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as theirs:  # writes 0 for each formula and asks Excel to compute
        sheet = theirs.add_worksheet("Blad")
        sheet.write_row(0, 0, [5, "=A1*2", "=A1-5", "=FACT(A1)"])
    book = read_book(path)
    assert at(book, "B1") == BookCell(10, "=A1*2", computed=True)
    assert at(book, "C1") == BookCell(0, "=A1-5")
    assert at(book, "D1") == BookCell(0, "=FACT(A1)")
    (problem,) = book.problems
    assert problem.startswith("Blad!D1: formeln har kanske inte räknats ut sedan den skrevs")


def test_numbers_and_dates_that_cannot_be(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>1e400</v></c><c r="C1"><v>många</v></c>'
        '<c r="D1" s="2"><v>99999999</v></c><c r="E1" s="2"><v>-5</v></c>'
        '<c r="F1" t="d"><v>9999-99-99</v></c>'
        '<c r="G1" s="2"><v>1e300</v></c><c r="H1" s="2"><v>2958465</v></c></row>'
    )
    book = read_book(xlsx(tmp_path / "a.xlsx", rows))
    assert [one.value for one in book.sheets[0].cells.values()] == [None] * 7 + [date(9999, 12, 31)]
    assert [problem.partition(":")[0] for problem in book.problems] == [
        f"Blad!{letter}1" for letter in "ABCDEFG"
    ]


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("General", Shown.NUMBER),
        ('#,##0 "dagar"', Shown.NUMBER),
        (r"#,##0\ _d;[Red]-#,##0", Shown.NUMBER),
        ("0.0%", Shown.PERCENT),
        (r"0\%", Shown.NUMBER),
        ("[$-41D]d mmmm yyyy;@", Shown.DATE),
        ("mmm", Shown.DATE),
        ("h:mm:ss", Shown.NUMBER),
        ("yyyy-mm-dd hh:mm", Shown.DATE),
    ],
)
def test_number_formats(pattern: str, shown: Shown) -> None:
    assert shown_as(pattern) is shown


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("of:=SUM([.A1:.B2];[.C3])", "=SUM(A1:B2,C3)"),
        ('of:=[$Blad2.$A$1]&"[.A1];"', '=Blad2!$A$1&"[.A1];"'),
        ("of:=[$'Två ord'.A1]*2", "='Två ord'!A1*2"),
        ("of:=SUM([.A:.A])", "=SUM(A:A)"),
        ("msoxl:=SUM(A1;B1)", "=SUM(A1;B1)"),
    ],
)
def test_formulas_of_open_document(theirs: str, ours: str) -> None:
    assert excel_formula(theirs) == ours


def test_open_document_cells(tmp_path: Path) -> None:
    table = """
        <table:table-column table:number-columns-repeated="2"/>
        <table:table-column table:visibility="collapse"/>
        <table:table-row>
            <table:table-cell office:value-type="string"><office:annotation><text:p>nej
                </text:p></office:annotation><text:p>a<text:s text:c="2"/>b<text:span>c</text:span
                ><text:tab/></text:p><text:p>e</text:p></table:table-cell>
            <table:table-cell table:number-columns-repeated="2" office:value-type="currency"
                office:value="10"><text:p>10 kr</text:p></table:table-cell>
            <table:table-cell table:formula="of:=[.B1]*2"/>
            <table:table-cell office:value-type="date" office:date-value="2025-13-01"/>
            <table:table-cell office:value-type="float" office:value="NaN"/>
        </table:table-row>
        <table:table-row table:visibility="filter" table:number-rows-repeated="3"><table:table-cell/>
        </table:table-row>
        <table:table-row><table:table-cell office:value-type="percentage" office:value="1"/></table:table-row>
    """
    book = read_book(ods(tmp_path / "a.ods", table))
    assert book.sheets[0].cells == {
        (0, 0): BookCell("a  bc\t\ne"),
        (0, 1): BookCell(10),
        (0, 2): BookCell(10),
        (0, 3): BookCell(20, "=B1*2", computed=True),
        (0, 4): BookCell(None),
        (0, 5): BookCell(None),
        (4, 0): BookCell(1, percent=True),
    }
    assert (book.sheets[0].hidden_rows, book.sheets[0].hidden_columns) == ({1, 2, 3}, {2})
    assert [problem.partition(":")[0] for problem in book.problems] == ["Blad!E1", "Blad!F1"]


def test_cells_far_out_and_repeated_take_nothing(tmp_path: Path) -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    start = time.monotonic()
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    book = read_book(xlsx(tmp_path / "a.xlsx", far, after=merged))
    assert book.sheets[0].cells == {(0, 0): BookCell(1)}
    assert book.sheets[0].merges == ()
    assert book.problems == ["Blad: det som står nedanför eller till höger om ALL100000 är inte läst."]
    row = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell {}/></table:table-row>'
    full = 'table:number-columns-repeated="10" office:value-type="float" office:value="1"'
    book = read_book(ods(tmp_path / "b.ods", row.format(full)))
    assert len(book.sheets[0].cells) == 10_000
    assert book.problems == ["Blad!A1: samma innehåll upprepas 1000000 gånger. Bara de första 1000 är lästa."]
    nowhere = '<row r="0"><c r="A0"><v>1</v></c><c r="5"><v>1</v></c><c r="ÅÅÅÅ1"><v>1</v></c></row>'
    assert read_book(xlsx(tmp_path / "d.xlsx", nowhere)).sheets[0].cells == {}
    empty = row.format('table:number-columns-repeated="16384"') + row.format(full).replace("1000000", "1")
    assert read_book(ods(tmp_path / "c.ods", empty)).sheets == [BookSheet("Blad")]
    assert time.monotonic() - start < 20


def test_a_great_many_merges(tmp_path: Path) -> None:
    merges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 50_000))
    book = read_book(xlsx(tmp_path / "a.xlsx", formulas("1"), after=f"<mergeCells>{merges}</mergeCells>"))
    assert len(book.sheets[0].merges) == 10_000
    assert book.problems == ["Blad: bladet har fler än 10000 sammanfogningar. Resten är inte läst."]


def test_fifty_thousand_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as theirs:
        sheet = theirs.add_worksheet("Blad")
        for row in range(50_000):
            sheet.write_row(row, 0, [f"Rad {row}", row, 0.5, "text"])
    book = read_book(path)
    assert len(book.sheets[0].cells) == 200_000 < MAX_CELLS
    assert value(book, "B50000") == 49_999


BOMB = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    "part", ["xl__worksheets__sheet1", "xl__sharedStrings", "xl__styles", "xl__workbook"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "behind a long comment"])
def test_doctype_is_refused_wherever_it_stands(tmp_path: Path, part: str, encoding: str) -> None:
    head = "<!--" + " " * 200_000 + "-->" if encoding.startswith("behind") else ""
    text = head + BOMB + f'<x xmlns="{MAIN}">&j;</x>'
    data = text.encode("utf-8" if head else encoding)
    assert "DOCTYPE" in refusal(xlsx(tmp_path / "a.xlsx", "", **{part: data}))


def test_zip_bombs_are_refused(tmp_path: Path) -> None:
    huge = "<worksheet>" + " " * 30_000_000 + "</worksheet>"
    said = refusal(xlsx(tmp_path / "a.xlsx", "", xl__worksheets__sheet1=huge))
    assert "kan fylla datorns minne" in said
    many = {f"a{number}": "" for number in range(6_000)}
    path = zipped(tmp_path / "b.xlsx", {"_rels/.rels": relations(officeDocument="a1"), **many})
    assert "kan fylla datorns minne" in refusal(path)
    data = xlsx(tmp_path / "c.xlsx", formulas("1")).read_bytes()
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(tmp_path / "c.xlsx", "a") as archive,
    ):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "kan fylla datorns minne" in refusal(tmp_path / "c.xlsx")
    (tmp_path / "d.xlsx").write_bytes(data.replace(struct.pack("<H", 8), struct.pack("<H", 99)))
    assert "skadad" in refusal(tmp_path / "d.xlsx")


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    write_sample(tmp_path / "a.xlsx")
    for source in (tmp_path / "a.xlsx", DATA / "sample.ods", DATA / "sample.xls", xlsb(tmp_path / "a.xlsb")):
        data = source.read_bytes()
        path = tmp_path / f"b{source.suffix}"
        path.write_bytes(data[: len(data) // 2])
        assert f"Filen ”{path.name}”" in refusal(path)
    assert "skadad" in refusal(xlsx(tmp_path / "c.xlsx", "<row><c><v>1</v></row>"))
    assert "skadad" in refusal(xlsx(tmp_path / "d.xlsx", '<row r="x"/>'))
    assert "skadad" in refusal(xlsx(tmp_path / "e.xlsx", '<row><c t="s"><v>5</v></c></row>'))


def test_locked_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(
        (DATA / "sample.xls").read_bytes()[:512]
        + "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0")
        + b"\x22\0"
    )
    data = (DATA / "sample.xls").read_bytes()
    begin = data.index(bytes.fromhex("0908") + b"\x10\0\0\6") + 20
    (tmp_path / "b.xls").write_bytes(data[:begin] + b"\x2f\0" + data[begin + 2 :])
    zipped(
        tmp_path / "c.ods",
        {"content.xml": b"\xff\x80", "META-INF/manifest.xml": "<manifest:encryption-data/>"},
    )
    for name in ("a.xlsx", "b.xls", "c.ods"):
        assert refusal(tmp_path / name) == (
            f"Filen ”{name}” är skyddad med lösenord. Spara den utan lösenord och försök igen."
        )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "är tom. Be om filen på nytt."),
        (b"<html><table><tr><td>1</td></tr></table></html>", "är en webbsida och inget kalkylark"),
        ("Lön;1 899 065\n".encode(), "är en textfil och inget kalkylark"),
        (b"%PDF-1.7\n", "är en PDF och inget kalkylark"),
        (b"\x89PNG\r\n\x1a\n\0\0", "är en fil av okänt slag och inget kalkylark"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000, "är inget kalkylark"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.xls").write_bytes(data)
    assert said in refusal(tmp_path / "a.xls")


def test_other_files_and_none(tmp_path: Path) -> None:
    word = zipped(
        tmp_path / "a.xlsx",
        {"_rels/.rels": relations(officeDocument="word/document.xml"), "word/document.xml": "<w/>"},
    )
    assert "är inget kalkylark" in refusal(word)
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("bild.txt", "x")
    (tmp_path / "b.xlsx").write_bytes(plain.getvalue())
    assert "inte en fil av det slag" in refusal(tmp_path / "b.xlsx")
    assert "den finns inte" in refusal(tmp_path / "borta.xlsx")
    assert "det är en mapp" in refusal(tmp_path)


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    with pytest.raises(sandbox.CancelledError):
        read_book(xlsx(tmp_path / "a.xlsx", formulas("1")), cancelled=lambda: True)
