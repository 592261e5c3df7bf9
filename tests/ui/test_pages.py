"""The pages of the editor: those that every application has, and what a section may have besides fields."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Attachment, Leftover, new_id
from finsam_desktop.domain.change import Change, Insert
from finsam_desktop.domain.errors import StorageError
from finsam_desktop.domain.form import load_edition
from finsam_desktop.domain.richtext import Heading, ListItem, Paragraph, Span
from finsam_desktop.ui import theme
from finsam_desktop.ui.attachments_page import AttachmentsPage, files_state
from finsam_desktop.ui.editor import ApplicationEditor
from finsam_desktop.ui.file_copies import can_be_opened, safe_name
from finsam_desktop.ui.leftovers_page import LeftoversPage
from finsam_desktop.ui.page_tabs import ATTACHMENTS, LEFTOVERS, VERSIONS, page_tabs, tab_of
from finsam_desktop.ui.rich_editor import RichEditor
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.sheet_page import SheetPage

GAVLE = Path(__file__).parents[1] / "forms" / "gavle-like"


class MemoryDesk:
    """Keeps files by digest, and refuses those that are not there."""

    def __init__(self, catalogue):
        self.catalogue = catalogue
        self.contents: dict[str, bytes] = {}

    def save(self, application, changes):
        """Saving is not what these tests are about."""

    def versions(self, application_id):
        return []

    def editions(self):
        return self.catalogue.editions()

    def keep_file(self, path: Path) -> Attachment:
        if not path.is_file():
            raise StorageError(f"Filen {path.name} går inte att läsa.")
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        self.contents[digest] = content
        return Attachment(new_id("a"), path.name, len(content), digest)

    def content(self, digest: str) -> bytes:
        return self.contents[digest]


@pytest.fixture
def desk(catalogue):
    return MemoryDesk(catalogue)


@pytest.fixture
def open_editor(shown, desk):
    def show(application: Application) -> ApplicationEditor:
        editor = ApplicationEditor(Session(application, desk))
        editor.session.setParent(editor)
        editor.resize(1100, 700)
        return shown(editor)

    return show


@pytest.fixture
def editor(open_editor, sample):
    return open_editor(sample)


def gavle(**replacements: tuple[str, str]) -> Application:
    """An application in the form for tests, with text of its TOML replaced."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in GAVLE.glob("*.toml")}
    for old, new in replacements.values():
        assert any(old in text for text in texts.values())
        texts = {name: text.replace(old, new, 1) for name, text in texts.items()}
    return Application.new(load_edition(texts))


def child(widget, name):
    found = [one for one in widget.findChildren(object) if one.objectName() == name]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def page(editor, tab_id):
    index = [tab.id for tab in editor.page_tabs].index(tab_id)
    editor.tabs.setCurrentIndex(index)
    return editor.page(index)


# -- tabs


def test_the_editions_tabs_come_first_at_their_own_places(editor):
    edition = editor.session.application.edition
    own = [tab.id for tab in edition.tabs]
    assert [tab.id for tab in editor.page_tabs] == [*own, ATTACHMENTS.id, VERSIONS.id]
    titles = [editor.tabs.tabText(index) for index in range(editor.tabs.count())]
    assert titles == [*(tab.title for tab in edition.tabs), "Bilagor", "Versioner"]


def test_two_tabs_never_have_the_same_title():
    application = gavle(tab=('title = "Underskrift"', 'title = "Bilagor"'))
    assert [tab.title for tab in page_tabs(application)][-2:] == ["Bifogade filer", "Versioner"]
    application = gavle(tab=('title = "Underskrift"', 'title = "Versioner"'))
    assert page_tabs(application)[-1].title == "Fastställda versioner"


def test_places_are_found_on_the_tabs_that_show_them(editor):
    application = editor.session.application
    assert tab_of(application, ("attachments",)) == ATTACHMENTS.id
    assert tab_of(application, ("leftovers", "x")) == LEFTOVERS.id
    assert tab_of(application, ("party", "af", "place")) == "signatures"
    assert tab_of(application, ("meta", "dnr")) == "initiative"
    assert editor.go_to(("attachments",))
    assert isinstance(editor.page(editor.tabs.currentIndex()), AttachmentsPage)
    assert editor.sheet_page() is None
    assert not editor.go_to(("leftovers",))


