"""The grid inside the window: keys of the menus, undo that shows its place, marks of findings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox

from finsam_desktop.domain.parse import Unparsed

Key, Held = Qt.Key, Qt.KeyboardModifier
LEAD = "party:alvkarleby"


def open_tab(window, name):
    editor = window.editor
    place = next(n for n, one in enumerate(editor.page_tabs) if one.id == name)
    editor.tabs.setCurrentIndex(place)
    return editor.page(place)


@pytest.fixture
def page(open_window):
    found = open_tab(open_window, "budget")
    found.grid.setFocus()
    return found


def test_the_windows_keys_reach_the_grid(open_window, page, qtbot):
    page.grid.go_to("travel", LEAD)
    qtbot.keyClick(page.grid, Key.Key_C, Held.ControlModifier)
    page.grid.go_to("travel", "party:af")
    qtbot.keyClick(page.grid, Key.Key_V, Held.ControlModifier)
    assert open_window.session.application.cell("detailed", "travel", "party:af") == 1_000_000
    assert "1 cell klistrades in" in open_window.notice.text.text()
    qtbot.keyClick(page.grid, Key.Key_R, Held.ControlModifier)
    qtbot.keyClick(page.grid, Key.Key_Equal, Held.ControlModifier)
    assert page.grid.zoom == 110
    qtbot.keyClick(page.grid, Key.Key_0, Held.ControlModifier)
    assert page.grid.zoom == 100


def test_in_an_open_cell_the_keys_are_the_texts_own(page, qtbot):
    page.grid.go_to("travel", LEAD)
    qtbot.keyClick(page.grid, Key.Key_F2)
    editor = page.grid.open_editor()
    editor.setSelection(0, 2)
    qtbot.keyClick(editor, Key.Key_C, Held.ControlModifier)
    assert QGuiApplication.clipboard().text() == "10"
    qtbot.keyClick(editor, Key.Key_Escape)


def test_undoing_a_note_opens_the_sheet(open_window, page):
    open_window.session.put(("note", "detailed", "travel", "comment"), "Resor", "Skriv kommentar")
    open_tab(open_window, "goals")
    open_window.opened.undo()
    assert open_window.editor.sheet_page() is page


def test_a_finding_is_marked_in_its_cell(open_window, page):
    path = ("cell", "detailed", "travel", LEAD)
    open_window.session.put(path, Unparsed("många", "Skriv ett belopp."), "Skriv")
    open_window.editor.check()
    assert page.model.shown(*page.model.place("travel", LEAD)).finding
    open_window.session.undo()
    open_window.editor.check()
    assert not page.model.shown(*page.model.place("travel", LEAD)).finding


def test_actions_of_the_grid_rest_on_other_tabs(open_window, page):
    assert open_window.actions_by_id["paste_cells"].isEnabled()
    open_tab(open_window, "goals")
    assert not open_window.actions_by_id["paste_cells"].isEnabled()
    assert open_window.opened.sheet is None


def test_comments_are_printed_when_ticked(open_window):
    window = open_window
    open_tab(window, "budget")
    box = window.editor.findChild(QCheckBox, "sheet.detailed.print_comments")
    assert not box.isVisible()
    window.session.put(("note", "detailed", "rent", "comment"), "Två rum", "Kommentera")
    assert box.isVisible()
    box.click()
    assert window.session.application.meta["print_comments"] is True
    window.session.undo()
    assert "print_comments" not in window.session.application.meta
    assert not box.isChecked()


def test_a_low_window_leaves_its_height_to_the_grid(open_window, page, qtbot):
    assert page.buttons.isVisible()
    assert page.head.isVisible()
    page.setFixedHeight(300)
    qtbot.waitUntil(lambda: not page.buttons.isVisible())
    assert not page.title.isVisible()
    assert page.bar.isVisible()
    assert page.unit.isVisible()
    qtbot.waitUntil(lambda: page.grid.height() / page.height() > 0.5)
    page.setFixedHeight(600)
    qtbot.waitUntil(page.head.isVisible)
    assert page.buttons.isVisible()


def test_a_low_window_opens_a_sheet_at_its_first_cell(open_window, qtbot):
    open_window.frame.resize(900, 384)
    page = open_tab(open_window, "years")
    grid = page.grid
    qtbot.waitUntil(lambda: grid.viewport().rect().contains(grid.visualRect(grid.currentIndex())))
    assert grid.currentIndex().row() == 1
