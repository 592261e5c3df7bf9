"""Widths of the grid: what gives way where there is little room, and where words are divided."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from finsam_desktop import paths
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.ui.cells import PAD, STRONG
from finsam_desktop.ui.flow import FlowLayout
from finsam_desktop.ui.hyphens import SOFT, softened
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.sheet_model import SheetModel
from finsam_desktop.ui.sheet_view import SheetView

AT_1366 = 895
"""Pixels that the window leaves a grid in a window of 1366, with the help beside it."""
WITHOUT_HELP = 1150


def grid(shown, qtbot, store, catalogue, sample, sheet, width):
    path = paths.resources_dir() / "samples" / f"{sample}.json"
    application = from_json(json.loads(path.read_text("utf-8")), lambda name: catalogue.get(name).edition)
    made = SheetView(SheetModel(Session(application, store), sheet))
    made.resize(width, 480)
    return shown(made)


@pytest.mark.parametrize(
    ("text", "soft"),
    [
        ("Samordningsförbundet", "Samord-nings-för-bun-det"),
        ("Lönekostnad", "Löne-kostnad"),
        ("Huvudinsatsägare", "Huvud-insats-ägare"),
        ("Insatsmedarbetare", "Insats-medar-betare"),
        ("Utvärdering", "Utvär-dering"),
        ("Månader", "Månader"),
        ("SUMMA LÖNEKOSTNADER", "SUMMA LÖNE-KOST-NADER"),
        ("12 345 678", "12 345 678"),
    ],
)
def test_a_long_word_is_divided_at_its_joints_and_by_the_last_consonant(text, soft):
    assert softened(text, lambda word: True).replace(SOFT, "-") == soft
    assert softened(text, lambda word: False) == text


@given(st.text())
def test_no_letter_is_lost_in_dividing(text):
    text = text.replace(SOFT, "")
    assert softened(text, lambda word: True).replace(SOFT, "") == text


@pytest.mark.parametrize(
    ("sample", "sheet", "width"),
    [
        ("uppsala-2016-heby", "detailed", AT_1366),
        ("uppsala-2019-habo", "detailed", AT_1366),
        ("uppsala-2024-alvkarleby", "years", AT_1366),
        ("gavleborg-2024-raknamedmig", "salaries", WITHOUT_HELP),
    ],
)
def test_a_grid_fits_and_divides_no_short_word_in_a_label(
    shown, qtbot, store, catalogue, sample, sheet, width
):
    view = grid(shown, qtbot, store, catalogue, sample, sheet, width)
    assert view.horizontalScrollBar().maximum() == 0
    room = view.columnWidth(0) - 2 * PAD
    for row in range(view.sheet.rowCount()):
        cell = view.sheet.shown(row, 0)
        metrics = view.cells.bold_metrics if cell.style in STRONG else view.cells.metrics
        for word in cell.text.split() if cell.style != "band" else ():
            assert len(word) > 18 or metrics.horizontalAdvance(word.split("/")[0]) <= room


def test_a_narrow_grid_scrolls_and_keeps_figures_and_titles_whole(shown, qtbot, store, catalogue):
    view = grid(shown, qtbot, store, catalogue, "uppsala-2016-heby", "detailed", 500)
    assert view.horizontalScrollBar().maximum() > 0
    for column in range(1, view.sheet.columnCount()):
        title = view.sheet.title(column)
        assert SOFT not in view.arrangement.title(column)
        assert view.columnWidth(column) >= max(map(view.fontMetrics().horizontalAdvance, title.split()))


def test_titles_are_hyphenated_where_that_makes_the_grid_fit(shown, qtbot, store, catalogue):
    view = grid(shown, qtbot, store, catalogue, "gavleborg-2024-raknamedmig", "salaries", WITHOUT_HELP)
    titles = [view.arrangement.title(n) for n in range(view.sheet.columnCount())]
    assert any("Löne" + SOFT in title for title in titles)
    assert "Tjänst i\u00a0%" in titles
    view.resize(1700, 480)
    qtbot.waitUntil(lambda: not any(SOFT in view.arrangement.title(n) for n in range(len(titles))))


def test_screen_readers_get_headers_and_what_a_cell_means(shown, qtbot, store, catalogue):
    view = grid(shown, qtbot, store, catalogue, "uppsala-2024-alvkarleby", "detailed", AT_1366)
    table, across = QAccessible.queryAccessibleInterface(view), view.sheet.columnCount() + 1
    assert table.role() == QAccessible.Role.Table
    assert table.text(QAccessible.Text.Name) == view.sheet.view.template.title
    row, column = view.sheet.place("travel", "party:alvkarleby")
    header, side = table.child(column + 1), table.child((row + 1) * across)
    cell = table.child((row + 1) * across + column + 1)
    name = QAccessible.Text.Name
    assert (header.role(), header.text(name)) == (QAccessible.Role.ColumnHeader, "Älvkarleby kommun")
    assert side.role() == QAccessible.Role.RowHeader
    assert side.text(name).endswith("Resor")
    assert cell.text(name) == "Resor, Älvkarleby kommun, 10\u00a0000, att fylla i"


def test_buttons_go_on_in_a_new_row(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, 8)
    for _ in range(3):
        one = QWidget(holder)
        one.setFixedSize(100, 20)
        flow.addWidget(one)
    assert flow.sizeHint().width() == 316
    assert (flow.heightForWidth(316), flow.heightForWidth(315), flow.heightForWidth(50)) == (20, 48, 76)
    flow.setGeometry(QRect(0, 0, 220, 100))
    assert [flow.itemAt(n).geometry().topLeft().toTuple() for n in range(3)] == [(0, 0), (108, 0), (0, 28)]
    flow.itemAt(0).widget().hide()
    assert flow.heightForWidth(220) == 20


def test_a_double_click_on_an_edge_fits_the_column_and_is_remembered(shown, qtbot, store, catalogue):
    view = grid(shown, qtbot, store, catalogue, "uppsala-2016-heby", "detailed", AT_1366)
    layout, header, before = view.arrangement, view.horizontalHeader(), view.columnWidth(0)
    with qtbot.waitSignal(layout.resized_by_hand):
        edge = QPoint(header.sectionViewportPosition(0) + before - 1, header.height() // 2)
        qtbot.mouseDClick(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    widest = max(
        view.cells.bold_metrics.horizontalAdvance(view.sheet.shown(row, 0).text)
        for row in range(view.sheet.rowCount())
        if view.sheet.shown(row, 0).style in STRONG - {"band"}
    )
    assert view.columnWidth(0) > max(before, widest)
    assert layout.by_hand == {"label": view.columnWidth(0)}
    with qtbot.waitSignal(layout.resized_by_hand):
        layout.forget_widths()
    assert (layout.by_hand, view.columnWidth(0)) == ({}, before)