# -- text of one's own


def test_own_text_is_offered_and_opens_for_writing(editor, qtbot, write):
    parties = page(editor, "parties")
    offered = parties.offered["answer", "owners_own"]
    assert not offered.is_open
    assert ("answer", "owners_own") not in parties.editors
    assert offered.button.text() == "Lägg till egen text"
    names = [one.objectName() for one in parties.stops()]
    assert names.index("field.owners.add") + 1 == names.index("field.owners_own.offer")
    assert names[-1] == "field.partners_own.offer"
    offered.button.setFocus()
    qtbot.keyClick(offered.button, Qt.Key.Key_Space)
    text = child(parties, "field.owners_own.rich.text")
    assert text.hasFocus()
    assert text in parties.stops()
    assert offered.button not in parties.stops()
    write(text, "Vi är två.")
    parties.editors["answer", "owners_own"].flush()
    assert editor.session.application.answers["owners_own"] == (Paragraph((Span("Vi är två."),)),)


def test_own_text_comes_and_goes_with_its_value(editor):
    parties = page(editor, "parties")
    offered = parties.offered["answer", "partners_own"]
    editor.session.put(("answer", "partners_own"), (Paragraph((Span("Mer"),)),), "Skriv")
    assert offered.is_open
    assert child(parties, "field.partners_own.rich.text").toPlainText() == "Mer"
    editor.session.undo()
    assert not offered.is_open
    assert offered.button.isVisible()
    editor.session.redo()
    assert offered.is_open


def test_a_place_in_an_own_text_is_gone_to(editor, qtbot):
    page(editor, "initiative")
    assert editor.go_to(("answer", "owners_own"))
    assert child(editor, "field.owners_own.rich.text").hasFocus()


def test_tab_goes_on_from_an_own_text_in_reading_order(editor, qtbot):
    parties = page(editor, "parties")
    parties.offered["answer", "owners_own"].button.click()
    text = child(parties, "field.owners_own.rich.text")
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    after = [one for one in parties.stops() if one.isEnabled()]
    assert QApplication.focusWidget() is after[after.index(text) + 1]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("budget_parties",), "party.alvkarleby.in_budget"),
        (("parties", "partner"), "field.partners.add"),
        (("parties",), "field.owners.add"),
        (("party", "af", "organisation"), "party.af.organisation.text"),
    ],
)
def test_parties_as_such_have_a_place(editor, path, name):
    assert editor.go_to(path)
    assert QApplication.focusWidget().objectName() == name


# -- head and signatures


def test_the_number_of_the_application_is_written_in_every_kind(editor, qtbot, write):
    first = page(editor, "initiative")
    editor.session.put(("meta", "kind"), "new", "Byt typ")
    number = child(first, "meta.dnr.text")
    assert number.isVisible()
    assert not child(first, "meta.parent_dnr.text").isVisible()
    assert "Förbundet" in number.placeholderText()
    write(number, "2024:17")
    editor.session.flush_requested.emit()
    assert editor.session.application.meta["dnr"] == "2024:17"


def test_the_place_is_asked_for_where_the_form_has_a_line_for_it(open_editor, editor, write):
    other = open_editor(gavle())
    party = other.session.application.parties[0].id
    place = child(page(other, "closing"), f"party.{party}.place.text")
    write(place, "Gävle")
    other.session.flush_requested.emit()
    assert other.session.application.party(party).text("place") == "Gävle"
    names = [one.objectName() for one in page(editor, "signatures").stops()]
    assert any(name.endswith(".signed.text") for name in names)
    assert not any(name.endswith(".place.text") for name in names)


# -- links to other tabs


def test_a_section_says_which_sheet_is_printed_in_it(open_editor):
    line = 'heading = "6. Bilagor"\n'
    editor = open_editor(gavle(sheet=(line, f'{line}sheet = "costs"\n')))
    label = child(page(editor, "description"), "link.annexes")
    assert label.accessibleName().startswith("Här trycks Kostnadssammanställning, som fylls i.")
    assert label in page(editor, "description").stops()
    label.linkActivated.emit("#")
    assert isinstance(editor.sheet_page(), SheetPage)
    assert editor.sheet_page().sheet_id == "costs"


