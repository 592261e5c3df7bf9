"""Each check: there when something is wrong, silent when it is right, and clear about the place."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Party
from finsam_desktop.domain.budget import suggest_years
from finsam_desktop.domain.checks import Finding, check
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed, parse_amount
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value

Make = Callable[[], Application]
NBSP = "\u00a0"


@pytest.fixture
def sound(sample: Make) -> Application:
    """The sample with its errors mended: nothing but the form's own unit is left to say."""
    application = sample()
    application.put(("answer", "budget_name"), None)
    on_form = [party.id for party in application.parties]
    application.budget_parties.sort(key=on_form.index)
    change = suggest_years(Budget(application), "years")
    assert change
    change.apply(application)
    return application


def findings(application: Application, code: str = "") -> list[Finding]:
    return [one for one in check(Budget(application)) if not code or one.code == code]


def only(application: Application, code: str, where: str) -> Finding:
    """The one finding of the code; it stands at the place."""
    found = findings(application, code)
    assert [one.where for one in found] == [where]
    return found[0]


def says(finding: Finding, *words: str) -> None:
    message = finding.message.replace(NBSP, " ")
    for word in words:
        assert word in message


def test_sound_application_has_but_the_forms_own_unit(sound: Application) -> None:
    assert [one.code for one in findings(sound)] == ["unit"]


def test_findings_of_the_sample(sample: Make) -> None:
    assert [(one.severity, one.code, one.where) for one in findings(sample())] == [
        ("warning", "name_differs", "answer.budget_name"),
        ("info", "order_differs", "budget_parties"),
        ("error", "sums_differ", "cell.years.control.total"),
        ("error", "years_differ", "cell.years.salary_1.total"),
        ("error", "years_differ", "cell.years.salary_2.total"),
        ("warning", "unit", "sheet.detailed"),
    ]


def test_every_message_is_a_swedish_sentence_that_ends(sample: Make, uppsala: FormEdition) -> None:
    found = findings(sample()) + findings(Application.new(uppsala))
    assert found
    for one in found:
        assert one.message[-1] == "."
        assert "!" not in one.message
        assert "{" not in one.message


# ----------------------------------------------------------------------------------- fields


def test_empty_application_lacks_all_that_is_required(uppsala: FormEdition) -> None:
    application = Application.new(uppsala)
    lead, partner = (party.id for party in application.parties)
    assert {one.where for one in findings(application, "required")} == {
        *(f"answer.{name}" for name in ("name", "background", "purpose", "goals", "result_goals")),
        *(f"answer.{name}" for name in ("effect_goals", "start_date", "end_date", "target_group")),
        *(f"answer.{name}" for name in ("participants", "collaboration", "methods", "evaluation")),
        *(f"answer.{name}" for name in ("success_factors", "requested_amount", "discussed")),
        *("answer.discussed_how", f"party.{lead}.organisation", f"party.{partner}.organisation"),
    }
    assert [one.code for one in findings(application)] == ["required"] * 19


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("name", "”Insatsens namn” är inte ifyllt."),
        ("discussed", "Välj Ja eller Nej."),
        ("start_date", "”Planerat startdatum” är inte ifyllt. Skriv ett datum som åååå-mm-dd."),
        ("requested_amount", "”Sökt belopp” är inte ifyllt. Skriv beloppet i kronor."),
        ("participants", "Skriv ett antal."),
    ],
)
def test_required_field_says_how_to_fill_it(sound: Application, field: str, words: str) -> None:
    sound.put(("answer", field), None)
    says(only(sound, "required", f"answer.{field}"), words)


def test_no_is_an_answer_and_so_is_zero(sound: Application) -> None:
    sound.put(("answer", "discussed"), False)
    sound.put(("answer", "participants"), Decimal(0))
    assert findings(sound, "required") == []


def test_unparsed_field_shows_the_text_and_the_reason(sound: Application) -> None:
    sound.put(("answer", "requested_amount"), parse_amount("1.234"))
    finding = only(sound, "unparsed", "answer.requested_amount")
    says(finding, "”Sökt belopp”: ”1.234” går inte att tolka. Det går inte att avgöra")


@pytest.mark.parametrize("attribute", ["signer_email"])
@pytest.mark.parametrize(
    "text", ["namn", "namn@", "@example.se", "a b@example.se", "namn@example", "a@b@c.se"]
)
def test_malformed_email_is_found(sound: Application, attribute: str, text: str) -> None:
    sound.put(("party", "af", attribute), text)
    finding = only(sound, "email", f"party.af.{attribute}")
    says(finding, "Arbetsförmedlingen", f"”{text}”", "namn@organisation.se")


