"""Budgets as people leave them: notes beside the table, sums by other names, strokes, typed sums."""

from collections.abc import Iterable

import pytest

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.budget import figures
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange.book import Book, BookCell, BookSheet, CellValue, place
from finsam_desktop.exchange.recognise import recognise
from finsam_desktop.exchange.recognise_text import is_summing
from finsam_desktop.exchange.recognise_values import holds_something, is_error, is_figure, read_value
from finsam_desktop.exchange.take_in import Proposal, propose

Line = list[CellValue | BookCell]

BUDGET: list[Line] = [
    ["BUDGET - DETALJERAD"],
    ["KOSTNAD ATT REKVIRERA FRÅN SAMORDNINGSFÖRBUNDET"],
    ["Kostnader i tkr", None, None, None, "Huvudinsatsägare", "Delinsatsägare"],
    [None, None, None, None, "Heby kommun", "Region Uppsala", "Att rekvirera - Alla insatsägare"],
    ["LÖNEKOSTNAD", "Tjänst i %", "från", "till"],
    ["Coach", 1, "2025-07-01", "2026-06-30", 600000],
    ["Handläggare", 0.5, "2025-07-01", "2026-06-30", 300000, 80000],
    ["SUMMA LÖNEKOSTNAD", None, None, None, 900000, 80000, 980000],
    ["ÖVRIGA KOSTNADER"],
    ["Resor", None, None, None, 20000, None, 20000],
    ["Tolk", None, None, None, 30000, 10000, 40000],
    ["SUMMA ÖVRIGA KOSTNADER", None, None, None, 50000, 10000, 60000],
    ["SUMMA FRÅN SAMORDNINGSFÖRBUNDET", None, None, None, 950000, 90000, 1040000],
]


def cells(lines: Iterable[Line]) -> dict[str, BookCell]:
    """The cells by what they are called: A1."""
    return {
        place("", row, column)[1:]: value if isinstance(value, BookCell) else BookCell(value)
        for row, line in enumerate(lines)
        for column, value in enumerate(line)
        if value is not None
    }


def book(**changed: CellValue | BookCell) -> Book:
    """The budget with some cells otherwise; None for a blank one."""
    found = cells(BUDGET)
    for name, value in changed.items():
        found[name] = value if isinstance(value, BookCell) else BookCell(value)
    at = {}
    for name, cell in found.items():
        if cell.value is not None or cell.formula:
            at[int(name[1:]) - 1, ord(name[0]) - ord("A")] = cell
    return Book([BookSheet("Budget", cells=at)])


@pytest.fixture
def application(uppsala: FormEdition) -> Application:
    return Application.new(uppsala)


def take(found: Book, application: Application) -> Proposal:
    proposal = propose(recognise(found, application), application)
    if proposal.change:
        proposal.change.apply(application)
    return proposal


def kronor(application: Application) -> int | None:
    amount = figures(Budget(application)).requested
    return None if amount is None else amount // 100


def where(proposal: Proposal) -> list[str]:
    return [str(one.spot) for one in proposal.unplaced]


def test_the_budget_as_it_is(application: Application) -> None:
    proposal = take(book(), application)
    assert kronor(application) == 1040000
    assert (proposal.unplaced, proposal.differences) == ((), ())


def test_figures_and_names_beside_the_table_are_no_organisation(application: Application) -> None:
    """Right of the sum of the row there are notes."""
    proposal = take(book(I3="Kontakt", I4="Karin", I6=4711, J6="se avtal"), application)
    assert kronor(application) == 1040000
    assert where(proposal) == ["Budget!I3", "Budget!I4", "Budget!I6", "Budget!J6"]
    names = {party.text("organisation") for party in application.parties} - {""}
    assert names == {"Heby kommun", "Region Uppsala"}


@pytest.mark.parametrize(
    "names",
    [
        ("Tot löner", "Totalt övrigt", "Tot kostn"),
        ("Löner totalt", "Delsumma", "Totala kostnader"),
        ("Total lön", "Övrigt summa", "Totalt"),
    ],
)
def test_typed_sums_by_other_names_are_no_costs(
    application: Application, names: tuple[str, str, str]
) -> None:
    take(book(A8=names[0], A12=names[1], A13=names[2]), application)
    assert kronor(application) == 1040000


def test_formulas_that_add_up_what_stands_above_are_no_costs(application: Application) -> None:
    """Whatever the row is called."""
    sums = {f"{column}12": BookCell(value, f"=SUM({column}10:{column}11)") for column, value in
            (("E", 50000), ("F", 10000), ("G", 60000))}  # fmt: skip
    whole = {f"{column}13": BookCell(value, f"={column}8+{column}12") for column, value in
             (("E", 950000), ("F", 90000), ("G", 1040000))}  # fmt: skip
    take(book(A12="Allt annat", A13="Alltihop", **sums, **whole), application)
    assert kronor(application) == 1040000


def test_a_cost_that_is_computed_is_a_cost(application: Application) -> None:
    """As a copy of the row above, a share of it, or a sum of other rows than those above."""
    take(book(A12="Lokal", E12=BookCell(30000, "=E11"), F12=None, G12=None, A13=None, E13=None, F13=None,
              G13=None), application)  # fmt: skip
    assert kronor(application) == 1070000


def test_a_row_called_a_sum_that_adds_up_to_nothing_above_is_a_cost(application: Application) -> None:
    take(book(A12="Totalt utbildningspaket", E12=7000, F12=None, G12=None), application)
    assert kronor(application) == 1047000


@pytest.mark.parametrize("stroke", ["-", "–", " — ", "--"])
def test_a_stroke_is_nothing(application: Application, stroke: str) -> None:
    proposal = take(book(F10=stroke, B10=stroke, C10=stroke), application)
    assert kronor(application) == 1040000
    assert (proposal.unplaced, proposal.problems[1:]) == ((), ())