def test_the_list_of_annexes_leads_to_the_files(open_editor):
    uses = 'end = "end_date"\n'
    editor = open_editor(gavle(uses=(uses, f'{uses}annexes = "annexes"\n')))
    label = child(page(editor, "description"), "link.annexes")
    assert label.accessibleName() == "Filer bifogas under fliken Bilagor."
    label.linkActivated.emit("#")
    assert child(editor, "attachments.list").hasFocus()


def test_months_are_suggested_where_a_sheet_asks_for_them(open_editor):
    editor = open_editor(gavle())
    session = editor.session
    session.put(("answer", "start_date"), date(2025, 7, 1), "Skriv")
    session.put(("answer", "end_date"), date(2026, 12, 31), "Skriv")
    session.put(("cell", "salaries", "function_1", "label"), "Coach", "Skriv")
    salaries = page(editor, "salaries")
    salaries.grid.go_to("function_1", "label")
    child(salaries, "sheet.salaries.suggest").click()
    months = [session.application.cell("salaries", "function_1", f"months:{year}") for year in (1, 2, 3)]
    assert months == [6, 12, None]
    assert not page(editor, "plan").row_buttons


# -- attached files


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / name for name in ("Avsikt.pdf", "Plan.docx", "Program.exe")]
    for number, path in enumerate(paths, start=1):
        path.write_bytes(b"x" * number * 1500)
    return paths


def listed(attachments):
    rows = range(attachments.files.topLevelItemCount())
    return [attachments.files.topLevelItem(row).text(0) for row in rows]


def test_files_are_attached_moved_and_removed_as_steps(editor, files, monkeypatch):
    attachments = page(editor, ATTACHMENTS.id)
    assert attachments.empty.isVisible()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path) for path in files], ""))
    child(attachments, "attachments.attach").click()
    assert listed(attachments) == ["Avsikt.pdf", "Plan.docx", "Program.exe"]
    assert attachments.files.topLevelItem(1).text(1) == "3,0 kB"
    assert attachments.current().name == "Program.exe"
    assert not attachments.empty.isVisible()
    child(attachments, "attachments.up").click()
    assert listed(attachments) == ["Avsikt.pdf", "Program.exe", "Plan.docx"]
    assert attachments.current().name == "Program.exe"
    told = []
    editor.session.told.connect(told.append)
    child(attachments, "attachments.remove").click()
    assert listed(attachments) == ["Avsikt.pdf", "Plan.docx"]
    assert attachments.current().name == "Plan.docx"
    assert told == ["Program.exe är borttagen."]
    for _ in range(3):
        editor.session.undo()
    assert listed(attachments) == []
    assert not child(attachments, "attachments.remove").isEnabled()


def test_files_with_signatures_are_told_apart(editor, files):
    attachments = page(editor, ATTACHMENTS.id)
    attachments.add(files[:2])

    def kinds():
        return [attachments.files.topLevelItem(row).text(2) for row in range(2)]

    assert kinds() == ["Bilaga", "Bilaga"]
    assert files_state(editor.session.application) == ("ok", "2 filer")
    plan = editor.session.application.attachments[1]
    for party in ("af", "fk"):
        editor.session.put(("party", party, "scan"), plan.id, "Skriv")
    assert kinds() == ["Bilaga", "Underskrift: Arbetsförmedlingen och Försäkringskassan"]
    assert files_state(editor.session.application) == ("ok", "2 filer, varav 1 med underskrift")
    editor.session.put(("party", "af", "organisation"), "Af", "Skriv")
    assert kinds()[1] == "Underskrift: Af och Försäkringskassan"
    told = []
    editor.session.told.connect(told.append)
    attachments.go_to(("attachments", plan.id))
    child(attachments, "attachments.remove").click()
    assert told == [
        "Plan.docx är borttagen. Den var filen med underskrift för Af och Försäkringskassan; datumet står"
        " kvar."
    ]
    assert files_state(editor.session.application) == ("ok", "1 fil")
    editor.session.undo()
    assert kinds()[1] == "Underskrift: Af och Försäkringskassan"


