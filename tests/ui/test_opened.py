"""Saving and exporting the application that is open."""

from __future__ import annotations

import base64
import json

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton

from finsam_desktop import app
from finsam_desktop.domain import edits
from finsam_desktop.domain.errors import StorageError
from finsam_desktop.storage.workspace import Workspace
from finsam_desktop.ui import dialogs, exporting
from finsam_desktop.ui.session import SaveState


def refuse(*_):
    raise StorageError("Disken är full.")


def name_field(window) -> QLineEdit:
    return window.editor.findChild(QLineEdit, "field.name.text")


def test_a_save_that_works_again_takes_back_its_message_and_no_other(open_window, monkeypatch):
    window = open_window
    monkeypatch.setattr(window.desk, "save", refuse)
    window.session.put(("answer", "name"), "Nytt", "Skriv")
    window.actions_by_id["save"].trigger()
    assert window.notice.isVisible()
    assert window.notice.text.text() == "Ändringarna kunde inte sparas. Disken är full."
    assert window.save_label.text() == "Inte sparat"
    monkeypatch.undo()
    window.findChild(QPushButton, "notice.retry").click()
    assert not window.notice.isVisible()
    assert window.save_label.text().startswith("Sparat ")
    window.notice.say("Något annat", "warning")
    window.actions_by_id["save"].trigger()
    assert window.notice.isVisible()


def test_closing_with_changes_that_cannot_be_saved_asks(open_window, write, monkeypatch):
    window = open_window
    real = window.desk.save
    monkeypatch.setattr(window.desk, "save", refuse)
    write(name_field(window), "?")
    asked = []
    monkeypatch.setattr(dialogs, "ask_when_not_saved", lambda _, reason: asked.append(reason) or "cancel")
    assert not window.frame.close()
    assert asked == ["Disken är full."]
    assert window.session.save_state is SaveState.FAILED
    assert "Disken är full." in window.notice.text.text()
    monkeypatch.setattr(window.desk, "save", real)
    assert window.frame.close()


@pytest.mark.parametrize(
    ("action", "suffix", "start"),
    [
        ("export_pdf", ".pdf", b"%PDF"),
        ("export_word", ".docx", b"PK"),
        ("export_excel", ".xlsx", b"PK"),
        ("export_json", ".json", b"{"),
    ],
)
def test_export_writes_the_file_and_says_so(open_window, qtbot, monkeypatch, tmp_path, action, suffix, start):
    path = tmp_path / f"ut{suffix}"
    monkeypatch.setattr(exporting, "choose_file_to_write", lambda *_: path)
    open_window.actions_by_id[action].trigger()
    qtbot.waitUntil(lambda: "är sparad" in open_window.notice.text.text(), timeout=15000)
    assert path.read_bytes().startswith(start)
    assert "3 fel" in open_window.notice.text.text()


def test_an_export_that_cannot_be_written_says_why(open_window, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "finns inte" / "ut.json"
    monkeypatch.setattr(exporting, "choose_file_to_write", lambda *_: path)
    open_window.actions_by_id["export_json"].trigger()
    qtbot.waitUntil(
        lambda: (
            "ut.json" in open_window.notice.text.text() and "Skriver" not in open_window.notice.text.text()
        )
    )
    assert not path.exists()


def test_a_fault_in_the_program_saves_and_tells(open_window, write):
    window = open_window
    write(name_field(window), "!")
    error = RuntimeError("prov")
    app.Guard(window)(RuntimeError, error, None)
    assert "Det du skrivit är sparat" in window.notice.text.text()
    assert window.session.application.name.endswith("!")


def test_a_conflict_offers_to_keep_the_work(open_window, tmp_path):
    window = open_window
    first = window.session.application.id
    other = Workspace.open(tmp_path / "test.finsam")
    theirs = other.load(first)
    change = edits.set_values(theirs, {("answer", "name"): "Deras"}, "Skriv")
    change.apply(theirs)
    other.save(theirs, [change])
    other.close()
    window.session.put(("answer", "name"), "Vårt", "Skriv")
    assert not window.session.save_now()
    window.findChild(QPushButton, "notice.keep").click()
    assert window.session.application.id != first
    assert window.session.application.name == "Vårt"
    window.show_overview()
    names = {window.overview.tree.topLevelItem(row).text(0) for row in range(2)}
    assert names == {"Vårt", "Deras"}


def test_a_copy_that_fails_keeps_the_window(open_window, monkeypatch, tmp_path):
    window = open_window
    monkeypatch.setattr(window.desk, "save", refuse)
    window.session.put(("answer", "name"), "Nytt", "Skriv")
    answers = iter(["copy", "cancel"])
    monkeypatch.setattr(dialogs, "ask_when_not_saved", lambda *_: next(answers))
    monkeypatch.setattr(exporting, "choose_file_to_write", lambda *_: tmp_path / "saknas" / "a.json")
    assert not window.frame.close()
    assert window.session.application.name == "Nytt"
    monkeypatch.undo()


def test_attached_files_go_with_the_json(open_window, tmp_path, monkeypatch, qtbot):
    window = open_window
    letter = tmp_path / "brev.pdf"
    letter.write_bytes(b"%PDF-1.4 brev")
    window.session.apply(edits.add_attachments(window.session.application, [window.desk.keep_file(letter)]))
    path = tmp_path / "ansökan.json"
    monkeypatch.setattr(exporting, "choose_file_to_write", lambda *_: path)
    window.actions_by_id["export_json"].trigger()
    qtbot.waitUntil(lambda: window.notice.text.text().startswith("Filen ansökan.json är sparad"))
    (shown,) = json.loads(path.read_text(encoding="utf-8"))["attachments"]
    assert base64.b64decode(shown["content"]) == letter.read_bytes()
