"""Amounts in tkr, figures written as sums, and comments, on paper and in the workbook."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.richtext import plain_text
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.typed import typed_change
from finsam_desktop.domain.units import set_unit
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.build_sheets import sheet_tables
from finsam_desktop.exchange.excel_write import render_workbook
from finsam_desktop.exchange.outline import Prose

ALVKARLEBY = "uppsala-2024-alvkarleby"


@pytest.fixture
def application(of_seed: Callable[[str], Application]) -> Application:
    return of_seed(ALVKARLEBY)


def sheet(application: Application, *, values: bool) -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(application)), data_only=values)
    return book["Insatsbudget"]


def row_of(page: Worksheet, label: str) -> list[object]:
    return next([one.value for one in row] for row in page.iter_rows() if row[0].value == label)


def test_tkr_is_what_paper_and_workbook_show(application: Application) -> None:
    change = set_unit(application, "tkr")
    assert change
    change.apply(application)
    (row,) = (
        row
        for table in sheet_tables(application)["detailed"]
        for row in table.rows
        if row.cells[0].text == "SUMMA FRÅN SAMORDNINGSFÖRBUNDET"
    )
    assert row.cells[-1].text.replace("\u00a0", " ") == "4 418,13"
    assert row_of(sheet(application, values=True), "SUMMA FRÅN SAMORDNINGSFÖRBUNDET")[-1] == 4418.13


@pytest.mark.parametrize(
    ("column", "text", "formula", "value"),
    [
        ("party:alvkarleby", "=12*34500*1,4", "=ROUND(12*34500*1.4,2)", 579_600),
        ("party:alvkarleby", "=100/3", "=ROUND(100/3,2)", 33.33),
        ("rate", "=150/2", "=(150/2)/100", 0.75),
        ("rate", "=50%*1,5", "=50%*1.5", 0.75),
    ],
)
def test_a_sum_is_exported_as_a_formula(
    application: Application, column: str, text: str, formula: str, value: float
) -> None:
    change = typed_change(Budget(application), "detailed", "salary_3", column, text)
    assert change
    change.apply(application)
    label = str(Budget(application).value("detailed", "salary_3", "label"))
    assert formula in row_of(sheet(application, values=False), label)
    assert value in row_of(sheet(application, values=True), label)


def test_comments_are_in_the_workbook(application: Application) -> None:
    application.put(("note", "detailed", "salary_1", "comment"), "Ny tjänst från hösten")
    application.put(("note", "detailed", "salary_1", "comment:party:alvkarleby"), "Efter beslut")
    texts = [
        one.comment.text for row in sheet(application, values=False).iter_rows() for one in row if one.comment
    ]
    assert texts == ["Ny tjänst från hösten", "Efter beslut"]


def test_comments_are_printed_when_asked_for(application: Application) -> None:
    application.put(("note", "detailed", "rent", "comment"), "Två rum")
    application.put(("note", "detailed", "salary_1", "comment:party:alvkarleby"), "Efter beslut")

    def printed() -> str:
        texts = [
            plain_text(one.blocks)
            for pages in build_document(application).pages
            for one in pages.elements
            if isinstance(one, Prose)
        ]
        return "\n".join(texts)

    assert "Två rum" not in printed()
    application.put(("meta", "print_comments"), True)
    assert "1. 1., Älvkarleby kommun: Efter beslut\n2. Lokalhyra: Två rum" in printed()
