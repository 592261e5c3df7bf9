"""Workbooks of every kind read alike: values, dates, shown kinds, hidden rows."""

import struct
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.book import Book, BookCell, place
from finsam_desktop.exchange.book_gather import Shown, shown_as
from finsam_desktop.exchange.book_read import read_book

DATA = Path(__file__).parent / "data"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


@pytest.fixture(scope="module", autouse=True)
def _end_of_the_child() -> Iterator[None]:
    yield
    sandbox.close()


def check_sample(files: Any, book: Book, formula: str) -> None:
    """The sample as each kind of file holds it."""
    budget, hidden = book.sheets
    assert (budget.name, budget.hidden, hidden.name, hidden.hidden) == ("Budget", False, "Dold", True)
    assert files.value(book, "A1") == "Lön & annat"
    assert files.at(book, "B1") == BookCell(1_899_065)
    assert files.at(book, "C1") == BookCell(1, percent=True)
    assert files.at(book, "D1") == BookCell(date(2025, 7, 1))
    assert (files.value(book, "A2"), files.value(book, "B2"), files.value(book, "D2")) == (
        "Rad\ntvå",
        0.5,
        1234.5,
    )
    summed = files.at(book, "B3")
    assert summed
    assert (summed.value, summed.formula) == (1_899_072.5, formula)
    assert files.value(book, "C3") is None
    assert [problem.partition(":")[0] for problem in book.problems] == ["Budget!C3"]
    assert (budget.hidden_rows, budget.hidden_columns) == ({3}, {5})
    assert budget.merges == ((5, 0, 6, 2),)
    assert files.value(book, "A1", 1) == 7


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


def test_xlsx_without_saved_values(files: Any, tmp_path: Path) -> None:
    write_sample(tmp_path / "a.xlsx")
    book = read_book(tmp_path / "a.xlsx")
    check_sample(files, book, "=SUM(B1:B2)+Dold!A1")
    assert [
        place(sheet.name, *where)
        for sheet in book.sheets
        for where, one in sheet.cells.items()
        if one.computed
    ] == ["Budget!B3"]
    assert files.value(book, "C2") is True
    assert book.problems[0].startswith(
        "Budget!C3: formeln har inget sparat värde och räknas inte ut, för den delar"
    )


def test_ods(files: Any) -> None:
    book = read_book(DATA / "sample.ods")
    check_sample(files, book, "=SUM(B1:B2)+Dold!A1")
    assert book.problems == ["Budget!C3: cellen visar felet #DIV/0!."]


def test_xls_tells_values_and_no_formulas(files: Any) -> None:
    book = read_book(DATA / "sample.xls")
    check_sample(files, book, "")
    assert files.value(book, "C2") is True
    assert book.problems == ["Budget!C3: cellen visar felet #DIV/0!."]


def record(number: int, data: bytes) -> bytes:
    """A record of .xlsb, under 128 bytes of content."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    return head + bytes([len(data)]) + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(files: Any, path: Path) -> Path:
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
    return files.zipped(
        path,
        {
            "_rels/.rels": files.relations(officeDocument="xl/workbook.bin"),
            "xl/_rels/workbook.bin.rels": files.relations(
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


def test_xlsb_tells_values_and_no_formulas(files: Any, tmp_path: Path) -> None:
    book = read_book(xlsb(files, tmp_path / "a.xlsb"))
    check_sample(files, book, "")
    assert files.value(book, "C2") is True
    assert book.problems == ["Budget!C3: cellen visar felet #DIV/0!."]


def test_kind_is_told_by_content_and_not_by_name(files: Any, tmp_path: Path) -> None:
    write_sample(tmp_path / "a.xls")
    assert files.value(read_book(tmp_path / "a.xls"), "B1") == 1_899_065
    (tmp_path / "b.xlsx").write_bytes((DATA / "sample.xls").read_bytes())
    assert files.value(read_book(tmp_path / "b.xlsx"), "B1") == 1_899_065
    (tmp_path / "c.xlsx").write_bytes((DATA / "sample.ods").read_bytes())
    assert files.value(read_book(tmp_path / "c.xlsx"), "B1") == 1_899_065


def test_values_of_every_type(files: Any, tmp_path: Path) -> None:
    rows = (
        '<row><c t="inlineStr"><is><r><t>Två </t></r><r><t>delar_x000D_</t></r><rPh><t>-</t></rPh></is></c>'
        '<c t="s"><v>0</v></c><c t="b"><v>0</v></c><c t="d"><v>2025-07-01T00:00:00</v></c>'
        '<c t="str"><f>A1</f><v>text</v></c><c t="str"><f>B9</f><v></v></c><c s="1"><v>0.355</v></c></row>'
        '<row><c s="2"><v>45839.75</v></c><c s="2"><v>0</v></c><c><v>-1e308</v></c><c s="7"/><c t="s"/></row>'
    )
    strings = f'<sst xmlns="{MAIN}"><si><t>Delad</t><rPh><t>uttal</t></rPh></si></sst>'
    book = read_book(files.xlsx(tmp_path / "a.xlsx", rows, xl__sharedStrings=strings))
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


def test_strict_namespace_and_prefixes_and_1904(files: Any, tmp_path: Path) -> None:
    rows = '<x:row r="1"><x:c r="B1" s="2"><x:v>44377</x:v></x:c></x:row>'
    part = f'<x:worksheet xmlns:x="{STRICT}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    path = files.xlsx(
        tmp_path / "a.xlsx", "", space=STRICT, calc='<workbookPr date1904="1"/>', xl__worksheets__sheet1=part
    )
    assert read_book(path).sheets[0].cells == {(0, 1): BookCell(date(2025, 7, 1))}


def test_numbers_and_dates_that_cannot_be(files: Any, tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>1e400</v></c><c r="C1"><v>många</v></c>'
        '<c r="D1" s="2"><v>99999999</v></c><c r="E1" s="2"><v>-5</v></c>'
        '<c r="F1" t="d"><v>9999-99-99</v></c>'
        '<c r="G1" s="2"><v>1e300</v></c><c r="H1" s="2"><v>2958465</v></c></row>'
    )
    book = read_book(files.xlsx(tmp_path / "a.xlsx", rows))
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


def test_open_document_cells(files: Any, tmp_path: Path) -> None:
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
    book = read_book(files.ods(tmp_path / "a.ods", table))
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


def test_damaged_files_are_refused(files: Any, tmp_path: Path) -> None:
    write_sample(tmp_path / "a.xlsx")
    for source in (
        tmp_path / "a.xlsx",
        DATA / "sample.ods",
        DATA / "sample.xls",
        xlsb(files, tmp_path / "a.xlsb"),
    ):
        data = source.read_bytes()
        path = tmp_path / f"b{source.suffix}"
        path.write_bytes(data[: len(data) // 2])
        assert f"Filen ”{path.name}”" in files.refusal(path)
    assert "skadad" in files.refusal(files.xlsx(tmp_path / "c.xlsx", "<row><c><v>1</v></row>"))
    assert "skadad" in files.refusal(files.xlsx(tmp_path / "d.xlsx", '<row r="x"/>'))
    assert "skadad" in files.refusal(files.xlsx(tmp_path / "e.xlsx", '<row><c t="s"><v>5</v></c></row>'))