@pytest.mark.parametrize("text", [",", " ; ,"])
def test_separators_alone_are_no_email(sound: Application, text: str) -> None:
    sound.put(("party", "af", "signer_email"), text)
    says(only(sound, "email", "party.af.signer_email"), f"”{text}” är ingen e-postadress")


@pytest.mark.parametrize(
    "text",
    [
        "a@b.se,",
        "a@b.se; c@d.se",
        ", a@b.se;; c@d.se ;",
        "namn@example.se",
        " namn.namnsson@sub.example.org ",
        "å+ö@exempel.se",
    ],
)
def test_sound_email_is_not_found(sound: Application, text: str) -> None:
    sound.put(("party", "af", "signer_email"), text)
    assert findings(sound, "email") == []


def test_email_that_the_form_asks_of_a_party_is_checked(gavle: FormEdition) -> None:
    application = Application.new(gavle)
    party = application.parties[0].id
    application.put(("party", party, "email"), "namn")
    says(only(application, "email", f"party.{party}.email"), "E-postadress")


def test_unparsed_signing_date_is_found(sound: Application) -> None:
    sound.put(("party", "fk", "signed"), Unparsed("i höst", "Dagen saknas."))
    says(only(sound, "unparsed", "party.fk.signed"), "Försäkringskassan", "”i höst”", "Dagen saknas.")


def test_name_in_the_budget_that_differs_is_found(sound: Application) -> None:
    sound.put(("answer", "budget_name"), "Förlängning")
    finding = only(sound, "name_differs", "answer.budget_name")
    says(finding, "”Förlängning”", f"”{sound.name}”")
    sound.put(("answer", "budget_name"), sound.name)
    assert findings(sound, "name_differs") == []


# ---------------------------------------------------------------------------------- parties


def test_application_without_partners_is_found(sound: Application) -> None:
    for party in list(sound.parties_of(("partner",))):
        edits.remove_party(sound, party.id).apply(sound)
    says(only(sound, "required", "parties.partner"), "”Samverkansparter” saknar part. Lägg till")


def test_co_owner_does_not_stand_in_for_the_lead(sound: Application) -> None:
    sound.put(("party", "alvkarleby", "role"), "co-owner")
    says(only(sound, "required", "parties.lead"), "0 huvudinsatsägare", "behöver 1")


def test_two_leads_are_found(sound: Application) -> None:
    sound.put(("party", "af", "role"), "lead")
    finding = only(sound, "too_many_parties", "parties.lead")
    says(finding, "2 huvudinsatsägare", "högst 1")


def test_party_without_name_is_found(sound: Application) -> None:
    sound.parties.append(Party("new", {"role": "partner"}))
    finding = only(sound, "required", "party.new.organisation")
    says(finding, "Samverkanspart 4: Organisation", "Skriv organisationens namn.")


def test_other_required_facts_of_a_party_say_so(gavle: FormEdition) -> None:
    application = Application.new(gavle)
    party = application.parties[0].id
    application.put(("party", party, "organisation"), "Hudiksvall")
    found = [one for one in findings(application) if one.where == f"party.{party}.contact"]
    assert [one.message for one in found] == [
        "”Hudiksvall: Kontaktperson” är inte ifyllt. Skriv det vid parten."
    ]


def test_same_organisation_twice_is_found(sound: Application) -> None:
    sound.put(("party", "fk", "organisation"), " älvkarleby  Kommun")
    finding = only(sound, "same_organisation", "party.fk.organisation")
    says(finding, "”älvkarleby Kommun” står två gånger", "som insatsägare och samverkanspart.", "Ta bort")
    for party in ("fk", "af"):
        sound.put(("party", party, "organisation"), None)
    assert findings(sound, "same_organisation") == []


def test_two_signers_far_apart_are_both_named(sound: Application) -> None:
    sound.put(("party", "af", "signed"), date(2025, 1, 7))
    sound.put(("party", "fk", "signed"), date(2025, 4, 7))
    assert findings(sound, "signed_apart") == []
    sound.put(("party", "fk", "signed"), date(2026, 1, 7))
    finding = only(sound, "signed_apart", "party.fk.signed")
    says(finding, "Arbetsförmedlingen 2025-01-07, Försäkringskassan 2026-01-07. Kontrollera åren.")
    sound.put(("party", "region", "signed"), date(2025, 1, 8))
    says(
        only(sound, "signed_apart", "party.fk.signed"),
        "Försäkringskassan: underskriften",
        "de andra (2025-01",
    )
    sound.put(("party", "alvkarleby", "signed"), date(2026, 1, 8))
    assert "Region Uppsala 2025-01-08" in findings(sound, "signed_apart")[0].message
    assert len(findings(sound, "signed_apart")) == 1


# ------------------------------------------------------------------------------------ dates


