from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import load_edition
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.ui.cells import CellText
from finsam_desktop.ui.hyphens import SOFT
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.sheet_model import SheetModel
from finsam_desktop.ui.sheet_view import SheetView

NBSP = "\u00a0"


def kr(text: str) -> str:
    return text.replace(" ", NBSP)


@pytest.fixture
def model(session):
    return SheetModel(session, "detailed")


@pytest.fixture
def view(shown, model):
    made = SheetView(model)
    made.resize(1000, 700)
    shown(made)
    made.setFocus()
    return made


def at(model, line, column):
    return model.index(*model.place(line, column))


def cell(model, line, column):
    return model.shown(*model.place(line, column))


@pytest.mark.parametrize("sheet", ["detailed", "years", "summary"])
def test_the_model_keeps_qts_rules(session, qtmodeltester, sheet):
    qtmodeltester.check(SheetModel(session, sheet))


def test_cells_show_the_forms_figures(session, model):
    assert cell(model, "salary_1", "party:alvkarleby").text == kr("1 899 065")
    assert cell(model, "salary_1", "rate").text == kr("100 %")
    assert cell(model, "salary_1", "from").text == "2025-07-01"
    assert cell(model, "requested_sum", "total").text == kr("4 418 130")
    years = SheetModel(session, "years")
    assert [cell(years, "requested_sum", f"year:{n}").text for n in (1, 2, 3)] == [
        kr(text) for text in ("910 730", "1 799 359", "1 708 043")
    ]
    assert cell(years, "control", "total").text == kr("4 418 132")
    assert cell(years, "control", "difference").text == "+2"
    assert cell(years, "salary_1", "difference").problem


def test_an_edit_shows_again_exactly_the_cells_that_follow(session, model, qtbot):
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            model.shown(row, column)
    told = []
    model.dataChanged.connect(lambda one, other: told.append((one.row(), one.column())))
    assert model.setData(at(model, "travel", "party:alvkarleby"), "20000")
    expected = [
        ("travel", "party:alvkarleby"),
        ("travel", "total"),
        ("other_sum", "party:alvkarleby"),
        ("other_sum", "total"),
        ("requested_sum", "party:alvkarleby"),
        ("requested_sum", "total"),
        ("total_sum", "party:alvkarleby"),
        ("total_sum", "total"),
    ]
    assert sorted(told) == sorted(model.place(*cell) for cell in expected)
    assert cell(model, "total_sum", "total").text == kr("4 428 130")


def test_other_sheets_follow(session, model):
    years, summary = SheetModel(session, "years"), SheetModel(session, "summary")
    assert cell(years, "other_costs", "total").text == kr("620 000")
    model.setData(at(model, "travel", "party:af"), "5 000 kr")
    assert cell(years, "other_costs", "total").text == kr("625 000")
    assert cell(summary, "owners:af", "requested").text == kr("5 000")


def test_what_cannot_be_read_stays_and_makes_sums_unknown(session, model):
    model.setData(at(model, "travel", "party:alvkarleby"), "ca 10 000")
    value = session.application.cell("detailed", "travel", "party:alvkarleby")
    assert isinstance(value, Unparsed)
    assert cell(model, "travel", "party:alvkarleby").text == "ca 10 000"
    assert cell(model, "travel", "party:alvkarleby").problem == value.reason
    assert cell(model, "requested_sum", "total").text == "?"
    session.undo()
    assert cell(model, "requested_sum", "total").text == kr("4 418 130")


def test_computed_cells_and_labels_cannot_be_edited(model):
    for line, column in (
        ("requested_sum", "total"),
        ("travel", "total"),
        ("travel", "label"),
        ("travel", "rate"),
    ):
        index = at(model, line, column)
        assert not model.flags(index) & Qt.ItemFlag.ItemIsEditable
        assert not model.setData(index, "1")
    assert model.flags(at(model, "salary_1", "label")) & Qt.ItemFlag.ItemIsEditable


def test_a_cell_says_what_it_is_to_a_screen_reader(model):
    words = model.data(at(model, "travel", "party:alvkarleby"), Qt.ItemDataRole.AccessibleTextRole)
    assert words == f"Resor, Älvkarleby kommun, {kr('10 000')}, att fylla i"


def test_a_new_column_and_row_reset_the_model(session, model, qtbot):
    columns, rows = model.columnCount(), model.rowCount()
    with qtbot.waitSignal(model.modelReset):
        session.apply(edits.add_party(session.application, "co-owner", {"organisation": "Tierps kommun"}))
    assert model.columnCount() == columns + 1
    session.apply(edits.add_row(session.application, "detailed", "salaries"))
    assert model.rowCount() == rows + 1


