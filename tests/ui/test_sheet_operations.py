"""What can be done in the grid with keys and menus: each is one step."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.ui import sheet_clipboard, sheet_dialogs
from finsam_desktop.ui.page_tabs import page_tabs
from finsam_desktop.ui.settings import Settings
from finsam_desktop.ui.sheet_menu import CellMenu, PartyMenu
from finsam_desktop.ui.sheet_page import SheetPage

LEAD = "party:alvkarleby"


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "window.ini")


@pytest.fixture
def make_page(shown, session, settings):
    def make(sheet: str) -> SheetPage:
        tab = next(one for one in page_tabs(session.application) if one.sheet == sheet)
        page = SheetPage(session, tab, settings=settings)
        page.resize(1100, 760)
        shown(page)
        page.heard = []
        page.told.connect(page.heard.append)
        page.grid.setFocus()
        return page

    return make


@pytest.fixture
def page(make_page):
    return make_page("detailed")


def choose(page, first, last=None):
    row, column = page.model.place(*first)
    page.grid.go(row, column)
    if last:
        down, right = page.model.place(*last)
        page.grid.go(down, right, extend=True)


def value(page, line, column):
    return page.session.application.cell(page.sheet_id, line, column)


def put_text(text, html=""):
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def steps(page):
    return page.session.undo_stack.count()


# -- clipboard


def test_what_is_copied_lies_there_as_text_and_as_a_table(page):
    choose(page, ("salary_1", "rate"), ("salary_2", LEAD))
    page.operations.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "100%\t2025-07-01\t2027-12-31\t1899065\n" * 2
    assert "<table" in data.html()
    assert data.hasFormat(sheet_clipboard.OWN)
    assert steps(page) == 0


def test_copy_and_paste_give_the_same_cells_with_their_sums(page):
    page.model.setData(page.model.index(*page.model.place("salary_1", LEAD)), "=12*34500*1,4")
    choose(page, ("salary_1", "rate"), ("salary_1", LEAD))
    page.operations.copy()
    choose(page, ("salary_5", "rate"))
    before = steps(page)
    page.operations.paste()
    assert steps(page) == before + 1
    assert value(page, "salary_5", LEAD) == 57_960_000
    assert page.model.typed(*page.model.place("salary_5", LEAD)) == "=12*34500*1,4"
    assert page.grid.chosen() == (["salary_5"], ["rate", "from", "to", LEAD]), "what was pasted is selected"
    page.session.undo()
    assert value(page, "salary_5", "from") is None


def test_a_paste_that_cannot_all_be_read_says_so(page):
    put_text("1 000\tca 500\n")
    choose(page, ("travel", LEAD))
    page.operations.paste()
    assert value(page, "travel", LEAD) == 100_000
    assert isinstance(value(page, "travel", "party:af"), Unparsed)
    assert "1 cell kunde inte tolkas" in page.heard[-1]
    assert steps(page) == 1


def test_one_value_goes_into_the_whole_selection(page):
    put_text("25")
    choose(page, ("salary_3", LEAD), ("salary_5", "party:af"))
    page.operations.paste()
    assert {value(page, f"salary_{n}", c) for n in (3, 4, 5) for c in (LEAD, "party:af")} == {2500}


def test_nothing_to_paste_is_said(page):
    QGuiApplication.clipboard().clear()
    page.operations.paste()
    assert page.heard == ["Det finns ingen text att klistra in. Kopiera celler eller text först."]


@pytest.mark.parametrize(("answer", "added"), [("add", 3), ("over", 0), ("cancel", None)])
def test_rows_that_a_pasted_table_lacks_are_asked_for(page, monkeypatch, answer, added):
    asked = []
    monkeypatch.setattr(sheet_dialogs, "ask_for_rows", lambda _, missing: asked.append(missing) or answer)
    put_text("".join(f"{n}\n" for n in range(1, 6)))
    choose(page, ("salary_6", LEAD))
    rows = page.model.rowCount()
    page.operations.paste()
    assert asked == [3]
    assert page.model.rowCount() == rows + (added or 0)
    assert steps(page) == (added is not None)


def test_line_breaks_inside_cells_come_along_from_libreoffice(page):
    put_text(
        'Handläggare "bas" halvtid\t50.00%\n',
        '<table><tr><td sdnum="1033;1033;@">Handläggare &quot;bas&quot;<br>halvtid</td>'
        '<td sdval="0.5" sdnum="1033;1033;0.00%">50.00%</td></tr></table>',
    )
    choose(page, ("salary_4", "label"))
    page.operations.paste()
    assert value(page, "salary_4", "label") == 'Handläggare "bas"\nhalvtid'
    assert value(page, "salary_4", "rate") == 50


def test_cut_copies_and_empties_in_one_step(page):
    choose(page, ("travel", LEAD))
    page.operations.cut()
    assert QGuiApplication.clipboard().text() == "10000\n"
    assert value(page, "travel", LEAD) is None
    assert page.session.undo_stack.undoText() == "Klipp ut"


def test_delete_empties_the_selection_in_one_step(page, qtbot):
    choose(page, ("training", LEAD), ("travel", "total"))
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    assert value(page, "training", LEAD) is None
    assert value(page, "travel", LEAD) is None
    assert steps(page) == 1
    page.session.undo()
    assert value(page, "training", LEAD) == 10_000_000


def test_what_another_program_calls_ours_is_not_trusted(page):
    data = QMimeData()
    data.setText("7")
    data.setData(sheet_clipboard.OWN, b'{"a": [1]}')
    QGuiApplication.clipboard().setMimeData(data)
    assert sheet_clipboard.taken() == [["7"]]
    data = QMimeData()
    data.setText("8")
    data.setData(sheet_clipboard.OWN, b"\xff")
    QGuiApplication.clipboard().setMimeData(data)
    assert sheet_clipboard.taken() == [["8"]]


# -- filling


def test_fill_down_and_right_are_one_step_each(page):
    choose(page, ("salary_1", LEAD), ("salary_4", LEAD))
    page.operations.fill_down()
    assert {value(page, f"salary_{n}", LEAD) for n in (1, 2, 3, 4)} == {189_906_500}
    choose(page, ("travel", LEAD), ("travel", "party:region"))
    page.operations.fill_right()
    assert value(page, "travel", "party:region") == 1_000_000
    assert steps(page) == 2


def test_the_handle_goes_on_with_a_series(page):
    page.session.put(("cell", "detailed", "salary_3", LEAD), 100, "Skriv")
    page.session.put(("cell", "detailed", "salary_4", LEAD), 300, "Skriv")
    choose(page, ("salary_3", LEAD), ("salary_4", LEAD))
    (source,) = page.grid.blocks()
    page.grid.fill_requested.emit(source, QRect(source.left(), source.bottom() + 1, 1, 2))
    assert [value(page, f"salary_{n}", LEAD) for n in (5, 6)] == [500, 700]
    assert page.grid.chosen()[0] == ["salary_3", "salary_4", "salary_5", "salary_6"]


# -- rows


def test_rows_are_inserted_duplicated_moved_and_removed(page):
    def order():
        return [row.id for row in page.session.application.rows["detailed"] if row.group == "salaries"]

    first = order()
    choose(page, ("salary_2", "rate"), ("salary_3", "rate"))
    page.operations.insert_row()
    assert len(order()) == len(first) + 2
    assert order()[0] == "salary_1"
    assert page.operations.cell() == (order()[1], "label")
    page.session.undo()
    assert order() == first
    choose(page, ("salary_1", LEAD))
    page.operations.duplicate_rows()
    copy = order()[1]
    assert value(page, copy, LEAD) == 189_906_500
    choose(page, (copy, LEAD))
    page.operations.move_down()
    assert order()[2] == copy
    assert page.operations.cell() == (copy, LEAD), "the row that moved stays the current one"
    page.operations.move_up()
    page.operations.remove_row()
    assert order() == first
    assert page.heard == ["1 rad togs bort."]
    assert steps(page) == 4


def test_what_has_nothing_to_work_on_cannot_be_chosen(page):
    can = page.operations.can
    choose(page, ("requested_sum", LEAD))
    assert not any(can(name) for name in ("insert_row", "remove_row", "salary", "lock", "suggest_row"))
    choose(page, ("salary_1", LEAD))
    assert all(can(name) for name in ("insert_row", "remove_row", "salary", "lock", "comment", "copy"))


# -- notes


def test_a_comment_on_a_cell_and_on_a_row(page, monkeypatch):
    asked = []

    def answer(_, title, text):
        asked.append((title, text))
        return "Preliminärt "

    monkeypatch.setattr(sheet_dialogs, "ask_comment", answer)
    choose(page, ("travel", "party:fk"))
    page.operations.comment()
    shown = page.model.shown(*page.model.place("travel", "party:fk"))
    assert shown.comment == "Preliminärt"
    tip = page.model.data(
        page.model.index(*page.model.place("travel", "party:fk")), Qt.ItemDataRole.ToolTipRole
    )
    assert "Kommentar: Preliminärt" in tip
    page.operations.comment()
    assert asked[-1][1] == "Preliminärt"
    choose(page, ("travel", "label"))
    page.operations.comment()
    assert page.session.application.notes["detailed"]["travel"]["comment"] == "Preliminärt"
    monkeypatch.setattr(sheet_dialogs, "ask_comment", lambda *_: "")
    page.operations.comment()
    assert "comment" not in page.session.application.notes["detailed"]["travel"]


def test_locked_years_are_left_alone_and_the_difference_can_be_placed(make_page):
    page = make_page("years")
    choose(page, ("salary_1", "year:1"))
    page.operations.lock()
    assert page.model.shown(*page.model.place("salary_1", "year:1")).locked
    page.session.put(("cell", "years", "salary_1", "year:2"), 0, "Skriv")
    page.operations.place_difference()
    assert value(page, "salary_1", "year:1") == 37_258_800
    years = [value(page, "salary_1", f"year:{n}") or 0 for n in (1, 2, 3)]
    assert sum(years) == 189_906_500
    assert "placerad" in page.heard[-1]
    page.operations.lock()
    assert not page.model.shown(*page.model.place("salary_1", "year:1")).locked


# -- menus


def texts(menu):
    return {action.objectName().rpartition(".menu.")[2]: action for action in menu.actions() if action.text()}


def test_the_cells_menu_has_what_can_be_done_there(page):
    choose(page, ("salary_1", LEAD))
    actions = texts(CellMenu(page.operations))
    assert actions["salary"].isEnabled()
    assert actions["copy_cells"].shortcut().toString() == "Ctrl+C"
    choose(page, ("travel", LEAD))
    actions = texts(CellMenu(page.operations))
    assert not actions["insert_row"].isEnabled() or page.operations.group().free
    actions["copy_cells"].trigger()
    assert QGuiApplication.clipboard().text() == "10000\n"


@pytest.fixture
def no_popup(monkeypatch):
    """Menus that open nowhere: the offscreen platform warns of them."""
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)


def test_a_right_click_outside_the_selection_goes_there_first(page, qtbot, no_popup):
    choose(page, ("salary_1", LEAD))
    at = page.grid.visualRect(page.model.index(*page.model.place("salary_3", "party:af"))).center()
    with qtbot.waitSignal(page.menus.opened) as told:
        page.grid.customContextMenuRequested.emit(at)
    assert isinstance(told.args[0], QMenu)
    assert page.operations.cell() == ("salary_3", "party:af")


def column(page, name):
    return page.model.column_of(name)


def test_the_column_of_an_organisation_is_renamed_moved_and_removed(page, monkeypatch):
    monkeypatch.setattr(sheet_dialogs, "ask_column_name", lambda *_: " Arbetsförm. ")
    actions = texts(PartyMenu(page.operations, column(page, "party:af")))
    actions["rename"].trigger()
    assert page.model.title(column(page, "party:af")) == "Arbetsförm."
    texts(PartyMenu(page.operations, column(page, "party:af")))["left"].trigger()
    assert page.session.application.budget_parties[:2] == ["af", "alvkarleby"]
    removing = texts(PartyMenu(page.operations, column(page, LEAD)))["remove"]
    assert "ifyllda celler försvinner" in removing.text()
    removing.trigger()
    assert "alvkarleby" not in page.session.application.budget_parties
    assert "Ångra tar tillbaka" in page.heard[-1]
    give = texts(PartyMenu(page.operations, 0))["give.alvkarleby"]
    page.session.undo()
    assert value(page, "salary_1", LEAD) == 189_906_500
    assert give.text().startswith("Ge Älvkarleby kommun")


def test_organisations_are_added_from_the_header(page, qtbot, no_popup):
    with qtbot.waitSignal(page.menus.opened) as told:
        page.grid.horizontalHeader().customContextMenuRequested.emit(QPoint(20, 10))
    before = page.model.columnCount()
    texts(told.args[0])["add.co-owner"].trigger()
    assert page.model.columnCount() == before + 1


# -- the bar, the figures, the unit, what is remembered


def test_the_bar_shows_and_takes_what_stands_in_the_cell(page, qtbot, write):
    choose(page, ("travel", LEAD))
    bar = page.bar
    assert bar.edit.text() == "10000"
    bar.edit.setFocus()
    bar.edit.selectAll()
    write(bar.edit, "=12*34500*1,4")
    assert value(page, "travel", LEAD) == 1_000_000
    qtbot.keyClick(bar.edit, Qt.Key.Key_Return)
    assert value(page, "travel", LEAD) == 57_960_000
    assert page.grid.hasFocus()
    choose(page, ("travel", LEAD))
    assert bar.edit.text() == "=12*34500*1,4"
    assert page.model.shown(*page.model.place("travel", LEAD)).text == "579\u00a0600"


def test_escape_in_the_bar_gives_up_and_leaving_it_hands_over(page, qtbot, write):
    choose(page, ("travel", LEAD))
    page.bar.edit.setFocus()
    write(page.bar.edit, "9")
    qtbot.keyClick(page.bar.edit, Qt.Key.Key_Escape)
    assert value(page, "travel", LEAD) == 1_000_000
    page.bar.edit.setFocus()
    page.bar.edit.selectAll()
    write(page.bar.edit, "55")
    choose(page, ("salary_1", LEAD))
    page.grid.setFocus()
    assert value(page, "travel", LEAD) == 5500
    assert page.bar.edit.text() == "1899065"


def test_the_bar_says_what_a_computed_cell_is_made_of(page):
    choose(page, ("salaries_sum", LEAD))
    assert page.bar.edit.isHidden()
    assert page.bar.explanation.text.startswith("Summan av rad 1–")
    assert "Summan av rad" in page.bar.text.accessibleName()


def test_the_selection_is_summed_up(page, qtbot):
    choose(page, ("salary_1", LEAD), ("salary_2", LEAD))
    nbsp = "\u00a0"
    wanted = f"Summa 3{nbsp}798{nbsp}130{nbsp}kr   Medel 1{nbsp}899{nbsp}065{nbsp}kr   Antal 2"
    qtbot.waitUntil(lambda: page.figures.text.text() == wanted)
    assert "heltidstjänster per år" in page.figures.posts.text()


def test_the_unit_is_chosen_in_the_head(page):
    page.unit.setCurrentIndex(1)
    page.unit.activated.emit(1)
    assert page.model.shown(*page.model.place("travel", LEAD)).text == "10"
    page.session.undo()
    assert page.unit.currentData() == "kr"


def test_findings_are_marked_in_their_cells(page):
    from finsam_desktop.domain.checks import check

    page.session.put(("cell", "detailed", "travel", LEAD), Unparsed("x", "Går inte."), "Skriv")
    page.show_findings(check(page.session.budget))
    shown = page.model.shown(*page.model.place("travel", LEAD))
    assert shown.finding
    words = page.model.data(
        page.model.index(*page.model.place("travel", LEAD)), Qt.ItemDataRole.AccessibleDescriptionRole
    )
    assert "Går inte." in words


def test_widths_and_size_are_remembered(page, make_page, settings):
    page.grid.is_resizing = True
    page.grid.setColumnWidth(1, 140)
    page.grid.is_resizing = False
    page.grid.arrangement.end_resizing()
    page.operations.zoom_in()
    again = make_page("detailed")
    assert again.grid.zoom == 110
    assert again.grid.columnWidth(1) == 154
    assert settings.column_widths("uppsala-2024", "detailed") == {"rate": 140}
    again.operations.zoom_reset()
    assert again.grid.columnWidth(1) == 140
