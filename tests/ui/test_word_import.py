"""Reading forms from Word in the window."""

from __future__ import annotations

import io
import json
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from PIL import Image
from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QAbstractButton, QPushButton

from finsam_desktop import paths
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.pictures import pictures_in
from finsam_desktop.domain.richtext import Paragraph, Span
from finsam_desktop.domain.transfer import from_json, to_json
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.export import export
from finsam_desktop.ui import word_dialog, word_flow
from finsam_desktop.ui.import_dialog import ImportDialog
from finsam_desktop.ui.import_look import Pasted
from finsam_desktop.ui.review_window import ReviewWindow
from finsam_desktop.ui.word_dialog import WordDialog

SAMPLES = sorted((paths.resources_dir() / "samples").glob("*.json"))
PARTICIPANTS = ("answer", "participants")


@pytest.fixture(scope="module", autouse=True)
def reader():
    """One reading process for all, ended after."""
    yield
    sandbox.close()


@pytest.fixture
def form(sample, tmp_path):
    """Writes the sample as a Word document with other values in it; gives the path."""

    def make(**answers: object) -> Path:
        for field, value in answers.items():
            sample.put(("answer", field), value)
        export(sample, tmp_path / "svar.docx")
        return tmp_path / "svar.docx"

    return make


@pytest.fixture
def by_hand(tmp_path):
    """Writes a short form as a person would; gives the path."""

    def make(name: str = "för hand.docx", **lines: str) -> Path:
        document = docx.Document()
        document.add_paragraph("Ring mig på fredag")
        for heading, text in {"Insatsens namn": "Vägen vidare", **lines}.items():
            document.add_paragraph().add_run(heading).bold = True
            document.add_paragraph(text)
        document.save(tmp_path / name)
        return tmp_path / name

    return make


@pytest.fixture
def read(open_window, qtbot):
    """Begins to read documents in the window and gives the dialog when the preview is there."""

    def start(*files: Path) -> WordDialog:
        open_window.opened.word.read(*files)
        dialog = open_window.opened.word.dialog
        settle(qtbot, dialog)
        return dialog

    return start


def settle(qtbot, dialog) -> None:
    qtbot.waitUntil(lambda: not dialog.progress.isVisible(), timeout=30_000)


def texts(one) -> list[str]:
    return [line.texts[0] for line in one.model.lines]


def row_of(dialog, *path: str) -> int:
    return [one.path for one in dialog.changes.model.found].index(path)


def tick(dialog, row: int, checked: bool) -> bool:
    model = dialog.changes.model
    state = Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
    return model.setData(model.index(row, 0), state.value, Qt.ItemDataRole.CheckStateRole)


def test_a_form_is_shown_and_taken_in_as_one_step(open_window, qtbot, read, form):
    session = open_window.session
    before, steps = session.application.snapshot(), session.undo_stack.count()
    dialog = read(form(participants=Decimal(12), target_group=(Paragraph((Span("Alla. " * 60),)),)))
    assert dialog.summary.text() == "2 fält ändras."
    assert dialog.tabs.tabText(0) == "Ändringar (2)"
    row = row_of(dialog, *PARTICIPANTS)
    found = dialog.changes.model.found[row]
    assert (found.to, found.old, found.new) == ("Ange förväntat antal deltagare", "90", "12")
    dialog.changes.table.selectRow(row_of(dialog, "answer", "target_group"))
    assert dialog.changes.new.toPlainText().strip() == ("Alla. " * 60).strip()
    assert dialog.changes.now.toPlainText().startswith("Kommunmedborgare")
    assert session.application.snapshot() == before
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert session.undo_stack.count() == steps + 1
    assert session.application.answer("participants") == 12
    assert open_window.notice.text.text() == "Läste in svar.docx. 2 fält ändrades."
    open_window.findChild(QPushButton, "notice.undo").click()
    assert session.application.snapshot() == before


def test_what_is_there_already_changes_nothing(read, form):
    dialog = read(form())
    assert dialog.summary.text() == "Ansökan har redan allt som läses in ur dokumentet. Ingenting ändras."
    assert not dialog.take.isEnabled()
    assert dialog.cancel.text() == "Stäng"


def test_single_values_can_be_left_out(open_window, read, form):
    dialog = read(form(participants=Decimal(12), name="Ett annat namn"))
    row = row_of(dialog, *PARTICIPANTS)
    assert tick(dialog, row, False)
    assert dialog.summary.text() == "Ett fält ändras. Ett lämnas som det är."
    dialog.none.click()
    assert dialog.summary.text() == "Ingenting ändras med det som är valt."
    assert not dialog.take.isEnabled()
    tick(dialog, row_of(dialog, "answer", "name"), True)
    dialog.take.click()
    application = open_window.session.application
    assert (application.name, application.answer("participants")) == ("Ett annat namn", 90)
    assert "Ett fält ändrades." in open_window.notice.text.text()