def test_undo_shows_the_files(editor, files):
    page(editor, ATTACHMENTS.id).add(files)
    page(editor, "goals")
    editor.show_change([("attachments",)])
    assert editor.page_tabs[editor.tabs.currentIndex()].id == ATTACHMENTS.id


def test_files_are_dropped_on_the_list(editor, files):
    attachments = page(editor, ATTACHMENTS.id)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files[:2]])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    attachments.files.dropEvent(event)
    assert event.isAccepted()
    assert event.dropAction() == Qt.DropAction.CopyAction
    assert listed(attachments) == ["Avsikt.pdf", "Plan.docx"]
    assert editor.session.undo_stack.count() == 1


def test_a_file_that_cannot_be_kept_is_told_of_and_the_others_come_in(editor, files, tmp_path):
    attachments = page(editor, ATTACHMENTS.id)
    told = []
    editor.told.connect(told.append)
    attachments.add([tmp_path / "saknas.pdf", files[0]])
    assert listed(attachments) == ["Avsikt.pdf"]
    assert told == ["Filen saknas.pdf går inte att läsa."]


def test_a_copy_that_can_only_be_read_is_opened(editor, files, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    attachments = page(editor, ATTACHMENTS.id)
    attachments.add(files[:1])
    child(attachments, "attachments.open").click()
    path = Path(opened[0])
    assert path.name == "Avsikt.pdf"
    assert path.read_bytes() == files[0].read_bytes()
    assert path != files[0]
    assert not os.stat(path).st_mode & stat.S_IWUSR
    child(attachments, "attachments.open").click()
    assert opened[1] == opened[0]


def test_what_could_run_is_never_opened(editor, files, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    attachments = page(editor, ATTACHMENTS.id)
    attachments.add(files[2:])
    assert not child(attachments, "attachments.open").isEnabled()
    told = []
    editor.told.connect(told.append)
    attachments.files.itemActivated.emit(attachments.files.currentItem(), 0)
    assert opened == []
    assert "Spara en kopia" in told[0]
    assert child(attachments, "attachments.save").isEnabled()


@pytest.mark.parametrize(
    ("name", "safe", "opens"),
    [
        ("Avsikt.PDF", "Avsikt.PDF", True),
        ("../../hem/plan.docx", "plan.docx", True),
        ("C:\\mapp\\plan.docx", "plan.docx", True),
        ("kör.exe", "kör.exe", False),
        ("kör.exe.", "kör.exe", False),
        ("kör.exe:a.pdf", "kör.exe_a.pdf", True),
        ("gnp\u202efdp.exe", "gnp_fdp.exe", False),
        ("skript.ps1", "skript.ps1", False),
        ("sida.html", "sida.html", False),
        ("ingen", "ingen", False),
        ("CON.pdf", "_CON.pdf", True),
        ("..", "fil", False),
    ],
)
def test_names_from_others_are_made_safe(name, safe, opens):
    assert safe_name(name) == safe
    assert can_be_opened(name) is opens


def test_a_copy_is_saved_where_the_person_wants(editor, files, monkeypatch, tmp_path):
    target = tmp_path / "kopia.pdf"
    suggested = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *args: suggested.append(args[2]) or (str(target), "")
    )
    attachments = page(editor, ATTACHMENTS.id)
    attachments.add(files[:1])
    told = []
    editor.told.connect(told.append)
    child(attachments, "attachments.save").click()
    assert suggested == ["Avsikt.pdf"]
    assert target.read_bytes() == files[0].read_bytes()
    assert told == ["Filen kopia.pdf är sparad."]
    target = tmp_path / "finns inte" / "kopia.pdf"
    child(attachments, "attachments.save").click()
    assert "kunde inte sparas" in told[1]


# -- leftovers

TEXT = (
    Heading(2, (Span("Resultat"),)),
    Paragraph((Span("Det gick "), Span("bra", bold=True), Span("."))),
    ListItem(0, False, (Span("ett"),)),
    ListItem(0, False, (Span("två"),)),
)


@pytest.fixture
def converted(open_editor, sample):
    sample.leftovers += [
        Leftover("one", "uppsala-2024", "Förankring", TEXT),
        Leftover("note", "uppsala-2024", "Anteckning", (), {"cell": 1}),
        Leftover("two", "okänd-utgåva", "Resultat", (Paragraph((Span("Kort"),)),)),
    ]
    return open_editor(sample)


def test_what_is_left_over_has_a_tab_as_long_as_there_is_some(converted):
    leftovers = page(converted, LEFTOVERS.id)
    assert isinstance(leftovers, LeftoversPage)
    assert list(leftovers.cards) == ["one", "two"]
    assert "Uppsala län" in " ".join(one.text() for one in leftovers.cards["one"].findChildren(QLabel))
    assert "okänd-utgåva" in " ".join(one.text() for one in leftovers.cards["two"].findChildren(QLabel))
    child(leftovers, "leftover.one.remove").click()
    assert [one.id for one in converted.session.application.leftovers] == ["note", "two"]
    child(leftovers, "leftover.two.remove").click()
    assert LEFTOVERS not in converted.page_tabs
    assert converted.tabs.count() == len(converted.page_tabs)
    assert converted.page_tabs[converted.tabs.currentIndex()].id == VERSIONS.id
    converted.session.undo()
    converted.session.undo()
    converted.show_change([("leftovers",)])
    back = converted.page(converted.tabs.currentIndex())
    assert isinstance(back, LeftoversPage)
    assert list(back.cards) == ["one", "two"]
    converted.check()
    assert converted.tabs.tabToolTip(converted.tabs.currentIndex())


def test_a_narrow_card_is_as_tall_as_its_texts(converted, shown):
    leftovers = LeftoversPage(converted.session)
    leftovers.resize(200, 600)
    shown(leftovers)
    card = leftovers.cards["one"]
    for label in card.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())
    wanted = card.heightForWidth(card.width())
    assert wanted <= card.height() <= wanted + 8


