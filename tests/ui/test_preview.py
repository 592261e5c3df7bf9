"""The preview beside the editor, and what is found of its pages."""

from __future__ import annotations

import threading

import pypdfium2
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from finsam_desktop.domain.errors import ExportError, StorageError
from finsam_desktop.exchange import export
from finsam_desktop.exchange.page_pictures import contents, picture, signature_pages
from finsam_desktop.ui import preview as preview_module
from finsam_desktop.ui.versioning import Paper

NAME = ("answer", "name")


def settled(pane) -> bool:
    """Whether the pages are of the latest, and all that are in sight are drawn sharp."""
    idle = not pane._timer.isActive() and pane._take_result is None
    return idle and bool(pane.pdf) and not pane._is_stale and pane.pages.wanted() is None


@pytest.fixture
def pane(open_window, qtbot, monkeypatch):
    """The preview of the sample, with all pages in sight drawn; it follows at once."""
    monkeypatch.setattr(preview_module, "FOLLOW_AFTER_MS", 20)
    open_window.actions_by_id["preview"].trigger()
    pane = open_window.editor.preview
    qtbot.waitUntil(lambda: settled(pane), timeout=20000)
    return pane


def follow(pane, qtbot, text: str) -> None:
    """Change the initiative's name and wait for the pages."""
    pane.session.put(NAME, text, "Skriv")
    qtbot.waitUntil(lambda: settled(pane), timeout=20000)


def seen(pane) -> QImage:
    return pane.pages.viewport().grab().toImage()


# -- the preview ---------------------------------------------------------------------------


def test_the_preview_follows_an_edit(pane, qtbot):
    before, pdf = seen(pane), pane.pdf
    assert pane.number.text() == "Sida 1 av 12"
    follow(pane, qtbot, "Ett helt annat namn")
    assert seen(pane) != before
    with pypdfium2.PdfDocument(pane.pdf) as file:
        assert "Ett helt annat namn" in file[0].get_textpage().get_text_range()
    pane.session.undo()
    qtbot.waitUntil(lambda: settled(pane), timeout=20000)
    assert pane.pdf == pdf
    assert seen(pane) == before


def test_the_preview_stays_at_its_place_when_pages_are_made_anew(pane, qtbot):
    pane.pages.go_to(4, 200.0)
    place = pane.pages.verticalScrollBar().value()
    assert pane.number.text() == "Sida 5 av 12"
    follow(pane, qtbot, "Annat")
    assert pane.pages.verticalScrollBar().value() == place
    pane.by_page.click()
    assert pane.number.text() == "Sida 5 av 12"
    pane.larger.click()
    assert pane.number.text() == "Sida 5 av 12"


def test_a_page_keeps_its_picture_until_the_new_one_is_there(pane, qtbot, monkeypatch):
    before = seen(pane)
    gate = threading.Event()
    real = preview_module.picture
    monkeypatch.setattr(preview_module, "picture", lambda *given: gate.wait(20) and real(*given))
    pdf = pane.pdf
    pane.session.put(NAME, "Annat", "Skriv")
    qtbot.waitUntil(lambda: pane.pdf != pdf, timeout=20000)
    assert seen(pane) == before
    gate.set()
    qtbot.waitUntil(lambda: settled(pane), timeout=20000)
    assert seen(pane) != before


def test_a_change_while_pages_are_made_is_taken_up_after(pane, qtbot, monkeypatch):
    gate, begun = threading.Event(), []
    real = Paper.render

    def slow(paper):
        begun.append(paper.application.name)
        gate.wait(20)
        return real(paper)

    monkeypatch.setattr(Paper, "render", slow)
    pane.session.put(NAME, "Ett", "Skriv")
    qtbot.waitUntil(lambda: begun == ["Ett"], timeout=5000)
    pane.session.put(NAME, "Två", "Skriv")
    qtbot.wait(60)
    assert begun == ["Ett"]
    gate.set()
    qtbot.waitUntil(lambda: settled(pane), timeout=20000)
    assert begun == ["Ett", "Två"]


