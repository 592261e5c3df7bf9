"""What leaves the open application: pages to a printer, and files."""

from __future__ import annotations

import io
import threading
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QPageRanges
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QPushButton

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import NotFoundError, StorageError
from finsam_desktop.exchange import dossier, export, sandbox
from finsam_desktop.exchange.bundle import Bundle
from finsam_desktop.exchange.page_pictures import contents
from finsam_desktop.ui import exporting, printing

NAME = ("answer", "name")
REASON = "Förbundet vill ha den i dag"
OFFER = "Fastställ för underskrift…"


@pytest.fixture(scope="module", autouse=True)
def reader():
    """One reading process for all, ended after."""
    yield
    sandbox.close()


def freeze(window) -> bytes:
    """Freeze the application; gives the PDF of the version."""
    version = window.session.versioning.freeze(REASON)
    return window.desk.version_pdf(window.session.application.id, version.number)


def texts(pdf: bytes | Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as file:
        return [page.get_textpage().get_text_range() for page in file]


def offered(window) -> list[str]:
    return [button.text() for button in window.notice.buttons]


# -- printing ------------------------------------------------------------------------------


@pytest.fixture
def paper(open_window, qtbot, monkeypatch, tmp_path):
    """Prints by an action to a file, chosen without the dialog; gives the sizes of the file's pages."""

    def run(action: str, **choices) -> list[tuple[int, int]]:
        path = tmp_path / f"{action}.pdf"

        def choose(_parent, _pages, title):
            printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(choices.get("path", path)))
            printer.setDocName(title)
            printer.setCopyCount(choices.get("copies", 1))
            printer.setCollateCopies(choices.get("collate", True))
            if ranges := choices.get("ranges"):
                printer.setPrintRange(QPrinter.PrintRange.PageRange)
                printer.setPageRanges(QPageRanges.fromString(ranges))
            return printer

        monkeypatch.setattr(printing, "ask_printer", choose)
        choices.get("call", open_window.actions_by_id[action].trigger)()
        over = choices.get("over", "till skrivaren.")
        qtbot.waitUntil(lambda: over in open_window.notice.text.text(), timeout=60000)
        if not path.exists():
            return []
        with pypdfium2.PdfDocument(path) as file:
            return [tuple(round(side / 10) for side in file.get_page_size(one)) for one in range(len(file))]

    return run


UPRIGHT, ACROSS = (60, 84), (84, 60)
"""A4 in centimetres of points."""


def test_a_range_of_pages_is_printed_each_the_right_way_round(paper, open_window):
    assert paper("print", ranges="8-9,11") == [UPRIGHT, ACROSS, ACROSS]
    assert open_window.notice.text.text() == "3 sidor är skickade till skrivaren."


def test_what_is_printed_looks_like_the_pdf(paper, open_window, tmp_path):
    paper("print", ranges="1")
    pdf = export.render(open_window.session.application, ".pdf", draft=True)
    with pypdfium2.PdfDocument(tmp_path / "print.pdf") as printed, pypdfium2.PdfDocument(pdf) as original:
        one, other = (file[0].render(scale=1, grayscale=True).to_pil() for file in (printed, original))
    inks = [image.point(lambda value: 255 * (value < 160)).getbbox() for image in (one, other)]
    assert all(abs(a - b) <= 2 for a, b in zip(*inks, strict=True)), inks


def test_copies_are_made_here_where_the_printer_makes_none(paper):
    assert paper("print", ranges="8-9", copies=2) == [UPRIGHT, ACROSS] * 2
    assert paper("print", ranges="8-9", copies=2, collate=False) == [UPRIGHT] * 2 + [ACROSS] * 2


def test_only_the_pages_that_are_signed_are_printed(paper):
    assert paper("print_signatures") == [UPRIGHT] * 4


def test_an_empty_form_is_printed(paper, open_window):
    blank = Application.new(open_window.session.application.edition)
    pages = contents(export.render(blank, ".pdf")).sizes
    assert len(paper("print_blank")) == len(pages)


@pytest.mark.qt_log_ignore("QPainter::begin")  # Qt's own word for it
def test_a_printer_that_cannot_be_opened_is_said(paper, tmp_path):
    assert paper("print", path=tmp_path / "saknas" / "x.pdf", over="Inget skrevs ut") == []


def test_a_range_without_pages_is_said(paper):
    assert paper("print", ranges="40-41", over="ingen av sidorna som du valde finns") == []


