"""The workbook: formulas and values agree, nothing a person wrote is lost or comes alive."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import ExportError
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange.excel_plan import fit_on_paper, wrapped_lines
from finsam_desktop.exchange.excel_write import CREATED, render_workbook

ROOT = Path(__file__).parents[2]
INPUT_FILL, BAND_FILL, GROUP_FILL = "FFFFFF99", "FFBDD7EE", "FFD9D9D9"

FORM = """
format = 1
id = "small"
title = "Liten blankett"
association = "Förbundet"
uses = { name = "name", start = "start", end = "end" }
role = [{ id = "lead", title = "Ägare" }]
tab = [{ id = "all", title = "Allt" }, { id = "pay", title = "Lön", sheet = "pay" },
       { id = "sum", title = "Summa", sheet = "sum" }]
[[section]]
id = "all"
tab = "all"
heading = "Allt"
field = [{ id = "name", type = "text", label = "Namn:" }, { id = "start", type = "date" },
         { id = "end", type = "date" }, { id = "agreed", type = "yesno" }]
"""

BUDGET = """
[[sheet]]
id = "pay"
title = "Lön"
name = "Lön & pension"
head = [{ label = "Namn:", field = "name" }, { label = "", field = "start" },
        { label = "Ense", field = "agreed" }]
before = ["Skriv i kronor."]
column = [
  { id = "label", kind = "label", title = "Vem" },
  { id = "month", kind = "amount", title = "Per månad" },
  { id = "months", kind = "number", title = "Månader" },
  { id = "rate", kind = "percent", title = "Andel" },
  { id = "cost", kind = "amount", title = "Kostnad", formula = "month * months * rate" },
  { id = "each", kind = "amount", title = "Per andel", formula = "month / rate" },
  { id = "hidden", kind = "amount", title = "Dubbelt", formula = "month * 2", screen_only = true },
  { id = "shown", kind = "amount", title = "Med det dolda", formula = "hidden + month" },
]
[[sheet.part]]
id = "pay"
[[sheet.part.line]]
kind = "rows"
id = "people"
label = "Personer"
free = "person"
columns = ["month", "months", "rate"]
row = [{ id = "one", label = "Ett" }, { id = "two", named = true }]
[[sheet.part.line]]
kind = "sum"
id = "total"
label = "Summa"
of = ["people"]
style = "total"

