"""Cells of a worksheet's XML are filled and all else is left, however a program has written it."""

import pytest

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange.template_xml import Content, Place, SheetXml

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(rows: str, *, prefix: str = "", before: str = "") -> bytes:
    space = f'xmlns:{prefix}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    p = f"{prefix}:" if prefix else ""
    data = f"<{p}sheetData>{rows}</{p}sheetData>" if rows else f"<{p}sheetData/>"
    return f'<?xml version="1.0"?>\n<{p}worksheet {space}>{before}{data}<{p}x/></{p}worksheet>'.encode()


def edited(data: bytes, contents: dict[Place, Content], results: dict[Place, Content] | None = None) -> str:
    text = SheetXml(data, "Filen").edited(contents, results or {}).decode()
    SheetXml(text.encode(), "Filen")
    return text.partition("sheetData>")[2].rpartition("</")[0]


def test_a_cell_keeps_its_place_and_style_and_loses_its_old_type() -> None:
    row = '<row r="1" ht="20"><c r="A1" s="7" t="s"><v>3</v></c><c r="B1" s="2"/><c r="C1"><v>9</v></c></row>'
    assert edited(sheet(row), {(0, 0): 12, (0, 1): "a<b", (0, 2): None}) == (
        '<row r="1" ht="20"><c r="A1" s="7"><v>12</v></c>'
        '<c r="B1" s="2" t="inlineStr"><is><t xml:space="preserve">a&lt;b</t></is></c>'
        '<c r="C1"/></row></sheetData><x/>'
    )


@pytest.mark.parametrize(
    ("rows", "place", "wanted"),
    [
        ("", (4, 1), '<row r="5"><c r="B5"><v>1</v></c></row>'),
        ('<row r="5"/>', (4, 1), '<row r="5"><c r="B5"><v>1</v></c></row>'),
        ('<row r="9"></row>', (4, 1), '<row r="5"><c r="B5"><v>1</v></c></row><row r="9"></row>'),
        ('<row r="2"/>', (4, 1), '<row r="2"/><row r="5"><c r="B5"><v>1</v></c></row>'),
        ('<row r="5"><c r="C5"/></row>', (4, 1), '<row r="5"><c r="B5"><v>1</v></c><c r="C5"/></row>'),
        ('<row r="5"><c r="A5"/></row>', (4, 1), '<row r="5"><c r="A5"/><c r="B5"><v>1</v></c></row>'),
        (
            '<row r="5" s="3" customFormat="1"/>',
            (4, 1),
            '<row r="5" s="3" customFormat="1"><c r="B5" s="3"><v>1</v></c></row>',
        ),
    ],
)
def test_cells_and_rows_that_are_not_written_out_are_put_in_their_place(
    rows: str, place: Place, wanted: str
) -> None:
    assert edited(sheet(rows), {place: 1}).removesuffix("<x/>").removesuffix("</sheetData>") == wanted


def test_cells_of_one_row_come_in_order() -> None:
    text = edited(sheet('<row r="1"><c r="C1"/></row>'), {(0, 4): 5, (0, 0): 1, (0, 1): 2, (0, 3): 4})
    assert [text.index(f'r="{letter}1"') for letter in "ABCDE"] == sorted(
        text.index(f'r="{letter}1"') for letter in "ABCDE"
    )


def test_a_column_gives_new_cells_its_style() -> None:
    data = sheet("", before='<cols><col min="2" max="3" style="6"/></cols>')
    assert '<c r="B1" s="6"><v>1</v></c>' in edited(data, {(0, 1): 1})


def test_other_prefixes_are_kept() -> None:
    text = edited(sheet('<m:row r="1"><m:c r="A1"/></m:row>', prefix="m"), {(0, 0): 1.5, (1, 0): "x"})
    assert '<m:c r="A1"><m:v>1.5</m:v></m:c>' in text
    assert (
        '<m:row r="2"><m:c r="A2" t="inlineStr"><m:is><m:t xml:space="preserve">x</m:t></m:is></m:c></m:row>'
        in text
    )


def test_what_looks_like_an_escaped_character_stays_text() -> None:
    assert "_x005F_x0041_" in edited(sheet('<row r="1"/>'), {(0, 0): "_x0041_"})


def test_what_formulas_show_is_renewed_and_their_formulas_are_not() -> None:
    row = '<row r="1"><c r="A1" t="str"><f>B1&gt;"a"</f><v>old</v></c><c r="B1"><f>1+1</f></c></row>'
    assert edited(sheet(row), {}, {(0, 0): 7, (0, 1): "två"}).startswith(
        '<row r="1"><c r="A1"><f>B1&gt;"a"</f><v>7</v></c><c r="B1" t="str"><f>1+1</f><v>två</v></c></row>'
    )


def test_cells_of_an_array_formula_count_as_formulas() -> None:
    row = '<row r="1"><c r="A1"><f t="array" ref="A1:A3">B1:B3</f><v>1</v></c></row>'
    row += '<row r="2"><c r="A2"><v>2</v></c></row>'
    xml = SheetXml(sheet(row), "Filen")
    assert [xml.has_formula((n, 0)) for n in range(4)] == [True, True, True, False]
    assert not xml.has_formula((0, 1))


@pytest.mark.parametrize(
    "data",
    [
        sheet("<row><c><v>1</v></c></row>"),
        sheet('<row r="1"><c><v>1</v></c></row>'),
        sheet('<row r="1"/><row r="1"/>'),
        sheet('<row r="1"/>').decode().encode("utf-16"),
        sheet("").replace(b'version="1.0"', b'version="1.0" encoding="ISO-8859-1"'),
        sheet("").replace(b"<worksheet", b"<!DOCTYPE w [<!ENTITY a 'b'>]><worksheet"),
        b"<worksheet/>",
    ],
)
def test_what_cannot_be_edited_so_is_refused(data: bytes) -> None:
    with pytest.raises(OutsideFileError, match=r"^Filen"):
        SheetXml(data, "Filen")
