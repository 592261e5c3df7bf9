"""Into the association's own workbook: our figures in its cells, and everything else as it was."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Picture

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.budget import figures
from finsam_desktop.domain.errors import ExportError, OutsideFileError
from finsam_desktop.domain.parse import parse_date
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.book_read import read_book
from finsam_desktop.exchange.excel_write import render_workbook
from finsam_desktop.exchange.take_in import propose, recognise
from finsam_desktop.exchange.template_fill import fill_template

ALVKARLEBY = "uppsala-2024-alvkarleby"
COSTS = ["Utvärdering", "Spridningsseminarier", "Utbildning insatsmedarbetare"]
COSTS += ["Inköpta utredningar, utbildningar och tjänster avsedda för deltagare"]
COSTS += ["Övriga aktiviteter för deltagare", "Telefon-, IT-kostnader", "Resor", "Toik"]
COSTS += ["Informationsmaterial", "Övrigt"]


@pytest.fixture(scope="module", autouse=True)
def _reader_process() -> Iterator[None]:
    yield
    sandbox.close()


@pytest.fixture
def application(of_seed: Callable[[str], Application]) -> Application:
    return of_seed(ALVKARLEBY)


def _rows(sheet: Worksheet, row: int, labels: list[str], total: str) -> int:
    """A group of rows with its sum below; returns the row after."""
    first = row
    for label in labels:
        sheet.cell(row, 1, label or None)
        sheet.cell(row, 9, f"=SUM(E{row}:H{row})")
        for column in range(2, 9):
            sheet.cell(row, column).fill = PatternFill("solid", fgColor="FFFF99")
        sheet.cell(row, 2).number_format = "0%"
        sheet.cell(row, 3).number_format = sheet.cell(row, 4).number_format = "yyyy-mm-dd"
        row += 1
    sheet.cell(row, 1, total)
    for letter in "BEFGHI":
        sheet[f"{letter}{row}"] = f"=SUM({letter}{first}:{letter}{row - 1})"
    return row + 1


def template_book(salaries: int = 7) -> Workbook:
    """A blank workbook as an association sends it, with what openpyxl would lose were it saved again."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Insatsbudget"
    sheet["A1"], sheet["C1"] = "BUDGET - DETALJERAD", "Namn på insats:"
    sheet.merge_cells("C1:D1")
    sheet.merge_cells("E1:I1")
    sheet["A2"], sheet["C2"], sheet["D2"] = "Insatsens löptid:", "fr o m", "t o m"
    sheet["C3"].number_format = sheet["D3"].number_format = "yyyy-mm-dd"
    sheet["A4"] = "KOSTNAD ATT REKVIRERA FRÅN SAMORDNINGSFÖRBUNDET"
    sheet["A5"], sheet["E5"] = "Kostnader i tkr", "Huvudinsatsägare"
    for letter in "FGH":
        sheet[f"{letter}5"] = "Delinsatsägare"
    for letter in "EFGH":
        sheet[f"{letter}6"] = "NAMN"
    sheet["I7"] = "Att rekvirera - Alla insatsägare"
    sheet["A8"], sheet["B8"], sheet["C8"] = "LÖNEKOSTNAD", "Tjänst i %", "Tidsperiod (ååmmdd) från till"
    sheet.merge_cells("C8:D8")
    numbers = [f"{n}." for n in range(1, salaries + 1)]
    row = _rows(sheet, 9, numbers, "SUMMA LÖNEKOSTNAD")
    sums = [row - 1]
    sheet.cell(row, 1, "LOKALKOSTNAD")
    row = _rows(sheet, row + 1, ["Lokalhyra", "Övriga lokalkostnader"], "SUMMA LOKALKOSTNAD")
    sums.append(row - 1)
    sheet.cell(row, 1, "ÖVRIGA KOSTNADER")
    row = _rows(sheet, row + 1, COSTS, "SUMMA ÖVRIGA KOSTNADER")
    sums.append(row - 1)
    sheet.cell(row, 1, "SUMMA FRÅN SAMORDNINGSFÖRBUNDET")
    for letter in "EFGHI":
        sheet[f"{letter}{row}"] = "=" + "+".join(f"{letter}{n}" for n in sums)
    requested = row
    _more(book, sheet, requested)
    return book