def test_what_stops_the_pages_is_said_and_the_old_ones_stay(pane, qtbot, monkeypatch):
    def refuse(*_):
        raise ExportError("Texten ryms inte på sidan. Korta den.")

    before = seen(pane)
    monkeypatch.setattr(Paper, "render", refuse)
    pane.session.put(NAME, "Annat", "Skriv")
    qtbot.waitUntil(pane.trouble.isVisible, timeout=5000)
    assert pane.trouble.text.text() == (
        "Sidorna visar inte det senaste. Texten ryms inte på sidan. Korta den."
    )
    assert pane.pages.contents.sizes
    monkeypatch.undo()
    pane.findChild(QPushButton, "preview.retry").click()
    qtbot.waitUntil(lambda: settled(pane), timeout=20000)
    assert not pane.trouble.isVisible()
    assert seen(pane) != before


def test_after_a_fault_in_the_program_nothing_is_tried_until_asked_for(pane, qtbot, monkeypatch):
    tried = []

    def fault(*_):
        tried.append(1)
        raise RuntimeError("fault")

    monkeypatch.setattr(Paper, "render", fault)
    with qtbot.captureExceptions() as faults:
        pane.session.put(NAME, "Annat", "Skriv")
        qtbot.waitUntil(pane.trouble.isVisible, timeout=5000)
        pane.session.put(NAME, "Något", "Skriv")
        qtbot.wait(100)
    assert len(faults) == len(tried) == 1
    assert "fel i programmet" in pane.trouble.text.text()
    monkeypatch.undo()
    pane.trouble.retry.click()
    qtbot.waitUntil(lambda: settled(pane), timeout=20000)
    assert not pane.trouble.isVisible()


def test_keys_and_wheel_turn_pages_and_change_the_size(pane, qtbot):
    pages = pane.pages
    pages.setFocus()
    qtbot.keyClick(pages, Qt.Key.Key_PageDown)
    qtbot.keyClick(pages, Qt.Key.Key_PageDown)
    assert pane.number.text() == "Sida 3 av 12"
    qtbot.keyClick(pages, Qt.Key.Key_PageUp)
    assert pane.number.text() == "Sida 2 av 12"
    qtbot.keyClick(pages, Qt.Key.Key_End)
    assert pages.verticalScrollBar().value() == pages.verticalScrollBar().maximum()
    qtbot.keyClick(pages, Qt.Key.Key_Home)
    assert pane.number.text() == "Sida 1 av 12"
    width = pages.percent
    qtbot.keyClick(pages, Qt.Key.Key_Plus)
    assert pages.percent > width
    assert not pane.by_width.isChecked()
    spot = QPointF(50, 50)
    wheel = QWheelEvent(
        spot,
        pages.viewport().mapToGlobal(spot),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pages.viewport(), wheel)
    assert pages.percent == width
    pane.by_width.click()
    assert pane.percent.text() == f"{width} %"


def test_the_preview_goes_to_the_tab_that_is_opened(pane, open_window):
    titles = [tab.title for tab in open_window.editor.page_tabs]
    open_window.editor.tabs.setCurrentIndex(titles.index("Budget"))
    assert pane.number.text() == "Sida 9 av 12"
    open_window.editor.tabs.setCurrentIndex(titles.index("Målgrupp och tid"))
    assert pane.number.text() == "Sida 3 av 12"
    open_window.editor.tabs.setCurrentIndex(titles.index("Underskrifter"))
    assert pane.number.text() == "Sida 5 av 12"


def test_the_preview_takes_the_side_panels_place_and_gives_it_back(pane, open_window):
    editor = open_window.editor
    assert editor.side.isHidden()
    pane.findChild(QToolButton, "preview.close").click()
    assert pane.isHidden()
    assert editor.side.isVisible()


def test_a_hidden_preview_does_nothing_and_catches_up_when_shown(pane, open_window, qtbot):
    pdf = pane.pdf
    open_window.editor.toggle_preview()
    pane.session.put(NAME, "Annat", "Skriv")
    qtbot.wait(80)
    assert pane.pdf == pdf
    open_window.editor.toggle_preview()
    qtbot.waitUntil(lambda: settled(pane), timeout=20000)
    assert pane.pdf != pdf


