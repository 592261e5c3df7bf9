"""What is said to those whose signature is missing."""

from datetime import UTC, date, datetime

from finsam_desktop.domain import signing
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.versions import Version
from finsam_desktop.exchange.reminders import Reminder, reminders

DAY = date(2026, 1, 2)


def version(number: int) -> Version:
    return Version(number, datetime(2026, 1, 1, tzinfo=UTC), "0a1b2c3d" * 8, "")


def write(application: Application, number: int, **values: date | str) -> None:
    change = signing.record_all(application, {"af": values}, number, "Skriv")
    assert change
    change.apply(application)


def reminder(application: Application, of: Version | None) -> Reminder:
    (found,) = reminders(application, ["af"], of)
    return found


def test_reminder_names_the_application_the_party_and_the_version(sample: Application) -> None:
    write(sample, 1, sent=DAY, signer="Kim Andersson", signer_email="kim@example.se")
    assert str(reminder(sample, version(1))).splitlines() == [
        "Till: kim@example.se",
        "Ämne: Underskrift av ansökan ”Förstärkt stöd till arbete eller studier, förlängning”",
        "",
        "Hej Kim Andersson,",
        "",
        "Vi behöver en underskrift för Arbetsförmedlingen på ansökan ”Förstärkt stöd till arbete eller"
        " studier, förlängning”, version 1.",
        "Vi skickade den till dig 2026-01-02.",
        "",
        "På varje sida ska det stå ”Version 1, fingeravtryck 0a1b-2c3d”. Står det något annat, hör av dig"
        " till oss.",
        "",
        "Har du redan skrivit under kan du bortse från det här.",
        "",
        "Med vänlig hälsning",
    ]


def test_who_signed_an_older_version_is_told_why(sample: Application) -> None:
    write(sample, 1, signed=DAY)
    text = reminder(sample, version(2)).text
    assert "Du skrev under 2026-01-02, men ansökan har ändrats sedan dess." in text
    assert "version 2 skrivas under på nytt" in text


def test_before_any_version_nothing_is_said_of_one(sample: Application) -> None:
    sample.answers.clear()
    text = reminder(sample, None).text
    assert "Hej,\n" in text
    assert "Du får den som PDF tillsammans med det här meddelandet." in text
    assert "fingeravtryck" not in text


def test_only_those_who_sign_are_reminded_in_the_forms_order(sample: Application) -> None:
    found = reminders(sample, ["zzz", "region", "af"], None)
    assert [one.organisation for one in found] == ["Arbetsförmedlingen", "Region Uppsala"]
    assert not str(found[0]).startswith("Till")