def test_end_before_start_is_found_alone(sound: Application) -> None:
    sound.put(("answer", "end_date"), date(2025, 6, 30))
    found = findings(sound, "dates")
    assert found[0].where == "answer.end_date"
    says(found[0], "”Planerat startdatum” 2025-07-01", "”Planerat slutdatum” 2025-06-30")
    assert len([one for one in found if one.where.startswith("answer")]) == 1


@pytest.mark.parametrize("day", [date(2025, 6, 30), date(2028, 1, 1)])
def test_intake_outside_the_period_is_found(sound: Application, day: date) -> None:
    sound.put(("answer", "intake_end_date"), day)
    says(only(sound, "dates", "answer.intake_end_date"), day.isoformat(), "2025-07-01 till 2027-12-31")


@pytest.mark.parametrize("day", [date(2025, 7, 1), date(2027, 12, 31)])
def test_first_and_last_day_are_within_the_period(sound: Application, day: date) -> None:
    sound.put(("answer", "intake_end_date"), day)
    assert findings(sound, "dates") == []


def test_more_years_than_the_form_has_are_found(sound: Application) -> None:
    sound.put(("answer", "end_date"), date(2028, 12, 31))
    assert findings(sound, "too_many_years") == []
    sound.put(("answer", "end_date"), date(2029, 1, 1))
    says(only(sound, "too_many_years", "answer.end_date"), "5 kalenderår", "plats för 4")


def test_row_that_ends_before_it_starts_is_found(sound: Application) -> None:
    sound.put(("cell", "detailed", "salary_1", "from"), date(2027, 1, 1))
    sound.put(("cell", "detailed", "salary_1", "to"), date(2026, 1, 1))
    finding = only(sound, "dates", "cell.detailed.salary_1.to")
    says(finding, "Budget, Lönekostnad 1.:", "från 2027-01-01", "till 2026-01-01")


def test_row_outside_the_period_is_found(sound: Application) -> None:
    sound.put(("cell", "detailed", "travel", "from"), date(2024, 1, 1))
    sound.put(("cell", "detailed", "travel", "to"), date(2027, 12, 31))
    finding = only(sound, "row_outside_period", "cell.detailed.travel.from")
    assert finding.severity == "warning"
    says(finding, "Budget, Resor:", "2024-01-01", "2025-07-01 till 2027-12-31")


@pytest.mark.parametrize("row", ["salary_1", "other_costs"])
def test_amount_in_a_year_after_the_period_is_found(sound: Application, row: str) -> None:
    sound.put(("cell", "years", row, "year:4"), 100)
    finding = only(sound, "year_beyond", f"cell.years.{row}.year:4")
    assert finding.severity == "error"
    says(
        finding,
        "Per år, ",
        "20xx: år 4 i budgeten",
        "2025-07-01 till 2027-12-31",
        "Flytta",
        "rätta insatstiden",
    )
    sound.put(("answer", "end_date"), date(2028, 1, 1))
    assert findings(sound, "year_beyond") == []


@pytest.mark.parametrize("value", [0, Unparsed("ca 5", "Skriv ett belopp.")])
def test_year_after_the_period_without_a_figure_is_no_finding(sound: Application, value: Value) -> None:
    sound.put(("cell", "years", "salary_1", "year:4"), value)
    assert findings(sound, "year_beyond") == []


@pytest.mark.parametrize("field", ["start_date", "end_date"])
def test_years_of_an_unknown_period_are_not_held_against_it(sound: Application, field: str) -> None:
    sound.put(("cell", "years", "salary_1", "year:4"), 100)
    sound.put(("answer", field), None)
    assert findings(sound, "year_beyond") == []


def test_months_and_activities_after_the_period_are_found(gavle: FormEdition) -> None:
    application = Application.new(gavle)
    application.put(("answer", "start_date"), date(2024, 9, 1))
    application.put(("answer", "end_date"), date(2026, 8, 30))
    application.put(("cell", "salaries", "function_1", "months:4"), Decimal(2))
    application.put(("cell", "plan", "activities:4", "q2"), "Avslut")
    application.put(("cell", "plan", "activities:3", "q2"), "Konferens")
    months, activity = findings(application, "year_beyond")
    assert (months.where, activity.where) == (
        "cell.salaries.function_1.months:4",
        "cell.plan.activities:4.q2",
    )
    says(months, "Löneberäkning, Befattning, Månader 20xx: år 4")


# ------------------------------------------------------------------------------------- sums


def test_unparsed_cell_names_row_and_column(sound: Application) -> None:
    sound.put(("cell", "detailed", "interpreter", "party:alvkarleby"), Unparsed("ca 5", "Skriv ett belopp."))
    finding = only(sound, "unparsed", "cell.detailed.interpreter.party:alvkarleby")
    says(finding, "Budget, Tolk, Älvkarleby kommun", "”ca 5” går inte att tolka. Skriv ett belopp.")


