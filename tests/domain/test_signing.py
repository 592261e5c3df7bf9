"""Each signature belongs to a version, and who is missing is told."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from finsam_desktop.domain import signing
from finsam_desktop.domain.application import OF_SIGNING, Application, Attachment
from finsam_desktop.domain.errors import TransferError
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.renew import supplement
from finsam_desktop.domain.transfer import from_json, to_json

Make = Callable[[], Application]
DAY = date(2026, 1, 2)


def write(application: Application, party: str, version: int, **values: Any) -> bool:
    change = signing.record(application, party, values, version, "Skriv")
    if change:
        change.apply(application)
    return change is not None


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
    (finding,) = signing.signature_findings(application, 2)
    assert finding.path == ("party", "af", "signed")
    assert finding.message == (
        "Arbetsförmedlingen: Undertecknad elektroniskt 2026-01-02, då version 1 gällde. Nu gäller version 2."
        " Be om en ny underskrift."
    )
    write(application, "af", 2, signed=date(2026, 2, 3))
    assert not list(signing.signature_findings(application, 2))


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
        "Undertecknad 2026-01-02, innan någon version var fastställd. Nu gäller version 1.",
    )


def test_signature_that_came_with_a_file_is_of_a_version_that_is_not_here(sample: Make) -> None:
    application = sample()
    write(application, "af", 3, signed=DAY)
    write(application, "fk", 3, sent=DAY)
    assert texts(application, 0)["af"] == ("signed", "Undertecknad 2026-01-02, version 3.")
    assert texts(application, 0)["fk"][0] == "sent"


def test_change_of_a_signature_is_undone_in_one_step(sample: Make) -> None:
    application = sample()
    change = signing.record(application, "af", {"signed": DAY, "signed_how": "paper"}, 1, "Skriv")
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