[[sheet]]
id = "sum"
title = "Summa"
name = "Summa"
column = [
  { id = "label", kind = "label", title = "Vad" },
  { id = "amount", kind = "amount", title = "Belopp" },
]
[[sheet.part]]
id = "sum"
[[sheet.part.line]]
kind = "rows"
id = "first"
label = "Ett"
row = [{ id = "first_row", label = "Ett per månad" }]
carry = { amount = "pay.one.month" }
[[sheet.part.line]]
kind = "rows"
id = "second"
label = "Per andel"
row = [{ id = "second_row", label = "Ett per andel" }]
carry = { amount = "pay.one.each" }
[[sheet.part.line]]
kind = "sum"
id = "both"
label = "Båda"
of = ["first", "second"]
"""


def edition(name: str) -> FormEdition:
    return load_edition(
        {path.name: path.read_text("utf-8") for path in (ROOT / "forms" / name).glob("*.toml")}
    )


@pytest.fixture
def sample() -> Application:
    path = ROOT / "resources" / "samples" / "uppsala-2024-alvkarleby.json"
    return from_json(json.loads(path.read_text("utf-8")), edition)


@pytest.fixture
def small() -> Application:
    return Application.new(load_edition({"form.toml": FORM, "budget.toml": BUDGET}), "a1")


def put(application: Application, sheet: str, row: str, **cells: Value) -> None:
    values = {("cell", sheet, row, name): value for name, value in cells.items()}
    change = edits.set_values(application, values, "Test")
    assert change is not None
    change.apply(application)


def read(data: bytes, *, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def row_of(sheet: Worksheet, label: str, nth: int = 0) -> int:
    return [row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == label][nth]


def formulas(data: bytes) -> dict[tuple[str, str], tuple[str, object]]:
    """Sheet and cell -> formula and the value that stands with it."""
    book, values = read(data), read(data, values=True)
    return {
        (sheet.title, cell.coordinate): (cell.value, values[sheet.title][cell.coordinate].value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


class Recalculation:
    """A spreadsheet's arithmetic, as far as these workbooks use it."""

    def __init__(self, data: bytes) -> None:
        self.book = read(data)

    def cell(self, sheet: str, name: str) -> float | str:
        value = self.book[sheet][name].value
        if isinstance(value, str) and self.book[sheet][name].data_type == "f":
            return self.formula(sheet, value)
        return value if isinstance(value, str) else float(value or 0)

    def formula(self, sheet: str, text: str) -> float:
        def area(match: re.Match[str]) -> str:
            cells = [
                cell.coordinate
                for part in match[1].split(",")
                for row in self.book[sheet][f"{part}:{part}" if ":" not in part else part]
                for cell in row
            ]
            numbers = [
                value for value in (self.cell(sheet, name) for name in cells) if not isinstance(value, str)
            ]
            return repr(sum(numbers))

        plain = re.sub(r"SUM\(([A-Z][A-Z0-9:,]*)\)", area, text.removeprefix("=").replace("SUM(0)", "0"))
        pattern = r"(?:'([^']+)'!)?\b([A-Z]{1,3}[0-9]+)\b"
        plain = re.sub(pattern, lambda match: repr(self.cell(match[1] or sheet, match[2])), plain)
        assert re.fullmatch(r"[-+*/().0-9e]+", plain.replace("ROUND", "").replace(",2", "")), plain
        return float(eval(plain, {"ROUND": _round}))


def _round(number: float, places: int) -> float:
    """As a spreadsheet has it: halves away from zero, in decimals."""
    unit = Decimal(1).scaleb(-places)
    return float(Decimal(repr(number)).quantize(unit, ROUND_HALF_UP))


def libreoffice(source: Path, suffix: str, folder: Path) -> Path:
    """The file as LibreOffice converts it; skips the test where there is no LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "converted"
    command = [program, profile, "--headless", "--convert-to", suffix, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / f"{source.stem}.{suffix}"


def without_values(data: bytes) -> bytes:
    """The workbook with formulas alone, so that whoever opens it has to compute."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb'( t="[a-z]+")?>(<f>[^<]*</f>)<v>[^<]*</v>', rb">\2", part)
            new.writestr(name, part)
    return stream.getvalue()


def assert_libreoffice_agrees(data: bytes, folder: Path) -> None:
    bare = folder / "bare.xlsx"
    bare.write_bytes(without_values(data))
    assert all(value is None for _, value in formulas(bare.read_bytes()).values())
    ours, theirs = formulas(data), formulas(libreoffice(bare, "xlsx", folder).read_bytes())
    assert theirs.keys() == ours.keys()
    for place, (formula, value) in ours.items():
        expected = value if isinstance(value, str) else pytest.approx(value, abs=1e-9, rel=1e-12)
        assert theirs[place][1] == expected, (place, formula)


# ---------------------------------------------------------------------- figures and formulas


def test_the_sample_has_the_golden_figures(sample: Application) -> None:
    book = read(render_workbook(sample), values=True)
    assert book.sheetnames == ["Insatsbudget", "Fördelad", "Budgetsammanställning"]
    detailed, years, summary = book.worksheets
    requested = row_of(detailed, "SUMMA FRÅN SAMORDNINGSFÖRBUNDET")
    assert [detailed.cell(requested, column).value for column in (5, 6, 7, 8, 9)] == [
        4418130,
        0,
        0,
        0,
        4418130,
    ]
    assert detailed.cell(row_of(detailed, "SUMMA LÖNEKOSTNAD"), 2).value == 2
    assert detailed.cell(row_of(detailed, "TOTAL KOSTNAD FÖR INSATSEN"), 9).value == 4418130
    row = row_of(years, "SUMMA FRÅN SAMORDNINGSFÖRBUNDET")
    assert [years.cell(row, column).value for column in (2, 3, 4, 5, 6)] == [
        4418130,
        910730,
        1799359,
        1708043,
        0,
    ]
    assert years.cell(row_of(years, "S:a per år för avstämning"), 2).value == 4418132
    assert [cell.value for cell in summary[row_of(summary, "Summa")]] == ["Summa", 4418130, 0, 4418130]