def test_sums_that_need_an_unparsed_cell_are_not_compared(sound: Application) -> None:
    sound.put(("cell", "detailed", "interpreter", "party:alvkarleby"), Unparsed("ca 5", "Skriv ett belopp."))
    assert [one.code for one in findings(sound)] == ["unparsed", "unit"]


def test_years_that_do_not_make_the_total_are_found(sample: Make) -> None:
    finding = only(sample(), "sums_differ", "cell.years.control.total")
    says(finding, "”S:a per år för avstämning” i ”Per år” är 4 418 132 kr", "4 418 130 kr", "2 kr för mycket")
    first = findings(sample(), "years_differ")[0]
    says(first, "Per år, Lönekostnader 1.:", "1 899 066 kr", "1 899 065 kr", "1 kr för mycket")


def test_years_that_are_too_little_say_so(sound: Application) -> None:
    sound.put(("cell", "years", "other_costs", "year:1"), 0)
    finding = only(sound, "years_differ", "cell.years.other_costs.total")
    says(finding, "Per år, ÖVRIGA KOSTNADER:", "620 000 kr", "för lite")
    assert [one.where for one in findings(sound, "sums_differ")] == ["cell.years.control.total"]


def test_ore_are_told_too(sound: Application) -> None:
    amount = sound.cell("years", "salary_1", "year:1")
    assert isinstance(amount, int)
    sound.put(("cell", "years", "salary_1", "year:1"), amount + 50)
    says(only(sound, "years_differ", "cell.years.salary_1.total"), "0,50 kr för mycket")


def test_nothing_split_yet_is_one_finding(sample: Make) -> None:
    application = sample()
    for row in list(application.cells["years"]):
        for column in list(application.cells["years"][row]):
            application.put(("cell", "years", row, column), None)
    assert findings(application, "years_differ") == []
    assert findings(application, "sums_differ") == []
    says(only(application, "years_missing", "sheet.years"), "4 418 130 kr att fördela")


@pytest.mark.parametrize(
    ("stated", "words"), [(4_000_000_00, "418 130 kr för lite"), (5_000_000_00, "för mycket")]
)
def test_stated_amount_that_differs_is_found(sound: Application, stated: int, words: str) -> None:
    sound.put(("answer", "requested_amount"), stated)
    finding = only(sound, "stated_differs", "answer.requested_amount")
    says(finding, "”Sökt belopp”", "”SUMMA FRÅN SAMORDNINGSFÖRBUNDET” i ”Budget”", "4 418 130 kr", words)


def test_amounts_in_thousands_agree_with_the_forms_unit(sound: Application) -> None:
    """Where every amount could be in tkr there is nothing to warn of."""
    for row, cells in list(sound.cells["detailed"].items()):
        for column, value in list(cells.items()):
            kept: Value = 20_000_00 if type(value) is int else value
            sound.put(("cell", "detailed", row, column), kept)
    assert findings(sound, "unit") == []


def test_unit_is_shown_by_the_first_amount_of_the_sheet(sample: Make) -> None:
    """Whatever the order in which the amounts were filled in."""
    application = sample()
    kept = application.cell("detailed", "salary_1", "party:alvkarleby")
    application.put(("cell", "detailed", "salary_1", "party:alvkarleby"), None)
    application.put(("cell", "detailed", "salary_1", "party:fk"), 50_000_00)
    application.put(("cell", "detailed", "salary_1", "party:alvkarleby"), kept)
    says(only(application, "unit", "sheet.detailed"), "”Kostnader i tkr”", "till exempel 1 899 065.")


def test_row_of_one_of_several_tables_names_the_funder(started: Callable[[str], Application]) -> None:
    application = started("gavle-like")
    other = application.budget_parties[1]
    application.put(("cell", "costs", f"own_1@{other}", "year:1"), Unparsed("ca 5", "Skriv ett belopp."))
    finding = only(application, "unparsed", f"cell.costs.own_1@{other}.year:1")
    says(finding, "Kostnader, Kostnad (Regionen), År 1, 20xx")


def test_plan_counts_among_the_years(gavle: FormEdition) -> None:
    sheet = gavle.sheets_by_id["plan"].model_dump(by_alias=True)
    sheet["part"][0]["line"][0]["count"] = 2
    shorter = gavle.model_copy(
        update={"sheets": (*gavle.sheets[:2], type(gavle.sheets[0]).model_validate(sheet))}
    )
    application = Application.new(shorter)
    application.put(("answer", "start_date"), date(2024, 9, 1))
    application.put(("answer", "end_date"), date(2026, 8, 30))
    says(only(application, "too_many_years", "answer.end_date"), "3 kalenderår", "plats för 2")
