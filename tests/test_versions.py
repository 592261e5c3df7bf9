"""Freezing an application to be signed, and what comes of it, through the library."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from finsam_desktop import paths
from finsam_desktop.__main__ import main
from finsam_desktop.domain import edits, signing
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.errors import ConflictError, NotFoundError, UserError
from finsam_desktop.domain.freezing import findings_of
from finsam_desktop.editions import Catalogue
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.pdf import render_pdf
from finsam_desktop.library import Library
from finsam_desktop.storage import records

SAMPLE = paths.resources_dir() / "samples" / "uppsala-2024-alvkarleby.json"
REASON = "Förbundet vill ha den i dag"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "a.finsam", Catalogue([paths.forms_dir()], tmp_path / "forms")) as library:
        yield library


@pytest.fixture
def application(library: Library) -> Application:
    return library.load_file(SAMPLE)


def save(library: Library, application: Application, change: Change | None) -> None:
    assert change
    change.apply(application)
    library.save(application, [change])


def rename(application: Application, name: str) -> Change | None:
    return edits.set_values(application, {("answer", "name"): name}, "Skriv")


def test_errors_ask_for_a_reason(library: Library, application: Application) -> None:
    with pytest.raises(UserError, match="Ansökan har 3 fel och är inte fastställd"):
        library.freeze(application, "  ")
    assert library.versions(application.id) == []
    assert str(library.state(application)) == "Utkast"
    assert library.freeze(application, f" {REASON}\n").reason == REASON


def test_findings_at_the_time_are_kept(library: Library, application: Application) -> None:
    found = findings_of(_content(library, application))
    assert [one.severity for one in found].count("error") == 3
    assert all(one.message and one.path for one in found)


def test_application_without_errors_needs_no_reason(
    library: Library, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("finsam_desktop.domain.freezing.check", lambda budget: [])
    assert library.freeze(application).reason == ""


def _content(library: Library, application: Application) -> dict[str, object]:
    library.freeze(application, REASON)
    return library.version_content(application.id, 1)


def test_version_is_what_was_frozen(library: Library, application: Application) -> None:
    version = library.freeze(application, REASON)
    frozen = application.snapshot()
    pdf = library.version_pdf(application.id, 1)
    assert hashlib.sha256(pdf).hexdigest() == version.pdf
    save(library, application, rename(application, "Annat namn"))
    assert library.versions(application.id) == [version]
    assert library.version_pdf(application.id, 1) == pdf
    restored = library.version_application(application, 1)
    assert restored == frozen
    assert render_pdf(build_document(restored, version.mark)) == pdf
    content = library.version_content(application.id, 1)
    assert content["name"] == frozen.name
    assert "years_differ" in {one.code for one in findings_of(content)}


def test_same_content_has_the_same_fingerprint(library: Library, application: Application) -> None:
    name = application.name
    first = library.freeze(application, REASON)
    save(library, application, rename(application, "Annat namn"))
    second = library.freeze(application, REASON)
    save(library, application, rename(application, name))
    third = library.freeze(application, REASON)
    assert (first.number, second.number, third.number) == (1, 2, 3)
    assert first.mark.fingerprint == third.mark.fingerprint != second.mark.fingerprint
    assert first.pdf != third.pdf


def test_what_is_frozen_already_is_not_frozen_again(library: Library, application: Application) -> None:
    first = library.freeze(application, REASON)
    with pytest.raises(UserError, match="redan fastställd som version 1"):
        library.freeze(application, REASON)
    assert library.versions(application.id) == [first]


def test_list_says_how_an_application_stands(
    library: Library, application: Application, capsys: pytest.CaptureFixture[str]
) -> None:
    def listed() -> tuple[object, object]:
        assert main(["list", "--json", "--workspace", str(library.path)]) == 0
        (line,) = json.loads(capsys.readouterr().out)
        return line["status"], line["version"]

    assert listed() == ("draft", 0)
    library.freeze(application, REASON)
    assert listed() == ("frozen", 1)
    name = application.name
    save(library, application, rename(application, "Annat namn"))
    assert listed() == ("changed", 1)
    save(library, application, rename(application, name))
    assert listed() == ("frozen", 1)
    save(
        library,
        application,
        signing.record_all(application, {"af": {"signed": date(2026, 1, 2)}}, 1, "Skriv"),
    )
    assert listed() == ("frozen", 1)
    save(library, application, rename(application, "Annat namn"))
    library.freeze(application, REASON)
    assert listed() == ("frozen", 2)
    library.copy(application.id)
    assert {(one.status, one.version) for one in library.list()} == {("draft", 0), ("frozen", 2)}


def test_state_follows_the_edits(library: Library, application: Application) -> None:
    library.freeze(application, REASON)
    assert (library.state(application).kind, str(library.state(application))) == (
        "frozen",
        "Fastställd, version 1",
    )
    save(library, application, rename(application, "Annat namn"))
    state = library.state(application)
    assert (state.kind, str(state)) == ("changed", "Ändrad sedan version 1 fastställdes")
    assert [one.path for one in state.differences] == [("answer", "name")]
    library.freeze(application, REASON)
    assert library.state(application).kind == "frozen"


def test_signing_does_not_change_what_was_frozen(
    library: Library, application: Application, tmp_path: Path
) -> None:
    library.freeze(application, REASON)
    (tmp_path / "under.pdf").write_bytes(b"%PDF signed")
    scan = library.keep_file(tmp_path / "under.pdf")
    save(library, application, edits.add_attachments(application, [scan]))
    values = {"signed": date(2026, 1, 2), "signed_how": "electronic", "scan": scan.id}
    save(library, application, signing.record_all(application, {"af": values}, 1, "Skriv"))
    assert library.state(application).kind == "frozen"
    bundle = library.bundle(application, 1)
    assert bundle.form() == library.version_pdf(application.id, 1)
    assert [one.folder for one in bundle.files()] == ["underskrifter"]
    assert bundle.content(scan.digest) == b"%PDF signed"
    assert library.bundle(application).version is None


def test_what_another_program_changed_is_not_frozen_unseen(
    library: Library, application: Application, tmp_path: Path
) -> None:
    with Library(library.path, Catalogue([paths.forms_dir()], tmp_path / "forms")) as other:
        theirs = other.open(application.id)
        save(other, theirs, rename(theirs, "Deras namn"))
    with pytest.raises(ConflictError, match="ändrats från ett annat fönster"):
        library.freeze(application, REASON)
    assert library.versions(application.id) == []
    assert library.freeze(library.open(application.id), REASON).number == 1


def test_a_version_goes_with_its_own_signatures(
    library: Library, application: Application, tmp_path: Path
) -> None:
    for number, name in ((1, "Ett"), (2, "Två")):
        save(library, application, rename(application, name))
        library.freeze(application, REASON)
        page = tmp_path / f"{name}.pdf"
        page.write_bytes(b"%PDF " + name.encode())
        values = {("af", "fk")[number - 1]: signing.dated("signed", date(2026, 1, number), number)}
        file = library.keep_file(page)
        save(library, application, signing.record_all(application, values, number, "Skriv", file=file))

    def signed(number: int) -> list[tuple[str, str]]:
        return [(one.title, one.file.name) for one in library.bundle(application, number).files()]

    assert signed(1) == [("Underskrift: Arbetsförmedlingen", "Ett.pdf")]
    assert signed(2) == [("Underskrift: Försäkringskassan", "Två.pdf")]
    assert [title for title, _ in signed(0)] == [
        "Underskrift: Arbetsförmedlingen (version 1)",
        "Underskrift: Försäkringskassan (version 2)",
    ]


def test_copy_is_not_signed(library: Library, application: Application, tmp_path: Path) -> None:
    (tmp_path / "under.pdf").write_bytes(b"%PDF signed")
    scan = library.keep_file(tmp_path / "under.pdf")
    save(library, application, edits.add_attachments(application, [scan]))
    values = {"signed": date(2026, 1, 2), "signer": "Kim", "scan": scan.id}
    save(library, application, signing.record_all(application, {"af": values}, 0, "Skriv"))
    copied = library.copy(application.id)
    assert copied.attachments == []
    assert not {"signed", "scan"} & copied.party("af").attributes.keys()
    assert copied.party("af").text("signer") == "Kim"
    assert library.open(copied.id) == copied


def test_history_tells_the_same_after_freezing(library: Library, application: Application) -> None:
    library.freeze(application, REASON)
    save(library, application, rename(application, "Annat namn"))
    replayed = records.blank(application.edition, application.id)
    for change in library.workspace.history(application.id):
        change.apply(replayed)
    assert replayed == application == library.open(application.id)


def test_content_names_files_by_their_digests(
    library: Library, application: Application, tmp_path: Path
) -> None:
    (tmp_path / "avtal.txt").write_bytes(b"abc")
    save(
        library, application, edits.add_attachments(application, [library.keep_file(tmp_path / "avtal.txt")])
    )
    content = _content(library, application)
    assert json.loads(json.dumps(content))["attachments"][0]["sha256"] == hashlib.sha256(b"abc").hexdigest()


def test_version_that_is_not_there(library: Library, application: Application) -> None:
    for ask in (library.version_pdf, library.version_content):
        with pytest.raises(NotFoundError, match="ingen version 1"):
            ask(application.id, 1)
    with pytest.raises(NotFoundError):
        library.bundle(application, 1)


def test_two_windows_do_not_take_one_number(
    library: Library, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.freeze(application, REASON)
    monkeypatch.setattr(Library, "versions", lambda self, application_id: [])
    with pytest.raises(ConflictError):
        library.freeze(application, REASON)
