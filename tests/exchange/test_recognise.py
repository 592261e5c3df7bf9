"""What stands in a workbook is found by its words, wherever it stands."""

from collections.abc import Iterable
from datetime import date

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.exchange.book import Book, BookCell, BookSheet, CellValue
from finsam_desktop.exchange.recognise import Reading, recognise
from finsam_desktop.exchange.recognise_model import SheetReading

Line = list[CellValue | BookCell]

DETAILED: list[Line] = [
    ["BUDGET - DETALJERAD", None, "Namn på insats:", None, "Vägen in"],
    ["Insatsens löptid:", None, "fr o m", "t o m"],
    [None, None, date(2025, 7, 1), date(2027, 12, 31)],
    ["KOSTNAD ATT REKVRIRERA FRÅN SAMORDNINGSFÖRBUNDET"],
    ["Kostnader i tkr", None, None, None, "Huvudsatsägare", "Delinsatsägare"],
    [None, None, None, None, "Tierps kommun", "FK"],
    [None, None, None, None, None, None, "Att rekvrirera - Alla insatsägare"],
    ["LÖNEKOSTNAD", "Tjänst i %", "Tidsperiod (åmmdd) från till"],
    ["inkl PO_pålägg"],
    ["1.", BookCell(1, percent=True), date(2025, 7, 1), date(2026, 6, 30), 600000],
    ["Coach", "50 %", "1/1-2026", "171231", None, "300 000 kr"],
    ["3.", BookCell(0, percent=True)],
    ["SUMMA LÖNEKOSTNAD", None, None, None, 600000, 300000, 900000],
    ["LOKALKOSTNAD"],
    ["lokal  hyra"],
    ["SUMMA LOKALKOSTNAD"],
    ["ÖVRIGA KOSTNADER"],
    ["Utvandring", None, None, None, 40000],
    ["Toik", None, None, None, 12000],
    ["Fika på fredagar", None, None, None, 3000],
    ["Övrigt"],
    ["SUMMA ÖVRIGA KOSTNADER", None, None, None, 55000],
    ["SUMMA FRÅN SAMORDNINGSFÖRBUNDET", None, None, None, 655000, 300000, 955000],
    ["EGENFINANSIERING"],
    [None, None, None, None, "Tierps kommun", "FK"],
    ["LÖNEKOSTNAD inkl PO påslag", "Tjänst i %"],
    ["Chef", 10, None, None, 90000],
    ["SUMMA LÖNEKOSTNAD", None, None, None, 90000],
    ["LOKALKOSTNAD"],
    ["Lokalhyra", None, None, None, 20000],
    ["SUMMA LOKALKOSTNAD", None, None, None, 20000],
    ["SUMMA EGENFINANSIERING", None, None, None, 110000],
]


def sheet(name: str, lines: Iterable[Line], **more: object) -> BookSheet:
    cells = {}
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            if value is not None:
                cells[row, column] = value if isinstance(value, BookCell) else BookCell(value)
    return BookSheet(name, cells=cells, **more)  # type: ignore[arg-type]


def read(form: FormEdition, *sheets: BookSheet) -> Reading:
    return recognise(Book(list(sheets)), Application.new(form))


def rows(found: SheetReading) -> dict[str, tuple[str, str]]:
    """Label -> group (or sum) and the form's row, of rows that hold something."""
    return {row.label: (row.group or row.line, row.fixed) for row in found.rows if row.line or not row.bare}


def columns(found: SheetReading) -> dict[int, str]:
    return {n: one.template.id for n, one in found.rows[0].columns.items()}


# --------------------------------------------------------------------------------------- tables


def test_rows_and_columns_are_told_by_their_words(uppsala: FormEdition) -> None:
    (found,) = read(uppsala, sheet("Blad1", DETAILED)).sheets
    assert found.template == "detailed"
    assert columns(found) == {1: "rate", 2: "from", 3: "to", 4: "party", 5: "party", 6: "total"}
    known = rows(found)
    assert known["1."] == known["Coach"] == ("salaries", "")
    assert known["Utvandring"] == ("other", "evaluation")
    assert known["Toik"] == ("other", "interpreter")
    assert known["Fika på fredagar"] == ("other", "")
    assert known["Chef"] == ("own_salaries", "")
    assert known["Lokalhyra"] == ("own_premises", "own_rent")
    assert known["SUMMA EGENFINANSIERING"] == ("own_sum", "")
    assert "3." not in known
    assert "lokal  hyra" not in known


def test_a_row_keeps_its_group_whatever_is_missing_around_it(uppsala: FormEdition) -> None:
    """Without the sums, without the headings, without the titles of the parts."""
    sums = [line for line in DETAILED if not str(line[0]).startswith("SUMMA")]
    headings = [line for line in DETAILED if line[0] not in ("LOKALKOSTNAD", "ÖVRIGA KOSTNADER")]
    titles = [line for line in DETAILED if not str(line[0]).startswith(("EGEN", "KOSTNAD ATT"))]
    for lines in (sums, headings, titles):
        known = rows(read(uppsala, sheet("Blad1", lines)).sheets[0])
        assert known["Coach"] == ("salaries", "")
        assert known["Toik"] == ("other", "interpreter")
        assert known["Chef"][0] == "own_salaries"