def test_an_application_is_put_away_while_pages_are_made(pane, open_window, qtbot, monkeypatch):
    gate, ended = threading.Event(), threading.Event()

    def slow(*_):
        gate.wait(20)
        ended.set()
        return b""

    monkeypatch.setattr(Paper, "render", slow)
    pane.session.put(NAME, "Annat", "Skriv")
    qtbot.waitUntil(lambda: pane._take_result is not None, timeout=5000)
    open_window.actions_by_id["overview"].trigger()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gate.set()
    assert ended.wait(5)
    qtbot.wait(50)
    assert open_window.editor is None


def test_the_preview_says_which_version_it_shows(pane, qtbot):
    versioning = pane.session.versioning
    assert pane.mark.text() == "Utkast"
    assert pane.pages.accessibleDescription() == "Sida 1 av 12 Utkast"
    versioning.freeze("Förbundet vill ha den i dag")
    qtbot.waitUntil(lambda: pane.mark.text() == "Version 1" and settled(pane), timeout=20000)
    assert pane.pdf == pane.session.desk.version_pdf(pane.session.application.id, 1)
    follow(pane, qtbot, "Annat")
    assert pane.mark.text() == "Utkast"
    pane.session.undo()
    qtbot.waitUntil(lambda: pane.mark.text() == "Version 1" and settled(pane), timeout=20000)


def test_an_edit_of_what_was_frozen_makes_the_pages_once(pane, qtbot, monkeypatch):
    versioning = pane.session.versioning
    versioning.freeze("Förbundet vill ha den i dag")
    qtbot.waitUntil(lambda: pane.mark.text() == "Version 1" and settled(pane), timeout=20000)
    made, real = [], Paper.render
    monkeypatch.setattr(Paper, "render", lambda paper: made.append(str(paper)) or real(paper))
    with qtbot.waitSignal(versioning.changed, timeout=5000):
        follow(pane, qtbot, "Annat")
    qtbot.wait(100)
    assert made == ["Utkast"]


def test_what_cannot_be_read_is_said_and_the_old_pages_stay(pane, qtbot, monkeypatch):
    def refuse(*_):
        raise StorageError("Innehållet i en bild saknas.")

    before = pane.pdf
    monkeypatch.setattr(pane.session.versioning, "paper", refuse)
    pane.session.put(NAME, "Annat", "Skriv")
    qtbot.waitUntil(pane.trouble.isVisible, timeout=5000)
    assert pane.trouble.text.text() == "Sidorna visar inte det senaste. Innehållet i en bild saknas."
    monkeypatch.undo()
    pane.trouble.retry.click()
    qtbot.waitUntil(lambda: settled(pane), timeout=20000)
    assert pane.pdf != before
    assert not pane.trouble.isVisible()


def test_every_control_has_a_name(pane):
    for one in [*pane.findChildren(QToolButton), pane.trouble.retry]:
        assert one.objectName().startswith("preview."), one
        assert one.accessibleName(), one.objectName()
    assert [one.objectName() for one in pane.stops()][-1] == "preview.pages"


# -- pages and bookmarks -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "signed"),
    [
        ("uppsala-2016-heby", (7, 8, 9, 10)),
        ("uppsala-2019-07-arbetslivsintro", (5, 6)),
        ("uppsala-2019-habo", (5, 6, 7)),
        ("uppsala-2024-alvkarleby", (4, 5, 6, 7)),
        ("gavleborg-2024-raknamedmig", (6,)),
    ],
)
def test_the_pages_to_sign_are_found_in_every_sample(of_seed, name, signed):
    application = of_seed(name)
    assert signature_pages(application, contents(export.render(application, ".pdf"))) == signed


def test_a_picture_has_the_size_that_is_asked_for(of_seed):
    pdf = export.render(of_seed("gavleborg-2024-raknamedmig"), ".pdf")
    drawn = picture(pdf, 0, 2.0)
    assert (drawn.width, drawn.height) == (1191, 1684)
    assert len(drawn.pixels) == drawn.stride * drawn.height


def test_what_is_no_pdf_is_refused():
    with pytest.raises(ExportError, match="kunde inte göras om till sidor"):
        contents(b"text")