def _more(book: Workbook, sheet: Worksheet, requested: int) -> None:
    """A chart, a picture, a name, a rule of looks, a hidden sheet, comments of their own."""
    picture = io.BytesIO()
    Picture.new("RGB", (20, 10), "blue").save(picture, "png")
    sheet.add_image(Image(picture), "K1")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, max_col=8, min_row=requested), from_rows=True)
    sheet.add_chart(chart, "K10")
    red = PatternFill("solid", bgColor="FFC7CE")
    sheet.conditional_formatting.add("E9:I40", CellIsRule(operator="lessThan", formula=["0"], fill=red))
    book.defined_names["Att_rekvirera"] = DefinedName(
        "Att_rekvirera", attr_text=f"Insatsbudget!$I${requested}"
    )
    notes = book.create_sheet("Anvisningar")
    notes["A1"] = "Läs förbundets anvisningar innan du fyller i."
    notes["B2"] = f"=Insatsbudget!I{requested}*1"
    notes.sheet_state = "hidden"


def save(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return save(template_book(), tmp_path / "mall.xlsx")


def put(application: Application, row: str, **cells: Value) -> None:
    values = {("cell", "detailed", row, name.replace("__", ":")): value for name, value in cells.items()}
    change = edits.set_values(application, values, "Test")
    assert change is not None
    change.apply(application)


def lead(application: Application) -> str:
    return f"party:{application.budget_parties[0]}"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def row_of(sheet: Worksheet, label: str) -> int:
    return next(row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == label)


def calculated(path: Path, folder: Path) -> Workbook:
    """The workbook as LibreOffice computes it; skips the test where there is no LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "converted"
    command = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return openpyxl.load_workbook(out / path.name, data_only=True)


# -------------------------------------------------------------------------- our figures are there


def test_figures_stand_in_the_template_s_cells(
    application: Application, template: Path, tmp_path: Path
) -> None:
    target = tmp_path / "ut.xlsx"
    left = fill_template(template, application, target)
    sheet = openpyxl.load_workbook(target)["Insatsbudget"]
    assert sheet["E1"].value == "Förlängning"
    assert (sheet["C3"].value, sheet["D3"].value) == (datetime(2025, 7, 1), datetime(2027, 12, 31))
    assert [sheet[f"{letter}6"].value for letter in "EFGH"] == ["Älvkarleby kommun", "AF", "FK", "Region"]
    first = [cell.value for cell in sheet[9]]
    assert first == [
        "1.",
        1,
        datetime(2025, 7, 1),
        datetime(2027, 12, 31),
        1899065,
        None,
        None,
        None,
        "=SUM(E9:H9)",
    ]
    assert sheet.cell(row_of(sheet, "Toik"), 5).value == 120000
    assert [line for line in left if "Insatsbudget" in line] == []
    assert any("Bladet ”Fördelad” finns inte i mallen" in line for line in left)


def test_formulas_show_our_sums_at_once_and_in_libreoffice(
    application: Application, template: Path, tmp_path: Path
) -> None:
    target = tmp_path / "ut.xlsx"
    fill_template(template, application, target)
    requested = figures(Budget(application)).requested
    assert requested == 441813000
    for book in (openpyxl.load_workbook(target, data_only=True), calculated(target, tmp_path)):
        sheet = book["Insatsbudget"]
        row = row_of(sheet, "SUMMA FRÅN SAMORDNINGSFÖRBUNDET")
        assert sheet.cell(row, 9).value == requested // 100
        assert sheet.cell(row_of(sheet, "SUMMA LÖNEKOSTNAD"), 2).value == 2
        assert book["Anvisningar"]["B2"].value == requested // 100


def test_what_was_filled_in_is_read_back_as_it_is(
    application: Application, template: Path, tmp_path: Path
) -> None:
    put(application, "salary_3", label="=Coach+", rate=Decimal("62.5"), **{lead(application): 1234_56})
    put(application, "salary_4", **{"from": parse_date("oktober 2025")})
    target = tmp_path / "ut.xlsx"
    fill_template(template, application, target)
    sheet = openpyxl.load_workbook(target)["Insatsbudget"]
    assert (sheet["A11"].value, sheet["A11"].data_type) == ("=Coach+", "s")
    proposal = propose(recognise(read_book(target), application, "ut.xlsx"), application)
    assert [(str(cell.spot), cell.new) for cell in proposal.cells] == []
    assert proposal.differences == ()


def test_a_filled_template_becomes_ours(application: Application, tmp_path: Path) -> None:
    book = template_book()
    sheet = book["Insatsbudget"]
    sheet["E6"], sheet["F6"], sheet["A9"], sheet["E9"] = "Tierps kommun", "Region Uppsala", "Kock", 55
    sheet["A14"], sheet["E14"], sheet["F14"] = "Vaktmästare", 1000, 77
    left = fill_template(save(book, tmp_path / "mall.xlsx"), application, tmp_path / "ut.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ut.xlsx")["Insatsbudget"]
    assert sheet["E6"].value == "Älvkarleby kommun"
    assert sheet["E9"].value == 1899065
    assert [sheet[f"{letter}14"].value for letter in "AEF"] == [None, None, None]
    assert any("Insatsbudget!A14: raden ”Vaktmästare” i mallen finns inte i ansökan" in line for line in left)


# --------------------------------------------------------------------- everything else as it was


def test_every_other_part_is_the_same_byte_for_byte(
    application: Application, template: Path, tmp_path: Path
) -> None:
    target = tmp_path / "ut.xlsx"
    before = template.read_bytes()
    fill_template(template, application, target)
    assert template.read_bytes() == before
    old, new = parts(template), parts(target)
    assert list(old) == list(new)
    assert {"xl/media/image1.png", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml"} <= set(old)
    changed = {name for name in old if old[name] != new[name]}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    assert new["xl/workbook.xml"].count(b'fullCalcOnLoad="1"') == 1
    for kept in (b"conditionalFormatting", b"<mergeCells", b"<drawing"):
        assert new["xl/worksheets/sheet1.xml"].count(kept) == old["xl/worksheets/sheet1.xml"].count(kept) > 0
    one, two = (openpyxl.load_workbook(path)["Insatsbudget"] for path in (template, target))
    for row in one.iter_rows():
        for cell in row:
            other = two[cell.coordinate]
            assert other._style == cell._style
            if cell.data_type == "f":
                assert other.value == cell.value


def test_macros_stay(application: Application, template: Path, tmp_path: Path) -> None:
    macro, target = tmp_path / "mall.xlsm", tmp_path / "ut.xlsm"
    with zipfile.ZipFile(macro, "w") as archive:
        for name, data in parts(template).items():
            plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
            archive.writestr(
                name, data.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
            )
        archive.writestr("xl/vbaProject.bin", os.urandom(2000))
    fill_template(macro, application, target)
    assert parts(target)["xl/vbaProject.bin"] == parts(macro)["xl/vbaProject.bin"]
    assert parts(target)["[Content_Types].xml"] == parts(macro)["[Content_Types].xml"]
    with pytest.raises(ExportError, match=r"slutar på \.xlsm"):
        fill_template(macro, application, tmp_path / "ut.xlsx")


def test_formulas_are_never_written_over(application: Application, tmp_path: Path) -> None:
    book = template_book()
    book["Insatsbudget"]["E9"] = "=12*34500"
    left = fill_template(save(book, tmp_path / "mall.xlsx"), application, tmp_path / "ut.xlsx")
    assert openpyxl.load_workbook(tmp_path / "ut.xlsx")["Insatsbudget"]["E9"].value == "=12*34500"
    assert any(line.startswith("Insatsbudget!E9: cellen har en formel i mallen") for line in left)
    assert any("1\u00a0899\u00a0065" in line for line in left if "E9" in line)


def test_formulas_are_computed_anew_when_the_file_is_opened(
    application: Application, template: Path, tmp_path: Path
) -> None:
    for number, calc in enumerate([b"", b"<calcPr calcId='1' fullCalcOnLoad='0'/>", b"<calcPr/>"]):
        other, target = tmp_path / f"mall{number}.xlsx", tmp_path / f"ut{number}.xlsx"
        with zipfile.ZipFile(other, "w") as archive:
            for name, data in parts(template).items():
                found = re.sub(rb"<calcPr[^>]*>", calc, data) if name == "xl/workbook.xml" else data
                archive.writestr(name, found)
        fill_template(other, application, target)
        book = parts(target)["xl/workbook.xml"]
        assert book.count(b"<calcPr") == book.count(b'fullCalcOnLoad="1"') == 1
        assert book.index(b"</definedNames>") < book.index(b"<calcPr")
        assert openpyxl.load_workbook(target).calculation.fullCalcOnLoad


# ------------------------------------------------------------------------- what has no place


def test_rows_beyond_the_template_s_room_are_listed_and_not_squeezed_in(
    application: Application, tmp_path: Path
) -> None:
    for number in range(1, 5):
        put(application, f"salary_{number}", label=f"Coach {number}", **{lead(application): number * 1000_00})
    path = save(template_book(salaries=3), tmp_path / "mall.xlsx")
    left = fill_template(path, application, tmp_path / "ut.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ut.xlsx")["Insatsbudget"]
    assert [sheet[f"A{row}"].value for row in (9, 10, 11, 12)] == [
        "Coach 1",
        "Coach 2",
        "Coach 3",
        "SUMMA LÖNEKOSTNAD",
    ]
    (line,) = (line for line in left if "Coach 4" in line)
    assert "har ingen plats i mallen" in line
    assert "4\u00a0000" in line


def test_a_fifth_organisation_is_listed(application: Application, template: Path, tmp_path: Path) -> None:
    edits.add_party(application, "co-owner", {"organisation": "Tierps kommun"}).apply(application)
    put(application, "travel", **{f"party:{application.budget_parties[-1]}": 500_00})
    left = fill_template(template, application, tmp_path / "ut.xlsx")
    assert any("kolumnen ”Tierps kommun” finns inte i mallen: ”Resor” 500" in line for line in left)


# ------------------------------------------------------------------------------- refusals


def test_the_template_is_never_saved_over(application: Application, template: Path, tmp_path: Path) -> None:
    before = template.read_bytes()
    soft, hard = tmp_path / "soft.xlsx", tmp_path / "hard.xlsx"
    soft.symlink_to(template)
    os.link(template, hard)
    for target in (template, soft, hard, template.with_name("MALL.xlsx"), tmp_path / "." / "mall.xlsx"):
        with pytest.raises(ExportError, match="får inte skrivas över"):
            fill_template(template, application, target)
    assert template.read_bytes() == before


def test_what_is_no_template_is_refused_and_nothing_is_written(
    application: Application, template: Path, tmp_path: Path
) -> None:
    target = tmp_path / "ut.xlsx"
    other = Workbook()
    other.worksheets[0]["A1"] = "Inköpslista"
    foreign = save(other, tmp_path / "annat.xlsx")
    with pytest.raises(ExportError, match="inget blad som hör till blanketten"):
        fill_template(foreign, application, target)
    broken = tmp_path / "trasig.xlsx"
    broken.write_bytes(template.read_bytes()[:3000])
    with pytest.raises(OutsideFileError, match="skadad"):
        fill_template(broken, application, target)
    hostile = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(hostile, "w") as archive:
        for name, data in parts(template).items():
            bomb = data.replace(b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet", 1)
            archive.writestr(name, bomb if name == "xl/worksheets/sheet1.xml" else data)
    with pytest.raises(OutsideFileError, match="DOCTYPE"):
        fill_template(hostile, application, target)
    assert not target.exists()


def test_a_text_that_no_cell_can_hold_is_refused(
    application: Application, template: Path, tmp_path: Path
) -> None:
    put(application, "salary_3", label="a" * 32_768)
    with pytest.raises(ExportError, match="har 32768 tecken"):
        fill_template(template, application, tmp_path / "ut.xlsx")
    assert not (tmp_path / "ut.xlsx").exists()


def test_dates_in_cells_without_a_date_format_are_written_as_text(
    application: Application, tmp_path: Path
) -> None:
    book = template_book()
    for row in book["Insatsbudget"].iter_rows(min_row=9, max_row=15, min_col=3, max_col=4):
        for cell in row:
            cell.number_format = "General"
    fill_template(save(book, tmp_path / "mall.xlsx"), application, tmp_path / "ut.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ut.xlsx")["Insatsbudget"]
    assert sheet["C9"].value == date(2025, 7, 1).isoformat()


@pytest.mark.parametrize(
    "name",
    [
        ALVKARLEBY,
        "uppsala-2019-07-arbetslivsintro",
        "uppsala-2016-heby",
        "uppsala-2019-habo",
        "gavleborg-2024-raknamedmig",
    ],
)
def test_every_edition_s_own_workbook_is_a_template_for_it(
    of_seed: Callable[[str], Application], name: str, tmp_path: Path
) -> None:
    application, template, target = of_seed(name), tmp_path / "mall.xlsx", tmp_path / "ut.xlsx"
    template.write_bytes(render_workbook(Application.new(application.edition)))
    assert fill_template(template, application, target) == []
    proposal = propose(recognise(read_book(target), application, "ut.xlsx"), application)
    assert [(str(cell.spot), cell.to, cell.old, cell.new) for cell in proposal.cells] == []
    assert proposal.differences == ()


def test_a_sheet_larger_than_any_form_is_refused(
    application: Application, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("finsam_desktop.exchange.template_book.MAX_SHEET", 1000)
    with pytest.raises(OutsideFileError, match="för stort för en mall"):
        fill_template(template, application, tmp_path / "ut.xlsx")
