"""Workbooks that were written for another form: what has a place comes in, and the rest is named."""

import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.budget import figures
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.exchange.book import Book, BookCell, BookSheet, CellValue
from finsam_desktop.exchange.excel_write import render_workbook
from finsam_desktop.exchange.recognise import Reading, recognise
from finsam_desktop.exchange.take_in import SKIP, Proposal, as_sheets, default_choices, propose

ROOT = Path(__file__).parents[2]
EDITIONS = ("uppsala-2016", "uppsala-2019", "uppsala-2019-07", "uppsala-2024", "gavleborg-2024")
UPPSALA = EDITIONS[:4]


def edition(name: str) -> FormEdition:
    folder = ROOT / "forms" / name
    return load_edition({path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")})


FORMS = {name: edition(name) for name in EDITIONS}


def sample(name: str) -> Application:
    data = json.loads((ROOT / "resources" / "samples" / f"{name}.json").read_text(encoding="utf-8"))
    return from_json(data, lambda one: FORMS[one])


def written(application: Application) -> Book:
    """The application's own workbook, as the reader gives it."""
    data = render_workbook(application)
    sheets = []
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    for values in openpyxl.load_workbook(io.BytesIO(data), data_only=True):
        sheet = BookSheet(values.title)
        for row in values.iter_rows():
            for cell in row:
                given = cell.value.date() if hasattr(cell.value, "date") else cell.value
                formula = formulas[values.title].cell(cell.row, cell.column)
                if given is not None:
                    sheet.cells[cell.row - 1, cell.column - 1] = BookCell(
                        given,
                        str(formula.value) if formula.data_type == "f" else "",
                        "%" in cell.number_format,
                    )
        sheets.append(sheet)
    return Book(sheets)


def lines(name: str, *rows: list[CellValue]) -> BookSheet:
    cells = {
        (row, column): BookCell(value)
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if value is not None
    }
    return BookSheet(name, cells=cells)


def look(book: Book, application: Application) -> Reading:
    return recognise(book, application, "budget.xlsx", FORMS.values())


def take(book: Book, application: Application) -> Proposal:
    """Propose what seems right, and apply it."""
    proposal = propose(look(book, application), application)
    if proposal.change:
        proposal.change.apply(application)
    return proposal


def sums(application: Application) -> tuple[int | None, int | None]:
    """Requested and own, in kronor."""
    found = figures(Budget(application))
    return tuple(None if one is None else one // 100 for one in (found.requested, found.own))  # type: ignore[return-value]


@pytest.fixture
def alvkarleby() -> Book:
    return written(sample("uppsala-2024-alvkarleby"))


@pytest.fixture
def gavle_book() -> Book:
    """Gävleborg's sheets with two functions, costs, and what a co-funder pays."""
    years: list[CellValue] = ["ÅR 2024", "ÅR 2025", "Summa"]
    return Book(
        [
            lines(
                "Löneberäkning",
                ["Löneberäkning"],
                [
                    "Befattning",
                    "Tjänst i %",
                    "Månadslön",
                    "PO-påslag",
                    "Månader",
                    None,
                    "Lönekostnad",
                    None,
                    "Summa",
                ],
                [None, None, None, None, 2024, 2025, 2024, 2025, None],
                ["Coach", 1, 30000, 0.4, 10, 10, 420000, 420000, 840000],
                ["Summa", None, None, None, None, None, 420000, 420000, 840000],
            ),
            lines(
                "Kostnadssammanställning",
                ["Namn på finansiär: Samordningsförbund Gävleborg"],
                ["Kostnadsslag", "Specifikation", *years],
                ["Lönekostnader", None, 420000, 420000, 840000],
                ["Resor", "Studiebesök", 5000, 7000, 12000],
                ["Följeforskning", None, 100000, None, 100000],
                ["Summa", None, 525000, 427000, 952000],
                ["Namn på finansiär: Hudiksvalls kommun"],
                ["Kostnadsslag", "Specifikation", *years],
                ["Lokaler", None, 10000, 20000, 30000],
                ["Summa", None, 10000, 20000, 30000],
            ),
        ]
    )


def test_years_of_uppsala_are_costs_of_gavleborg(alvkarleby: Book) -> None:
    application = Application.new(FORMS["gavleborg-2024"])
    proposal = take(alvkarleby, application)
    assert proposal.recognised == (("Fördelad", "Kostnadssammanställning"),)
    # The years make two kronor more than the sum by organisation, as in the seed.
    assert sums(application) == (4418132, 0)
    budget = Budget(application)
    years = [budget.value("costs", "requested_sum", f"year:{n}") for n in (1, 2, 3)]
    assert years == [91073000, 179935900, 170804300]
    assert proposal.differences == ()
    cell = next(one for one in proposal.cells if one.new == 16555400)
    assert (str(cell.spot).partition("!")[0], cell.to) == (
        "Fördelad",
        "Kostnadssammanställning: ÖVRIGA KOSTNADER, År 2025",
    )


def test_what_another_form_has_no_place_for_is_listed_and_said(alvkarleby: Book) -> None:
    proposal = take(alvkarleby, Application.new(FORMS["gavleborg-2024"]))
    amounts = [one.value for one in proposal.unplaced if one.label == "Tolk"]
    assert amounts == [120000]
    assert not {"Skall ej fyllas i !", "LÖNEKOSTNAD"} & {one.value for one in proposal.unplaced}
    said = {one.where: one.message for one in proposal.problems}
    assert "Det som har en plats på ”Kostnadssammanställning” läses in där." in said["Fördelad"]
    assert "har ingen plats i den här blanketten" in said["Insatsbudget"]
    assert "räknas fram där" in said["Budgetsammanställning"]


def test_another_form_s_dates_go_to_the_fields_that_ask_for_them(alvkarleby: Book) -> None:
    application = Application.new(FORMS["gavleborg-2024"])
    take(alvkarleby, application)
    dates = {value for value in application.answers.values() if isinstance(value, date)}
    assert dates == {date(2025, 7, 1), date(2027, 12, 31)}


def test_another_form_s_workbook_twice_changes_nothing_more(alvkarleby: Book, gavle_book: Book) -> None:
    for book, name in ((alvkarleby, "gavleborg-2024"), (gavle_book, "uppsala-2024")):
        application = Application.new(FORMS[name])
        assert take(book, application).change is not None
        assert take(book, application).change is None


@pytest.mark.parametrize("name", UPPSALA)
def test_sums_of_gavleborg_come_under_the_owners_of_uppsala(gavle_book: Book, name: str) -> None:
    application = Application.new(FORMS[name])
    proposal = take(gavle_book, application)
    assert [sheet for sheet, _ in proposal.recognised] == ["Löneberäkning", "Kostnadssammanställning"]
    assert sums(application) == (952000, 30000)
    budget = Budget(application)
    lead = application.parties_of(("lead",))[0].id
    assert budget.value("detailed", "travel", f"party:{lead}") == 1200000
    assert budget.value("detailed", "salary_1", budget.views["detailed"].label_column) == "Coach"
    assert budget.value("detailed", "salary_1", f"party:{lead}") == 84000000
    own = next(one.id for one in application.parties if one.text("organisation") == "Hudiksvalls kommun")
    assert budget.value("detailed", "own_sum", f"party:{own}") == 3000000
    # The years of a row have no place there, and are not lost without a word.
    assert {5000, 7000} <= {one.value for one in proposal.unplaced if one.label == "Resor"}


def test_the_payer_is_the_lead_owner_unless_one_chooses_otherwise(gavle_book: Book) -> None:
    application = Application.new(FORMS["uppsala-2024"])
    lead = application.parties_of(("lead",))[0].id
    application.put(("party", lead, "organisation"), "Heby kommun")
    reading = look(gavle_book, application)
    assert reading.organisations["#lead"].party == lead
    choices = default_choices(reading, application)
    choices.organisations["#lead"] = SKIP
    change = propose(reading, application, choices).change
    assert change
    change.apply(application)
    assert sums(application) == (0, 30000)


def test_a_sum_that_its_years_do_not_make_is_pointed_out(gavle_book: Book) -> None:
    gavle_book.sheets[1].cells[3, 2] = BookCell("6 000 kr")
    proposal = take(gavle_book, Application.new(FORMS["uppsala-2024"]))
    said = {one.where: one.message for one in proposal.problems}
    assert "tillsammans 13 000 men summan är 12 000" in said["Kostnadssammanställning!E4"].replace(
        "\u00a0", " "
    )


def test_a_sum_may_have_more_of_an_ore_than_its_years(gavle_book: Book) -> None:
    rows = gavle_book.sheets[1].cells
    rows[3, 2], rows[3, 3], rows[3, 4] = (BookCell(one) for one in (10_000 / 3, 20_000 / 3 - 0.003, 10_000))
    proposal = take(gavle_book, Application.new(FORMS["uppsala-2024"]))
    assert "Kostnadssammanställning!E4" not in {one.where for one in proposal.problems}


def test_salaries_typed_where_they_are_carried_are_listed(gavle_book: Book) -> None:
    del gavle_book.sheets[0]
    proposal = take(gavle_book, Application.new(FORMS["uppsala-2024"]))
    assert [one.value for one in proposal.unplaced if one.label == "Lönekostnader"] == [420000, 420000]
    assert [(one.theirs, one.ours) for one in proposal.differences] == [(95200000, 11200000)]


def test_a_sheet_of_another_form_can_be_left_out(alvkarleby: Book) -> None:
    application = Application.new(FORMS["gavleborg-2024"])
    reading = look(alvkarleby, application)
    assert as_sheets(reading, application, {"Fördelad": "costs"}) is reading
    assert as_sheets(reading, application, {"Fördelad": ""}).recognised == []


def test_without_the_other_forms_nothing_is_recognised(alvkarleby: Book) -> None:
    reading = recognise(alvkarleby, Application.new(FORMS["gavleborg-2024"]))
    assert reading.recognised == []


@pytest.mark.parametrize("name", UPPSALA)
def test_words_of_sister_editions_are_not_left_over(name: str, alvkarleby: Book) -> None:
    """Nor is a sum that only checks another, in an edition that has none such."""
    alvkarleby.sheets[2].cells[0, 0] = BookCell("Skall ej fyllas i !")
    alvkarleby.sheets[1].cells[3, 0] = BookCell("FYLL I ENDAST FÄRGADE FÄLT")
    application = Application.new(FORMS[name])
    assert take(alvkarleby, application).unplaced == ()
    assert sums(application) == (4418130, 0)


def test_words_that_no_form_has_are_left_over(alvkarleby: Book) -> None:
    alvkarleby.sheets[2].cells[40, 0] = BookCell("Ring Karin om hyran")
    proposal = take(alvkarleby, Application.new(FORMS["uppsala-2019"]))
    assert [one.value for one in proposal.unplaced] == ["Ring Karin om hyran"]


@pytest.mark.parametrize("own_first", [True, False])
def test_the_applications_own_form_goes_before_another(own_first: bool) -> None:
    application = sample("gavleborg-2024-raknamedmig")
    own, other = (written(one).sheets for one in (application, sample("uppsala-2024-alvkarleby")))
    empty = Application.new(application.edition)
    for sheet in other:  # whose dates are no matter here
        sheet.cells = {place: one for place, one in sheet.cells.items() if not isinstance(one.value, date)}
    for key in (application.edition.uses.start, application.edition.uses.end):
        empty.answers[key] = application.answers[key]
    book = Book([*own, *other] if own_first else [*other, *own])
    proposal = propose(recognise(book, empty, editions=FORMS.values()), empty)
    assert proposal.change
    proposal.change.apply(empty)
    assert figures(Budget(empty)).requested == 818_551_00
