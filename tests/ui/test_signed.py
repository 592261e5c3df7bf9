"""A PDF that came back signed, taken in through the window."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from finsam_desktop.domain import edits, signing
from finsam_desktop.domain.application import Attachment
from finsam_desktop.domain.richtext import from_text
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.outline import Document, Pages, Prose
from finsam_desktop.exchange.pdf import render_pdf
from finsam_desktop.ui import signed_flow
from finsam_desktop.ui.freeze_dialog import found
from finsam_desktop.ui.signed_dialog import SignedDialog
from finsam_desktop.ui.version_strip import tab_state

DAY = date(2090, 1, 2)
"""After the version was frozen, whenever that is."""
_SIGNER = """{0}
0a1b2c3d-0000-4000-8000-00000000000{1} - {2} 08:59:44 UTC +01:00
BankID / Freja eID - 0a1b2c3d-0000-4000-8000-00000000001{1} - SE
"""


@pytest.fixture(scope="module", autouse=True)
def reader():
    """One reading process for all, ended after."""
    yield
    sandbox.close()


def joined(*files: bytes) -> bytes:
    """The pages of all files in one, as a signing service writes them anew."""
    result = pikepdf.open(io.BytesIO(files[0]))
    for data in files[1:]:
        with pikepdf.open(io.BytesIO(data)) as more:
            result.pages.extend(more.pages)
    stream = io.BytesIO()
    result.save(stream)
    return stream.getvalue()


def page_of(text: str) -> bytes:
    pages = (Pages("portrait", (Prose(from_text(text)),)),)
    return render_pdf(Document("Titel", "Insatsen", "Förbundet", "sv-SE", "", pages))


def signing_page(pages: int, *names: str, day: date = DAY) -> bytes:
    """What a signing service adds last."""
    text = f"Detta dokument innehåller {pages} sidor före denna sida\n"
    return page_of(text + "".join(_SIGNER.format(name, number, day) for number, name in enumerate(names)))


def page_count(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as file:
        return len(file.pages)


@pytest.fixture
def session(open_window):
    """The session of the sample, with two signatories, frozen once."""
    found = open_window.session
    for party, name in (("af", "Kim Andersson"), ("region", "Åsa von Öst, enhetschef")):
        found.put(("party", party, "signer"), name, "Skriv")
    assert found.versioning.freeze("På prov")
    return found


@pytest.fixture
def frozen(session):
    """The bytes of a version, the first where no other is asked for."""
    return lambda number=1: session.desk.version_pdf(session.application.id, number)


@pytest.fixture
def returned(frozen, sign):
    """What comes back from a service: the version's pages, and one that says who signed."""

    def make(*names: str, number: int = 1, day: date = DAY) -> bytes:
        data = frozen(number)
        return sign(joined(data, signing_page(page_count(data), *names, day=day)))

    return make


@pytest.fixture
def take_in(open_window, session, qtbot, monkeypatch, tmp_path):
    """Chooses a file with the bytes, and gives the dialog when it is examined."""

    def start(data: bytes, name: str = "underskriven.pdf", wait: bool = True) -> SignedDialog:
        path = tmp_path / name
        path.write_bytes(data)
        monkeypatch.setattr(signed_flow, "choose_signed", lambda *_: path)
        open_window.actions_by_id["import_signed"].trigger()
        dialog = open_window.opened.signed.dialog
        if wait:
            qtbot.waitUntil(lambda: not dialog.progress.isVisible(), timeout=60_000)
        return dialog

    return start


def picked(dialog) -> list[tuple[str, str]]:
    return [(signer.name, chooser.currentText()) for signer, chooser in dialog.choices.choosers]


def shown_notes(dialog) -> list[str]:
    return [note.text() for note in dialog.choices.notes if note.isVisible()]


def choose(dialog, party: str) -> None:
    """The party for the first who signed."""
    chooser = dialog.choices.choosers[0][1]
    chooser.setCurrentIndex(chooser.findData(party))


def attributes(session, party: str) -> dict:
    return session.application.party(party).attributes


def test_without_a_version_it_is_said_what_to_do(open_window, monkeypatch):
    monkeypatch.setattr(signed_flow, "choose_signed", lambda *_: pytest.fail("asked for a file"))
    open_window.actions_by_id["import_signed"].trigger()
    assert "inte fastställd" in open_window.notice.text.text()
    asked: list[tuple] = []
    open_window.opened.signed.requested.disconnect()
    open_window.opened.signed.requested.connect(lambda *what: asked.append(what))
    open_window.findChild(QPushButton, "notice.freeze").click()
    assert asked == [("versions.freeze", ())]