def test_printing_can_be_cancelled(paper, open_window, monkeypatch):
    say = open_window.notice.say

    def say_and_cancel(text, *more, **actions):
        say(text, *more, **actions)
        if "sida 3 av" in text:
            open_window.notice.findChild(QPushButton, "notice.cancel").click()

    monkeypatch.setattr(open_window.notice, "say", say_and_cancel)
    paper("print", over="Utskriften avbröts efter 2 av 12 sidor.")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not open_window.findChildren(printing.Printout)


def test_a_draft_is_printed_as_one_and_a_version_as_it_was_frozen(paper, open_window, monkeypatch):
    printed = []
    real = printing.picture
    monkeypatch.setattr(printing, "picture", lambda pdf, *more: printed.append(pdf) or real(pdf, *more))
    paper("print", ranges="1")
    assert all("UTKAST" in text for text in texts(printed[-1]))
    assert offered(open_window) == []
    first = freeze(open_window)
    paper("print", ranges="1")
    assert printed[-1] == first
    open_window.session.put(NAME, "Annat", "Skriv")
    paper("print", ranges="1")
    assert "UTKAST" in texts(printed[-1])[0]
    paper("print", ranges="1", call=lambda: open_window.opened.paper.print_version(1))
    assert printed[-1] == first
    with pytest.raises(NotFoundError):
        open_window.opened.paper.print_version(2)


def test_pages_to_sign_of_a_draft_are_printed_with_a_warning(paper, open_window, monkeypatch):
    asked = []
    paper("print_signatures", ranges="1")
    text = open_window.notice.text.text()
    assert text.startswith("1 sida är skickad till skrivaren. Sidorna är märkta UTKAST.")
    assert offered(open_window) == [OFFER]
    open_window.opened.paper.requested.connect(lambda *said: asked.append(said))
    monkeypatch.setattr(type(open_window.opened.versions), "freeze", lambda _: asked.append("asked"))
    open_window.notice.buttons[0].click()
    assert asked == ["asked", ("versions.freeze", ())]
    freeze(open_window)
    assert paper("print_signatures") == [UPRIGHT] * 4
    assert open_window.notice.text.text() == "4 sidor är skickade till skrivaren."
    assert offered(open_window) == []


def test_an_empty_form_is_no_draft(paper, monkeypatch):
    printed = []
    real = printing.picture
    monkeypatch.setattr(printing, "picture", lambda pdf, *more: printed.append(pdf) or real(pdf, *more))
    paper("print_blank", ranges="1")
    assert "UTKAST" not in "".join(texts(printed[-1]))


# -- files ---------------------------------------------------------------------------------


@pytest.fixture
def file(open_window, qtbot, monkeypatch, tmp_path):
    """Exports by a method of PaperOut; gives the suggested name, the file's bytes and what was said."""

    def run(method: str, *arguments: int) -> tuple[str, bytes, str]:
        asked: list[Path] = []

        def choose(_parent, _title, suggested, _kind):
            asked.append(tmp_path / suggested.name)
            return asked[0]

        monkeypatch.setattr(exporting, "choose_file_to_write", choose)
        getattr(open_window.opened.paper, method)(*arguments)
        qtbot.waitUntil(lambda: "är sparad" in open_window.notice.text.text(), timeout=60000)
        return asked[0].name, asked[0].read_bytes(), open_window.notice.text.text()

    return run


@pytest.fixture
def letter(open_window, tmp_path):
    """A PDF of one page that is attached to the application."""
    path = tmp_path / "brev.pdf"
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(300, 400))
        made.save(path)
    session = open_window.session
    session.apply(edits.add_attachments(session.application, [open_window.desk.keep_file(path)]))
    return path


STEM = "Förstärkt stöd till arbete eller studier förlängning"
LEFT = "3 fel är kvar att åtgärda."
DRAFT = "Sidorna är märkta UTKAST. Fastställ ansökan innan den skrivs under."


def test_a_draft_is_exported_as_one(file, open_window):
    name, data, said = file("export_pdf")
    assert name == f"{STEM} utkast.pdf"
    assert data == export.render(open_window.session.application, ".pdf", draft=True)
    assert said == f"Filen {name} är sparad. {DRAFT} {LEFT}"
    assert offered(open_window) == [OFFER, "Öppna filen", "Visa i mappen"]


