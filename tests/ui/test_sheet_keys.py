"""Keys and the pointer in the grid: where they lead, and what they select."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from finsam_desktop.domain import edits
from finsam_desktop.ui import sheet_keys
from finsam_desktop.ui.sheet_model import SheetModel
from finsam_desktop.ui.sheet_view import SheetView

Key, Held = Qt.Key, Qt.KeyboardModifier


class Board:
    """A grid as text: `#` is a filled cell, `.` an empty one, a row of `=` a band."""

    def __init__(self, *rows: str) -> None:
        self.rows = rows

    def rowCount(self) -> int:
        return len(self.rows)

    def columnCount(self) -> int:
        return len(self.rows[0])

    def is_band(self, row: int) -> bool:
        return self.rows[row][0] == "="

    def is_filled(self, row: int, column: int) -> bool:
        return self.rows[row][column] == "#"


BOARD = Board("===", "#.#", "#..", "..#", "===", "#.#", "###")


@pytest.mark.parametrize(
    ("key", "far", "start", "end"),
    [
        (Key.Key_Down, False, (3, 1), (5, 1)),
        (Key.Key_Up, False, (5, 2), (3, 2)),
        (Key.Key_Up, False, (1, 0), (1, 0)),
        (Key.Key_Right, False, (1, 2), (1, 2)),
        (Key.Key_Down, True, (1, 0), (2, 0)),
        (Key.Key_Down, True, (2, 0), (5, 0)),
        (Key.Key_Down, True, (1, 1), (6, 1)),
        (Key.Key_Up, True, (6, 0), (5, 0)),
        (Key.Key_Up, True, (1, 1), (1, 1)),
        (Key.Key_Right, True, (1, 0), (1, 2)),
        (Key.Key_Right, True, (6, 0), (6, 2)),
        (Key.Key_Right, True, (2, 0), (2, 2)),
        (Key.Key_Home, False, (3, 2), (3, 0)),
        (Key.Key_End, False, (3, 0), (3, 2)),
        (Key.Key_Home, True, (6, 2), (1, 0)),
        (Key.Key_End, True, (1, 0), (6, 2)),
        (Key.Key_PageDown, False, (1, 1), (3, 1)),
        (Key.Key_PageDown, False, (2, 1), (5, 1)),
        (Key.Key_PageDown, False, (6, 1), (6, 1)),
        (Key.Key_PageUp, False, (6, 1), (3, 1)),
        (Key.Key_PageUp, False, (2, 1), (1, 1)),
    ],
)
def test_a_key_leads_where_a_spreadsheet_takes_it(key, far, start, end):
    assert sheet_keys.target(BOARD, key, far, 2, start) == end


@given(
    st.lists(st.sampled_from(["#..", "...", "###", "==="]), min_size=1).filter(
        lambda rows: set(rows) != {"==="}
    ),
    st.sampled_from(sorted(sheet_keys.MOVES)),
    st.booleans(),
    st.integers(1, 5),
    st.data(),
)
def test_no_key_leads_out_of_the_grid_or_into_a_band(rows, key, far, page, data):
    board = Board(*rows)
    start = data.draw(st.sampled_from([row for row, text in enumerate(rows) if text != "==="]))
    row, column = sheet_keys.target(board, key, far, page, (start, data.draw(st.integers(0, 2))))
    assert not board.is_band(row)
    assert 0 <= column < 3


# -- a real view


@pytest.fixture
def view(shown, session):
    made = SheetView(SheetModel(session, "detailed"))
    made.resize(1100, 700)
    shown(made)
    made.setFocus()
    return made


def go(view, line, column):
    view.go(*view.sheet.place(line, column))


def current(view):
    index = view.currentIndex()
    return view.sheet.address(index.row(), index.column())


def block(view):
    (found,) = view.blocks()
    return view.ids_in(found)


def test_shift_extends_from_where_the_selection_began(view, qtbot):
    go(view, "salary_2", "party:af")
    qtbot.keyClick(view, Key.Key_Down, Held.ShiftModifier)
    qtbot.keyClick(view, Key.Key_Right, Held.ShiftModifier)
    assert block(view) == (["salary_2", "salary_3"], ["party:af", "party:fk"])
    for _ in range(2):
        qtbot.keyClick(view, Key.Key_Up, Held.ShiftModifier)
    assert block(view) == (["salary_1", "salary_2"], ["party:af", "party:fk"])
    assert current(view) == ("salary_1", "party:fk")
    qtbot.keyClick(view, Key.Key_Down)
    assert block(view) == (["salary_2"], ["party:fk"])


def test_ctrl_and_shift_extend_to_the_edge_of_data(view, qtbot):
    go(view, "salary_1", "label")
    qtbot.keyClick(view, Key.Key_End, Held.ControlModifier | Held.ShiftModifier)
    lines, columns = block(view)
    assert (lines[0], lines[-1]) == ("salary_1", "total_sum")
    assert columns == [column.id for column in view.sheet.view.columns]
    qtbot.keyClick(view, Key.Key_Home, Held.ControlModifier)
    assert view.currentIndex().column() == 0
    assert not view.sheet.is_band(view.currentIndex().row())


def test_ctrl_a_selects_everything(view, qtbot):
    qtbot.keyClick(view, Key.Key_A, Held.ControlModifier)
    assert view.blocks() == [QRect(0, 0, view.sheet.columnCount(), view.sheet.rowCount())]
    assert all(view.sheet.view.line_at[line] for line, _ in view.chosen_cells())


def test_enter_after_a_run_of_tabs_goes_back_to_its_first_column(view, qtbot, write):
    go(view, "salary_3", "rate")
    for _ in range(3):
        qtbot.keyClick(view, Key.Key_Tab)
    assert current(view) == ("salary_3", "party:alvkarleby")
    qtbot.keyClick(view, Key.Key_Return)
    assert current(view) == ("salary_4", "rate")
    qtbot.keyClick(view, Key.Key_Tab)
    qtbot.keyClick(view, Key.Key_Up)
    qtbot.keyClick(view, Key.Key_Return)
    assert current(view) == ("salary_4", "from"), "an arrow ends the run"
    qtbot.keyClick(view, Key.Key_Tab, Held.ShiftModifier)
    assert current(view) == ("salary_4", "rate")


def test_backspace_opens_the_cell_empty(view, qtbot, session):
    go(view, "travel", "party:alvkarleby")
    qtbot.keyClick(view, Key.Key_Backspace)
    assert view.open_editor().text() == ""
    qtbot.keyClick(view.open_editor(), Key.Key_Return)
    assert session.application.cell("detailed", "travel", "party:alvkarleby") is None


def test_an_arrow_leaves_a_cell_that_is_typed_over_and_f2_changes_that(view, qtbot, write, session):
    go(view, "travel", "party:alvkarleby")
    write(view, "7")
    qtbot.keyClick(view.open_editor(), Key.Key_Right)
    assert session.application.cell("detailed", "travel", "party:alvkarleby") == 700
    assert current(view) == ("travel", "party:af")
    assert view.open_editor() is None
    go(view, "travel", "party:alvkarleby")
    qtbot.keyClick(view, Key.Key_F2)
    qtbot.keyClick(view.open_editor(), Key.Key_Left)
    assert view.open_editor().cursorPosition() == 0, "the arrow moves in the text"
    qtbot.keyClick(view.open_editor(), Key.Key_F2)
    qtbot.keyClick(view.open_editor(), Key.Key_Left)
    assert current(view) == ("travel", "to")


def test_escape_gives_up_what_was_typed(view, qtbot, write, session):
    go(view, "travel", "party:alvkarleby")
    write(view, "7")
    qtbot.keyClick(view.open_editor(), Key.Key_Escape)
    assert view.open_editor() is None
    assert session.application.cell("detailed", "travel", "party:alvkarleby") == 1_000_000


def test_space_with_shift_and_ctrl_selects_whole_rows_and_columns(view, qtbot):
    go(view, "salary_2", "party:af")
    qtbot.keyClick(view, Key.Key_Space, Held.ShiftModifier)
    assert block(view) == (["salary_2"], [column.id for column in view.sheet.view.columns])
    assert current(view) == ("salary_2", "party:af")
    go(view, "salary_2", "party:af")
    qtbot.keyClick(view, Key.Key_Space, Held.ControlModifier)
    assert block(view)[1] == ["party:af"]
    assert view.blocks()[0].height() == view.sheet.rowCount()
    assert view.open_editor() is None


def centre(view, line, column):
    return view.visualRect(view.sheet.index(*view.sheet.place(line, column))).center()


def test_click_drag_and_shift_click_select(view, qtbot):
    left = Qt.MouseButton.LeftButton
    port = view.viewport()
    qtbot.mousePress(port, left, pos=centre(view, "salary_1", "party:af"))
    qtbot.mouseMove(port, centre(view, "salary_3", "party:fk"))
    qtbot.mouseRelease(port, left, pos=centre(view, "salary_3", "party:fk"))
    qtbot.mouseClick(port, left, Held.NoModifier, centre(view, "salary_2", "party:af"))
    assert block(view) == (["salary_2"], ["party:af"])
    qtbot.mouseClick(port, left, Held.ShiftModifier, centre(view, "salary_4", "party:fk"))
    assert block(view) == (["salary_2", "salary_3", "salary_4"], ["party:af", "party:fk"])


def test_a_header_selects_the_whole_row_or_column(view, qtbot):
    left = Qt.MouseButton.LeftButton
    row, column = view.sheet.place("salary_2", "party:af")
    at = QPoint(5, view.rowViewportPosition(row) + 4)
    qtbot.mouseClick(view.verticalHeader().viewport(), left, pos=at)
    assert block(view)[0] == ["salary_2"]
    at = QPoint(view.columnViewportPosition(column) + 20, 10)
    qtbot.mouseClick(view.horizontalHeader().viewport(), left, pos=at)
    assert block(view)[1] == ["party:af"]


def test_the_handle_is_pulled_over_the_cells_to_fill(view, qtbot):
    left, port = Qt.MouseButton.LeftButton, view.viewport()
    go(view, "salary_2", "party:af")
    start = view.handle.rect().center()
    with qtbot.waitSignal(view.fill_requested) as told:
        qtbot.mousePress(port, left, pos=start)
        view.handle.pull(centre(view, "salary_4", "party:af"))
        qtbot.mouseRelease(port, left, pos=centre(view, "salary_4", "party:af"))
    source, target = told.args
    assert view.ids_in(source) == (["salary_2"], ["party:af"])
    assert view.ids_in(target) == (["salary_3", "salary_4"], ["party:af"])


# -- what stays in sight, and sizes


def test_the_labels_stay_when_the_grid_is_scrolled_sideways(view, qtbot):
    view.resize(500, 500)
    bar = view.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    go(view, "salary_1", "label")
    bar.setValue(bar.maximum())
    assert view.frozen.width == view.columnWidth(0)
    index = view.sheet.index(*view.sheet.place("salary_2", "label"))
    assert view.visualRect(index).left() == 0
    assert view.indexAt(view.visualRect(index).center()) == index
    before = view.viewport().grab().toImage()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    assert current(view) == ("salary_2", "label")
    assert bar.value() == bar.maximum(), "the labels are in sight already"
    assert view.viewport().grab().toImage() != before, "what is current is seen"


def scrolled(view, qtbot, line, column):
    """An open editor, with the grid as far to the right as it goes."""
    view.resize(500, 500)
    bar = view.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(0)
    go(view, line, column)
    qtbot.keyClick(view, Key.Key_F2)
    bar.setValue(bar.maximum())
    return view.open_editor()


def test_an_open_editor_does_not_cover_the_labels(view, qtbot):
    editor = scrolled(view, qtbot, "salary_1", "rate")
    assert editor.x() < view.frozen.width
    seen = editor.mask().boundingRect().intersected(editor.rect()).translated(editor.pos())
    assert seen.isEmpty() or seen.left() >= view.frozen.width
    assert not editor.mask().isEmpty()
    view.horizontalScrollBar().setValue(0)
    assert editor.mask().isEmpty()


def test_an_editor_of_a_label_stays_with_it(view, qtbot):
    editor = scrolled(view, qtbot, "salary_1", "label")
    assert editor.x() == 0
    assert editor.mask().isEmpty()


def test_a_cell_behind_the_labels_is_brought_out(view, qtbot):
    view.resize(500, 500)
    bar = view.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    go(view, "salary_1", "rate")
    assert view.visualRect(view.currentIndex()).left() >= view.frozen.width


def turn(view, angle):
    """Turn the wheel with Ctrl held."""
    pos = QPointF(100, 100)
    event = QWheelEvent(
        pos,
        view.mapToGlobal(pos),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Held.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def test_the_size_follows_the_wheel_and_goes_back(view, qtbot):
    width, height = view.columnWidth(5), view.rowHeight(3)
    for _ in range(2):
        turn(view, 120)
    assert view.zoom == 125
    assert view.columnWidth(5) > width
    assert view.rowHeight(3) > height
    turn(view, -120)
    assert view.zoom == 110
    view.zoom_by(0)
    assert (view.zoom, view.columnWidth(5), view.rowHeight(3)) == (100, width, height)


def test_a_width_that_was_set_stays_when_a_name_changes(view, qtbot, session):
    column = view.sheet.place("travel", "party:af")[1]
    view.is_resizing = True
    view.setColumnWidth(column, 170)
    view.is_resizing = False
    with qtbot.waitSignal(view.arrangement.resized_by_hand):
        view.arrangement.end_resizing()
    assert view.arrangement.by_hand == {"party 2": 170}
    session.put(("party", "af", "short_name"), "AF i Tierp", "Byt namn")
    assert view.columnWidth(column) == 170
    session.apply(edits.add_party(session.application, "co-owner", {"organisation": "Tierps kommun"}))
    assert view.columnWidth(column) == 170


def test_the_selection_is_in_the_sheets_order(view):
    view.choose_block(QRect(4, 2, 2, 3))
    lines, columns = view.chosen()
    order = [line.id for line in view.sheet.view.lines]
    assert lines == sorted(lines, key=order.index)
    assert len(view.chosen_cells()) == len(lines) * len(columns)
    QApplication.processEvents()