def test_what_is_a_sum_is_no_row(uppsala: FormEdition) -> None:
    """A sum that the form does not have, of what stands above it, is not counted again."""
    lines: list[Line] = [*DETAILED[:20], ["Delsumma", None, None, None, 55000], *DETAILED[20:]]
    (found,) = read(uppsala, sheet("Blad1", lines)).sheets
    assert "Delsumma" not in rows(found)
    lines[20] = ["Summa hyror", None, None, None, 7000]
    (found,) = read(uppsala, sheet("Blad1", lines)).sheets
    assert rows(found)["Summa hyror"] == ("other", "")


def test_the_head_tells_name_and_period(uppsala: FormEdition) -> None:
    (found,) = read(uppsala, sheet("Blad1", DETAILED)).sheets
    assert {name: cell.value for name, (_, cell) in found.head.items()} == {
        "budget_name": "Vägen in",
        "start_date": date(2025, 7, 1),
        "end_date": date(2027, 12, 31),
    }


def test_a_name_that_shows_as_zero_is_none(uppsala: FormEdition) -> None:
    lines: list[Line] = [["BUDGET - DETALJERAD", None, "Namn på insats:", None, 0], *DETAILED[1:]]
    (found,) = read(uppsala, sheet("Blad1", lines)).sheets
    assert "budget_name" not in found.head


def test_every_organisation_has_a_column(uppsala: FormEdition) -> None:
    """A fifth one too, one without a name, and one whose role is not told."""
    lines = [list(line) for line in DETAILED]
    lines[4] = [*lines[4][:6], "Delinsatsägare", "Delinsatsägare", None, None]
    lines[5] = [*lines[5][:6], "NAMN", "Region Uppsala", "Bostadsbolaget", None]
    lines[6] = [None] * 9 + ["Att rekvirera - alla insatsägare"]
    lines[10] = ["Coach", "50 %", None, None, None, 300000, 1000, 2000, 3000, 306000]
    reading = read(uppsala, sheet("Blad1", lines))
    assert [(one.name, one.role, one.filled) for one in reading.organisations.values()] == [
        ("Tierps kommun", "lead", True),
        ("FK", "co-owner", True),
        ("", "co-owner", True),
        ("Region Uppsala", "co-owner", True),
        ("Bostadsbolaget", "", True),
    ]


def test_hidden_rows_are_read_and_named(uppsala: FormEdition) -> None:
    hidden = sheet("Blad1", DETAILED, hidden_rows=frozenset({10}))
    (found,) = read(uppsala, hidden).sheets
    assert "Coach" in rows(found)
    assert [(one.where, "Coach" in one.message) for one in found.problems] == [("Blad1!A11", True)]


def test_what_has_no_place_is_listed(uppsala: FormEdition) -> None:
    lines = [list(line) for line in DETAILED]
    lines[18] = ["Toik", None, date(2025, 8, 1), None, 12000]
    lines += [[], ["Vi räknar med hyreshöjning."]]
    (found,) = read(uppsala, sheet("Blad1", lines)).sheets
    assert [(str(one.spot), one.value) for one in found.unplaced] == [
        ("Blad1!C19", date(2025, 8, 1)),
        ("Blad1!A34", "Vi räknar med hyreshöjning."),
    ]


# --------------------------------------------------------------------------------------- sheets


def test_sheets_are_told_by_what_they_hold(uppsala: FormEdition) -> None:
    years: list[Line] = [
        [None, "Totalt för insatsen", "Fördelning per år, tkr"],
        [None, None, "År 1\n2025", "År 2\n2026"],
        ["LÖNEKOSTNADER"],
        ["Coach", 300000, 100000, 200000],
        ["SUMMA LÖNEKOSTNAD", 300000, 100000, 200000],
        ["ÖVRIGA KOSTNADER", 55000, 5000, 50000],
        ["SUMMA FRÅN SAMORDNINGSFÖRBUNDET", 355000, 105000, 250000],
    ]
    unknown: list[Line] = [["Deltagare", "Ålder"], ["A", 34]]
    reading = read(uppsala, sheet("X", years), sheet("Lista", unknown), sheet("Y", DETAILED))
    assert [one.template for one in reading.sheets] == ["years", "", "detailed"]
    assert [str(one.spot) for one in reading.sheets[1].unplaced] == [
        "Lista!A1",
        "Lista!B1",
        "Lista!A2",
        "Lista!B2",
    ]
    assert rows(reading.sheets[0])["ÖVRIGA KOSTNADER"] == ("other", "other_costs")