def test_versions_are_exported_as_they_were_frozen(file, open_window):
    first = freeze(open_window)
    assert file("export_pdf") == (name := f"{STEM} version 1.pdf", first, f"Filen {name} är sparad. {LEFT}")
    assert offered(open_window) == ["Öppna filen", "Visa i mappen"]
    open_window.session.put(NAME, "Annat", "Skriv")
    second = freeze(open_window)
    assert file("export_pdf")[:2] == ("Annat version 2.pdf", second)
    assert file("export_version", 1) == (name, first, f"Filen {name} är sparad.")
    open_window.session.put(NAME, "Tredje", "Skriv")
    assert file("export_pdf")[0] == "Tredje utkast.pdf"
    with pytest.raises(NotFoundError):
        open_window.opened.paper.export_version(3)


def test_word_says_which_version_it_is(file, open_window):
    def feet(data: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(data)) as word:
            return "".join(word.read(one).decode() for one in word.namelist() if "footer" in one)

    name, data, said = file("export_word")
    assert (name, "Version" in feet(data)) == (f"{STEM}.docx", False)
    assert said == f"Filen {name} är sparad. {LEFT}"
    freeze(open_window)
    assert str(open_window.session.versioning.newest.mark) in feet(file("export_word")[1])
    open_window.session.put(NAME, "Annat", "Skriv")
    assert "Version" not in feet(file("export_word")[1])


def test_the_dossier_is_of_the_version_or_a_draft(file, open_window, letter):
    name, data, said = file("export_dossier")
    assert name == f"{STEM} dossier.pdf"
    assert said == f"Filen {name} är sparad. {DRAFT} {LEFT}"
    assert offered(open_window)[0] == OFFER
    pages = texts(data)
    assert len(pages) == 14
    assert [number for number, text in enumerate(pages) if "UTKAST" not in text] == [12, 13]
    freeze(open_window)
    name, data, said = file("export_dossier")
    assert said == f"Filen {name} är sparad. {LEFT}"
    mark = str(open_window.session.versioning.newest.mark)
    assert ["UTKAST" in text or mark not in text for text in texts(data)] == [False] * 12 + [True] * 2
    open_window.session.put(NAME, "Annat", "Skriv")
    assert file("export_dossier", 1)[:2] == (f"{STEM} version 1 dossier.pdf", data)


def test_the_archive_holds_the_frozen_bytes(file, open_window, letter):
    pdf = freeze(open_window)
    name, data, _ = file("export_archive")
    assert name == f"{STEM} arkiv.zip"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert pdf in [archive.read(one) for one in archive.namelist()]
        assert archive.read("bilagor/1 brev.pdf") == letter.read_bytes()
        assert "# Version 1, fingeravtryck" in archive.read(dossier.LIST).decode()


def test_making_a_dossier_can_be_cancelled(open_window, letter, qtbot, monkeypatch, tmp_path):
    begun, gate = threading.Event(), threading.Event()
    real = Bundle.form

    def slow(bundle):
        begun.set()
        gate.wait(20)
        return real(bundle)

    monkeypatch.setattr(Bundle, "form", slow)
    path = tmp_path / "ut.pdf"
    monkeypatch.setattr(exporting, "choose_file_to_write", lambda *_: path)
    open_window.actions_by_id["export_dossier"].trigger()
    assert begun.wait(5)
    assert open_window.notice.text.text() == "Skapar dossiern …"
    open_window.notice.findChild(QPushButton, "notice.cancel").click()
    gate.set()
    qtbot.waitUntil(lambda: "Exporten avbröts." in open_window.notice.text.text(), timeout=20000)
    assert not path.exists()


def test_a_draft_that_is_written_after_its_application_is_closed_offers_no_freezing(
    open_window, qtbot, monkeypatch, tmp_path
):
    gate = threading.Event()
    monkeypatch.setattr(exporting, "write_atomically", lambda *_: gate.wait(20))
    monkeypatch.setattr(exporting, "choose_file_to_write", lambda *_: tmp_path / "ut.pdf")
    open_window.actions_by_id["export_pdf"].trigger()
    open_window.actions_by_id["overview"].trigger()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gate.set()
    qtbot.waitUntil(lambda: "är sparad" in open_window.notice.text.text(), timeout=20000)
    assert offered(open_window) == ["Öppna filen", "Visa i mappen"]


def test_what_is_not_saved_is_neither_printed_nor_exported(open_window, monkeypatch):
    def refuse(*_):
        raise StorageError("Disken är full.")

    monkeypatch.setattr(open_window.desk, "save", refuse)
    for action in ("print", "print_signatures", "export_pdf", "export_word", "export_dossier"):
        open_window.session.put(NAME, action, "Skriv")
        open_window.actions_by_id[action].trigger()
        assert open_window.notice.text.text() == "Ändringarna kunde inte sparas. Disken är full.", action
    monkeypatch.undo()