def test_formulas_are_those_of_the_association_s_own_workbook(sample: Application) -> None:
    book = read(render_workbook(sample))
    detailed, years, summary = book.worksheets
    salary, salaries = row_of(detailed, "1."), row_of(detailed, "SUMMA LÖNEKOSTNAD")
    premises, other = row_of(detailed, "SUMMA LOKALKOSTNAD"), row_of(detailed, "SUMMA ÖVRIGA KOSTNADER")
    requested, own = (
        row_of(detailed, "SUMMA FRÅN SAMORDNINGSFÖRBUNDET"),
        row_of(detailed, "SUMMA EGENFINANSIERING"),
    )
    assert detailed.cell(salary, 9).value == f"=SUM(E{salary}:H{salary})"
    assert detailed.cell(salaries, 5).value == f"=SUM(E{salary}:E{salary + 6})"
    assert detailed.cell(salaries, 2).value == f"=SUM(B{salary}:B{salary + 6})"
    assert detailed.cell(salaries, 3).value is None
    assert detailed.cell(requested, 9).value == f"=I{salaries}+I{premises}+I{other}"
    assert detailed.cell(row_of(detailed, "TOTAL KOSTNAD FÖR INSATSEN"), 9).value == f"=I{requested}+I{own}"
    assert years.cell(row_of(years, "1."), 2).value == f"='Insatsbudget'!I{salary}"
    assert years.cell(row_of(years, "ÖVRIGA KOSTNADER"), 2).value == f"='Insatsbudget'!I{other}"
    control = row_of(years, "S:a per år för avstämning")
    assert years.cell(control, 2).value == f"=SUM(C{control - 1}:F{control - 1})"
    lead, total = row_of(summary, "Älvkarleby kommun"), row_of(summary, "Summa")
    assert summary.cell(lead, 2).value == f"='Insatsbudget'!E{requested}"
    assert summary.cell(lead, 4).value == f"=B{lead}+C{lead}"
    assert summary.cell(total, 2).value == f"=SUM(B{lead}:B{total - 1})"


def test_values_beside_the_formulas_are_what_the_formulas_give(sample: Application) -> None:
    put(sample, "detailed", "salary_3", rate=Decimal("62.5"))
    put(sample, "years", "other_costs", **{"year:4": 12_50})
    data = render_workbook(sample)
    found = formulas(data)
    assert len(found) > 100
    spreadsheet = Recalculation(data)
    for (sheet, cell), (formula, value) in found.items():
        assert spreadsheet.formula(sheet, formula) == pytest.approx(value), (sheet, cell, formula)


def test_libreoffice_recalculates_to_the_same_figures(sample: Application, tmp_path: Path) -> None:
    put(sample, "detailed", "salary_3", rate=Decimal("33.3333"), label="=1+1")
    put(sample, "detailed", "misc", **{f"party:{sample.budget_parties[1]}": 99_99})
    put(sample, "detailed", "travel", **{f"party:{sample.budget_parties[0]}": Unparsed("tio tusen", "Nej.")})
    assert_libreoffice_agrees(render_workbook(sample), tmp_path)