# -- the view, by keyboard


def go(view, line, column):
    view.setCurrentIndex(at(view.sheet, line, column))


def current(view):
    index = view.currentIndex()
    return view.sheet.line(index.row()).id, view.sheet.view.columns[index.column()].id


def test_typing_replaces_return_goes_down_tab_goes_on(session, view, qtbot, write):
    go(view, "salary_3", "rate")
    write(view, "5")
    editor = view.open_editor()
    assert editor is not None
    write(editor, "0")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert session.application.cell("detailed", "salary_3", "rate") == 50
    assert current(view) == ("salary_3", "from")
    write(view, "1")
    write(view.open_editor(), "/7-2025")
    qtbot.keyClick(view.open_editor(), Qt.Key.Key_Return)
    assert str(session.application.cell("detailed", "salary_3", "from")) == "2025-07-01"
    assert current(view) == ("salary_4", "rate"), "Enter goes back to where the run of Tabs began"
    assert session.undo_stack.count() == 2


def test_escape_leaves_the_cell_as_it_was(session, view, qtbot, write):
    go(view, "travel", "party:alvkarleby")
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = view.open_editor()
    assert editor.text() == "10000"
    write(editor, "9")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert session.application.cell("detailed", "travel", "party:alvkarleby") == 1_000_000
    assert not session.undo_stack.canUndo()


def test_delete_asks_for_the_selection_to_be_emptied(view, qtbot):
    go(view, "training", "party:alvkarleby")
    with qtbot.waitSignal(view.clear_requested):
        qtbot.keyClick(view, Qt.Key.Key_Delete)


def test_what_stands_in_an_open_editor_is_handed_over(session, view, qtbot, write):
    session.flush_requested.connect(view.flush)
    go(view, "travel", "party:fk")
    write(view, "1")
    write(view.open_editor(), "234")
    assert session.save_now()
    assert session.application.cell("detailed", "travel", "party:fk") == 123_400
    assert view.open_editor().isVisible(), "writing can go on"


def test_the_place_is_kept_when_rows_come_and_go(session, view):
    go(view, "travel", "party:fk")
    session.apply(edits.add_row(session.application, "detailed", "salaries"))
    assert current(view) == ("travel", "party:fk")


def test_everything_is_painted(view, qtbot):
    picture = view.viewport().grab().toImage()
    place = view.visualRect(at(view.sheet, "salary_3", "party:af")).center() - QPoint(0, 6)
    ratio = picture.devicePixelRatio()
    from finsam_desktop.ui import theme

    assert picture.pixelColor(int(place.x() * ratio), int(place.y() * ratio)).name() == theme.current().input


def test_a_figure_is_never_cut(session, view, qtbot):
    column = next(place for place, one in enumerate(view.sheet.view.columns) if one.id == "total")
    before = view.columnWidth(column)
    view.sheet.setData(at(view.sheet, "travel", "party:alvkarleby"), "-123456789123,45")
    view.scrollTo(at(view.sheet, "total_sum", "total"))
    qtbot.waitUntil(lambda: view.columnWidth(column) > before)
    text = view.sheet.shown(*view.sheet.place("total_sum", "total")).text

    assert view.columnWidth(column) > view.cells.bold_metrics.horizontalAdvance(text)


# -- words in cells

PLAN = Path(__file__).parents[1] / "forms" / "gavle-like"
EXAMPLE = """
[[sheet.part.line]]
kind = "example"
id = "example"
label = "2022"
texts = { q1 = "Projektplan, 5 deltagare in" }
"""
LONG = "Uppstart av insatsen, möten i styrgruppen och rekrytering av de första fem deltagarna."