def test_only_empty_fields_can_be_filled(open_window, qtbot, read, form):
    dialog = read(form(participants=Decimal(12), name="Ett annat namn"))
    name, participants = row_of(dialog, "answer", "name"), row_of(dialog, *PARTICIPANTS)
    dialog.reject()
    open_window.session.put(PARTICIPANTS, None, "Töm")
    dialog = read(form())
    dialog.fill.click()
    model = dialog.changes.model
    assert [model.is_taken(row) for row in (name, participants)] == [False, True]
    assert not model.flags(model.index(name, 0)) & Qt.ItemFlag.ItemIsUserCheckable
    dialog.changes.table.selectAll()
    qtbot.keyClick(dialog.changes.table, Qt.Key.Key_Space)
    assert not dialog.take.isEnabled()
    qtbot.keyClick(dialog.changes.table, Qt.Key.Key_Space)
    dialog.take.click()
    application = open_window.session.application
    assert application.answer("participants") == 12
    assert application.name != "Ett annat namn"


def test_a_new_party_comes_with_any_of_its_values_and_not_without(open_window, qtbot, read, by_hand):
    extra = {"Samverkansparter (*)": "Organisation: Västra folkhögskolan Resurs/er: En lärare"}
    parties = len(open_window.session.application.parties)
    dialog = read(by_hand(**extra))
    assert "En ny part läggs till." in dialog.summary.text()
    rows = [n for n, one in enumerate(dialog.changes.model.found) if one.path[0] == "party"]
    assert len(rows) == 2
    tick(dialog, rows[0], False)
    tick(dialog, rows[1], False)
    assert "ny part" not in dialog.summary.text()
    dialog.take.click()
    assert len(open_window.session.application.parties) == parties
    dialog = read(by_hand(**extra))
    dialog.take.click()
    [*_, new] = open_window.session.application.parties
    assert (new.text("organisation"), new.text("resources")) == ("Västra folkhögskolan", "En lärare")


def test_what_had_no_place_is_listed_and_can_be_shown_after(open_window, read, by_hand):
    dialog = read(by_hand())
    assert texts(dialog.left_over) == ["Ring mig på fredag"]
    assert "En text fick ingen plats." in dialog.summary.text()
    dialog.take.click()
    open_window.findChild(QPushButton, "notice.unplaced").click()
    assert open_window.findChild(ReviewWindow).lines == ["Ring mig på fredag"]


def test_a_date_of_signing_is_named_and_is_of_no_version(open_window, read, form, sample):
    party = sample.parties[0]
    session = open_window.session
    mine = session.application.parties[0].id
    session.put(("party", mine, "signed"), date(2025, 1, 2), "Skriv under")
    session.put(("party", mine, "signed_version"), Decimal(1), "Skriv under")
    sample.put(("party", party.id, "signed"), date(2025, 6, 3))
    dialog = read(form())
    found = dialog.changes.model.found[row_of(dialog, "party", mine, "signed")]
    assert (found.to, found.old, found.new) == (
        f"{party.text('organisation')}: underskriftens datum",
        "2025-01-02",
        "2025-06-03",
    )
    dialog.take.click()
    attributes = session.application.party(mine).attributes
    assert attributes["signed"] == date(2025, 6, 3)
    assert attributes.get("signed_version") is None


def test_a_document_of_another_edition_is_recognised(open_window, read, by_hand):
    heading = "Beskriv hur ni tänker ta tillvara resultaten från insatsen"
    dialog = read(by_hand(**{heading: "I vardagen."}))
    found = dialog.changes.model.found[row_of(dialog, "answer", "success_factors")]
    assert found.new == "I vardagen."


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_comes_back_from_its_own_word_file(window, qtbot, catalogue, path, tmp_path):
    data = json.loads(path.read_text(encoding="utf-8"))
    original = from_json(data, lambda name: catalogue.get(name).edition)
    export(original, tmp_path / "svar.docx")
    window.open_application(window.desk.new(original.edition.id).id)
    window.opened.word.read(tmp_path / "svar.docx")
    dialog = window.opened.word.dialog
    settle(qtbot, dialog)
    assert texts(dialog.left_over) == []
    dialog.take.click()
    assert said(window.session.application) == said(original)


def said(application: Application) -> tuple[object, list[object]]:
    """What `show` prints of the answers and of the parties, without ids and what is on no paper."""
    data = to_json(application)
    off = ("id", "short_name")
    return data["answers"], [{k: v for k, v in one.items() if k not in off} for one in data["parties"]]


def test_pictures_are_kept_with_the_application(open_window, qtbot, read, tmp_path):
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(picture, "PNG")
    document = docx.Document()
    document.add_paragraph().add_run("Beskriv bakgrunden till/behovet av insatsen (*)").bold = True
    document.add_paragraph("Se bilden.").add_run().add_picture(picture)
    document.save(tmp_path / "bild.docx")
    dialog = read(tmp_path / "bild.docx")
    dialog.take.click()
    [one] = pictures_in(open_window.session.application.answer("background"))
    assert open_window.desk.content(one.digest)


