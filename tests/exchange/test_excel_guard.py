"""What helps whoever fills in our workbook: checks, locked cells, names; and that it reads back as it is."""

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.book_read import read_book
from finsam_desktop.exchange.excel_write import render_workbook

NAMES = ["uppsala-2024-alvkarleby", "uppsala-2019-07-arbetslivsintro", "gavleborg-2024-raknamedmig"]
INPUT_FILL = "FFFFFF99"


@pytest.fixture
def application(of_seed: Callable[[str], Application]) -> Application:
    return of_seed(NAMES[0])


def opened(application: Application) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(render_workbook(application)))


def row_of(book: Workbook, sheet: str, label: str, nth: int = 0) -> int:
    return [row[0].row for row in book[sheet].iter_rows(max_col=1) if row[0].value == label][nth]


@pytest.mark.parametrize("name", NAMES)
def test_cells_to_fill_in_are_open_and_all_others_are_locked(
    of_seed: Callable[[str], Application], name: str
) -> None:
    for sheet in opened(of_seed(name)):
        protection = sheet.protection
        assert protection.sheet
        assert protection.password is None
        assert not protection.objects, "comments can be changed"
        assert not protection.formatColumns, "widths can be changed"
        for row in sheet.iter_rows():
            for cell in row:
                if cell.fill.fgColor.rgb == INPUT_FILL:
                    assert not cell.protection.locked, cell.coordinate
                if cell.data_type == "f":
                    assert cell.protection.locked, cell.coordinate


def test_names_of_organisations_can_be_filled_in(application: Application) -> None:
    sheet = opened(application)["Insatsbudget"]
    names = [cell for row in sheet.iter_rows(max_row=12) for cell in row if cell.value in ("AF", "FK")]
    assert names
    assert not any(cell.protection.locked for cell in names)


def test_what_is_typed_is_checked_with_a_question_and_not_a_stop(application: Application) -> None:
    book = opened(application)
    row = row_of(book, "Insatsbudget", "1.")
    whole = book["Insatsbudget"].data_validations.dataValidation
    (dates,) = (one for one in whole if one.type == "date")
    (percent,) = (one for one in whole if one.formula2 == "10")
    (amount,) = (one for one in whole if one.operator == "greaterThanOrEqual")
    assert f"B{row}" in percent.sqref
    assert f"C{row}" in dates.sqref
    assert f"E{row}" in amount.sqref
    assert f"I{row}" not in amount.sqref
    for one in whole:
        assert one.errorStyle == "warning"
        assert one.allowBlank
        assert "Vill du ändå ha det som du skrev?" in one.error
        assert len(one.error) <= 255
        assert len(one.errorTitle) <= 32


def test_ranges_have_the_names_of_the_form(application: Application) -> None:
    book = opened(application)
    names = {name: one.attr_text for name, one in book.defined_names.items()}
    first, last = row_of(book, "Insatsbudget", "1."), row_of(book, "Insatsbudget", "7.")
    total = row_of(book, "Insatsbudget", "SUMMA LÖNEKOSTNAD")
    assert names["detailed_salaries"] == f"'Insatsbudget'!$A${first}:$I${last}"
    assert names["detailed_salaries_sum"] == f"'Insatsbudget'!$A${total}:$I${total}"
    assert names["detailed_requested_table"].endswith(
        f":$I${row_of(book, 'Insatsbudget', 'SUMMA FRÅN SAMORDNINGSFÖRBUNDET')}"
    )
    assert all(name.isascii() for name in names)
    assert {name.partition("_")[0] for name in names} == {"detailed", "years", "summary"}


def test_names_of_repeated_tables_are_each_their_own(of_seed: Callable[[str], Application]) -> None:
    book = opened(of_seed(NAMES[2]))
    assert all(name.isascii() for name in book.defined_names)
    areas = [one.attr_text for one in book.defined_names.values()]
    assert len(areas) > 5


def test_properties_say_whose_form_it_is(application: Application) -> None:
    properties = opened(application).properties
    assert (properties.category, properties.creator) == ("Budget", application.edition.association)


@pytest.mark.parametrize("name", NAMES)
def test_the_reader_of_workbooks_from_outside_sees_the_same_values(
    of_seed: Callable[[str], Application], name: str, tmp_path: Path
) -> None:
    application = of_seed(name)
    path = tmp_path / "budget.xlsx"
    path.write_bytes(render_workbook(application))
    expected = openpyxl.load_workbook(path, data_only=True)
    try:
        book = read_book(path)
    finally:
        sandbox.close()
    assert book.problems == []
    assert [sheet.name for sheet in book.sheets] == expected.sheetnames
    for sheet in book.sheets:
        for (row, column), cell in sheet.cells.items():
            value = expected[sheet.name].cell(row + 1, column + 1).value
            assert cell.value == (value.date() if isinstance(value, datetime) else value)
    first = application.edition.sheets[0]
    ours = {
        value
        for line in Budget(application).views[first.id].lines
        for value in (application.cell(first.id, line.id, "from"),)
        if isinstance(value, date)
    }
    assert ours <= {cell.value for cell in book.sheets[0].cells.values()}
