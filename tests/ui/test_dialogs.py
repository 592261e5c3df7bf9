"""The windows beside the main one: new applications, those made of others, and the forms."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLineEdit, QPushButton, QTextEdit

from finsam_desktop import paths
from finsam_desktop.domain.errors import StorageError
from finsam_desktop.ui.convert_dialog import ConvertDialog
from finsam_desktop.ui.dialogs import HandbookWindow, NewApplicationDialog
from finsam_desktop.ui.edition_names import newest_first, shown_edition, shown_title
from finsam_desktop.ui.forms_dialog import FormsDialog
from finsam_desktop.ui.renew_dialog import RenewDialog
from finsam_desktop.ui.review_window import ReviewWindow


def edition(name, *, association="A", title="T", in_use="", replaces=""):
    return SimpleNamespace(id=name, association=association, title=title, in_use=in_use, replaces=replaces)


def own_forms() -> Path:
    """The folder for editions of the person's own, with a copy of a built-in one in it."""
    folder = paths.user_forms_dir()
    shutil.copytree(paths.forms_dir() / "uppsala-2024", folder / "egen")
    form = folder / "egen" / "form.toml"
    form.write_text(form.read_text("utf-8").replace('id = "uppsala-2024"', 'id = "egen"', 1), "utf-8")
    return folder


def answer(monkeypatch, dialog_class, write=lambda dialog: None):
    """Let the dialog be answered: `write` fills it in, then it is accepted. The dialogs that were asked."""
    asked = []

    def exec_(dialog):
        asked.append(dialog)
        write(dialog)
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(dialog_class, "exec", exec_)
    return asked


def review(window) -> ReviewWindow:
    (found,) = window.editor.findChildren(ReviewWindow)
    return found


# -- names ---------------------------------------------------------------------------------------


def test_a_title_is_shown_without_the_words_that_an_application_fills_in():
    assert shown_title(edition("a", title="Ansökan om insatser {years}")) == "Ansökan om insatser"
    assert shown_title(edition("a", title="{years} – Ansökan för {name} i länet")) == "Ansökan för i länet"
    assert shown_edition(edition("a", in_use="från 2024")) == "A: T, från 2024"
    assert shown_edition(edition("a")) == "A: T"


def test_the_newest_edition_of_each_association_stands_first():
    editions = [
        edition("a-1"),
        edition("a-3", replaces="a-2"),
        edition("a-2", replaces="a-1"),
        edition("b-1", association="B", replaces="b-2"),
        edition("b-2", association="B", replaces="b-1"),  # each after the other: no fault of the list
        edition("0", association="C"),
    ]
    assert [one.id for one in newest_first(editions)][:3] == ["a-3", "a-2", "a-1"]
    assert sorted(one.id for one in newest_first(editions)) == ["0", "a-1", "a-2", "a-3", "b-1", "b-2"]


# -- a new application, and the samples ----------------------------------------------------------


def test_the_choice_of_form_tells_of_those_that_do_not_load(window, monkeypatch):
    dialog = NewApplicationDialog(window.desk, window)
    assert dialog.broken.isHidden()
    assert dialog.edition.itemText(0).startswith("Samordningsförbund Gävleborg: ")
    before = len(window.desk.editions())
    own = own_forms()
    (own / "trasig").mkdir()
    window.desk.reload_editions()
    dialog = NewApplicationDialog(window.desk, window)
    assert not dialog.broken.isHidden()
    assert dialog.broken_text.text() == "1 blankett går inte att läsa"
    assert dialog.edition.findData("egen") >= 0
    dialog.edition.choose("uppsala-2019")

    def mend(forms):
        (own / "trasig").rmdir()
        forms.reload()

    answer(monkeypatch, FormsDialog, mend)
    dialog.findChild(QPushButton, "new.forms").click()
    assert dialog.broken.isHidden()
    assert dialog.chosen() == ("uppsala-2019", "")
    assert len(window.desk.editions()) == before + 1


@pytest.mark.parametrize(
    ("written", "chosen"),
    [
        ("", "gavleborg-2024"),
        ("uppsala-2024", "uppsala-2024"),
        ("uppsala-2016", "uppsala-2024"),  # replaced since
    ],
)
def test_a_new_application_begins_in_the_form_written_in_last(window, written, chosen):
    if written:
        window.desk.new("gavleborg-2024")
        window.desk.new(written)
    assert NewApplicationDialog(window.desk, window).chosen() == (chosen, "")


