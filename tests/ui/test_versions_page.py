"""Freezing for signature, the working copy after it, and the tab Versioner."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from finsam_desktop import app, paths
from finsam_desktop.domain import signing
from finsam_desktop.domain.compare import Difference
from finsam_desktop.domain.errors import StorageError
from finsam_desktop.editions import Catalogue
from finsam_desktop.library import Library
from finsam_desktop.ui.freeze_dialog import FreezeDialog, found
from finsam_desktop.ui.page_tabs import ATTACHMENTS, VERSIONS, page_tabs, tab_of
from finsam_desktop.ui.paper_out import PaperOut
from finsam_desktop.ui.review_window import ReviewWindow
from finsam_desktop.ui.version_lists import DifferenceList
from finsam_desktop.ui.versions_page import VersionsPage

REASON = "Förbundet vill ha den i dag"
NAME = ("answer", "name")


def open_page(window) -> VersionsPage:
    """The tab, opened."""
    window.opened.versions.show()
    page = window.editor.pages[VERSIONS.id]
    assert isinstance(page, VersionsPage)
    return page


def freeze(window) -> None:
    window.opened.versions.freeze()
    dialog = window.opened.versions.dialog
    dialog.line.setText(REASON)
    dialog.accept()


@pytest.fixture
def frozen(open_window, qtbot):
    """A window on an application with one version."""
    freeze(open_window)
    open_window.frame.activateWindow()
    with qtbot.waitActive(open_window.frame):
        pass
    return open_window


@pytest.fixture
def changed(frozen, qtbot):
    """The same with a changed name and a changed amount."""
    session = frozen.session
    party = session.application.budget_parties[0]
    with qtbot.waitSignal(session.versioning.changed):
        session.put(NAME, "Ett annat namn", "Skriv")
        session.put(("cell", "detailed", "travel", f"party:{party}"), 1_234_00, "Ändra cell")
    return frozen


def go_back(window, qtbot) -> None:
    with qtbot.waitSignal(window.session.versioning.changed):
        window.opened.undo()
        window.opened.undo()


def state_of_tab(window, tab_id: str) -> str:
    place = next(n for n, one in enumerate(window.editor.page_tabs) if one.id == tab_id)
    return window.editor.tabs.tabToolTip(place)


# -- the tab


def test_the_tab_stands_after_the_attachments(open_window):
    ids = [tab.id for tab in page_tabs(open_window.session.application)]
    assert ids[-2:] == [ATTACHMENTS.id, VERSIONS.id]
    assert tab_of(open_window.session.application, ("versions",)) == VERSIONS.id


def test_a_draft_says_what_freezing_is(open_window, qtbot):
    page = open_page(open_window)
    assert page.state.text() == "Utkast."
    assert "välj Fastställ för underskrift" in page.meaning.text()
    assert page.changes.isHidden()
    assert page.frozen.isHidden()
    assert open_window.editor.strip.isHidden()
    assert page.buttons["freeze"].hasFocus()
    assert state_of_tab(open_window, VERSIONS.id) == "inget är fastställt"
    qtbot.keyClick(page.buttons["freeze"], Qt.Key.Key_Space)
    assert isinstance(open_window.opened.versions.dialog, FreezeDialog)
    open_window.opened.versions.dialog.reject()
    assert open_window.opened.versions.dialog is None


def test_the_versions_are_listed_and_the_newest_is_chosen(changed, qtbot):
    freeze(changed)
    page = open_page(changed)
    versions = changed.session.versioning.versions
    lines = [page.versions.topLevelItem(row) for row in range(page.versions.topLevelItemCount())]
    assert [line.text(0) for line in lines] == ["2", "1"]
    assert [line.text(2) for line in lines] == [one.mark.fingerprint for one in reversed(versions)]
    assert lines[0].text(1) == versions[1].time.astimezone().strftime("%Y-%m-%d %H:%M")
    assert lines[0].text(3) == REASON
    assert page.versions.number == 2
    assert not page.buttons["freeze"].isEnabled()


def test_the_buttons_ask_for_the_chosen_version(changed, shown):
    freeze(changed)
    page = shown(VersionsPage(changed.session, VERSIONS))
    asked = []
    page.requested.connect(lambda *what: asked.append(what))
    page.versions.setFocus()
    page.versions.choose_number(1)
    for name in ("print_version", "export_version", "export_dossier", "export_archive"):
        page.buttons[name].click()
    assert asked == [
        ("paper.print_version", (1,)),
        ("paper.export_version", (1,)),
        ("paper.export_dossier", (1,)),
        ("paper.export_archive", (1,)),
    ]


def test_tab_goes_through_what_is_there(changed):
    page = open_page(changed)
    assert page.differences.hasFocus()
    names = [one.objectName() for one in page.stops()]
    assert names[:4] == ["versions.freeze", "versions.differences", "versions.copy", "versions.list"]
    assert all(one.accessibleName() for one in page.stops())
    widget = page.differences
    for wanted in ("versions.copy", "versions.list"):
        page.focusNextChild()
        widget = QGuiApplication.focusObject()
        assert widget.objectName() == wanted
    assert widget.currentIndex().isValid()


# -- freezing


def test_errors_ask_for_a_reason_and_the_version_is_told(open_window, qtbot, write):
    window = open_window
    window.actions_by_id["freeze"].trigger()
    dialog = window.opened.versions.dialog
    assert dialog.list.count() == 3
    assert not dialog.accept_button.isEnabled()
    line = dialog.findChild(QLineEdit, "freeze.reason")
    line.setFocus()
    write(line, "  ")
    assert not dialog.accept_button.isEnabled()
    write(line, REASON)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    (version,) = window.session.versioning.versions
    assert version.reason == REASON
    mark = version.mark.fingerprint
    assert window.notice.text.text() == f"Version 1 är fastställd (fingeravtryck {mark})."
    assert window.findChild(QPushButton, "notice.print")
    assert window.findChild(QPushButton, "notice.pdf")
    assert window.editor.page_tabs[window.editor.tabs.currentIndex()].id == VERSIONS.id
    assert open_page(window).state.text() == "Fastställd, version 1."
    assert window.opened.versions.dialog is None
    assert QGuiApplication.overrideCursor() is None


def test_what_is_being_typed_is_frozen_too(open_window, write):
    field = open_window.editor.findChild(QLineEdit, "field.name.text")
    field.setFocus()
    field.selectAll()
    write(field, "Nyss skrivet")
    freeze(open_window)
    desk, application = open_window.desk, open_window.session.application
    assert desk.version_application(application, 1).name == "Nyss skrivet"
    assert open_window.session.versioning.state.kind == "frozen"


def test_without_errors_no_reason_is_asked_for(open_window, monkeypatch):
    for place in ("finsam_desktop.ui.editor.check", "finsam_desktop.domain.freezing.check"):
        monkeypatch.setattr(place, lambda budget: [])
    open_window.opened.versions.freeze()
    dialog = open_window.opened.versions.dialog
    assert dialog.line.isHidden()
    assert dialog.accept_button.isEnabled()
    dialog.accept_button.click()
    assert [one.reason for one in open_window.session.versioning.versions] == [""]


def test_return_in_the_list_goes_to_the_error_and_freezes_nothing(open_window, qtbot):
    window = open_window
    window.opened.versions.freeze()
    dialog = window.opened.versions.dialog
    dialog.line.setText(REASON)
    dialog.list.setFocus()
    dialog.list.setCurrentRow(1)
    path = dialog.errors[1].path
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert window.opened.versions.dialog is None
    assert window.session.versioning.number == 0
    shown_tab = window.editor.page_tabs[window.editor.tabs.currentIndex()].id
    assert shown_tab == tab_of(window.session.application, path)


def test_what_is_frozen_already_is_not_frozen_again(frozen):
    frozen.editor.tabs.setCurrentIndex(0)
    frozen.opened.versions.freeze()
    assert frozen.opened.versions.dialog is None
    assert "redan fastställd som version 1" in frozen.notice.text.text()
    assert frozen.session.versioning.number == 1


def test_what_another_program_has_frozen_is_seen(open_window):
    other = Library(open_window.desk.path, Catalogue([paths.forms_dir()]))
    other.freeze(other.open(open_window.session.application.id), REASON)
    other.close()
    freeze(open_window)
    assert "redan fastställd som version 1" in open_window.notice.text.text()
    assert open_page(open_window).versions.number == 1


def test_a_save_hears_of_what_another_program_has_frozen(open_window, qtbot):
    assert not open_window.session.versioning.versions
    other = Library(open_window.desk.path, Catalogue([paths.forms_dir()]))
    other.freeze(other.open(open_window.session.application.id), REASON)
    other.close()
    open_window.session.put(("answer", "name"), "Annat namn", "Skriv")
    open_window.actions_by_id["save"].trigger()
    assert str(open_window.session.versioning.state) == "Ändrad sedan version 1 fastställdes"
    strip = open_window.findChild(QLabel, "strip.text")
    qtbot.waitUntil(lambda: "version 1" in strip.text())


def test_the_notice_asks_for_the_version(frozen, monkeypatch):
    asked = []
    for name in ("print_version", "export_version"):
        monkeypatch.setattr(PaperOut, name, lambda _, number, name=name: asked.append((name, number)))
    for name in ("print", "pdf"):
        frozen.findChild(QPushButton, f"notice.{name}").click()
    assert asked == [("print_version", 1), ("export_version", 1)]


def test_what_stops_the_freezing_is_told(open_window, monkeypatch):
    def refuse(*_):
        raise StorageError("Disken är full.")

    monkeypatch.setattr(open_window.desk, "freeze", refuse)
    freeze(open_window)
    assert open_window.notice.text.text() == "Disken är full."
    assert open_window.session.versioning.number == 0
    assert QGuiApplication.overrideCursor() is None


def test_signatures_of_an_older_version_are_told_before(changed, qtbot):
    session = changed.session
    party = signing.overview(session.application, 1)[0]
    session.apply(
        signing.record_all(session.application, {party.party: {"signed": date(2026, 1, 2)}}, 1, "Skriv")
    )
    changed.opened.versions.freeze()
    words = [label.text() for label in changed.opened.versions.dialog.findChildren(object) if _is_text(label)]
    assert any(f"{party.organisation} har redan skrivit under" in text for text in words)
    changed.opened.versions.dialog.reject()


def _is_text(widget: object) -> bool:
    return hasattr(widget, "wordWrap") and hasattr(widget, "text")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0), "Det finns inga fel."),
        ((0, 1), "Det finns inga fel, men en varning."),
        ((1, 0), "Ett fel återstår."),
        ((3, 2), "3 fel återstår. Dessutom finns 2 varningar."),
    ],
)
def test_what_is_left_is_counted(counts, words):
    assert found(*counts) == words


# -- the working copy


def test_an_edit_makes_a_working_copy_and_undo_takes_it_back(changed, qtbot):
    strip = changed.editor.strip
    place = changed.editor.splitter.y()
    assert strip.isVisible()
    assert strip.text.text() == (
        "Arbetskopia: 2 saker skiljer sig från version 1. Fastställ på nytt före underskrift."
    )
    page = open_page(changed)
    assert page.state.text() == "Ändrad sedan version 1 fastställdes."
    assert state_of_tab(changed, VERSIONS.id) == "ändrad sedan version 1 fastställdes"
    go_back(changed, qtbot)
    assert "Arbetskopia" not in strip.text.text()
    assert strip.text.text().startswith("Fastställd, version 1.")
    assert open_page(changed).changes.isHidden()
    assert changed.editor.splitter.y() == place  # nothing moved


def test_signatures_belong_to_the_version_that_was_signed(changed, qtbot):
    session = changed.session
    party = signing.overview(session.application, 1)[0].party
    session.apply(signing.record_all(session.application, {party: {"signed": date(2026, 1, 2)}}, 1, "Skriv"))
    changed.editor.check()
    assert changed.editor.strip.text.text().endswith("Underskrifterna gäller version 1.")
    freeze(changed)
    assert [one.code for one in changed.editor.side.findings.findings].count("signature_older") == 1
    assert state_of_tab(changed, VERSIONS.id) == "en underskrift av en äldre version"
    assert state_of_tab(changed, "signatures") == "1 varning"


def test_return_goes_to_what_differs(changed, qtbot):
    page = open_page(changed)
    assert page.changes_title.text() == "Det här skiljer sig från version 1 (2)"
    assert page.differences.topLevelItem(0).text(2) == "Ett annat namn"
    page.differences.choose(0)
    qtbot.keyClick(page.differences, Qt.Key.Key_Return)
    assert QGuiApplication.focusObject().objectName() == "field.name.text"


def test_the_strip_leads_to_the_tab(changed, qtbot):
    changed.editor.tabs.setCurrentIndex(0)
    changed.editor.strip.button.click()
    assert open_page(changed).differences.hasFocus()


def test_the_list_is_copied_as_sentences(changed):
    page = open_page(changed)
    page.buttons["copy"].click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines == [f"- {one}" for one in changed.session.versioning.state.differences]


def test_an_older_version_is_compared_in_a_window_beside(changed):
    freeze(changed)
    page = open_page(changed)
    page.buttons["compare"].click()
    assert changed.notice.text.text() == "Inget skiljer sig från version 2."
    page.versions.choose_number(1)
    page.buttons["compare"].click()
    (review,) = changed.frame.findChildren(ReviewWindow)
    assert review.windowTitle() == "Skillnader mot version 1"
    assert len(review.lines) == 2
    review.close()


def test_a_long_list_tells_how_much_more_there_is(qtbot):
    tree = DifferenceList()
    qtbot.addWidget(tree)
    tree.show_differences(1, [Difference(NAME, "Namn", "a", "b")] * 250)
    assert tree.topLevelItemCount() == 201
    assert tree.topLevelItem(200).text(0) == "… och 50 till. Kopiera listan för att se alla."
    went = []
    tree.place_requested.connect(went.append)
    for row in (200, 0):
        tree.itemActivated.emit(tree.topLevelItem(row), 0)
    assert went == [NAME]


def test_a_damaged_version_is_no_reason_not_to_go_on(frozen, tmp_path):
    found_id = frozen.session.application.id
    frozen.show_overview()
    with closing(sqlite3.connect(tmp_path / "test.finsam")) as connection:
        connection.execute("UPDATE version SET content = '{}'")
        connection.commit()
    frozen.open_application(found_id)
    state = frozen.session.versioning.state
    assert state.kind == "changed"
    assert "skadad" in state.differences[0].after
    frozen.session.put(NAME, "Går att skriva", "Skriv")
    assert frozen.session.save_now()


# -- the list of applications


def test_the_list_says_how_each_application_stands_also_the_next_time(changed, qtbot, tmp_path):
    def listed() -> str:
        changed.show_overview()
        return changed.overview.tree.topLevelItem(0).text(4)

    found_id = changed.session.application.id
    assert listed() == "Ändrad sedan version 1"
    changed.open_application(found_id)
    freeze(changed)
    assert listed() == "Fastställd, version 2"
    app.open_workspace(changed, tmp_path / "test.finsam")
    assert listed() == "Fastställd, version 2"
    changed.open_application(found_id)
    changed.session.put(NAME, "Ett tredje namn", "Skriv")
    assert listed() == "Ändrad sedan version 2"
    changed.open_application(found_id)
    changed.session.put(NAME, "Ett annat namn", "Skriv")
    assert listed() == "Fastställd, version 2"