def test_of_two_sheets_alike_one_is_taken(uppsala: FormEdition) -> None:
    reading = read(uppsala, sheet("Kopia", DETAILED[:20]), sheet("Budget", DETAILED))
    assert [one.template for one in reading.sheets] == ["", "detailed"]
    assert "Insatsbudget" in reading.sheets[0].problems[0].message


def test_a_sheet_of_very_many_rows_is_none_of_the_forms(uppsala: FormEdition) -> None:
    many = sheet("Data", [*DETAILED, *([f"Rad {n}", n] for n in range(6000))])
    (found,) = read(uppsala, many).sheets
    assert found.template == ""
    assert len(found.unplaced) == 200
    assert found.problems


COSTS: list[Line] = [
    ["Kostnadssammanställning"],
    [],
    ["Namn på finansiär:", "Samordningsförbund Gävleborg", "ÅR", "ÅR", "ÅR", "ÅR"],
    ["(Exempel)", None, 2024, 0, 2026, 0],
    ["Resor", "Studiebesök 10 personer", 2500, 2000, None, None, 4500],
    ["Kostnadsslag", "Specifikation", "belopp ex moms"],
    ["Lönekostnader", "Från mallen för löneberäkning", 1000, None, None, None, BookCell(1000, "=SUM(C7:F7)")],
    ["Resor", "Till Gävle", 2000, 4000, 2025, None, BookCell(8025, "=SUM(C8:F8)")],
    [None, "Summa", 3000, 4000, 2025, 0, 9025],
    ["Namn på finansiär:", "Gävle kommun", "ÅR", "ÅR", "ÅR", "ÅR"],
    ["(Exempel)", None, 2024, 2025, 2026],
    ["Resor", "Studiebesök 10 personer", 2500, 2000, None, None, 4500],
    ["Kostnadsslag", "Specifikation", "belopp ex moms"],
    ["Lokaler", "Jobbcentrum", 500, None, None, None, 500],
    [None, "Summa", 500, 0, 0, 0, 500],
]


def test_each_funder_has_a_table_and_examples_are_no_data(gavleborg: FormEdition) -> None:
    reading = read(gavleborg, sheet("Blad1", COSTS))
    (found,) = reading.sheets
    assert found.template == "costs"
    assert [(row.label, row.group or row.line, row.organisation) for row in found.rows if not row.bare] == [
        ("Lönekostnader", "carried", ""),
        ("Resor", "requested_costs", ""),
        ("Summa", "requested_sum", ""),
        ("Lokaler", "own_costs", "gävle kommun"),
        ("Summa", "own_sum", "gävle kommun"),
    ]
    assert columns(found) == {1: "specification", 2: "year", 3: "year", 4: "year", 5: "year", 6: "total"}
    assert found.unplaced == []


def test_the_plan_has_a_row_for_each_year_below_the_example(gavleborg: FormEdition) -> None:
    quarters: Line = ["År", "jan-mars", "apr-juni", "jul-sep", "okt-dec"]
    lines: list[Line] = [
        ["Tids-och aktivitetsplan för insatsen"],
        ["Exempel"],
        quarters,
        [2022, "Projektplan", "Studiebesök"],
        [],
        quarters,
        [2024, None, None, "rekrytering"],
        ["202x"],
    ]
    (found,) = read(gavleborg, sheet("Blad1", lines)).sheets
    assert found.template == "plan"
    assert [(row.label, row.group) for row in found.rows] == [("2024", "activities"), ("202x", "activities")]


def test_a_header_of_another_edition_is_read(uppsala_2019: FormEdition) -> None:
    """The form itself has no words over the labels, and no column for the total."""
    years: list[Line] = [
        ["INSATSBUDGET", 0],
        ["FÖRDELAD ÖVER INSATSTID"],
        [None, "Totalt för insatsen", "Fördelning per år, tkr"],
        ["FYLL I ENDAST FÄRGADE FÄLT", None, "År 1\n2025", "År 2\n2026"],
        ["LÖNEKOSTNADER"],
        ["1.", 300000, 100000, 200000],
        ["SUMMA LÖNEKOSTNAD", 300000, 100000, 200000],
        ["LOKALKOSTNADER"],
        ["Lokalkostnader", 5000, 5000],
        ["ÖVRIGA KOSTNADER", 55000, 5000, 50000],
        ["SUMMA FRÅN SAMORDNINGSFÖRBUNDET", 360000, 110000, 250000],
    ]
    (found,) = read(uppsala_2019, sheet("Fördelad", years)).sheets
    assert columns(found) == {1: "total", 2: "year", 3: "year"}
    assert rows(found) == {
        "1.": ("salaries", ""),
        "Lokalkostnader": ("premises", "rent"),
        "ÖVRIGA KOSTNADER": ("other", "other_costs"),
        "SUMMA FRÅN SAMORDNINGSFÖRBUNDET": ("requested_sum", ""),
    }