def test_the_samples_are_listed_by_name_and_form_and_open(window, qtbot):
    menu = window.overview.sample_button.menu()
    menu.aboutToShow.emit()
    entries = {one.objectName(): one for one in menu.actions()}
    assert len(entries) == 5
    assert entries["sample.gavleborg-2024-raknamedmig"].text() == (
        "Räkna med mig! (Samordningsförbund Gävleborg, från 2024)"
    )
    entries["sample.gavleborg-2024-raknamedmig"].trigger()
    assert window.session.application.edition.id == "gavleborg-2024"
    assert window.actions_by_id["samples"].isEnabled()
    window.open_sample()
    assert window.session.application.edition.id == "uppsala-2024"
    window.show_overview()
    assert window.overview.tree.topLevelItemCount() == 2


# -- extension and supplement --------------------------------------------------------------------


def test_an_extension_of_the_open_application_opens_with_what_to_look_over(open_window, monkeypatch):
    window = open_window
    source = window.session.application.id
    window.session.put(("answer", "purpose"), (), "Skriv")
    asked = answer(monkeypatch, RenewDialog, lambda dialog: dialog.percent.edit.setText("2,5"))
    window.actions_by_id["extend"].trigger()
    made = window.session.application
    assert len(asked) == 1
    assert made.id != source
    assert made.kind == "extension"
    assert made.answers["start_date"] == date(2028, 1, 1) == asked[0].chosen[0]
    assert asked[0].chosen[2] == Decimal("2.5")
    assert not made.answers.get("purpose")  # what was just written was saved first
    assert window.desk.open(source).answers["start_date"] < made.answers["start_date"]
    shown = review(window)
    assert shown.isVisible()
    assert not shown.isModal()
    assert shown.lines
    text = shown.text.toPlainText()  # has plain spaces for no-break spaces
    assert all(line.replace("\u00a0", " ") in text for line in shown.lines)
    shown.findChild(QPushButton, "review.copy").click()
    assert QGuiApplication.clipboard().text().splitlines() == [f"- {line}" for line in shown.lines]


def test_the_list_to_look_over_goes_with_its_application(open_window, qtbot):
    window = open_window
    window.actions_by_id["supplement"].trigger()
    shown = review(window)
    with qtbot.waitSignal(shown.destroyed):
        window.show_overview()


def test_a_supplement_of_the_chosen_application_opens(window):
    parent = window.desk.new("uppsala-2024", "Provinsatsen")
    window.show_list()
    window.actions_by_id["supplement"].trigger()
    assert window.session.application.kind == "supplement"
    assert window.session.application.meta["parent_name"] == "Provinsatsen"
    assert window.session.application.id != parent.id
    assert review(window).windowTitle() == "Att se över"


@pytest.mark.parametrize(
    ("start", "end", "percent", "wrong", "words"),
    [
        ("1 maj", "2028-01-01", "0", "start", "Året saknas"),
        ("", "2028-01-01", "0", "start", "Skriv ett datum"),
        ("2028-01-01", "snart", "0", "end", "kan inte läsas som ett datum"),
        ("2028-01-01", "2027-12-31", "0", "end", "före startdatumet 2028-01-01"),
        ("2028-01-01", "2028-12-31", "", "percent", "Skriv 0"),
        ("2028-01-01", "2028-12-31", "tio", "percent", "bokstäver"),
        ("2028-01-01", "2028-12-31", "-2", "percent", "negativ"),
    ],
)
def test_what_cannot_be_read_is_said_beside_it(qtbot, sample, start, end, percent, wrong, words):
    dialog = RenewDialog(sample)
    qtbot.addWidget(dialog)
    for line, text in ((dialog.start, start), (dialog.end, end), (dialog.percent, percent)):
        line.edit.setText(text)
    dialog.accept()
    assert dialog.chosen is None
    assert dialog.result() == 0
    said = {
        name: line.error.text()
        for name in ("start", "end", "percent")
        if (line := getattr(dialog, name)) and not line.error.isHidden()
    }
    assert list(said) == [wrong]
    assert words in said[wrong]
    assert getattr(dialog, wrong).edit.accessibleDescription() == said[wrong]


