from __future__ import annotations

from datetime import timedelta

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.change import TYPING, Change, SetValue
from finsam_desktop.ui.session import SaveState, Session

NAME = ("answer", "name")


def typed(session: Session, text: str) -> None:
    session.apply(edits.set_values(session.application, {NAME: text}, "Skriv i Insatsens namn", TYPING))


def state(application: Application) -> tuple[object, ...]:
    copy = application.snapshot()
    return copy.meta, copy.answers, copy.parties, copy.budget_parties, copy.rows, copy.cells


def test_a_change_is_told_kept_and_undone(session, store, qtbot):
    before = state(session.application)
    change = edits.set_values(session.application, {NAME: "Nytt namn"}, "Skriv")
    with qtbot.waitSignal(session.changed) as told:
        session.apply(change)
    assert told.args[0] is change
    assert session.application.name == "Nytt namn"
    session.undo()
    assert state(session.application) == before
    session.redo()
    assert session.application.name == "Nytt namn"
    assert session.save_now()
    assert [one.origin for one in store.saved[0]] == ["edit", "undo", "redo"]
    assert len({one.id for one in store.saved[0]}) == 3


def test_nothing_to_do_is_no_step(session, store):
    session.apply(edits.set_values(session.application, {NAME: session.application.name}, "Skriv"))
    assert not session.undo_stack.canUndo()
    assert session.save_now()
    assert store.saved == []


def test_a_change_is_saved_within_a_second(session, store, qtbot):
    with qtbot.waitSignal(
        session.save_state_changed, timeout=1000, check_params_cb=lambda s: s is SaveState.SAVED
    ):
        typed(session, "Ny")
    assert [change.operations for change in store.saved[0]] == [
        (SetValue(NAME, "Förstärkt stöd till arbete eller studier, förlängning", "Ny"),)
    ]


def test_typing_in_one_field_is_one_step_and_one_row_of_history(session, store):
    before = session.application.name
    for text in ("N", "Ny", "Nytt"):
        typed(session, text)
    assert session.undo_stack.count() == 1
    assert session.save_now()
    (change,) = store.saved[0]
    assert change.operations == (SetValue(NAME, before, "Nytt"),)
    typed(session, "Nytt namn")
    assert session.save_now()
    assert store.saved[1][0].id == change.id, "the run of typing keeps its row of history"
    session.undo()
    assert session.application.name == before


def test_typing_after_a_pause_or_an_undo_is_another_step(session, monkeypatch):
    typed(session, "Ett")
    session.undo_stack.command(0).last -= timedelta(seconds=5)
    typed(session, "Två")
    assert session.undo_stack.count() == 2
    session.undo()
    session.redo()
    typed(session, "Tre")
    assert session.undo_stack.count() == 3


def test_typing_in_another_field_is_another_step(session):
    typed(session, "Ett")
    other = edits.set_values(session.application, {("answer", "budget_name"): "B"}, "Skriv", TYPING)
    session.apply(other)
    assert session.undo_stack.count() == 2


def test_what_cannot_be_saved_stays_and_is_tried_again(session, store):
    store.broken = True
    typed(session, "Ny")
    assert not session.save_now()
    assert session.save_state is SaveState.FAILED
    assert session.save_error == "Disken är full."
    store.broken = False
    assert session.save_now()
    assert session.save_state is SaveState.SAVED
    assert len(store.saved[0]) == 1


def test_saving_asks_the_editors_first(session, store):
    session.flush_requested.connect(lambda: typed(session, "I sista stund"))
    assert session.save_now()
    (change,) = store.saved[0]
    assert isinstance(change, Change)
    assert session.application.name == "I sista stund"