def test_a_sound_file_is_noted_as_one_step(open_window, session, take_in, returned, tmp_path):
    data = returned("Kim Andersson", "Asa von Ost")
    before = [dict(party.attributes) for party in session.application.parties]
    dialog = take_in(data)
    assert dialog.verdict.text() == (
        "Filen är version 1 som den fastställdes, och den elektroniska underskriften är hel."
    )
    assert not dialog.age.isVisible()
    assert not dialog.anyway.isVisible()
    assert shown_notes(dialog) == []
    assert picked(dialog) == [
        ("Kim Andersson", "Arbetsförmedlingen"),
        ("Asa von Ost", "Region Uppsala"),
        ("Signeringstjänsten, Provbolaget", "Ingen part"),
    ]
    assert "Alla" in dialog.sentences.toPlainText()
    assert [dict(party.attributes) for party in session.application.parties] == before
    steps = session.undo_stack.count()
    dialog.take.click()
    assert session.undo_stack.count() == steps + 1
    [file] = session.application.attachments
    for party in ("af", "region"):
        found = attributes(session, party)
        assert (found["signed"], found["signed_version"]) == (DAY, Decimal(1))
        assert (found["signed_how"], found["scan"]) == ("electronic", file.id)
    assert "signed" not in attributes(session, "fk")
    assert session.desk.content(file.digest) == data == (tmp_path / "underskriven.pdf").read_bytes()
    assert session.versioning.state.kind == "frozen"
    assert open_window.notice.text.text() == (
        "Noterat: version 1 är undertecknad av Arbetsförmedlingen och Region Uppsala. Filen underskriven.pdf"
        " är bifogad som den är."
    )
    open_window.findChild(QPushButton, "notice.undo").click()
    assert [dict(party.attributes) for party in session.application.parties] == before
    assert session.application.attachments == []


def test_the_choice_of_party_is_the_persons(session, take_in, returned):
    dialog = take_in(returned("Robin Utan Part"))
    assert picked(dialog)[0] == ("Robin Utan Part", "Ingen part")
    assert not dialog.take.isEnabled()
    chooser = dialog.choices.choosers[0][1]
    chooser.setCurrentIndex(chooser.findText("Försäkringskassan"))
    dialog.take.click()
    assert attributes(session, "fk")["signed"] == DAY
    assert attributes(session, "fk")["signer"] == "Robin Utan Part"
    assert session.versioning.state.kind == "frozen"
    again = take_in(returned("Kim Andersson"), "senare.pdf")
    again.take.click()
    assert [one.name for one in session.application.attachments] == ["underskriven.pdf", "senare.pdf"]
    session.undo()
    session.undo()
    assert "signer" not in attributes(session, "fk")


def test_a_name_that_is_written_stands(session, take_in, returned):
    dialog = take_in(returned("Robin Utan Part"))
    choose(dialog, "af")
    dialog.take.click()
    assert attributes(session, "af")["signer"] == "Kim Andersson"


def test_all_who_signed_for_a_party_are_named_and_no_stamp(session, take_in, returned):
    dialog = take_in(returned("Robin Ek", "Sam Berg"))
    for _, chooser in dialog.choices.choosers:
        chooser.setCurrentIndex(chooser.findData("fk"))
    dialog.take.click()
    assert attributes(session, "fk")["signer"] == "Robin Ek och Sam Berg"


def test_a_newer_file_takes_the_place_of_the_older(open_window, session, take_in, returned):
    take_in(returned("Kim Andersson")).take.click()
    session.put(("answer", "name"), "Nytt namn", "Skriv")
    assert session.versioning.freeze("På prov")
    dialog = take_in(returned("Kim Andersson", number=2), "ny.pdf")
    dialog.take.click()
    assert [one.name for one in session.application.attachments] == ["ny.pdf"]
    assert attributes(session, "af")["signed_version"] == Decimal(2)
    assert open_window.notice.text.text().endswith("Den ersätter underskriven.pdf.")
    session.undo()
    assert [one.name for one in session.application.attachments] == ["underskriven.pdf"]
    assert attributes(session, "af")["signed_version"] == Decimal(1)


def test_a_file_of_an_older_version_is_held_against_that_one(session, take_in, returned):
    data = returned("Kim Andersson")
    session.put(("answer", "name"), "Nytt namn", "Skriv")
    assert session.versioning.freeze("På prov")
    dialog = take_in(data)
    assert dialog.report.verdict == "sound"
    assert "Filen är version 1" in dialog.verdict.text()
    assert dialog.age.isVisible()
    assert dialog.age.text().startswith("Nu gäller version 2. Filen är av version 1, ")
    assert dialog.age.y() < dialog.verdict.y()
    assert picked(dialog)[0] == ("Kim Andersson", "Arbetsförmedlingen")
    dialog.take.click()
    assert attributes(session, "af")["signed_version"] == Decimal(1)


