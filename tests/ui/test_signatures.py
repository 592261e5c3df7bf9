"""What is written of each party's signature, and the overview of who is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPushButton

from finsam_desktop.domain import edits
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.ui import signature_scan
from finsam_desktop.ui.page_tabs import tab_of
from finsam_desktop.ui.reminder_window import ReminderWindow
from finsam_desktop.ui.signing_overview import SigningOverview

TODAY = date.today()


@pytest.fixture
def session(open_window):
    """The session of the sample in the window."""
    return open_window.session


@pytest.fixture
def card(open_window):
    """The card of a party, on the tab where it signs, which is opened."""
    open_window.editor.go_to(("party", "af", "signer"))
    page = open_window.editor.page(open_window.editor.tabs.currentIndex())
    return lambda party="af": page.findChild(object, f"signature.{party}")


@pytest.fixture
def overview(open_window, shown):
    """The overview in a window of its own."""
    return shown(SigningOverview(open_window.session))


def freeze(session) -> None:
    assert session.versioning.freeze("På prov")


def attributes(session, party: str = "af") -> dict:
    return session.application.party(party).attributes


def button(widget, name: str) -> QPushButton:
    found = widget.findChild(QPushButton, name)
    assert found is not None, name
    return found


def rename(session, name: str = "Nytt namn") -> None:
    session.put(("answer", "name"), name, "Skriv i Namn")


def rows(overview) -> list[tuple[str, ...]]:
    tree = overview.tree
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    return [tuple(item.text(column) for column in range(tree.columnCount())) for item in items]


# -- the cards


def test_a_date_is_noted_with_the_version_as_one_step(session, card, write):
    freeze(session)
    steps = session.undo_stack.count()
    one = card()
    field = one.fields["signed"].edit
    field.setFocus()
    write(field, "2026-01")
    assert "signed" not in attributes(session)
    write(field, "-02")
    one.fields["signer"].setFocus()
    assert attributes(session)["signed"] == date(2026, 1, 2)
    assert attributes(session)["signed_version"] == Decimal(1)
    assert one.standing.text() == "Undertecknad 2026-01-02, version 1."
    assert session.undo_stack.count() == steps + 1
    session.undo()
    assert not {"signed", "signed_version"} & set(attributes(session))
    assert field.text() == ""
    assert one.standing.text() == "Inte skickad."


def test_today_and_how_are_noted_with_a_click(session, card):
    freeze(session)
    one = card()
    button(one, "party.af.sent.today").click()
    assert attributes(session)["sent"] == TODAY
    assert attributes(session)["sent_version"] == Decimal(1)
    assert one.standing.text() == f"Skickad {TODAY}, inte undertecknad."
    button(one, "party.af.signed.today").click()
    one.how.setCurrentIndex(one.how.findText("Elektroniskt"))
    one.how.activated.emit(one.how.currentIndex())
    assert attributes(session)["signed_how"] == "electronic"
    assert one.standing.text() == f"Undertecknad elektroniskt {TODAY}, version 1."
    session.undo()
    assert one.how.currentText() == ""
    assert card("region").standing.text() == "Inte skickad."


def test_a_name_that_is_typed_is_one_step(session, card, write):
    one = card()
    steps = session.undo_stack.count()
    for text in ("Kim", " Andersson"):
        write(one.fields["signer"].edit, text)
        session.flush_requested.emit()
    assert attributes(session)["signer"] == "Kim Andersson"
    assert session.undo_stack.count() == steps + 1


def test_what_is_no_date_is_kept_and_told(session, card, write):
    one = card()
    field = one.fields["signed"].edit
    field.setFocus()
    write(field, "i våras")
    one.fields["signer"].setFocus()
    assert isinstance(attributes(session)["signed"], Unparsed)
    assert one.standing.text() == "Undertecknad ”i våras”."
    assert one.fields["signed"].problem.isVisible()


def test_an_edit_and_a_new_version_make_the_signature_old(session, card, qtbot):
    freeze(session)
    one = card()
    button(one, "party.af.signed.today").click()
    rename(session)
    qtbot.waitUntil(lambda: one.standing.text().endswith("Ansökan har ändrats sedan dess."))
    session.undo()
    qtbot.waitUntil(lambda: one.standing.text() == f"Undertecknad {TODAY}, version 1.")
    rename(session)
    freeze(session)
    assert one.standing.text() == f"Undertecknad {TODAY}, då version 1 gällde. Nu gäller version 2."


def test_a_scanned_page_is_attached_opened_and_removed(session, card, monkeypatch, tmp_path):
    path = tmp_path / "underskrift.pdf"
    path.write_bytes(b"%PDF-1.7")
    monkeypatch.setattr(signature_scan, "choose_page", lambda *_: path)
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    freeze(session)
    steps, one = session.undo_stack.count(), card()
    button(one, "party.af.scan.attach").click()
    [file] = session.application.attachments
    assert attributes(session)["scan"] == file.id
    assert attributes(session)["signed_how"] == "paper"
    assert session.undo_stack.count() == steps + 1
    assert one.scan.name.text() == "underskrift.pdf"
    assert not one.scan.attach.isVisible()
    assert session.versioning.state.kind == "frozen"
    button(one, "party.af.scan.open").click()
    assert opened[0].fileName() == "underskrift.pdf"
    button(one, "party.af.scan.remove").click()
    assert session.application.attachments == []
    assert "scan" not in attributes(session)
    assert one.scan.attach.isVisible()
    session.undo()
    session.undo()
    assert not {"scan", "signed_how"} & set(attributes(session))
    assert session.application.attachments == []


def test_a_page_removed_among_the_annexes_is_removed_at_the_party(session, card, monkeypatch, tmp_path):
    path = tmp_path / "underskrift.png"
    path.write_bytes(b"png")
    monkeypatch.setattr(signature_scan, "choose_page", lambda *_: path)
    for party in ("af", "region"):
        button(card(party), f"party.{party}.scan.attach").click()
    [file] = session.application.attachments
    button(card(), "party.af.scan.remove").click()
    assert session.application.attachments == [file]
    session.apply(edits.remove_attachment(session.application, file.id))
    assert not any("scan" in party.attributes for party in session.application.parties)
    assert card("region").scan.attach.isVisible()
    session.undo()
    assert attributes(session, "region")["scan"] == file.id
    assert card("region").scan.name.text() == "underskrift.png"


def test_a_page_that_cannot_be_kept_or_opened_is_told_of(session, card, monkeypatch, tmp_path):
    path = tmp_path / "tom.pdf"
    path.write_bytes(b"")
    monkeypatch.setattr(signature_scan, "choose_page", lambda *_: path)
    one = card()
    one.scan.attach.click()
    assert "tom.pdf" in one.scan.problem.text()
    assert session.application.attachments == []
    path.write_bytes(b"x")
    one.scan.attach.click()
    assert not one.scan.problem.isVisible()
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    one.scan.open.click()
    assert "inget program" in one.scan.problem.text()
    path = tmp_path / "program.exe"
    path.write_bytes(b"MZ")
    one.scan.remove.click()
    monkeypatch.setattr(signature_scan, "choose_page", lambda *_: path)
    one.scan.attach.click()
    assert not one.scan.open.isEnabled()


def test_the_places_of_a_signature_are_on_its_tab(open_window, card):
    application = open_window.session.application
    for name in ("sent", "sent_version", "signed_how", "signed_version", "scan"):
        assert tab_of(application, ("party", "af", name)) == "signatures"
    for name in ("sent", "signed_how", "scan"):
        open_window.editor.tabs.setCurrentIndex(0)
        assert open_window.editor.go_to(("party", "af", name))


# -- the overview


def test_the_overview_says_who_is_missing(session, overview, qtbot):
    assert overview.headline.text().startswith(
        "0 av 4 har skrivit under. Underskrift saknas från Älvkarleby kommun, Arbetsförmedlingen, Region"
        " Uppsala och Försäkringskassan. Ingen version är fastställd"
    )
    freeze(session)
    overview.tree.selectAll()
    button(overview, "signing.sent").click()
    day = str(TODAY)
    assert rows(overview)[1] == ("Arbetsförmedlingen", "", "", "Skickad", day, "", "")
    steps = session.undo_stack.count()
    for party in ("alvkarleby", "af"):
        session.put(("party", party, "signed"), TODAY, "Skriv")
        session.put(("party", party, "signed_version"), Decimal(1), "Skriv")
    assert session.undo_stack.count() == steps + 4
    assert overview.headline.text() == (
        "2 av 4 har skrivit under version 1. Underskrift saknas från Region Uppsala och Försäkringskassan."
    )
    assert [row[3] for row in rows(overview)] == ["Undertecknad", "Undertecknad", "Skickad", "Skickad"]
    rename(session)
    qtbot.waitUntil(lambda: rows(overview)[0][3] == "Äldre version")
    assert overview.headline.text() == (
        "2 av 4 har skrivit under version 1, men ansökan har ändrats sedan dess. Fastställ en ny version för"
        " underskrift."
    )
    freeze(session)
    assert overview.headline.text().startswith("0 av 4 har skrivit under version 2.")
    assert [row[3] for row in rows(overview)] == ["Äldre version"] * 2 + ["Inte skickad"] * 2
    of = f"{TODAY} (version 1)"
    assert [row[4:6] for row in rows(overview)] == [(of, of)] * 2 + [(of, "")] * 2
    button(overview, "signing.sent").click()
    assert rows(overview)[0][3:5] == ("Äldre version", day)
    assert rows(overview)[2][3:5] == ("Skickad", day)


def test_sending_is_noted_for_all_that_are_chosen_in_one_step(session, overview):
    freeze(session)
    told: list[str] = []
    overview.told.connect(told.append)
    steps = session.undo_stack.count()
    overview.tree.selectAll()
    button(overview, "signing.sent").click()
    assert session.undo_stack.count() == steps + 1
    assert all(party.attributes["sent"] == TODAY for party in session.application.parties)
    assert len(overview.chosen()) == 4
    button(overview, "signing.sent").click()
    assert session.undo_stack.count() == steps + 1
    assert told[0].startswith("Noterat: skickad i dag till Älvkarleby kommun, ")
    assert told[1].startswith("Det är redan noterat")
    session.undo()
    assert not any("sent" in party.attributes for party in session.application.parties)


def test_a_second_version_the_same_day_is_noted_as_sent_and_signed_too(session, card, overview):
    freeze(session)
    for _ in range(2):
        button(card("af"), "party.af.sent.today").click()
        button(card("af"), "party.af.signed.today").click()
        assert attributes(session)["signed_version"] == session.versioning.number
        rename(session, f"Namn {session.versioning.number}")
        freeze(session)
    overview.tree.selectAll()
    button(overview, "signing.sent").click()
    assert attributes(session)["sent_version"] == 3


def test_the_way_to_the_party_and_to_the_file(session, overview):
    places, wanted = [], []
    overview.place_requested.connect(places.append)
    overview.requested.connect(lambda *what: wanted.append(what))
    overview.tree.setCurrentItem(overview.tree.topLevelItem(1))
    button(overview, "signing.go").click()
    button(overview, "signing.import").click()
    assert places == [("party", "af", "signer")]
    assert wanted == [("signed.choose", ())]
    assert "Arbetsförmedlingen: Inte skickad." in overview.detail.text()


def test_a_reminder_is_read_and_copied(session, overview):
    freeze(session)
    session.put(("party", "af", "signer_email"), "kim@example.se", "Skriv")
    overview.tree.setCurrentItem(overview.tree.topLevelItem(1))
    button(overview, "signing.remind").click()
    [window] = overview.findChildren(ReminderWindow)
    clipboard = QGuiApplication.clipboard()
    button(window, "reminders.0.copy_to").click()
    assert (clipboard.text(), window.told.text()) == (
        "kim@example.se",
        "Adressen är kopierad: Arbetsförmedlingen.",
    )
    button(window, "reminders.0.copy_subject").click()
    assert clipboard.text().startswith("Underskrift av ansökan ”")
    button(window, "reminders.0.copy_text").click()
    assert clipboard.text().startswith("Hej,\n\nVi behöver en underskrift för Arbetsförmedlingen")
    assert str(session.versioning.newest.mark) in clipboard.text()
    button(window, "reminders.copy").click()
    assert clipboard.text().startswith("Till: kim@example.se\nÄmne: Underskrift")
    assert window.told.text() == "Allt är kopierat."
    assert not window.warning.isVisible()


def test_reminders_go_to_those_who_are_missing_alone(session, overview, card):
    freeze(session)
    button(card(), "party.af.signed.today").click()
    rename(session)
    overview.tree.setCurrentItem(overview.tree.topLevelItem(1))
    assert not overview.buttons["remind"].isEnabled()
    button(overview, "signing.remind_all").click()
    [window] = overview.findChildren(ReminderWindow)
    assert [one.organisation for one in window.reminders] == [
        "Älvkarleby kommun",
        "Region Uppsala",
        "Försäkringskassan",
    ]
    assert "har ändrats sedan version 1" in window.warning.text()
    assert not button(window, "reminders.0.copy_to").isEnabled()
    button(window, "reminders.copy").click()
    assert QGuiApplication.clipboard().text().count("Ämne: ") == 3


def test_without_parties_the_overview_says_what_to_do(session, overview):
    for party in list(session.application.parties):
        session.apply(edits.remove_party(session.application, party.id))
    assert not overview.tree.isVisible()
    assert overview.headline.text() == (
        "Ingen part ska skriva under ännu. Lägg till parterna under fliken Parter."
    )
    assert not any(overview.buttons[name].isEnabled() for name in ("remind", "sent", "go", "remind_all"))