@pytest.fixture
def gavle() -> Application:
    """An application whose salaries do not come out in whole öre, with long texts in its plan."""
    folder = ROOT / "tests" / "forms" / "gavle-like"
    texts = {path.name: path.read_text("utf-8") for path in folder.glob("*.toml")}
    application = Application.new(load_edition(texts), "a1")
    application.answers |= {"name": "Bron", "start_date": date(2024, 9, 1), "end_date": date(2026, 8, 30)}
    pay = {"rate": Decimal("33.3333"), "pay": 31_257_33, "overhead": Decimal("46.75")}
    months = {"months:1": Decimal("3.5"), "months:2": Decimal(12), "months:3": Decimal("7.77")}
    put(application, "salaries", "function_1", label="Samordnare", employer="Kommunen", **pay, **months)
    put(application, "salaries", "function_2", rate=Decimal(50), pay=1_01, **{"months:1": Decimal(1)})
    put(application, "costs", "requested_1", specification="Resor", **{"year:1": 1000_50})
    own = f"own_1@{application.budget_parties[0]}"
    put(application, "costs", own, specification="Lokal " * 40, **{"year:2": 20_000_00})
    put(application, "plan", "activities:1", q1="Planera\nRekrytera", q3="Styrgrupp och möten. " * 20)
    return application


def test_products_are_rounded_to_whole_ore_as_ours_are(gavle: Application, tmp_path: Path) -> None:
    data = render_workbook(gavle)
    found = formulas(data)
    rounded = {formula for formula, _ in found.values() if formula.startswith("=ROUND(")}
    assert "=ROUND(C6*F6*(1+G6)*H6,2)" in rounded
    assert len(rounded) == 8, "four years of two functions; sums of whole öre need no rounding"
    spreadsheet, budget = Recalculation(data), Budget(gavle)
    assert budget.ore("salaries", "function_1", "cost:1") == 5351510
    for (sheet, cell), (formula, value) in found.items():
        assert spreadsheet.formula(sheet, formula) == pytest.approx(value, abs=1e-9), (sheet, cell)
    put(gavle, "salaries", "function_2", overhead=Unparsed("hälften", "Nej."))
    assert_libreoffice_agrees(data, tmp_path)
    assert_libreoffice_agrees(render_workbook(gavle), tmp_path)


def test_products_of_what_a_sum_passes_by_are_rounded_too(small: Application) -> None:
    put(small, "pay", "one", month=10_01, months=Decimal(1), rate=Decimal(50))
    values = read(render_workbook(small), values=True)["Lön & pension"]
    assert values.cell(row_of(values, "Ett"), 5).value == 5.01, "500,5 öre"


def test_running_text_wraps_from_the_top_and_its_row_is_high_enough(gavle: Application) -> None:
    sheet = read(render_workbook(gavle))["Tids- och aktivitetsplan"]
    row = row_of(sheet, "2024")
    for column in range(1, 6):
        alignment = sheet.cell(row, column).alignment
        assert (alignment.vertical, alignment.wrap_text) == ("top", True)
    assert sheet.row_dimensions[row].height > 8 * 12
    assert sheet.row_dimensions[row + 1].height is None
    costs = read(render_workbook(gavle))["Kostnadssammanställning"]
    assert costs.cell(row_of(costs, "Lönekostnader"), 3).alignment.vertical == "top"