def test_who_has_signed_a_newer_version_is_not_suggested(session, take_in, returned):
    session.application.attachments.append(Attachment("scan", "scan.jpg", 1, "0"))
    known = {"signed": date(2026, 11, 22), "signed_how": "paper", "scan": "scan"}
    session.apply(signing.record_all(session.application, {"af": known}, 2, "Skriv"))
    before = dict(attributes(session, "af"))
    dialog = take_in(returned("Kim Andersson"))
    assert picked(dialog)[0] == ("Kim Andersson", "Ingen part")
    assert not dialog.take.isEnabled()
    assert shown_notes(dialog) == [
        "Arbetsförmedlingen har undertecknat version 2 på papper 2026-11-22, en nyare version än filen."
        " Därför är parten inte vald."
    ]
    choose(dialog, "fk")
    assert shown_notes(dialog) == []
    choose(dialog, "af")
    assert shown_notes(dialog) == [
        "Arbetsförmedlingen har undertecknat version 2 på papper 2026-11-22, en nyare version än filen;"
        " det och filen scan.jpg ersätts."
    ]
    assert dialog.take.isEnabled()
    assert attributes(session, "af") == before
    dialog.take.click()
    assert attributes(session, "af")["signed_version"] == Decimal(1)


def test_what_is_replaced_in_the_same_version_is_told_before(session, take_in, returned):
    session.application.attachments.append(Attachment("scan", "scan.jpg", 1, "0"))
    known = {"signed": date(2026, 11, 22), "signed_how": "paper"}
    values = {"af": known | {"scan": "scan"}, "region": known, "fk": {"scan": "scan"}}
    session.apply(signing.record_all(session.application, values, 1, "Skriv"))
    data = returned("Kim Andersson", "Asa von Ost", "Robin Ek")
    dialog = take_in(data)
    chooser = dialog.choices.choosers[2][1]
    chooser.setCurrentIndex(chooser.findData("fk"))
    assert shown_notes(dialog) == [
        "Arbetsförmedlingen har undertecknat version 1 på papper 2026-11-22; det och filen scan.jpg ersätts.",
        "Region Uppsala har undertecknat version 1 på papper 2026-11-22; det ersätts.",
        "Försäkringskassan har redan filen scan.jpg, som ersätts.",
    ]
    dialog.take.click()
    assert shown_notes(take_in(data)) == [
        f"{party} har undertecknat version 1 elektroniskt 2090-01-02, noterat ur samma fil."
        for party in ("Arbetsförmedlingen", "Region Uppsala", "Försäkringskassan")
    ]


def test_a_signature_from_before_the_version_is_told_and_found(open_window, session, take_in, returned):
    dialog = take_in(returned("Kim Andersson", day=date(2024, 8, 8)))
    assert dialog.report.verdict == "unproven"
    assert dialog.verdict.text() == (
        "Sidorna är desamma som i version 1, men enligt filen är de underskrivna innan den fastställdes."
    )
    lines = dialog.sentences.toPlainText().splitlines()
    assert lines[1].startswith("Enligt filen skrev Kim Andersson under 2024-08-08. Men versionen")
    assert dialog.take.isEnabled()
    dialog.take.click()
    findings = open_window.editor.check()
    [path] = [one.path for one in findings if one.code == "signature_early"]
    assert path == ("party", "af", "signed")
    assert tab_state(session)[0] == "ok"  # it is of the newest version
    others = [one for one in findings if one.code != "signature_early"]
    counts = [sum(one.severity == kind for one in others) for kind in ("error", "warning")]
    session.put(("party", "af", "phone"), "018-00 00 00", "Skriv")
    open_window.opened.versions.freeze()
    labels = open_window.opened.versions.dialog.findChildren(QLabel)
    assert found(*counts) in [label.text() for label in labels]


def test_a_file_of_another_application_is_known(session, take_in):
    other = session.desk.copy(session.application.id)
    change = edits.set_values(other, {("answer", "name"): "Den andra"}, "Skriv")
    change.apply(other)
    session.desk.save(other, [change])
    session.desk.freeze(other, "På prov")
    dialog = take_in(session.desk.version_pdf(other.id, 1))
    assert dialog.age.isVisible()
    assert dialog.age.text() == (
        "Filen är version 1 av en annan ansökan, ”Den andra”. Öppna den ansökan och läs in filen där."
    )
    session.desk.remove(other.id)
    dialog.cancel.click()
    assert not take_in(session.desk.version_pdf(other.id, 1)).age.isVisible()


