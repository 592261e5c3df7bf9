"""What is wrong with a file from outside is said, within bounds of time and memory."""

import io
import struct
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.book import BookCell, BookSheet
from finsam_desktop.exchange.book_gather import MAX_CELLS
from finsam_desktop.exchange.book_read import read_book

DATA = Path(__file__).parent / "data"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


BOMB = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)
) + "]>"  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _end_of_the_child() -> Iterator[None]:
    yield
    sandbox.close()


def test_cells_far_out_and_repeated_take_nothing(files: Any, tmp_path: Path) -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    start = time.monotonic()
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    book = read_book(files.xlsx(tmp_path / "a.xlsx", far, after=merged))
    assert book.sheets[0].cells == {(0, 0): BookCell(1)}
    assert book.sheets[0].merges == ()
    assert book.problems == ["Blad: det som står nedanför eller till höger om ALL100000 är inte läst."]
    row = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell {}/></table:table-row>'
    full = 'table:number-columns-repeated="10" office:value-type="float" office:value="1"'
    book = read_book(files.ods(tmp_path / "b.ods", row.format(full)))
    assert len(book.sheets[0].cells) == 10_000
    assert book.problems == ["Blad!A1: samma innehåll upprepas 1000000 gånger. Bara de första 1000 är lästa."]
    nowhere = '<row r="0"><c r="A0"><v>1</v></c><c r="5"><v>1</v></c><c r="ÅÅÅÅ1"><v>1</v></c></row>'
    assert read_book(files.xlsx(tmp_path / "d.xlsx", nowhere)).sheets[0].cells == {}
    empty = row.format('table:number-columns-repeated="16384"') + row.format(full).replace("1000000", "1")
    assert read_book(files.ods(tmp_path / "c.ods", empty)).sheets == [BookSheet("Blad")]
    assert time.monotonic() - start < 20


def test_a_great_many_merges(files: Any, tmp_path: Path) -> None:
    merges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 50_000))
    book = read_book(
        files.xlsx(tmp_path / "a.xlsx", files.formulas("1"), after=f"<mergeCells>{merges}</mergeCells>")
    )
    assert len(book.sheets[0].merges) == 10_000
    assert book.problems == ["Blad: bladet har fler än 10000 sammanfogningar. Resten är inte läst."]


def test_fifty_thousand_rows(files: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as theirs:
        sheet = theirs.add_worksheet("Blad")
        for row in range(50_000):
            sheet.write_row(row, 0, [f"Rad {row}", row, 0.5, "text"])
    book = read_book(path)
    assert len(book.sheets[0].cells) == 200_000 < MAX_CELLS
    assert files.value(book, "B50000") == 49_999


@pytest.mark.parametrize(
    "part", ["xl__worksheets__sheet1", "xl__sharedStrings", "xl__styles", "xl__workbook"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "behind a long comment"])
def test_doctype_is_refused_wherever_it_stands(files: Any, tmp_path: Path, part: str, encoding: str) -> None:
    head = "<!--" + " " * 200_000 + "-->" if encoding.startswith("behind") else ""
    text = head + BOMB + f'<x xmlns="{MAIN}">&j;</x>'
    data = text.encode("utf-8" if head else encoding)
    assert "DOCTYPE" in files.refusal(files.xlsx(tmp_path / "a.xlsx", "", **{part: data}))


def test_zip_bombs_are_refused(files: Any, tmp_path: Path) -> None:
    huge = "<worksheet>" + " " * 30_000_000 + "</worksheet>"
    said = files.refusal(files.xlsx(tmp_path / "a.xlsx", "", xl__worksheets__sheet1=huge))
    assert "kan fylla datorns minne" in said
    many = {f"a{number}": "" for number in range(6_000)}
    path = files.zipped(tmp_path / "b.xlsx", {"_rels/.rels": files.relations(officeDocument="a1"), **many})
    assert "kan fylla datorns minne" in files.refusal(path)
    data = files.xlsx(tmp_path / "c.xlsx", files.formulas("1")).read_bytes()
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(tmp_path / "c.xlsx", "a") as archive,
    ):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "kan fylla datorns minne" in files.refusal(tmp_path / "c.xlsx")
    (tmp_path / "d.xlsx").write_bytes(data.replace(struct.pack("<H", 8), struct.pack("<H", 99)))
    assert "skadad" in files.refusal(tmp_path / "d.xlsx")


def test_locked_files_are_refused(files: Any, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(
        (DATA / "sample.xls").read_bytes()[:512]
        + "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0")
        + b"\x22\0"
    )
    data = (DATA / "sample.xls").read_bytes()
    begin = data.index(bytes.fromhex("0908") + b"\x10\0\0\6") + 20
    (tmp_path / "b.xls").write_bytes(data[:begin] + b"\x2f\0" + data[begin + 2 :])
    files.zipped(
        tmp_path / "c.ods",
        {"content.xml": b"\xff\x80", "META-INF/manifest.xml": "<manifest:encryption-data/>"},
    )
    for name in ("a.xlsx", "b.xls", "c.ods"):
        assert files.refusal(tmp_path / name) == (
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
def test_what_is_no_workbook_is_refused(files: Any, tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.xls").write_bytes(data)
    assert said in files.refusal(tmp_path / "a.xls")


def test_other_files_and_none(files: Any, tmp_path: Path) -> None:
    word = files.zipped(
        tmp_path / "a.xlsx",
        {"_rels/.rels": files.relations(officeDocument="word/document.xml"), "word/document.xml": "<w/>"},
    )
    assert "är inget kalkylark" in files.refusal(word)
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("bild.txt", "x")
    (tmp_path / "b.xlsx").write_bytes(plain.getvalue())
    assert "inte en fil av det slag" in files.refusal(tmp_path / "b.xlsx")
    assert "den finns inte" in files.refusal(tmp_path / "borta.xlsx")
    assert "det är en mapp" in files.refusal(tmp_path)


def test_reading_can_be_cancelled(files: Any, tmp_path: Path) -> None:
    with pytest.raises(sandbox.CancelledError):
        read_book(files.xlsx(tmp_path / "a.xlsx", files.formulas("1")), cancelled=lambda: True)