@pytest.mark.parametrize(("text", "percent"), [("0", "0"), ("0,5", "0.5"), ("1", "1"), ("2,5 %", "2.5")])
def test_percent_needs_no_sign_where_the_label_says_it(qtbot, sample, text, percent):
    dialog = RenewDialog(sample)
    qtbot.addWidget(dialog)
    dialog.percent.edit.setText(text)
    dialog.accept()
    assert dialog.chosen is not None
    assert dialog.chosen[2] == Decimal(percent)


def test_without_a_period_the_dates_are_left_to_the_person(qtbot, sample):
    del sample.answers["end_date"]
    dialog = RenewDialog(sample)
    qtbot.addWidget(dialog)
    assert dialog.start.edit.text() == dialog.end.edit.text() == ""


def test_what_is_not_saved_is_not_extended(open_window, monkeypatch):
    window = open_window

    def refuse(*_):
        raise StorageError("Disken är full.")

    asked = answer(monkeypatch, RenewDialog)
    with monkeypatch.context() as broken:
        broken.setattr(window.desk, "save", refuse)
        window.session.put(("answer", "name"), "Nytt", "Skriv")
        window.actions_by_id["extend"].trigger()
        assert asked == []
        assert "Disken är full." in window.notice.text.text()
        assert window.session.application.name == "Nytt"


def test_giving_up_changes_nothing(open_window, monkeypatch):
    window = open_window
    before = window.session.application.id
    for dialog, action in ((RenewDialog, "extend"), (ConvertDialog, "convert")):
        monkeypatch.setattr(dialog, "exec", lambda self: 0)
        window.actions_by_id[action].trigger()
        assert window.session.application.id == before
    assert len(window.desk.list()) == 1


def test_the_menu_of_the_list_offers_what_can_be_made(window):
    texts = [one.text().replace("&", "") for one in window.overview.tree.actions() if one.text()]
    assert texts == [
        "Öppna vald ansökan",
        "Kopiera vald ansökan",
        "Skapa förlängning…",
        "Skapa tilläggsansökan",
        "Byt blankett…",
        "Ta bort vald ansökan",
    ]
    assert not any(one.isEnabled() for one in window.overview.tree.actions() if one.text())
    window.desk.new("uppsala-2024", "Provinsatsen")
    window.show_list()
    assert all(one.isEnabled() for one in window.overview.tree.actions())
    window.actions_by_id["copy"].trigger()
    assert window.overview.tree.topLevelItemCount() == 2
    window.actions_by_id["remove"].trigger()
    assert window.overview.tree.topLevelItemCount() == 1


# -- between editions ----------------------------------------------------------------------------


def test_a_newer_form_is_offered_and_never_forced(window, qtbot, monkeypatch):
    window.open_sample("uppsala-2016-heby")
    source = window.session.application
    qtbot.waitUntil(lambda: "nyare blankett" in window.notice.text.text())
    assert window.session.application is source
    newest = window.desk.newer_edition(source)
    asked = answer(monkeypatch, ConvertDialog)
    window.findChild(QPushButton, "notice.convert").click()
    assert asked[0].chosen() == newest.id
    assert window.session.application.edition.id == newest.id
    shown = review(window)
    assert shown.windowTitle() == "Så här flyttades texterna"
    assert shown.lines
    assert window.desk.open(source.id).edition.id == "uppsala-2016"


def test_a_newer_form_is_not_offered_again_to_one_who_declined(window, qtbot):
    window.open_sample("uppsala-2016-heby")
    declined = window.session.application.id
    qtbot.waitUntil(lambda: "nyare blankett" in window.notice.text.text())
    window.findChild(QPushButton, "notice.decline").click()
    assert not window.notice.isVisible()
    offered = []
    window.desk.newer_edition, real = (
        lambda one: offered.append(one.id) or real(one),
        window.desk.newer_edition,
    )
    window.open_application(declined)
    qtbot.waitUntil(lambda: declined in offered)
    qtbot.wait(100)
    assert not window.notice.isVisible()
    window.open_sample("uppsala-2016-heby")
    qtbot.waitUntil(lambda: "nyare blankett" in window.notice.text.text())


