"""Budget tables on paper: they fit the width, figures stay whole, long ones go on with their head."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.richtext import from_text
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.build_sheets import sheet_tables
from finsam_desktop.exchange.columns import share
from finsam_desktop.exchange.outline import (
    Facts,
    HeaderCell,
    Heading,
    Labelled,
    Prose,
    Table,
    TableCell,
    TableRow,
)
from finsam_desktop.exchange.pdf_fit import Fit, fit, sliced
from finsam_desktop.exchange.pdf_parts import Text
from finsam_desktop.exchange.pdf_style import INK, LANDSCAPE, QUIET, SHEET_SIDE
from finsam_desktop.exchange.pdf_table import _Layout
from finsam_desktop.exchange.pdf_text import ITALIC, REGULAR

Make = Callable[..., Any]
WIDTH = LANDSCAPE[0] - 2 * SHEET_SIDE


def with_parties(application: Application, count: int) -> Application:
    for number in range(count - len(application.budget_parties)):
        name = f"Kommun {number + 5} arbetsmarknadsförvaltning"
        edits.add_party(application, "co-owner", {"organisation": name}).apply(application)
    return application


def fitted(application: Application, count: int) -> Fit:
    return fit(sheet_tables(with_parties(application, count))["detailed"], WIDTH)


def test_four_organisations_are_readable_and_more_shrink(sample: Application) -> None:
    four, seven, twelve = (fitted(sample, count) for count in (4, 7, 12))
    assert four.size >= 8
    assert 6.5 <= seven.size <= 8
    assert 6.5 <= twelve.size <= 8
    assert len(four.slices) == len(seven.slices) == len(twelve.slices) == 1


def test_the_columns_share_the_whole_width(sample: Application) -> None:
    for count in (4, 12, 30):
        for part in fitted(sample, count).slices:
            assert sum(width for _, width in part) == pytest.approx(WIDTH)


@given(
    columns=st.lists(st.tuples(st.floats(1, 100), st.floats(0, 50)), min_size=1, max_size=12),
    more=st.floats(0, 200),
)
def test_shared_widths_are_never_less_than_they_must_be(
    columns: list[tuple[float, float]], more: float
) -> None:
    wanted, least = ([column[part] for column in columns] for part in (0, 1))
    widths = share(wanted, least, sum(least) + more)
    assert sum(widths) == pytest.approx(sum(least) + more)
    assert all(width >= one - 1e-6 for width, one in zip(widths, least, strict=True))


@pytest.mark.parametrize("count", [1, 4, 9, 25])
def test_organisations_stay_on_the_page_with_all_their_figures(
    count: int, sample: Application, pdf: Make
) -> None:
    with_parties(sample, count)
    for number, party in enumerate(sample.budget_parties):
        sample.put(("cell", "detailed", "travel", f"party:{party}"), (700_000_000_001 + number) * 100)
    document = build_document(sample)
    sheets = tuple(run for run in document.pages if run.orientation == "landscape")
    page = pdf(replace(document, pages=sheets))
    page.assert_within(SHEET_SIDE)
    page.assert_figures_apart()
    lines = "\n".join(page.pages).replace("\u00a0", " ")
    for number in range(len(sample.budget_parties)):
        assert f"700 000 000 {number + 1:03}" in lines, "a figure is never broken"


def test_too_many_columns_are_shared_between_tables_that_repeat_the_labels(
    sample: Application, pdf: Make
) -> None:
    columns = [[column for column, _ in part] for part in fitted(sample, 40).slices]
    table = sheet_tables(sample)["detailed"][0]
    assert len(columns) > 1
    assert all(part[0] == 0 for part in columns)
    assert [column for part in columns for column in part if column] == list(range(1, len(table.widths)))
    for part in columns:
        piece = sliced(table, part)
        assert piece.rows[1].cells == tuple(table.rows[1].cells[column] for column in part)
        for row, head in enumerate(piece.header):
            for place, cell in enumerate(head):
                if cell:
                    covered = {head[place + 1 + other] for other in range(cell.columns - 1)}
                    assert covered <= {None}, (row, place)
    assert "SAMORDNINGSFÖRBUNDET (fortsättning)" in pdf(build_document(sample)).text


# -------------------------------------------------------------------------------- long tables


def long_table(rows: int, label: str = "Rad") -> Table:
    body = [
        TableRow("row", (TableCell(f"{label} {number}", label=True), figure(f"{number} 000")))
        for number in range(rows)
    ]
    total = TableRow("total", (TableCell("SUMMA", label=True), figure("99 000")))
    head = (HeaderCell("Kostnad"), HeaderCell("Belopp", align="right"))
    return Table("BANDET", (60.0, 40.0), (head,), (*body, total))


def figure(text: str) -> TableCell:
    return TableCell(text, "right", numeric=True)


def test_a_long_table_repeats_its_head_and_keeps_rows_whole(form: Make, pdf: Make) -> None:
    for rows in range(60, 100):
        pages = [
            " ".join(page.split()) for page in pdf(form(long_table(rows), orientation="landscape")).pages
        ]
        assert len(pages) > 1
        assert all(page.startswith("BANDET Kostnad Belopp Rad") for page in pages)
        found = re.findall(r"Rad (\d+)\s+(\d+) 000", " ".join(pages))
        assert found == [(str(number), str(number)) for number in range(rows)]
        assert f"Rad {rows - 1} " in pages[-1], "a sum is never alone on a page"


def test_a_row_higher_than_the_page_goes_on(form: Make, pdf: Make) -> None:
    words = " ".join(f"ord{number}" for number in range(3000))
    page = pdf(form(long_table(3, words), orientation="landscape"))
    page.assert_within(SHEET_SIDE)
    assert all(page.text.count(f"ord{number} ") == 3 for number in (0, 1500, 2999))
    assert "SUMMA 99 000" in page.text


def test_tables_that_fit_share_a_page(form: Make, pdf: Make) -> None:
    few = pdf(form(long_table(8), long_table(8), orientation="landscape"))
    assert len(few.pages) == 1
    many = pdf(form(long_table(20), long_table(20), orientation="landscape"))
    assert [page.count("BANDET") for page in many.pages] == [1, 1], "a table that fits is not divided"


def test_what_stands_above_a_table_is_reckoned_with(form: Make, pdf: Make) -> None:
    above = (Heading(2, "Rubrik"), Facts((Labelled("Namn:", "Bron"),)), Prose(from_text("Anm."), "note"))
    pages = [
        len(pdf(form(*above, long_table(rows), orientation="landscape")).pages) for rows in range(15, 40)
    ]
    assert pages == sorted(pages), "a table is set tighter before it is moved from its heading"
    assert pages[0] == 1


def test_the_sheet_of_a_section_stands_with_its_heading(form: Make, pdf: Make) -> None:
    for words in range(1500, 2600, 60):
        filler = Prose(from_text("ord " * words))
        head = (Heading(3, "Sammanställning"), Facts((Labelled("Löptid", "2020"),)))
        pages = pdf(form(filler, *head, long_table(6), long_table(2))).pages
        (page,) = (page for page in pages if "Sammanställning" in page)
        assert "Löptid" in page
        assert "Rad 5" in page


def test_an_example_is_muted_and_stands_with_the_row_below(form: Make, pdf: Make) -> None:
    example = TableRow("example", (TableCell("Exempel: resor", label=True), TableCell("2500", "right")))
    table = long_table(2)
    page = pdf(form(replace(table, rows=(example, *table.rows), top=True), orientation="landscape"))
    assert "Exempel: resor" in page.text
    styles = {
        cell.getPlainText(): (cell.style.fontName, cell.style.textColor)
        for row in _Layout(
            replace(table, rows=(example, *table.rows)), 8.0, [300.0, 200.0], continued=False
        ).rows
        for cell in row
        if isinstance(cell, Text)
    }
    assert styles["Exempel: resor"] == styles["2500"] == (ITALIC, QUIET)
    assert styles["Rad 0"] == (REGULAR, INK)


def test_a_long_name_at_the_head_of_a_column_is_cut_with_a_sign(
    sample: Application, form: Make, pdf: Make
) -> None:
    sample.put(("party", sample.budget_parties[0], "short_name"), "Namn " * 400)
    page = pdf(form(sheet_tables(sample)["detailed"][0], orientation="landscape"))
    assert 20 < page.text.count("Namn") < 40
    assert "…" in page.text