def test_an_example_is_text_that_nothing_counts() -> None:
    application = Application.new(edition("gavleborg-2024"))
    put(application, "costs", "requested_1", **{"year:1": 100_00})
    data = render_workbook(application)
    sheet = read(data)["Kostnadssammanställning"]
    place = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "2500")
    assert (place.data_type, place.font.italic, place.font.color.rgb) == ("s", True, "FF595959")
    assert place.fill.fgColor.rgb != INPUT_FILL
    for (title, _), (formula, _) in formulas(data).items():
        if title != sheet.title:
            continue
        areas = re.findall(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", formula)
        assert not any(int(first) <= place.row <= int(last) for _, first, _, last in areas), formula
        assert place.coordinate not in re.findall(r"[A-Z]+\d+", formula)
    assert all(place.coordinate not in one.sqref for one in sheet.data_validations.dataValidation)


def test_libreoffice_shows_text_in_arithmetic_as_the_written_values_do(
    small: Application, tmp_path: Path
) -> None:
    put(small, "pay", "one", month=Unparsed("mycket", "Nej."), months=Decimal(12), rate=Decimal(50))
    put(small, "pay", "two", month=3000_00, months=Decimal("1.5"))
    data = render_workbook(small)
    values = read(data, values=True)["Lön & pension"]
    one = row_of(values, "Ett")
    assert [cell.value for cell in values[one]] == ["Ett", "mycket", 12, 0.5, "#VALUE!", "#VALUE!", "#VALUE!"]
    assert [cell.value for cell in values[one + 1]][1:] == [3000, 1.5, None, 0, "#DIV/0!", 9000]
    assert [cell.value for cell in values[one + 2]][1:] == [3000, None, None, "#VALUE!", "#VALUE!", "#VALUE!"]
    carried = read(data, values=True)["Summa"]
    assert [row[1].value for row in carried.iter_rows(min_row=3)] == ["mycket", "#VALUE!", "#VALUE!"]
    assert_libreoffice_agrees(data, tmp_path)


def test_text_in_a_sum_is_passed_by_as_excel_does(sample: Application) -> None:
    lead = sample.budget_parties[0]
    put(sample, "detailed", "travel", **{f"party:{lead}": Unparsed("ca 10 000", "Nej.")})
    book = read(render_workbook(sample), values=True)
    sheet = book["Insatsbudget"]
    assert sheet.cell(row_of(sheet, "Resor"), 5).value == "ca 10 000"
    assert sheet.cell(row_of(sheet, "Resor"), 9).value == 0
    assert sheet.cell(row_of(sheet, "SUMMA FRÅN SAMORDNINGSFÖRBUNDET"), 9).value == 4408130
    assert (
        book["Budgetsammanställning"].cell(row_of(book["Budgetsammanställning"], "Summa"), 4).value == 4408130
    )


def test_columns_for_the_screen_alone_are_left_out_and_their_figures_kept(small: Application) -> None:
    put(small, "pay", "one", month=10_00)
    data = render_workbook(small)
    sheet = read(data)["Lön & pension"]
    texts = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "Dubbelt" not in texts
    one = row_of(sheet, "Ett")
    assert sheet.cell(one, 7).value == f"=20+B{one}"
    assert read(data, values=True)["Lön & pension"].cell(one, 7).value == 30


@pytest.mark.parametrize("parties", [0, 1, 3])
def test_any_number_of_organisations_gives_whole_formulas(parties: int) -> None:
    application = Application.new(edition("uppsala-2024"))
    for _ in range(parties - 1):
        edits.add_party(application, "co-owner").apply(application)
    if not parties:
        change = edits.set_in_budget(application, application.budget_parties[0], False)
        assert change is not None
        change.apply(application)
    data = render_workbook(application)
    spreadsheet = Recalculation(data)
    for (sheet, _), (formula, value) in formulas(data).items():
        assert spreadsheet.formula(sheet, formula) == value == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(amounts=st.lists(st.integers(-(10**12), 10**12), min_size=10, max_size=10))
def test_sums_follow_the_amounts_to_the_ore(sample: Application, amounts: list[int]) -> None:
    group = [row.id for row in sample.rows["detailed"] if row.group == "other"]
    lead = f"party:{sample.budget_parties[0]}"
    for row, amount in zip(group, amounts, strict=True):
        sample.put(("cell", "detailed", row, lead), amount)
    sheet = read(render_workbook(sample), values=True)["Insatsbudget"]
    total = row_of(sheet, "SUMMA ÖVRIGA KOSTNADER")
    assert round(sheet.cell(total, 9).value * 100) == sum(amounts)
    written = [round(sheet.cell(total - 10 + number, 5).value * 100) for number in range(10)]
    assert written == amounts


# ------------------------------------------------------------------------- values and texts


def test_values_keep_their_types(sample: Application) -> None:
    lead = f"party:{sample.budget_parties[0]}"
    put(sample, "detailed", "salary_3", **{"label": "Handledare", "rate": Decimal("62.5"), lead: 1234_56})
    put(sample, "detailed", "salary_4", **{"from": Unparsed("oktober 2025", "Dagen saknas.")})
    sheet = read(render_workbook(sample))["Insatsbudget"]
    row = row_of(sheet, "Handledare")
    assert (sheet.cell(row, 2).value, sheet.cell(row, 2).number_format) == (0.625, "0.0###%")
    assert (sheet.cell(row, 5).value, sheet.cell(row, 5).number_format) == (1234.56, "[$-41D]#,##0.00")
    assert (sheet.cell(row, 9).number_format, sheet.cell(row - 1, 9).number_format) == (
        "[$-41D]#,##0.00",
        "[$-41D]#,##0",
    )
    first = row_of(sheet, "1.")
    assert (sheet.cell(first, 2).value, sheet.cell(first, 2).number_format) == (1, "0%")
    assert sheet.cell(first, 3).value == datetime(2025, 7, 1)
    assert sheet.cell(first, 3).number_format == "yyyy\\-mm\\-dd"
    unread = sheet.cell(row_of(sheet, "4."), 3)
    assert (unread.value, unread.alignment.horizontal, unread.alignment.wrap_text) == (
        "oktober 2025",
        "left",
        True,
    )


def test_the_head_says_name_and_period(sample: Application, small: Application) -> None:
    book = read(render_workbook(sample))
    assert book["Insatsbudget"]["A1"].value == "BUDGET - DETALJERAD"
    for sheet in book:
        assert sheet.cell(row_of(sheet, "Namn på insats:"), 2).value == "Förlängning"
    summary = book["Budgetsammanställning"]
    period = [cell.value for cell in summary[row_of(summary, "Projektets löptid")]][1:3]
    assert period == [datetime(2025, 7, 1), datetime(2027, 12, 31)]
    small.answers |= {"name": "Bron", "start": date(2025, 1, 2), "agreed": True}
    rows = list(read(render_workbook(small)).worksheets[0].iter_rows(min_row=2, max_row=3, values_only=True))
    assert [[value for value in row if value is not None] for row in rows] == [
        ["Namn:", "Bron", datetime(2025, 1, 2)],
        ["Ense", "Ja"],
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+46 70", "-5", "@SUM(A1)", '=HYPERLINK("http://a")', "0123", "http://a.se"]
)
def test_text_never_becomes_a_formula_a_number_or_a_link(sample: Application, text: str) -> None:
    put(sample, "detailed", "salary_3", label=text, rate=Unparsed(text, "Nej."))
    sample.answers["budget_name"] = text
    sheet = read(render_workbook(sample))["Insatsbudget"]
    row = row_of(sheet, text)
    for cell in (sheet.cell(row, 1), sheet.cell(row, 2), sheet["B2"]):
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
        assert cell.quotePrefix is (text[0] in "=+-@")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_text_is_read_back_as_it_was_written(sample: Application, text: str) -> None:
    sample.put(("cell", "detailed", "salary_3", "label"), text)
    sheet = read(render_workbook(sample))["Insatsbudget"]
    written = sheet.cell(row_of(sheet, "2.") + 1, 1).value
    assert written == text.replace("\ufffe", "").replace("\uffff", "") or (
        written is None and text in "\ufffe\uffff"
    )


def test_characters_that_no_workbook_can_hold_are_left_out(sample: Application) -> None:
    sample.put(("cell", "detailed", "salary_3", "label"), "a\x00b\x0bc\ud800d\ufffee\r\nf")
    sample.answers["name"] = sample.answers["budget_name"] = "Bro\x01n & \udfffvägen"
    book = read(render_workbook(sample))
    assert row_of(book["Insatsbudget"], "ab\ncde\nf")
    assert book["Insatsbudget"]["B2"].value == book.properties.title == "Bron & vägen"
    assert book["Insatsbudget"].oddFooter.left.text == "Bron && vägen"


@pytest.mark.parametrize("unit", ["a", "😀"])
def test_text_over_the_limit_of_a_cell_is_refused_with_the_field_s_name(
    sample: Application, unit: str
) -> None:
    fits = 32_767 // (len(unit.encode("utf-16-le")) // 2)
    put(sample, "detailed", "salary_3", label=unit * fits)
    assert row_of(read(render_workbook(sample))["Insatsbudget"], unit * fits)
    put(sample, "detailed", "salary_3", label=unit * (fits + 1))
    with pytest.raises(ExportError, match=r"kolumnen ”Kostnad” på bladet ”Insatsbudget” har 327\d\d tecken"):
        render_workbook(sample)
    put(sample, "detailed", "salary_3", label=None)
    sample.answers["budget_name"] = unit * (fits + 1)
    with pytest.raises(ExportError, match="fältet ”Namn på insats i budgeten” på bladet ”Insatsbudget”"):
        render_workbook(sample)


# ------------------------------------------------------------------------------------- looks


def filled(sheet: Worksheet, colour: str) -> Iterator[str]:
    return (cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == colour)


def test_fills_tell_input_bands_and_sums_apart(sample: Application) -> None:
    book = read(render_workbook(sample))
    detailed = book["Insatsbudget"]
    inputs = set(filled(detailed, INPUT_FILL))
    row = row_of(detailed, "1.")
    assert {f"{letter}{row}" for letter in "ABCDEFGH"} <= inputs
    assert f"I{row}" not in inputs
    assert all(detailed[cell].data_type != "f" for cell in inputs)
    bands = {int(re.sub("[A-Z]+", "", cell)) for cell in filled(detailed, BAND_FILL)}
    wanted = [
        "KOSTNAD ATT REKVIRERA FRÅN SAMORDNINGSFÖRBUNDET",
        "SUMMA FRÅN SAMORDNINGSFÖRBUNDET",
        "EGENFINANSIERING",
    ]
    wanted += ["SUMMA EGENFINANSIERING", "TOTAL KOSTNAD FÖR INSATSEN"]
    assert bands == {row_of(detailed, label) for label in wanted}
    groups = {int(re.sub("[A-Z]+", "", cell)) for cell in filled(detailed, GROUP_FILL)}
    assert row_of(detailed, "SUMMA LOKALKOSTNAD") in groups
    total = detailed.cell(row_of(detailed, "SUMMA LOKALKOSTNAD"), 9)
    assert (total.font.bold, total.border.top.style, total.alignment.horizontal) == (True, "thin", "right")
    assert list(filled(book["Budgetsammanställning"], INPUT_FILL)) == []


def test_the_header_joins_equal_neighbours_and_stands_at_the_bottom(sample: Application) -> None:
    book = read(render_workbook(sample))
    detailed, years = book["Insatsbudget"], book["Fördelad"]
    top = row_of(detailed, "Kostnader i tkr") - 1
    assert {f"C{top}:D{top}", f"F{top}:H{top}"} <= {str(area) for area in detailed.merged_cells.ranges}
    assert [cell.value for cell in detailed[top + 1]][:6] == [
        "Kostnader i tkr",
        "Tjänst i %",
        "från",
        "till",
        "Älvkarleby kommun",
        "AF",
    ]
    head = row_of(years, "FYLL I ENDAST FÄRGADE FÄLT")
    assert [[cell.value for cell in row] for row in years.iter_rows(min_row=head - 2, max_row=head)] == [
        [None, None, "Fördelning per år, tkr", None, None, None],
        [None, "Totalt för insatsen", "År 1", "År 2", "År 3", "År 4"],
        ["FYLL I ENDAST FÄRGADE FÄLT", None, "2025", "2026", "2027", "20xx"],
    ]


def test_sheets_are_set_up_for_screen_and_paper(sample: Application) -> None:
    for sheet in read(render_workbook(sample)):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert not sheet.sheet_properties.pageSetUpPr.fitToPage, (
            "beside a fit to pages, Excel heeds no page breaks"
        )
        assert sheet.print_area == f"'{sheet.title}'!$A$1:${'IFD'[sheet.parent.index(sheet)]}${sheet.max_row}"
        assert sheet.oddFooter.left.text == "Förstärkt stöd till arbete eller studier, förlängning"
        assert sheet.oddFooter.right.text == "Sida &P av &N"
        frozen = int(sheet.freeze_panes[1:])
        assert sheet.freeze_panes[0] == "B"
        if sheet.title == "Insatsbudget":  # its second table brings a head of its own
            assert sheet.print_title_rows is None
        else:
            assert sheet.print_title_rows.endswith(f"${frozen - 1}")
    detailed = read(render_workbook(sample))["Insatsbudget"]
    assert detailed.column_dimensions["A"].width == pytest.approx(66 / 25.4 * 96 / 7, abs=1)


def test_paper_is_turned_and_divided_so_that_a_sheet_fills_its_width() -> None:
    four = fit_on_paper(290, (200, 130))
    assert (four.portrait, four.divided) == (False, True)
    assert 80 < four.percent < 95
    assert fit_on_paper(200, (200, 130)).portrait
    wide = fit_on_paper(700, (200, 130))
    assert (wide.portrait, wide.divided) == (False, False)
    assert fit_on_paper(100, (50,)).percent == 130
    long = fit_on_paper(290, (2000, 130))
    assert (long.portrait, long.divided, long.percent) == (False, True, 86), "rows go on over pages"
    assert fit_on_paper(100_000, (200,)).percent == 10


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("organisations", [4, 6])
def test_each_table_is_printed_on_one_page(sample: Application, organisations: int, tmp_path: Path) -> None:
    for number in range(organisations - len(sample.budget_parties)):
        name = f"Kommun {number} arbetsmarknadsförvaltning"
        edits.add_party(sample, "co-owner", {"organisation": name}).apply(sample)
    path = tmp_path / "budget.xlsx"
    path.write_bytes(render_workbook(sample))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with pypdfium2.PdfDocument(path.with_suffix(".pdf")) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    starts = ["BUDGET - DETALJERAD", "EGENFINANSIERING", "INSATSBUDGET FÖRDELAD", "Budgetsammanställning"]
    ends = [
        "SAMORDNINGSFÖRBUNDET 4",
        "TOTAL KOSTNAD FÖR INSATSEN",
        "S:a per år för avstämning",
        "som en bilaga.",
    ]
    assert len(pages) == 4
    for page, start, end in zip(pages, starts, ends, strict=True):
        assert start in page
        assert end in page
    assert [page.count("SUMMA LÖNEKOSTNAD") for page in pages] == [1, 1, 1, 0]


def test_a_long_name_is_shortened_in_the_footer(sample: Application) -> None:
    sample.answers["name"] = "Vård & stöd " * 60
    footer = read(render_workbook(sample)).worksheets[0].oddFooter
    assert footer.left.text.replace("&&", "&") == ("Vård & stöd " * 8).rstrip() + "…"
    assert footer.right.text == "Sida &P av &N"


def test_rows_are_high_enough_for_wrapped_text(sample: Application) -> None:
    sheet = read(render_workbook(sample))["Insatsbudget"]
    long = row_of(sheet, "Inköpta utredningar, utbildningar och tjänster avsedda för deltagare")
    assert sheet.row_dimensions[long].height > 20
    assert sheet.row_dimensions[long + 2].height is None
    assert wrapped_lines("kort", 66) == 1
    assert wrapped_lines("två\nrader", 66) == 2
    assert wrapped_lines("ord " * 40, 66) == 4
    assert wrapped_lines("x" * 100, 66) == 3


def test_the_same_application_gives_the_same_bytes(sample: Application) -> None:
    data = render_workbook(sample)
    assert render_workbook(sample.snapshot()) == data
    properties = read(data).properties
    assert (properties.created, properties.creator) == (CREATED, "Samordningsförbundet i Uppsala län")
    assert properties.title == "Förstärkt stöd till arbete eller studier, förlängning"
    later = datetime(2025, 3, 4, 5, 6, 7)
    assert read(render_workbook(sample, later)).properties.created == later