@pytest.fixture
def plan(qapp, shown, store):
    """The plan, with an example between its first row and the others."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in PLAN.glob("*.toml")}
    texts["budget.toml"] += (
        EXAMPLE + texts["budget.toml"][texts["budget.toml"].rindex("[[sheet.part.line]]") :]
    )
    before, _, last = texts["budget.toml"].rpartition('id = "activities"')
    texts["budget.toml"] = f'{before}id = "more"{last}'
    session = Session(Application.new(load_edition(texts)), store)
    made = SheetView(SheetModel(session, "plan"))
    made.resize(900, 600)
    shown(made)
    made.setFocus()
    yield made
    made.sheet.session.stop()


def test_an_example_is_shown_and_never_filled_in(plan):
    model = plan.sheet
    assert cell(model, "example", "q1").text == "Projektplan, 5 deltagare in"
    assert {cell(model, "example", name).style for name in ("label", "q1", "q4")} == {"example"}
    index = at(model, "example", "q1")
    assert not model.flags(index) & Qt.ItemFlag.ItemIsEditable
    words = model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert words == "2022, jan-mars, Projektplan, 5 deltagare in, exempel"
    label = model.data(at(model, "example", "label"), Qt.ItemDataRole.AccessibleTextRole)
    assert label == "2022, exempel"


def test_enter_and_tab_pass_by_an_example(plan, qtbot):
    go(plan, "activities:4", "q2")
    qtbot.keyClick(plan, Qt.Key.Key_Return)
    assert current(plan) == ("more:1", "q2")
    qtbot.keyClick(plan, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert current(plan) == ("activities:4", "q2")
    go(plan, "activities:4", "q4")
    qtbot.keyClick(plan, Qt.Key.Key_Tab)
    assert current(plan) == ("more:1", "q1")


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier])
def test_a_text_is_written_over_many_lines(plan, qtbot, write, modifier):
    go(plan, "activities:1", "q1")
    write(plan, "E")
    editor = plan.open_editor()
    assert isinstance(editor, CellText)
    write(editor, "tt")
    qtbot.keyClick(editor, Qt.Key.Key_Return, modifier)
    write(editor, "Två")
    assert plan.open_editor() is editor
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert plan.sheet.session.application.cell("plan", "activities:1", "q1") == "Ett\nTvå"
    assert current(plan) == ("activities:2", "q1")
    assert plan.sheet.session.undo_stack.count() == 1


def test_the_row_grows_and_shrinks_with_its_text(plan, qtbot):
    plan.sheet.setData(at(plan.sheet, "activities:1", "q1"), "Kort")
    row, low = plan.sheet.place("activities:1", "q1")[0], plan.rowHeight(0)
    plan.sheet.setData(at(plan.sheet, "activities:1", "q2"), LONG)
    assert plan.rowHeight(row) >= low + 2 * plan.cells.metrics.lineSpacing()
    assert plan.rowHeight(row + 1) == low
    plan.setColumnWidth(2, plan.columnWidth(2) // 2)
    tall = plan.rowHeight(row)
    plan.resize(1400, 600)
    qtbot.waitUntil(lambda: plan.rowHeight(row) < tall)
    plan.sheet.session.undo()
    assert plan.rowHeight(row) == low


def test_the_editor_of_a_text_grows_over_the_rows_below(plan, qtbot, write):
    go(plan, "activities:2", "q3")
    write(plan, "x")
    editor = plan.open_editor()
    low = editor.height()
    for _ in range(4):
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert editor.height() >= low + 3 * editor.fontMetrics().lineSpacing()
    taller = editor.height()
    write(editor, LONG)
    assert editor.height() >= taller + editor.fontMetrics().lineSpacing()
    assert editor.verticalScrollBar().maximum() == 0
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not plan.sheet.session.undo_stack.canUndo()


def test_typing_takes_the_texts_place_and_f2_goes_on_in_it(plan, qtbot, write):
    session = plan.sheet.session
    session.put(("cell", "plan", "activities:1", "q1"), "Första", "Skriv")
    go(plan, "activities:1", "q1")
    qtbot.keyClick(plan, Qt.Key.Key_F2)
    write(plan.open_editor(), " mötet")
    qtbot.keyClick(plan.open_editor(), Qt.Key.Key_Tab)
    assert session.application.cell("plan", "activities:1", "q1") == "Första mötet"
    assert current(plan) == ("activities:1", "q2")
    go(plan, "activities:1", "q1")
    write(plan, "N")
    write(plan.open_editor(), "ytt")
    qtbot.keyClick(plan.open_editor(), Qt.Key.Key_Return)
    assert session.application.cell("plan", "activities:1", "q1") == "Nytt"


def test_a_narrow_window_scrolls_and_squeezes_no_words(plan, qtbot):
    assert plan.horizontalScrollBar().maximum() == 0
    plan.resize(300, 600)
    qtbot.waitUntil(lambda: plan.horizontalScrollBar().maximum() > 0)
    assert plan.columnWidth(1) > 100
    plan.resize(1400, 600)
    qtbot.waitUntil(lambda: plan.horizontalScrollBar().maximum() == 0)


def test_a_word_that_is_too_wide_is_divided_and_not_cut(plan):
    text = "Samverkan" * 12
    plan.sheet.setData(at(plan.sheet, "activities:1", "q1"), text)
    row, column = plan.sheet.place("activities:1", "q1")
    assert plan.arrangement.divided[column, text][0].replace(SOFT, "") == text
    assert plan.rowHeight(row) > 2 * plan.cells.metrics.lineSpacing()
    plan.sheet.setData(at(plan.sheet, "activities:1", "q1"), "Samverkan")
    assert (column, "Samverkan") not in plan.arrangement.divided