def test_the_tab_comes_with_the_first_text(editor):
    change = Change("Byt", (Insert(("leftovers",), Leftover("x", "uppsala-2024", "Mål", TEXT)),))
    editor.session.apply(change)
    assert editor.page_tabs[-1] == LEFTOVERS
    assert editor.go_to(("leftovers", "x"))
    assert child(editor, "leftover.x.text").hasFocus()
    editor.session.undo()
    assert editor.page_tabs[-1].id == VERSIONS.id


def test_a_copied_text_is_pasted_as_it_was(converted, shown):
    leftovers = page(converted, LEFTOVERS.id)
    child(leftovers, "leftover.one.copy").click()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text().splitlines()[0] == "Resultat"
    target = shown(RichEditor("f", "Text"))
    target.edit.insertFromMimeData(data)
    assert target.value() == TEXT
    assert child(leftovers, "leftover.one.text").isReadOnly()


def test_a_moved_party_keeps_the_order_of_tab(editor):
    parties = page(editor, "parties")
    editor.session.apply(edits.move_party(editor.session.application, "region", -1))
    names = [one.objectName() for one in parties.stops() if one.objectName().endswith("organisation.text")]
    assert names[1:3] == ["party.region.organisation.text", "party.af.organisation.text"]


# -- light and dark


def ink(label):
    return label.palette().color(label.foregroundRole()).name()


def test_words_follow_the_theme_while_the_window_is_open(editor, qtbot, monkeypatch, qapp):
    first = page(editor, "target")
    editor.session.put(("answer", "start_date"), "i höst", "Skriv")
    date = child(first, "field.start_date")
    date.problem.say("Fel")
    assert ink(date.problem) == theme.LIGHT.error
    monkeypatch.setattr(theme, "current", lambda: theme.DARK)
    before = qapp.palette()
    try:
        qapp.setPalette(theme.palette(theme.DARK))
        qtbot.waitUntil(lambda: ink(date.problem) == theme.DARK.error)
        words = next(one for one in first.findChildren(QLabel) if one.text() == "Måste fyllas i")
        assert ink(words) == theme.DARK.muted
    finally:
        qapp.setPalette(before)