def test_any_other_form_can_be_chosen(open_window, monkeypatch):
    window = open_window
    asked = answer(monkeypatch, ConvertDialog, lambda dialog: dialog.edition.choose("gavleborg-2024"))
    window.actions_by_id["convert"].trigger()
    assert asked[0].edition.findData("uppsala-2024") == -1
    assert window.session.application.edition.id == "gavleborg-2024"


def test_a_form_that_was_changed_is_offered_to_its_applications(window, qtbot):
    form = own_forms() / "egen" / "form.toml"
    window.desk.reload_editions()
    application = window.desk.new("egen", "Provinsatsen")
    form.write_text(form.read_text("utf-8").replace("Samverkansinsatser inom", "Insatser inom", 1), "utf-8")
    window.desk.reload_editions()
    window.open_application(application.id)
    qtbot.waitUntil(lambda: "har ändrats" in window.notice.text.text())
    offered = window.desk.newer_edition(application)
    dialog = ConvertDialog(application, window.desk.editions(), offered, window)
    assert dialog.chosen() == "egen"


# -- the forms -----------------------------------------------------------------------------------


def test_the_forms_are_listed_and_everything_that_is_wrong_with_the_others(window, monkeypatch):
    own = own_forms()
    broken = own / "trasig"
    broken.mkdir()
    (broken / "form.toml").write_text("format = 1\n", "utf-8")
    window.desk.reload_editions()
    dialog = FormsDialog(window.desk, window)
    rows = [dialog.tree.topLevelItem(row) for row in range(dialog.tree.topLevelItemCount())]
    origins = {row.text(3): row.text(4) for row in rows}
    assert origins["egen"] == "Egen"
    assert origins["uppsala-2024"] == "Inbyggd"
    assert not any("{" in row.text(1) for row in rows)
    problems = window.desk.broken()["trasig"].problems
    assert len(problems) > 3
    assert all(str(one) in dialog.problems.toPlainText() for one in problems)
    assert dialog.heading.text() == "1 blankett går inte att läsa"
    assert dialog.problems.isReadOnly()
    shutil.rmtree(broken)
    dialog.findChild(QPushButton, "forms.reload").click()
    assert dialog.broken.isHidden()
    assert dialog.told.text() == f"Blanketterna är inlästa igen: {len(rows)} blanketter går att använda."


def test_the_folder_of_own_forms_is_made_when_it_is_opened(window, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    dialog = FormsDialog(window.desk, window)
    assert not paths.user_forms_dir().exists()
    dialog.findChild(QPushButton, "forms.open_folder").click()
    assert paths.user_forms_dir().is_dir()
    assert opened == [QUrl.fromLocalFile(str(paths.user_forms_dir()))]
    assert dialog.findChild(QLineEdit, "forms.folder").text() == str(paths.user_forms_dir())


def test_a_folder_that_cannot_be_made_is_said(window):
    paths.data_dir().mkdir(exist_ok=True)
    paths.user_forms_dir().write_text("en fil", "utf-8")
    dialog = FormsDialog(window.desk, window)
    dialog.open_folder()
    assert "går inte att skapa" in dialog.told.text()


# -- all of them ---------------------------------------------------------------------------------


def test_every_dialog_can_be_reached_and_fits_a_small_screen(window, sample):
    (own_forms() / "trasig").mkdir()
    window.desk.reload_editions()
    shown: list[QDialog] = [
        NewApplicationDialog(window.desk, window),
        FormsDialog(window.desk, window),
        RenewDialog(sample, window),
        ConvertDialog(sample, window.desk.editions(), None, window),
        ReviewWindow("Att se över", "Gå igenom det här.", ["Ett", "Två"], window),
        HandbookWindow(paths.root() / "docs" / "handbok.md", window),
    ]
    for dialog in shown:
        dialog.show()
        for kind in (QAbstractButton, QComboBox, QLineEdit, QTextEdit):
            for one in dialog.findChildren(kind):
                assert one.objectName(), dialog
                assert one.accessibleName(), one.objectName()
        small = dialog.minimumSizeHint()
        assert small.width() <= 1366 // 2 - 16, dialog  # at 200 %, with the window's frame
        assert small.height() <= 768 // 2 - 48, dialog
        dialog.close()
