"""The model tells rows that come, go and move, and shows again what a change touches."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt

from finsam_desktop.domain import budget, edits, rows
from finsam_desktop.domain.application import note_name
from finsam_desktop.domain.sheet import MANY
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.sheet_model import SheetModel
from finsam_desktop.ui.sheet_view import SheetView


@pytest.fixture
def model(session):
    return SheetModel(session, "detailed")


@pytest.fixture
def view(shown, model):
    made = SheetView(model)
    made.resize(1100, 700)
    shown(made)
    return made


def lines(model):
    return [item.id for item in model.items]


def texts(model):
    return [
        [model.shown(row, column).text for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_rows_come_and_go_without_a_reset(session, model, qtmodeltester, qtbot):
    qtmodeltester.check(model)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        session.apply(edits.add_row(session.application, "detailed", "salaries", after="salary_1"))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsRemoved):
        session.undo()
    assert lines(model) == lines(SheetModel(session, "detailed"))


def test_a_row_that_moves_is_told_as_such(session, model, qtmodeltester, qtbot):
    qtmodeltester.check(model)
    kept = QPersistentModelIndex(model.index(*model.place("salary_1", "rate")))
    with qtbot.waitSignal(model.rowsMoved):
        session.apply(rows.move_rows(session.application, "detailed", ["salary_1"], 2))
    assert model.line(kept.row()).id == "salary_1"
    with qtbot.waitSignal(model.rowsMoved):
        session.apply(rows.move_rows(session.application, "detailed", ["salary_1"], -1))
    assert model.line(kept.row()).id == "salary_1"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 99), st.integers(-3, 3)), max_size=8))
def test_any_run_of_row_operations_shows_what_a_new_model_shows(sample, store, steps):
    session = Session(sample.snapshot(), store)
    model = SheetModel(session, "detailed")
    kept = {
        line: QPersistentModelIndex(model.index(*model.place(line, "label")))
        for line in ("travel", "total_sum")
    }
    texts(model)
    for kind, place, step in steps:
        application = session.application
        own = [row.id for row in application.rows["detailed"] if row.group == "salaries"]
        row = own[place % len(own)]
        match kind:
            case 0:
                session.apply(rows.insert_rows(application, "detailed", "salaries", row, 1 + abs(step)))
            case 1:
                session.apply(rows.remove_rows(application, "detailed", [row])[0])
            case 2:
                session.apply(rows.move_rows(application, "detailed", [row, own[0]], step))
            case 3:
                session.apply(rows.duplicate_rows(application, "detailed", [row]))
            case 4 if session.undo_stack.canUndo():
                session.undo()
        fresh = SheetModel(session, "detailed")
        assert lines(model) == lines(fresh)
        assert texts(model) == texts(fresh)
        assert all(model.line(index.row()).id == line for line, index in kept.items())
    session.stop()


def test_the_current_cell_stays_when_rows_come_and_goes_on_when_its_row_goes(session, view):
    model = view.sheet
    view.go(*model.place("travel", "party:fk"))
    session.apply(edits.add_row(session.application, "detailed", "salaries", after="salary_1"))
    index = view.currentIndex()
    assert model.address(index.row(), index.column()) == ("travel", "party:fk")
    row = session.application.rows["detailed"][1].id
    view.go(*model.place(row, "party:fk"))
    session.undo()
    index = view.currentIndex()
    assert model.address(index.row(), index.column()) == ("salary_2", "party:fk")


def test_rows_are_numbered_in_their_groups_as_explanations_say(model):
    def number(line):
        return model.headerData(model.place(line, "label")[0], Qt.Orientation.Vertical)

    assert [number(line) for line in ("salary_1", "salary_2", "travel", "requested_sum")][:2] == ["1", "2"]
    assert number("requested_sum") == ""


def test_a_note_shows_its_cell_again(session, model, qtbot):
    index = model.index(*model.place("travel", "party:fk"))
    path = ("note", "detailed", "travel", note_name("comment", "party:fk"))
    with qtbot.waitSignal(model.dataChanged, check_params_cb=lambda one, *_: one == index):
        session.put(path, "Preliminärt", "Skriv kommentar")
    assert model.shown(index.row(), index.column()).comment == "Preliminärt"
    with qtbot.waitSignal(model.dataChanged):
        session.apply(budget.lock(session.application, "detailed", [("travel", "party:fk")], True))
    assert model.shown(index.row(), index.column()).locked
    session.put(("note", "detailed", "travel", "comment"), "Hela raden", "Skriv kommentar")
    assert model.shown(*model.place("travel", "label")).comment == "Hela raden"


def test_a_finding_shows_in_its_cell_and_goes(model):
    place = model.place("travel", "party:fk")
    model.show_findings({("travel", "party:fk"): "Beloppet är högt."})
    assert model.shown(*place).finding == "Beloppet är högt."
    model.show_findings({})
    assert not model.shown(*place).finding


def test_a_large_change_shows_everything_again(session, model):
    for _ in range(MANY // 4):
        edits.add_row(session.application, "detailed", "salaries").apply(session.application)
    session.budget.rebuild()
    session.apply(edits.add_row(session.application, "detailed", "salaries"))
    own = [row.id for row in session.application.rows["detailed"] if row.group == "salaries"]
    texts(model)
    values = {
        ("cell", "detailed", row, column): 100
        for row in own
        for column in ("party:alvkarleby", "party:af", "party:fk", "party:region")
    }
    assert len(values) >= MANY
    session.apply(edits.set_values(session.application, values, "Klistra in"))
    assert texts(model) == texts(SheetModel(session, "detailed"))


def test_the_unit_shows_all_amounts_anew(session, model):
    from finsam_desktop.domain.units import set_unit

    place = model.place("travel", "party:alvkarleby")
    assert model.shown(*place).text == "10\u00a0000"
    session.apply(set_unit(session.application, "tkr"))
    assert model.shown(*place).text == "10"
    assert model.typed(*place) == "10"
    model.setData(model.index(*place), "12,5")
    assert session.application.cell("detailed", "travel", "party:alvkarleby") == 1_250_000
    model.setData(model.index(*place), "=2*3,5")
    assert session.application.cell("detailed", "travel", "party:alvkarleby") == 700_000
    assert model.typed(*place) == "=2*3,5"