def test_a_picture_of_a_text_that_is_left_out_is_not_kept(open_window, read, monkeypatch, tmp_path):
    document = docx.Document()
    headings = ("Beskriv bakgrunden till/behovet av insatsen (*)", "Beskriv syftet med insatsen (*)")
    for heading, colour in zip(headings, ("navy", "red"), strict=True):
        picture = io.BytesIO()
        Image.new("RGB", (40, 20), colour).save(picture, "PNG")
        document.add_paragraph().add_run(heading).bold = True
        document.add_paragraph("Se bilden.").add_run().add_picture(picture)
    document.save(tmp_path / "bilder.docx")
    dialog = read(tmp_path / "bilder.docx")
    kept, keep = [], open_window.desk.keep_content
    monkeypatch.setattr(open_window.desk, "keep_content", lambda content: kept.append(keep(content)))
    tick(dialog, row_of(dialog, "answer", "purpose"), False)
    dialog.take.click()
    [one] = pictures_in(open_window.session.application.answer("background"))
    assert kept == [one.digest]


OTHERS = {
    "tomt.docx": (b"", "är tom"),
    "brev.doc": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "äldre format (.doc)"),
    "låst.docx": (
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "skyddad med lösenord",
    ),
    "makron.docm": (b"PK\3\4", "dokument med makron"),
    "blankett.docx": (b"%PDF-1.7", "är en PDF"),
    "rtf.rtf": (b"{\\rtf1", "RTF"),
    "text.docx": (b"hej", "inget Word-dokument"),
    "skadad.docx": (b"PK\3\4 skr", "skada"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_cannot_be_read_is_refused_in_words(open_window, read, tmp_path, name):
    content, words = OTHERS[name]
    (tmp_path / name).write_bytes(content)
    before = open_window.session.application.snapshot()
    dialog = read(tmp_path / name)
    assert name in dialog.message.text()
    assert words in dialog.message.text()
    assert "Ansökan är som den var." in dialog.message.text()
    assert dialog.cancel.text() == "Stäng"
    dialog.cancel.click()
    assert open_window.session.application.snapshot() == before
    assert not open_window.notice.isVisible()


def test_nothing_recognised_says_what_was_looked_for(read, tmp_path):
    document = docx.Document()
    document.add_paragraph("Inköpslista: mjölk")
    document.save(tmp_path / "lista.docx")
    dialog = read(tmp_path / "lista.docx")
    assert "Ingen rubrik i dokumentet känns igen" in dialog.summary.text()
    assert "Insatsens namn" in dialog.summary.text()
    assert texts(dialog.left_over) == ["Inköpslista: mjölk"]
    assert not dialog.take.isEnabled()


def test_cancelling_stops_the_reading(open_window, qtbot, monkeypatch, tmp_path):
    stopped = []

    def slow(path, application, editions, cancelled):
        while not cancelled():
            time.sleep(0.01)
        stopped.append(path)
        raise sandbox.CancelledError("Avbröts.")

    monkeypatch.setattr(word_dialog, "word_look", slow)
    path = tmp_path / "lång.docx"
    open_window.opened.word.read(path)
    dialog = open_window.opened.word.dialog
    assert dialog.progress.isVisible()
    assert not dialog.take.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: stopped == [path])
    assert open_window.opened.word.dialog is None


def test_the_forms_are_asked_for_in_the_window_s_thread(open_window, qtbot, read, by_hand, monkeypatch):
    asked = []
    editions = open_window.desk.editions

    def ask():
        asked.append(QThread.currentThread() is open_window.session.thread())
        return editions()

    monkeypatch.setattr(open_window.desk, "editions", ask)
    read(by_hand()).reject()
    assert asked == [True]
    asked.clear()
    dialog = ImportDialog(
        open_window.session, [Pasted([["Löner", "100"]])], open_window.frame, open_window.frame
    )
    settle(qtbot, dialog)
    assert asked == [True]
    dialog.reject()


def test_the_menu_asks_for_a_file(open_window, qtbot, monkeypatch, by_hand):
    path = by_hand()
    monkeypatch.setattr(word_flow, "choose_document", lambda *_: path)
    open_window.actions_by_id["import_word"].trigger()
    dialog = open_window.opened.word.dialog
    settle(qtbot, dialog)
    assert dialog.title.text() == path.name
    dialog.reject()
    assert open_window.settings.export_folder == str(path.parent)


def test_every_control_has_a_name(read, form):
    dialog = read(form(participants=Decimal(12)))
    own = [one for one in dialog.findChildren(QAbstractButton) if one.objectName().startswith("word.")]
    assert {one.objectName() for one in own} == {
        f"word.{n}" for n in ("fill", "all", "none", "take", "cancel")
    }
    assert all(one.accessibleName() for one in own)