@pytest.mark.parametrize("change", ["page", "added", "byte"])
def test_what_is_wrong_is_told_and_noted_by_choice_alone(session, take_in, returned, frozen, sign, change):
    data = frozen()
    if change == "page":
        with pikepdf.open(io.BytesIO(data)) as file:
            file.pages[1].contents_add(b"q 1 1 1 rg 50 500 300 200 re f Q")
            stream = io.BytesIO()
            file.save(stream)
        data = sign(joined(stream.getvalue(), signing_page(page_count(data), "Kim Andersson")))
        words, told = "inte densamma som version 1", "Sida 2: texten är densamma men sidan ser annorlunda ut."
    elif change == "added":
        more = joined(data, page_of("Sidan som lades till."))
        data = sign(joined(more, signing_page(page_count(data), "Kim Andersson")))
        words, told = "inte densamma som version 1", "finns inte i den fastställda versionen"
    else:
        data = returned("Kim Andersson")
        at = data.index(b"\n%") + 2
        data = data[:at] + b"x" + data[at + 1 :]
        words, told = "underskriften håller inte", "Filen är inte densamma som när den skrevs under."
    dialog = take_in(data)
    assert words in dialog.verdict.text()
    assert told in dialog.sentences.toPlainText()
    assert picked(dialog)[0] == ("Kim Andersson", "Arbetsförmedlingen")
    assert not dialog.take.isEnabled()
    assert "signed" not in attributes(session, "af")
    dialog.anyway.setChecked(True)
    dialog.take.click()
    assert attributes(session, "af")["signed"] == DAY


def test_without_an_electronic_signature_nothing_is_proven(take_in, frozen):
    dialog = take_in(joined(frozen(), signing_page(page_count(frozen()), "Kim Andersson")))
    assert "kan inte bevisa" in dialog.verdict.text()
    assert dialog.take.isEnabled()
    dialog.cancel.click()
    dialog = take_in(frozen())
    assert dialog.choices.choosers == []
    assert not dialog.take.isEnabled()


def test_noting_in_spite_of_it_all_is_offered_where_there_is_something_to_note(take_in, frozen):
    more = joined(frozen(), page_of("Sidan som lades till."))
    dialog = take_in(more)
    assert dialog.report.verdict == "wrong"
    assert not dialog.anyway.isVisible()
    dialog.cancel.click()
    dialog = take_in(joined(more, signing_page(page_count(more), "Kim Andersson")))
    assert dialog.report.verdict == "wrong"
    assert dialog.anyway.isVisible()


def test_closing_changes_nothing(session, take_in, returned):
    steps = session.undo_stack.count()
    dialog = take_in(returned("Kim Andersson"))
    assert dialog.cancel.text() == "Stäng"
    dialog.cancel.click()
    assert session.undo_stack.count() == steps
    assert session.application.attachments == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Bara text, fast filen heter .pdf", "är ingen PDF"),
        (b"%PDF-1.7\nnothing\n%%EOF\n", "är skadad"),
        (b"", "är ingen PDF"),
    ],
)
def test_files_that_cannot_be_read_are_told_of(session, qtbot, take_in, data, words):
    steps = session.undo_stack.count()
    dialog = take_in(data)
    assert words in dialog.message.text()
    assert "Ansökan är som den var." in dialog.message.text()
    assert not dialog.take.isEnabled()
    assert dialog.cancel.text() == "Stäng"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert session.undo_stack.count() == steps


def test_examining_is_cancelled(open_window, session, qtbot, take_in, returned):
    dialog = take_in(returned("Kim Andersson"), wait=False)
    assert dialog.cancel.text() == "Avbryt"
    assert not dialog.take.isEnabled()
    dialog.cancel.click()
    assert open_window.opened.signed.dialog is None
    assert session.application.attachments == []
    assert take_in(returned("Kim Andersson")).report.verdict == "sound"


def test_the_application_is_put_away_meanwhile(open_window, take_in, returned):
    take_in(returned("Kim Andersson"), wait=False)
    signed = open_window.opened.signed
    open_window.show_overview()
    assert signed.dialog is None


def test_a_file_that_changed_after_it_was_examined_is_not_kept(session, take_in, returned, tmp_path):
    dialog = take_in(returned("Kim Andersson"))
    Path(tmp_path / "underskriven.pdf").write_bytes(b"%PDF-1.7 another %%EOF")
    dialog.take.click()
    assert "har ändrats sedan den granskades" in dialog.message.text()
    assert not dialog.take.isEnabled()
    assert session.application.attachments == []


def test_the_overview_among_the_versions_leads_on(open_window, session, monkeypatch):
    open_window.actions_by_id["versions"].trigger()
    asked: list[str] = []
    monkeypatch.setattr(signed_flow, "choose_signed", lambda *_: asked.append("file"))
    open_window.editor.findChild(QPushButton, "signing.import").click()
    assert asked == ["file"]
    assert open_window.opened.signed.dialog is None
    open_window.editor.findChild(QPushButton, "signing.sent").click()
    assert open_window.notice.text.text() == "Noterat: skickad i dag till Älvkarleby kommun."
    open_window.editor.findChild(QPushButton, "signing.go").click()
    assert QApplication.focusWidget().objectName() == "party.alvkarleby.signer.text"
