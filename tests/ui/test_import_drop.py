"""Files that are dropped on the window: forms from Word, workbooks, applications."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from finsam_desktop import paths
from finsam_desktop.exchange import book_read, sandbox, word_open
from finsam_desktop.exchange.export import export
from finsam_desktop.ui.import_drop import BUDGETS, FORMS, Dropped, FileDrops

SAMPLES = sorted((paths.resources_dir() / "samples").glob("*.json"))


@pytest.fixture(scope="module", autouse=True)
def reader():
    """One reading process for all, ended after."""
    yield
    sandbox.close()


@pytest.fixture
def by_hand(tmp_path):
    """Writes a form with a name alone; gives the path."""

    def make(name: str = "för hand.docx") -> Path:
        document = docx.Document()
        document.add_paragraph().add_run("Insatsens namn").bold = True
        document.add_paragraph("Vägen vidare")
        document.save(tmp_path / name)
        return tmp_path / name

    return make


def settle(qtbot, dialog) -> None:
    qtbot.waitUntil(lambda: not dialog.progress.isVisible(), timeout=30_000)


def dropped(window, *files: Path) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    data.setParent(window)
    at = QPointF(window.frame.rect().center())
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    event.ignore()
    return event


def drop(window, *files: Path) -> bool:
    event = dropped(window, *files)
    QApplication.sendEvent(window.frame.windowHandle(), event)
    return event.isAccepted()


def test_a_document_dropped_on_the_window_is_read(open_window, qtbot, by_hand):
    assert drop(open_window, by_hand())
    qtbot.waitUntil(lambda: "word" in vars(open_window.opened) and open_window.opened.word.dialog is not None)
    dialog = open_window.opened.word.dialog
    settle(qtbot, dialog)
    assert dialog.title.text() == "för hand.docx"
    dialog.reject()


def test_documents_and_workbooks_are_read_one_after_the_other(open_window, qtbot, sample, by_hand, tmp_path):
    export(sample, tmp_path / "budget.xlsx")
    assert drop(
        open_window, tmp_path / "budget.xlsx", by_hand("1.docx"), by_hand("2.docx"), tmp_path / "x.png"
    )
    word = open_window.opened.word
    qtbot.waitUntil(lambda: word.dialog is not None)
    assert "x.png läses inte in" in open_window.notice.text.text()
    for title in ("1.docx (fil 1 av 2)", "2.docx (fil 2 av 2)"):
        dialog = word.dialog
        settle(qtbot, dialog)
        assert dialog.title.text() == title
        assert open_window.opened.importer.dialog is None
        dialog.reject()
    dialog = open_window.opened.importer.dialog
    settle(qtbot, dialog)
    assert dialog.title.text() == "budget.xlsx"
    dialog.reject()


def test_a_document_dropped_on_the_list_is_answered(window, qtbot, tmp_path):
    assert drop(window, tmp_path / "svar.docx", tmp_path / "budget.xlsx")
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.text.text().startswith(
        "Öppna en ansökan först, och släpp sedan svar.docx och budget.xlsx på den."
    )


@pytest.mark.parametrize("start", ["window", "open_window"])
def test_an_application_that_is_dropped_is_opened(request, qtbot, start, tmp_path):
    window = request.getfixturevalue(start)
    (tmp_path / "skadad.json").write_text("{", encoding="utf-8")
    assert drop(window, tmp_path / "skadad.json", SAMPLES[0])
    qtbot.waitUntil(window.notice.isVisible)
    assert "skadad.json" in window.notice.text.text()
    name = json.loads(SAMPLES[0].read_text(encoding="utf-8"))["answers"]["name"]
    assert window.session.application.name == name


def test_among_the_attachments_files_are_left_for_the_page(open_window, tmp_path):
    open_window.editor.go_to(("attachments",))
    drops = open_window.findChild(FileDrops)
    event = dropped(open_window, tmp_path / "svar.docx")
    assert not drops.eventFilter(open_window.frame.windowHandle(), event)
    open_window.editor.go_to(("answer", "name"))
    assert drops.eventFilter(open_window.frame.windowHandle(), event)


def test_files_are_told_apart_by_their_names():
    files = [Path(name) for name in ("a.JSON", "b.Docx", "c.xlsb", "d.pdf", "e.doc")]
    found = Dropped.sorted(files)
    assert (found.applications, found.documents) == ((files[0],), (files[1], files[4]))
    assert (found.workbooks, found.others) == ((files[2],), (files[3],))


def test_the_files_are_those_that_the_readers_take():
    assert (BUDGETS, FORMS) == (book_read.SUFFIXES, word_open.SUFFIXES)
