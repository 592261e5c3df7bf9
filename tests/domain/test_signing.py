"""Each signature belongs to a version, and who is missing is told."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from finsam_desktop.domain import edits, signing
from finsam_desktop.domain.application import OF_SIGNING, Application, Attachment
from finsam_desktop.domain.errors import TransferError
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.renew import supplement
from finsam_desktop.domain.transfer import from_json, to_json
from finsam_desktop.domain.versions import Version

Make = Callable[[], Application]
DAY = date(2026, 1, 2)


def write(application: Application, party: str, version: int, **values: Any) -> bool:
    change = signing.record_all(application, {party: values}, version, "Skriv")
    if change:
        change.apply(application)
    return change is not None


def versions(*times: datetime) -> list[Version]:
    return [Version(number, time, "", "") for number, time in enumerate(times, start=1)]


def texts(application: Application, version: int) -> dict[str, tuple[str, str]]:
    return {one.party: (one.standing, one.text) for one in signing.overview(application, version)}


def test_overview_follows_the_form(sample: Make) -> None:
    application = sample()
    found = signing.overview(application, 0)
    assert [one.party for one in found] == ["alvkarleby", "af", "region", "fk"]
    assert {one.standing for one in found} == {"unsent"}
    assert all(one.missing for one in found)


def test_signature_is_of_the_newest_version(sample: Make) -> None:
    application = sample()
    assert write(application, "af", 1, sent=DAY)
    assert texts(application, 1)["af"] == ("sent", "Skickad 2026-01-02, inte undertecknad.")
    assert write(application, "af", 1, signed=DAY, signed_how="paper")
    assert texts(application, 1)["af"] == ("signed", "Undertecknad på papper 2026-01-02, version 1.")
    (one,) = [one for one in signing.overview(application, 1) if not one.missing]
    assert (one.party, one.sent_version, one.signed_version) == ("af", 1, 1)


def test_older_signature_is_told(sample: Make) -> None:
    application = sample()
    write(application, "af", 1, signed=DAY, signed_how="electronic", sent=DAY)
    write(application, "fk", 1, sent=DAY)
    assert texts(application, 2)["af"][0] == "older"
    assert texts(application, 2)["fk"] == (
        "unsent",
        "Version 2 är inte skickad. En tidigare skickades 2026-01-02.",
    )
    two = versions(datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 2, 1, 12, tzinfo=UTC))
    (finding,) = signing.signature_findings(application, two)
    assert finding.path == ("party", "af", "signed")
    assert finding.message == (
        "Arbetsförmedlingen: Undertecknad elektroniskt 2026-01-02, då version 1 gällde. Nu gäller version 2."
        " Be om en ny underskrift."
    )
    write(application, "af", 2, signed=date(2026, 2, 3))
    assert not list(signing.signature_findings(application, two))


def test_signature_before_its_version_was_there_is_told(sample: Make) -> None:
    application = sample()
    frozen = datetime(2026, 1, 2, 12).astimezone()
    write(application, "af", 1, signed=DAY - timedelta(days=1))
    write(application, "fk", 1, signed=DAY)
    write(application, "region", 1, signed=Unparsed("i våras", "Det är inget datum."))
    (finding,) = signing.signature_findings(application, versions(frozen))
    assert (finding.severity, finding.code) == ("warning", "signature_early")
    assert finding.path == ("party", "af", "signed")
    assert finding.message == (
        "Arbetsförmedlingen: undertecknad 2026-01-01, men version 1 fastställdes först 2026-01-02."
        " Kontrollera datumet och vad som är underskrivet."
    )
    two = versions(frozen, frozen)
    assert {one.code for one in signing.signature_findings(application, two)} == {"signature_older"}


def test_day_is_that_of_the_computer() -> None:
    midnight = datetime(2026, 1, 2, 0, 30).astimezone()
    assert signing.local_day(midnight.astimezone(UTC)) == DAY
    assert signing.frozen_on(versions(midnight)[0]) == DAY
    assert signing.local_day(datetime.min.replace(tzinfo=UTC)) == date.min
    assert signing.local_day(datetime.max.replace(tzinfo=UTC)) == date.max


def test_known_signature_is_told_whatever_the_version(sample: Make) -> None:
    application = sample()
    write(application, "af", 2, signed=DAY, signed_how="paper")
    write(application, "fk", 0, signed=DAY)
    known = {one.party: one.known for one in signing.overview(application, 3)}
    assert known["af"] == "har undertecknat version 2 på papper 2026-01-02"
    assert known["fk"] == "har undertecknat 2026-01-02"
    assert known["region"] == ""


def test_name_of_who_signed_never_replaces_what_is_written(sample: Make) -> None:
    party = sample().party("af")
    assert signing.signers_name(party, "Kim Andersson") == {"signer": "Kim Andersson"}
    assert signing.signers_name(party, "") == {}
    party.attributes["signer"] = "Åsa von Öst"
    assert signing.signers_name(party, "Kim Andersson") == {}


def test_what_is_filled_in_beside_a_date_keeps_its_version(sample: Make) -> None:
    application = sample()
    write(application, "af", 1, signed=DAY)
    assert write(application, "af", 2, scan="f1", signed=DAY)
    assert signing.version_of(application.party("af"), "signed_version") == 1
    assert write(application, "af", 2, signed=None)
    assert "signed_version" not in application.party("af").attributes
    assert not write(application, "af", 2, signed=None)


def test_signature_before_any_version_is_of_none(sample: Make) -> None:
    application = sample()
    write(application, "af", 0, signed=DAY)
    assert texts(application, 0)["af"] == ("signed", "Undertecknad 2026-01-02.")
    assert texts(application, 1)["af"] == (
        "older",
        "Undertecknad 2026-01-02, men det är inte känt i vilken version. Nu gäller version 1.",
    )


def test_signature_that_came_with_a_file_is_of_a_version_that_is_not_here(sample: Make) -> None:
    application = sample()
    write(application, "af", 3, signed=DAY)
    write(application, "fk", 3, sent=DAY)
    assert texts(application, 0)["af"] == ("signed", "Undertecknad 2026-01-02, version 3.")
    assert texts(application, 0)["fk"][0] == "sent"


def test_change_of_a_signature_is_undone_in_one_step(sample: Make) -> None:
    application = sample()
    change = signing.record_all(application, {"af": {"signed": DAY, "signed_how": "paper"}}, 1, "Skriv")
    assert change
    change.apply(application)
    change.inverse().apply(application)
    assert application.parties == sample().parties


def test_signed_pages_are_no_annexes(sample: Make) -> None:
    application = sample()
    page, other = Attachment("f1", "under.pdf", 1, "0"), Attachment("f2", "avtal.pdf", 1, "0")
    application.attachments[:] = [page, other]
    write(application, "af", 1, signed=DAY, scan="f1")
    assert signing.annexes(application) == [other]
    assert signing.scan_of(application, application.party("af")) == page
    assert signing.signed_with(application, "f1") == ["Arbetsförmedlingen"]
    assert signing.signed_with(application, "f2") == []
    application.attachments.clear()
    assert signing.scan_of(application, application.party("af")) is None


def test_what_is_known_of_signatures_is_shown_and_loaded(
    sample: Make, editions: Callable[[str], FormEdition]
) -> None:
    application = sample()
    write(application, "af", 3, sent=DAY, signed=DAY, signed_how="electronic", scan="f1")
    data = json.loads(json.dumps(to_json(application)))
    assert from_json(data, editions).party("af").attributes == application.party("af").attributes
    assert application.party("af").attributes["signed_version"] == Decimal(3)
    data["parties"][1]["signed_how"] = "telefon"
    with pytest.raises(TransferError, match="signed_how: väntade något av paper, electronic"):
        from_json(data, editions)


def test_next_application_starts_without_signatures(sample: Make) -> None:
    application = sample()
    write(application, "af", 1, sent=DAY, signed=DAY, signed_how="paper", scan="f1")
    made, _ = supplement(application)
    assert not set(OF_SIGNING) & {name for party in made.parties for name in party.attributes}


def test_what_is_signed_is_older_than_what_has_changed_since(sample: Make) -> None:
    application = sample()
    write(application, "af", 1, signed=DAY)
    write(application, "fk", 1, sent=DAY)
    found = {one.party: one for one in signing.overview(application, 1, changed=True)}
    assert (found["af"].standing, found["af"].gave(1), found["af"].missing) == ("older", True, True)
    assert found["af"].text == "Undertecknad 2026-01-02, version 1. Ansökan har ändrats sedan dess."
    assert found["fk"].standing == "sent"
    assert found["fk"].text.endswith("inte undertecknad. Ansökan har ändrats sedan dess.")
    assert found["region"].text == "Inte skickad."


def test_headline_counts_those_of_the_version(sample: Make) -> None:
    application = sample()
    for party in ("alvkarleby", "af", "region"):
        write(application, party, 1, signed=DAY)

    def said(version: int, changed: bool = False) -> str:
        return signing.headline(
            signing.overview(application, version, changed=changed), version, changed=changed
        )

    assert said(1) == "3 av 4 har skrivit under version 1. Underskrift saknas från Försäkringskassan."
    assert said(2).startswith(
        "0 av 4 har skrivit under version 2. Underskrift saknas från Älvkarleby kommun, "
    )
    assert said(1, changed=True).startswith("3 av 4 har skrivit under version 1, men ansökan har ändrats")
    write(application, "fk", 1, signed=DAY)
    assert said(1) == "Alla har skrivit under version 1."
    application.parties[:] = [application.party("af")]
    assert said(1) == "Parten har skrivit under version 1."


def test_date_that_is_no_date_is_told_as_it_was_written(sample: Make) -> None:
    application = sample()
    write(application, "af", 1, sent=Unparsed("i våras", "Det är inget datum."))
    assert texts(application, 1)["af"] == ("sent", "Skickad ”i våras”, inte undertecknad.")


def test_one_file_for_several_is_attached_once_and_takes_the_place_of_others(sample: Make) -> None:
    application = sample()
    application.attachments[:] = [Attachment(name, name, 1, name) for name in ("gammal", "avtal", "delad")]
    write(application, "af", 1, scan="gammal")
    write(application, "fk", 1, scan="delad")
    write(application, "region", 1, scan="delad")
    before = application.snapshot()
    new = Attachment("ny", "ny", 1, "ny")
    values = {party: signing.signed_in(DAY, 1) for party in ("af", "fk")}
    change = signing.record_all(application, values, 2, "Skriv", file=new)
    assert change
    change.apply(application)
    assert [one.id for one in application.attachments] == ["avtal", "delad", "ny"]
    scans = [application.party(party).text("scan") for party in ("af", "fk", "region")]
    assert scans == ["ny", "ny", "delad"]
    assert signing.version_of(application.party("af"), "signed_version") == 1
    twin = Attachment("tvilling", "ny", 1, "ny")
    assert signing.record_all(application, values, 2, "Skriv", file=twin) is None
    change.inverse().apply(application)
    assert application == before


def test_signature_of_a_file_is_of_its_version_though_the_day_is_the_same(sample: Make) -> None:
    application = sample()
    write(application, "af", 1, signed=DAY)
    change = signing.record_all(application, {"af": signing.signed_in(DAY, 2)}, 2, "Skriv")
    assert change
    change.apply(application)
    assert signing.version_of(application.party("af"), "signed_version") == 2


def test_page_that_is_taken_away_is_nobodys(sample: Make) -> None:
    application = sample()
    page = Attachment("f1", "under.pdf", 1, "0")
    application.attachments[:] = [page]
    write(application, "af", 1, scan="f1")
    write(application, "fk", 1, scan="f1")
    before = application.snapshot()
    change = edits.remove_attachment(application, "f1")
    change.apply(application)
    assert not any("scan" in party.attributes for party in application.parties)
    change.inverse().apply(application)
    assert application == before
    write(application, "af", 1, scan=None)
    assert application.attachments == [page]
    write(application, "fk", 1, scan=None)
    assert application.attachments == []


def test_signatories_are_known_by_name(sample: Make) -> None:
    application = sample()
    for party, name in (("af", "Kim Andersson, enhetschef"), ("fk", "Åsa von Öst"), ("region", "Kim")):
        application.party(party).attributes["signer"] = name
    statuses = signing.overview(application, 1)
    names = ["Tim Andersson", "ASA VON OST", "Kim Andersson", "Kim", "", "Kim Andersson, enhetschef"]
    assert signing.likely_parties(names, statuses) == ["", "fk", "", "", "", "af"]
    assert signing.likely_parties(["Kim Andersson"], statuses) == ["af"]
    assert signing.likely_parties([], statuses) == []
