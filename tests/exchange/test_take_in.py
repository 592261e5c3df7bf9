"""Taking a workbook in: one change, nothing lost, and what we wrote ourselves changes nothing."""

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.budget import figures
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.domain.parse import Unparsed, parse_amount, parse_date, parse_percent
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.transfer import to_json
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange.book import Book, BookCell, BookSheet
from finsam_desktop.exchange.excel_write import render_workbook
from finsam_desktop.exchange.take_in import (
    NEW,
    SKIP,
    Choices,
    Proposal,
    as_sheets,
    default_choices,
    propose,
    recognise,
)

ROOT = Path(__file__).parents[2]
EDITIONS = ["uppsala-2016", "uppsala-2019", "uppsala-2019-07", "uppsala-2024", "gavleborg-2024"]


def edition(name: str) -> FormEdition:
    folder = ROOT / "forms" / name
    return load_edition({path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")})


FORMS = {name: edition(name) for name in EDITIONS}


def opened(data: bytes) -> Book:
    """A workbook that we wrote, as the reader gives it."""
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    written = openpyxl.load_workbook(io.BytesIO(data))
    sheets = []
    for values, formulas in zip(shown, written, strict=True):
        sheet = BookSheet(values.title)
        for row in formulas.iter_rows():
            for cell in row:
                value = values.cell(cell.row, cell.column).value
                if value is not None or cell.value is not None:
                    given = value.date() if isinstance(value, datetime) else value
                    formula = str(cell.value) if cell.data_type == "f" else ""
                    percent = "%" in (cell.number_format or "")
                    sheet.cells[cell.row - 1, cell.column - 1] = BookCell(given, formula, percent)
        sheet.merges = tuple(
            (area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
            for area in formulas.merged_cells.ranges
        )
        sheets.append(sheet)
    return Book(sheets)


def moved(book: Book, down: int, right: int) -> Book:
    """The workbook with rows on top and columns at left, its sheets renamed and in another order."""
    sheets = []
    for number, sheet in enumerate(reversed(book.sheets), start=1):
        cells = {(row + down, column + right): cell for (row, column), cell in sheet.cells.items()}
        merges = tuple((a + down, b + right, c + down, d + right) for a, b, c, d in sheet.merges)
        sheets.append(BookSheet(f"Blad{number}", cells=cells, merges=merges))
    return Book(sheets)


def take(book: Book, application: Application, **more: Any) -> Proposal:
    """Propose with the choices that seem right, changed as `more` says, and apply it."""
    reading = recognise(book, application, "budget.xlsx")
    choices = default_choices(reading, application)
    for name, value in more.items():
        setattr(choices, name, value)
    before = to_json(application)
    proposal = propose(reading, application, choices)
    assert to_json(application) == before
    if proposal.change:
        proposal.change.apply(application)
    return proposal


def requested(application: Application) -> int | None:
    return figures(Budget(application)).requested


def place(application: Application, sheet: str, label: str) -> str:
    """The id of the line with the label."""
    view = Budget(application).views[sheet]
    budget = Budget(application)
    return next(
        line.id
        for line in view.lines
        if line.kind == "rows" and budget.value(sheet, line.id, view.label_column) == label
    )


# ------------------------------------------------------------------------ what we wrote ourselves

LABELS = [
    "Coach",
    "coach",
    "Jobbcoach 50 %",
    "Handläggare",
    "Resor",
    "Tolk",
    "Lokaler",
    "",
    "1.",
    "3.",
    "Övriga kostnader",
]
NAMES = ["", "Heby kommun", "Region Uppsala", "AF", "Försäkringskassan", "Heby kommun", "Tierp"]
AMOUNTS = st.one_of(
    st.integers(-(10**9), 10**12),
    st.integers(0, 5000).map(lambda kronor: kronor * 100),
    st.sampled_from(["12 eller 13", "ca 5000", "4,500"]).map(parse_amount),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "amount": AMOUNTS,
    "percent": st.one_of(
        st.integers(0, 10_000).map(lambda n: (Decimal(n) / 10).normalize() + 0),
        st.sampled_from(["halvtid", "50-75 %"]).map(parse_percent),
    ),
    "date": st.one_of(
        st.dates(date(1990, 1, 1), date(2099, 12, 31)),
        st.sampled_from(["oktober 2020", "hela 2024"]).map(parse_date),
    ),
    "number": st.integers(0, 48).map(lambda n: Decimal(n) / 4),
    "text": st.sampled_from(["Studiebesök", "12", "=SUM(A1)", "2024", "Två\nrader", "Summa"]),
    "label": st.sampled_from(LABELS).filter(bool),
}


@st.composite
def applications(draw: st.DrawFn) -> Application:
    """An application with parties, rows and figures, some of which could not be read."""
    application = Application.new(FORMS[draw(st.sampled_from(EDITIONS))])

    def apply(change: Change | None) -> None:
        if change:
            change.apply(application)

    uses = application.edition.uses
    if draw(st.booleans()):
        start = draw(st.dates(date(2016, 1, 1), date(2028, 1, 1)))
        values: dict[tuple[str, ...], Value] = {
            ("answer", uses.start): start,
            ("answer", uses.name): "Vägen in",
        }
        apply(edits.set_values(application, values, "Datum"))
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=4)):
        apply(edits.add_party(application, "co-owner", {"organisation": name} if name else {}))
    for sheet in application.edition.sheets:
        for line in sheet.lines.values():
            if line.kind == "rows" and line.free and not sheet.parts[-1].repeat:
                for _ in range(draw(st.integers(0, 2))):
                    party = application.budget_parties[0] if line.id in sheet.repeated else ""
                    apply(edits.add_row(application, sheet.id, line.id, party=party))
    places = [
        (view.id, line.id, column)
        for view in Budget(application).views.values()
        for line in view.lines
        for column in view.columns
        if view.role(line, column) == "input"
    ]
    for sheet_id, line_id, column in draw(st.lists(st.sampled_from(places), max_size=40)):
        value = draw(VALUES[column.template.kind])
        apply(edits.set_values(application, {("cell", sheet_id, line_id, column.id): value}, "Fyll i"))
    return application


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(applications())
def test_reading_back_what_we_wrote_changes_nothing(application: Application) -> None:
    """Wherever it stands on its sheets, and whatever they are called."""
    book = opened(render_workbook(application))
    for one in (book, moved(book, 3, 1)):
        proposal = propose(recognise(one, application), application)
        assert [(str(cell.spot), cell.to, cell.old, cell.new) for cell in proposal.cells] == []
        assert proposal.change is None
        assert proposal.changed == 0


# ---------------------------------------------------------------------------- others' workbooks

Line = list[Any]


def budget_sheet(
    owners: list[str],
    salaries: list[Line],
    others: list[Line],
    *,
    name: str = "Insatsbudget",
    own: list[Line] | None = None,
) -> BookSheet:
    """A filled sheet of the kind that organisations send: amounts by owner, sums computed."""
    count = len(owners)
    blank: Line = [None] * 4

    def total(rows: list[Line]) -> Line:
        amounts = [
            [value for value in column if isinstance(value, int)] for column in zip(*rows, strict=True)
        ]
        return [sum(column) for column in amounts]

    def block(rows: list[Line]) -> list[Line]:
        return [[*row, sum(value for value in row[4:] if isinstance(value, int))] for row in rows]

    def summed(label: str, rows: list[Line]) -> Line:
        figures = total([row[4:] for row in block(rows)]) if rows else [0] * (count + 1)
        return [label, None, None, None, *figures]

    lines: list[Line] = [
        ["BUDGET - DETALJERAD"],
        ["KOSTNAD ATT REKVIRERA FRÅN SAMORDNINGSFÖRBUNDET"],
        ["Kostnader i tkr", None, None, None, "Huvudinsatsägare", *["Delinsatsägare"] * (count - 1)],
        [*blank, *owners, "Att rekvirera - Alla insatsägare"],
        ["LÖNEKOSTNAD", "Tjänst i %", "Tidsperiod från", "till"],
        *block(salaries),
        summed("SUMMA LÖNEKOSTNAD", salaries),
        ["ÖVRIGA KOSTNADER"],
        *block(others),
        summed("SUMMA ÖVRIGA KOSTNADER", others),
        summed("SUMMA FRÅN SAMORDNINGSFÖRBUNDET", [*salaries, *others]),
        ["EGENFINANSIERING"],
        ["LÖNEKOSTNAD"],
        *block(own or []),
        summed("SUMMA LÖNEKOSTNAD", own or []),
    ]
    return sheet(name, lines)


def sheet(name: str, lines: list[Line]) -> BookSheet:
    cells = {
        (row, column): value if isinstance(value, BookCell) else BookCell(value)
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
        if value is not None
    }
    return BookSheet(name, cells=cells)


COACH: Line = ["Coach", 1, date(2025, 1, 1), date(2025, 12, 31), 600000, None]
NURSE: Line = ["Sjuksköterska", "50 %", None, None, None, 350000]
TRAVEL: Line = ["Resor", None, None, None, 20000, 5000]
OWNERS = ["Tierps kommun", "Region Uppsala"]
BOTH = Book([budget_sheet(OWNERS, [COACH, NURSE], [TRAVEL])])


@pytest.fixture
def application() -> Application:
    return Application.new(FORMS["uppsala-2024"])


def cell(application: Application, label: str, column: str) -> Value:
    return application.cell("detailed", place(application, "detailed", label), column)


def party(application: Application, name: str) -> str:
    return next(one.id for one in application.parties if one.text("organisation") == name)


def test_a_workbook_becomes_one_step_that_can_be_undone(application: Application) -> None:
    before = to_json(application)
    proposal = take(BOTH, application)
    assert proposal.change is not None
    assert proposal.change.label == "Läs in budget från budget.xlsx"
    assert proposal.change.origin == "import"
    assert Change.from_json(proposal.change.to_json()) == proposal.change
    totals = {one.organisation: one.requested for one in figures(Budget(application)).by_party}
    assert totals == {"Tierps kommun": 62_000_000, "Region Uppsala": 35_500_000}
    assert cell(application, "Coach", "rate") == Decimal(100)
    assert cell(application, "Coach", "to") == date(2025, 12, 31)
    assert proposal.differences == ()
    assert proposal.changed == len(proposal.cells) > 10
    proposal.change.inverse().apply(application)
    assert to_json(application) == before


def test_the_same_workbook_again_changes_nothing(application: Application) -> None:
    take(BOTH, application)
    assert take(BOTH, application).change is None


def test_a_second_time_shows_what_is_new(application: Application) -> None:
    take(BOTH, application)
    dearer = Book([budget_sheet(OWNERS, [COACH, [*NURSE[:5], 360000]], [TRAVEL])])
    (changed,) = take(dearer, application).cells
    assert (str(changed.spot), changed.old, changed.new) == ("Insatsbudget!F7", 35_000_000, 36_000_000)
    assert changed.to == "Insatsbudget: Sjuksköterska, Region Uppsala"
    assert changed.conflict
    assert changed.taken


def test_more_rows_and_organisations_than_the_form_has(application: Application) -> None:
    owners = ["Tierps kommun", "AF", "FK", "Region Uppsala", "Heby kommun"]
    salaries: list[Line] = [[f"Coach {n}", 1, None, None, 100_000 * n, 1, 2, 3, 4] for n in range(1, 10)]
    proposal = take(Book([budget_sheet(owners, salaries, [])]), application)
    assert [
        one.text("organisation") for one in application.parties if one.id in application.budget_parties
    ] == owners
    assert requested(application) == 450_009_000
    labels = [one.label for one in Budget(application).views["years"].lines if one.source]
    assert labels[:9] == [f"Coach {n}" for n in range(1, 10)]
    assert proposal.differences == ()


def test_another_organisation_touches_its_own_column_alone(application: Application) -> None:
    take(Book([budget_sheet(["Tierps kommun", "NAMN"], [COACH], [[*TRAVEL[:5], None]])]), application)
    before = dict(application.cells["detailed"][place(application, "detailed", "Coach")])
    theirs = Book(
        [
            budget_sheet(
                ["NAMN", "Region Uppsala"], [NURSE, [*COACH[:4], None, 250000]], [[*TRAVEL[:4], None, 5000]]
            )
        ]
    )
    proposal = take(theirs, application)
    region = f"party:{party(application, 'Region Uppsala')}"
    assert application.cells["detailed"]["travel"] == {
        f"party:{party(application, 'Tierps kommun')}": 2_000_000,
        region: 500_000,
    }
    rows = [row for row, cells in application.cells["detailed"].items() if cells.get("label") == "Coach"]
    assert application.cells["detailed"][rows[0]] == before
    assert application.cells["detailed"][rows[1]][region] == 25_000_000
    assert not any(one.conflict for one in proposal.cells)
    assert requested(application) == 62_000_000 + 35_500_000 + 25_000_000 - 500_000 + 500_000


def test_the_choices_leave_organisations_out(application: Application) -> None:
    proposal = take(BOTH, application, organisations={"tierps kommun": SKIP, "region uppsala": NEW})
    assert [one.organisation for one in figures(Budget(application)).by_party if one.requested] == [
        "Region Uppsala"
    ]
    assert requested(application) == 35_500_000
    assert all("600000" not in str(one.value) for one in proposal.unplaced)
    assert proposal.differences == ()


def test_filling_leaves_what_stands_there(application: Application) -> None:
    take(BOTH, application)
    other = Book(
        [
            budget_sheet(
                OWNERS, [[*COACH[:4], 1, None], NURSE], [TRAVEL, ["Tolk", None, None, None, 7000, None]]
            )
        ]
    )
    proposal = take(other, application, mode="fill")
    assert cell(application, "Coach", f"party:{party(application, 'Tierps kommun')}") == 60_000_000
    assert {(one.new, one.conflict, one.taken) for one in proposal.cells} == {
        (100, True, False),
        (700_000, False, True),
    }
    assert proposal.changed == 1


def test_an_amount_that_is_gone_is_cleared_in_a_column_that_is_used(application: Application) -> None:
    take(BOTH, application)
    take(Book([budget_sheet(OWNERS, [COACH, NURSE], [[*TRAVEL[:4], None, 5000]])]), application)
    assert cell(application, "Resor", f"party:{party(application, 'Tierps kommun')}") is None
    blank = [[*line[:4], None, None] for line in (COACH, NURSE, TRAVEL)]
    take(Book([budget_sheet(OWNERS, blank[:2], blank[2:])]), application)
    assert requested(application) == 95_500_000


@pytest.mark.parametrize("keep", [True, False])
def test_rows_that_the_workbook_lacks_stay_or_go(application: Application, keep: bool) -> None:
    take(BOTH, application)
    proposal = take(Book([budget_sheet(OWNERS, [COACH], [TRAVEL])]), application, keep_local_rows=keep)
    assert requested(application) == (97_500_000 if keep else 62_500_000)
    assert bool(proposal.differences) == keep
    assert proposal.changed == (0 if keep else 3)


def test_sums_that_differ_are_told_with_both_figures(application: Application) -> None:
    wrong = budget_sheet(OWNERS, [COACH, NURSE], [TRAVEL])
    wrong.cells[11, 4] = BookCell(620001)
    (found,) = take(Book([wrong]), application).differences
    assert (str(found.spot), found.theirs, found.ours) == ("Insatsbudget!E12", 62_000_100, 62_000_000)


def test_kronor_under_tkr_are_kronor_and_it_is_said(application: Application) -> None:
    proposal = take(BOTH, application)
    assert [one.where for one in proposal.problems if "tkr" in one.message] == ["Insatsbudget!A3"]


def test_real_thousands_become_kronor(application: Application) -> None:
    small = Book(
        [budget_sheet(OWNERS, [[*COACH[:4], 600, None]], [["Resor", None, None, None, 20, "5 000 kr"]])]
    )
    take(small, application)
    assert requested(application) == 62_500_000
    again = Application.new(application.edition)
    take(small, again, unit="kr")
    assert requested(again) == 62_000 + 500_000


def test_what_cannot_be_read_is_kept_as_written_and_told(application: Application) -> None:
    odd = Book(
        [
            budget_sheet(
                OWNERS, [[*COACH[:4], "ca 600 000", None], NURSE], [["Tolk", None, None, None, "#REF!", None]]
            )
        ]
    )
    proposal = take(odd, application)
    kept = cell(application, "Coach", f"party:{party(application, 'Tierps kommun')}")
    assert isinstance(kept, Unparsed)
    assert kept.text == "ca 600 000"
    told = {one.where: one.message for one in proposal.problems}
    assert "ca 600 000" in told["Insatsbudget!E6"]
    assert "#REF!" in told["Insatsbudget!E10"]
    assert "interpreter" not in application.cells["detailed"]


def test_a_formula_without_value_leaves_the_cell_alone(application: Application) -> None:
    take(BOTH, application)
    unknown = budget_sheet(OWNERS, [COACH, NURSE], [TRAVEL])
    unknown.cells[5, 4] = BookCell(None, "=HÄMTA(A1)")
    proposal = take(Book([unknown]), application)
    assert proposal.change is None
    assert "formel" in next(one.message for one in proposal.problems if one.where == "Insatsbudget!E6")


def test_nothing_recognised_changes_nothing(application: Application) -> None:
    proposal = take(Book([sheet("Lista", [["Namn", "Ålder"], ["A", 3]])]), application)
    assert proposal.recognised == ()
    assert proposal.change is None
    assert [str(one.spot) for one in proposal.unplaced] == ["Lista!A1", "Lista!B1", "Lista!A2", "Lista!B2"]


def test_a_person_says_which_sheet_it_is(application: Application) -> None:
    first, second = (
        budget_sheet(OWNERS, [COACH], [], name="Ny"),
        budget_sheet(OWNERS, [NURSE], [], name="Gammal"),
    )
    assert requested_after(application, Book([first, second]), {"Ny": "", "Gammal": "detailed"}) == 35_000_000
    assert requested_after(application, Book([first, second]), {"Ny": "detailed", "Gammal": ""}) == 60_000_000
    assert requested_after(application, Book([first, second]), {"Ny": "", "Gammal": ""}) == 0


def requested_after(application: Application, book: Book, sheets: dict[str, str]) -> int | None:
    reading = as_sheets(recognise(book, application), application, sheets)
    proposal = propose(reading, application)
    copy = application.snapshot()
    if proposal.change:
        proposal.change.apply(copy)
    return requested(copy)


def test_a_party_that_is_not_there_is_refused(application: Application) -> None:
    reading = recognise(BOTH, application)
    with pytest.raises(KeyError):
        propose(reading, application, Choices(organisations={"tierps kommun": "nobody"}))


@pytest.mark.parametrize("source", EDITIONS[:4])
@pytest.mark.parametrize("target", EDITIONS[:4])
def test_a_workbook_of_one_edition_goes_into_another(source: str, target: str) -> None:
    old = Application.new(FORMS[source])
    take(BOTH, old)
    amounts: dict[tuple[str, ...], Value] = {
        ("cell", "years", place(old, "detailed", label), f"year:{n}"): n * 100_00
        for label in ("Coach", "Sjuksköterska")
        for n in (1, 2)
    }
    amounts["cell", "years", "other_costs", "year:1"] = 25_000_00
    amounts["answer", old.edition.uses.start] = date(2025, 1, 1)
    change = edits.set_values(old, amounts, "Fördela")
    assert change
    change.apply(old)
    new = Application.new(FORMS[target])
    proposal = take(opened(render_workbook(old)), new)
    assert len(proposal.recognised) == 3
    assert figures(Budget(new)).requested == 97_500_000
    by_party = [(one.organisation, one.requested, one.own) for one in figures(Budget(new)).by_party]
    assert by_party == [("Tierps kommun", 62_000_000, 0), ("Region Uppsala", 35_500_000, 0)]
    assert new.cell("years", place(new, "detailed", "Sjuksköterska"), "year:2") == 200_00
    assert new.cell("years", "other_costs", "year:1") == 25_000_00
    assert proposal.differences == ()


def test_gavleborgs_sheets_go_into_a_new_application() -> None:
    form = FORMS["gavleborg-2024"]
    old = Application.new(form)
    lead = old.budget_parties[0]
    values: dict[tuple[str, ...], Value] = {
        ("answer", form.uses.start): date(2024, 9, 1),
        ("party", lead, "organisation"): "Gävle kommun",
        ("cell", "salaries", "function_1", "label"): "Coach",
        ("cell", "salaries", "function_1", "employer"): "Gävle kommun",
        ("cell", "salaries", "function_1", "rate"): Decimal(50),
        ("cell", "salaries", "function_1", "pay"): 30_000_00,
        ("cell", "salaries", "function_1", "overhead"): Decimal(40),
        ("cell", "salaries", "function_1", "months:2"): Decimal(12),
        ("cell", "costs", "requested_3", "label"): "Resor",
        ("cell", "costs", "requested_3", "specification"): "Till Ockelbo",
        ("cell", "costs", "requested_3", "year:2"): 2_000_00,
        ("cell", "costs", f"own_2@{lead}", "label"): "Lokaler",
        ("cell", "costs", f"own_2@{lead}", "year:1"): 500_00,
        ("cell", "plan", "activities:2", "q3"): "Studiebesök",
    }
    change = edits.set_values(old, values, "Fyll i")
    assert change
    change.apply(old)
    new = Application.new(form)
    proposal = take(moved(opened(render_workbook(old)), 2, 2), new)
    assert [title for _, title in proposal.recognised] == [one.name for one in reversed(form.sheets)]
    assert requested(new) == requested(old) == 254_000_00
    assert figures(Budget(new)).own == 500_00
    assert new.cell("plan", "activities:2", "q3") == "Studiebesök"
    assert figures(Budget(new)).by_party[0].organisation == "Gävle kommun"
    assert proposal.differences == ()
    assert proposal.unplaced == ()


def test_what_the_command_line_prints(application: Application) -> None:
    odd = Book([budget_sheet(OWNERS, [COACH], [TRAVEL])], ["Insatsbudget!Z9: Formeln räknades inte."])
    odd.sheets[0].cells[12, 9] = BookCell("se bilaga")
    odd.sheets[0].cells[9, 4] = BookCell(20001)
    plain = take(odd, application).to_json()
    assert plain["recognised"] == [{"sheet": "Insatsbudget", "as": "Insatsbudget"}]
    assert plain["changed"] == len(plain["cells"])
    coach = next(one for one in plain["cells"] if one["where"] == "Insatsbudget!E6")
    assert (coach["to"], coach["old"], coach["new"]) == ("Insatsbudget: Coach, Tierps kommun", None, 600000)
    rate = next(one for one in plain["cells"] if one["where"] == "Insatsbudget!B6")
    assert rate["new"] == 100
    assert [(one["where"], one["theirs"], one["ours"]) for one in plain["differences"]] == [
        ("Insatsbudget!E10", 20001, 20000)
    ]
    assert plain["unplaced"] == [{"where": "Insatsbudget!J13", "row": "LÖNEKOSTNAD", "value": "se bilaga"}]
    assert {"where": "Insatsbudget!Z9", "message": "Formeln räknades inte."} in plain["problems"]