def test_words_among_amounts_are_notes(application: Application) -> None:
    """They are listed, and the sums are known; what has figures is kept as it was written."""
    proposal = take(book(F10="ingår i hyran"), application)
    assert kronor(application) == 1040000
    assert [(str(one.spot), one.label, one.value) for one in proposal.unplaced] == [
        ("Budget!F10", "Resor", "ingår i hyran")
    ]
    take(book(F10="ca 5000"), application)
    assert kronor(application) is None


def test_a_note_under_an_organisation_without_amounts_is_listed(application: Application) -> None:
    proposal = take(book(F7=None, F8=None, F10="se bilaga", F11=None, F12=None, F13=None), application)
    assert where(proposal) == ["Budget!F10"]
    assert "Region Uppsala" not in [party.text("organisation") for party in application.parties]


def test_amounts_under_the_sum_of_all_alone_are_listed(application: Application) -> None:
    """They are computed here, and the workbook does not say whose they are."""
    proposal = take(book(E10=None, G10=20000), application)
    assert where(proposal) == ["Budget!G10"]
    assert kronor(application) == 1020000


def test_the_header_with_its_unit_put_right_is_known(application: Application) -> None:
    for text in ("Kostnader i kronor", "Kostnader i hela kr", "Kostnader i SEK"):
        assert take(book(A3=text), application).unplaced == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,50 kr", 123450),
        ("SEK 4 500:-", 450000),
        ("kr 4 500", 450000),
        ("Kr. 12,50", 1250),
        ("12.345,00", 1234500),
        ("1.234.567", 123456700),
        ("1'000", 100000),
        ("-", None),
        ("", None),
    ],
)
def test_amounts_as_text(text: str, value: Value) -> None:
    assert read_value(BookCell(text), "amount") == value


NOT_ONE_AMOUNT = [
    *("12.345", "(500)", "ca 500", "SEK", "500 + moms"),
    *("5000 kr 2025", "12 kr 50", "500kr 2", "1 000 SEK 12", "kr 100 kr 50", "2025: kr 500", "500:- 12"),
]


@pytest.mark.parametrize("text", NOT_ONE_AMOUNT)
def test_amounts_that_can_be_read_two_ways_are_kept_as_they_stand(text: str) -> None:
    found = read_value(BookCell(text), "amount")
    assert isinstance(found, Unparsed)
    assert found.text == text


@pytest.mark.parametrize("text", ["500 kr", "kr 500", "500:-", "500,-", "500 –", "SEK 500,-"])
def test_what_says_kronor_is_no_thousands(text: str) -> None:
    """Or is not read at all."""
    found = read_value(BookCell(text), "amount", 1000)
    assert found == 50_000 or isinstance(found, Unparsed)


@pytest.mark.parametrize("value", [900_000_000_000_000, "900 000 000 000 000"])
def test_an_amount_too_large_in_thousands_is_none_in_kronor(value: CellValue) -> None:
    assert read_value(BookCell(value), "amount") == 90_000_000_000_000_000
    found = read_value(BookCell(value), "amount", 1000)
    assert isinstance(found, Unparsed)
    assert found.text == "900000000000000000"


def test_a_figure_is_one_wherever_its_currency_stands() -> None:
    for text in ("500 kr", "kr 500", "SEK 500,-"):
        assert is_figure(BookCell(text)), text
    for text in ("kr 0", "0 kr", "0:-"):
        assert not holds_something(BookCell(text)), text


def test_a_number_with_its_sign_is_no_error() -> None:
    for text in ("#REF!", "#N/A", "#NAMN?", "#DIV/0!", "#VÄRDEFEL!"):
        assert is_error(text), text
    assert not is_error("#1")


def test_labels_of_sums() -> None:
    for text in ("Summa", "Tot kostn", "Totala kostnader", "S:a lön", "Löner totalt"):
        assert is_summing(text), text
    for text in ("Totem", "Summering av samtal", "Inköpta tjänster"):
        assert not is_summing(text), text


def test_a_second_sheet_like_the_first_lists_what_is_filled_in(uppsala: FormEdition) -> None:
    first, second = book().sheets[0], book(E6=1).sheets[0]
    second.name = "Budget (2)"
    proposal = take(Book([first, second]), Application.new(uppsala))
    listed = {one.value: one.label for one in proposal.unplaced}
    assert listed[1] == "Coach"
    assert "LÖNEKOSTNAD" not in listed
    assert any("Välj vilket av dem" in one.message for one in proposal.problems)


def test_a_sheet_that_is_too_long_is_said_to_be(uppsala: FormEdition) -> None:
    long = book()
    long.sheets[0].cells |= {(row, 0): BookCell(f"Verifikat {row}") for row in range(20, 5100)}
    proposal = take(long, Application.new(uppsala))
    assert proposal.recognised == ()
    assert "blad med fler än 5000 läses inte in" in proposal.problems[0].message


@pytest.mark.parametrize(("name", "said"), [("a.xls", 1), ("A.XLSB", 1), ("a.xlsx", 0)])
def test_sums_of_zero_are_explained_where_formulas_cannot_be_seen(
    application: Application, name: str, said: int
) -> None:
    found = book(E13=0)
    problems = propose(recognise(found, application, name), application).problems
    told = [one.where for one in problems if "syns inga formler" in one.message]
    assert told == ["Budget!E13"] * said
    assert not any(
        "formler" in one.message
        for one in propose(recognise(book(), application, name), application).problems
    )
    texts = book(E13=0, E10="20 000 kr")  # a sum does not count what is text
    told = [one.message for one in propose(recognise(texts, application, name), application).problems]
    assert not any("formler" in one for one in told)
