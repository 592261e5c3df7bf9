"""The five real applications: their figures, and what they got wrong (the errors are known)."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from finsam_desktop.domain.application import Application, Attachment
from finsam_desktop.domain.checks import check
from finsam_desktop.domain.form import Choice
from finsam_desktop.domain.richtext import Paragraph, Span
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.transfer import from_json, to_json
from finsam_desktop.editions import EditionFolder

ROOT = Path(__file__).resolve().parent.parent.parent
Seed = Callable[[str], Application]

HEBY, HABO = "uppsala-2016-heby", "uppsala-2019-habo"
INTRO, ALVKARLEBY = "uppsala-2019-07-arbetslivsintro", "uppsala-2024-alvkarleby"
RAKNA = "gavleborg-2024-raknamedmig"


@pytest.fixture(scope="module")
def seed() -> Seed:
    """A sample application by the name of its file."""

    def make(name: str) -> Application:
        text = (ROOT / "resources" / "samples" / f"{name}.json").read_text(encoding="utf-8")
        return from_json(json.loads(text), lambda edition: EditionFolder(ROOT / "forms" / edition).edition)

    return make


@pytest.mark.parametrize(
    ("name", "requested", "own", "total", "by_party"),
    [
        (ALVKARLEBY, 4418130, 0, 4418130, {"Älvkarleby kommun": 4418130}),
        (INTRO, 2904400, 1344000, 4248400, {"Uppsala kommun": 2224000, "Region Uppsala": 680400}),
        (HEBY, 4200000, 0, 4200000, {"Heby kommun": 4200000}),
        (HABO, 600000, 0, 600000, {"Håbo kommun": 600000}),
        (RAKNA, 3222836, 0, None, {"Hudiksvalls kommun": 3222836}),
    ],
)
def test_figures(
    seed: Seed, name: str, requested: int, own: int, total: int | None, by_party: dict[str, int]
) -> None:
    totals = to_json(seed(name))["totals"]
    assert (totals["requested"], totals["own"], totals["total"]) == (requested, own, total)
    found = {one["organisation"]: one["requested"] for one in totals["by_party"] if one["requested"]}
    assert found == by_party


def test_years_of_alvkarleby(seed: Seed) -> None:
    years = to_json(seed(ALVKARLEBY))["totals"]["by_year"]
    assert years == {"2025": 910730, "2026": 1799359, "2027": 1708043}


def test_years_of_gavleborg_come_from_the_period(seed: Seed) -> None:
    assert list(to_json(seed(RAKNA))["totals"]["by_year"]) == ["2024", "2025", "2026"]


FINDINGS: dict[str, list[tuple[str, str, str]]] = {
    ALVKARLEBY: [
        ("name_differs", "answer.budget_name", "”Förlängning”"),
        ("order_differs", "budget_parties", "Försäkringskassan, Region Uppsala) än i formuläret"),
        ("sums_differ", "cell.years.control.total", "4 418 132 kr men"),
        ("years_differ", "cell.years.salary_1.total", "1 899 066 kr men raden är 1 899 065 kr"),
        ("years_differ", "cell.years.salary_2.total", "1 899 066 kr men raden är 1 899 065 kr"),
        ("unit", "sheet.detailed", "”Kostnader i tkr”"),
    ],
    INTRO: [
        ("name_differs", "answer.budget_name", "Arbetslivsintro-förlängningsansökan"),
        ("name_differs", "answer.signed_name", "”Arbetslivsintro”"),
        ("unparsed", "party.uppsala.signed", "”16 juni”"),
        ("several_periods", "answer.period_own", "”1/1–2022 och pågår till 31/12–2022”, men"),
        ("months_differ", "cell.detailed.salary_3.label", "308 000 kr"),
        ("years_missing", "sheet.years", "2 904 400 kr"),
        ("unit", "sheet.detailed", "”Kostnader i tkr”"),
    ],
    HEBY: [
        ("unparsed", "answer.intake_end_date", "”oktober 2020”"),
        ("name_differs", "answer.budget_name", "Lokus - 2018-2020"),
        ("name_differs", "answer.signed_name", "”Heby”"),
        ("order_differs", "budget_parties", "Region Uppsala, Försäkringskassan) än i formuläret"),
        ("signed_apart", "party.region.signed", "2018-10-03, långt från de andra (2017-10-23)"),
        ("rate_summed", "cell.detailed.salaries_sum.rate", "600 % är en summa över flera perioder"),
        ("years_missing", "sheet.years", "4 200 000 kr"),
        ("unit", "sheet.detailed", "”Kostnader i tkr”"),
    ],
    HABO: [
        ("name_differs", "answer.budget_name", "Framsteget tilläggsansökan"),
        ("order_differs", "budget_parties", "Region Uppsala, Arbetsförmedlingen) än i formuläret"),
        ("years_missing", "sheet.years", "600 000 kr"),
        ("unit", "sheet.detailed", "”Kostnader i tkr”"),
    ],
    RAKNA: [
        ("name_differs", "answer.signed_name", "”Räkna med mig” men"),
        ("end_of_month", "answer.end_date", "2026-08-30"),
        ("annex_empty", "answer.annexes", "”Löneberäkning”"),
        ("stated_differs", "answer.requested_amount", "3 222 836 kr men ”Summa” i ”Kostnader” är 818 551 kr"),
    ],
}


@pytest.mark.parametrize("name", list(FINDINGS))
def test_known_errors_are_found_and_nothing_else(seed: Seed, name: str) -> None:
    found = check(Budget(seed(name)))
    assert [(one.code, one.where) for one in found] == [(code, where) for code, where, _ in FINDINGS[name]]
    for one, (_, _, words) in zip(found, FINDINGS[name], strict=True):
        assert words in one.message.replace("\u00a0", " ")


def test_posts_of_heby_are_counted_by_date(seed: Seed) -> None:
    (message,) = [one.message for one in check(Budget(seed(HEBY))) if one.code == "rate_summed"]
    assert "2018: 2,0; 2019: 2,0; 2020: 2,0" in message


def test_an_organisation_stands_in_one_place_in_all_sheets(seed: Seed) -> None:
    """Heby's sheets had Försäkringskassan third in one and fourth in the other: here there is one order."""
    application = seed(HEBY)
    views = Budget(application).views
    columns = [column.key for column in views["detailed"].family("party")]
    rows = [line.key for line in views["summary"].lines if line.key]
    assert columns == rows == application.budget_parties


@pytest.mark.parametrize("name", list(FINDINGS))
def test_show_load_show_gives_the_same(seed: Seed, name: str) -> None:
    application = seed(name)
    shown = to_json(application)
    again = to_json(from_json(json.loads(json.dumps(shown)), lambda _: application.edition))
    again["id"] = shown["id"]
    assert again == shown


# ----------------------------------------------------------------------- the same, with changes


def told(application: Application, *codes: str) -> list[tuple[str, str, str]]:
    found = [one for one in check(Budget(application)) if one.code in codes]
    return [(one.severity, one.code, one.message.replace("\u00a0", " ")) for one in found]


@pytest.mark.parametrize(
    ("text", "severity", "words"),
    [
        ("Period 2022-2023", "warning", "nämner också ”2022-2023”, men insatstiden är 2023-01-01 till"),
        ("jan 2022–dec 2022", "warning", "nämner också ”jan 2022–dec 2022”"),
        ("Intag sker löpande, beslut 2022-06-16 i styrelsen.", "info", "nämner 2022-06-16, men"),
        ("Vi startar 1 januari 2022", "info", "nämner 2022-01-01, men"),
    ],
)
def test_other_period_is_warned_of_and_a_single_day_told(
    seed: Seed, text: str, severity: str, words: str
) -> None:
    application = seed(INTRO)
    application.put(("answer", "period_own"), (Paragraph((Span(text),)),))
    ((found, _, message),) = told(application, "several_periods", "other_dates")
    assert found == severity
    assert words in message


@pytest.mark.parametrize(
    "text",
    [
        "Från januari till december 2023",
        "1/1–31/12 2023, startar 2023-01-01",
        "Insatsen pågår 2023.",
        "Telefon 018-12 34 56, dnr 2017:38",
    ],
)
def test_the_period_itself_may_be_written_out(seed: Seed, text: str) -> None:
    application = seed(INTRO)
    application.put(("answer", "period_own"), (Paragraph((Span(text),)),))
    assert told(application, "several_periods", "other_dates") == []


ANNEXES = ("annex_empty", "annex_not_ticked")


def test_sheet_that_carries_another_is_filled(seed: Seed) -> None:
    application = seed(RAKNA)
    application.cells["costs"].clear()
    assert [message.partition("”")[2].partition("”")[0] for *_, message in told(application, *ANNEXES)] == [
        "Löneberäkning",
        "Kostnadssammanställning",
    ]
    for column, value in {"rate": Decimal(100), "pay": 35_000_00, "months:1": Decimal(4)}.items():
        application.put(("cell", "salaries", "function_1", column), value)
    assert told(application, *ANNEXES) == []
    application.put(("answer", "annexes"), ("salaries", "plan"))
    assert told(application, *ANNEXES) == [
        (
            "info",
            "annex_not_ticked",
            "”Kostnadssammanställning” är ifylld men inte ikryssad som bilaga. Kryssa i rutan.",
        )
    ]


def test_box_for_other_annexes_goes_with_the_attached_files(seed: Seed) -> None:
    application = seed(RAKNA)
    application.put(("answer", "annexes"), ("costs", "plan", "other"))
    ((severity, code, message),) = told(application, *ANNEXES)
    assert (severity, code) == ("warning", "annex_empty")
    assert "”Övrigt” är ikryssad som bilaga men ingen fil är bifogad. Bifoga filen" in message
    application.attachments.append(Attachment("f1", "Följeforskning.pdf", 3, "0" * 64))
    assert told(application, *ANNEXES) == []
    application.put(("answer", "annexes"), ("costs", "plan"))
    assert told(application, *ANNEXES) == [
        (
            "info",
            "annex_not_ticked",
            "”Övrigt” är inte ikryssad som bilaga, men ”Följeforskning.pdf” är bifogad. Kryssa i rutan.",
        )
    ]


def test_attached_files_need_no_box_where_there_is_not_just_one(seed: Seed) -> None:
    application = seed(RAKNA)
    field = application.edition.fields["annexes"]
    more = field.model_copy(update={"choices": (*field.choices, Choice(id="map", label="Karta"))})
    application.edition.fields["annexes"] = more
    application.put(("answer", "annexes"), ("costs", "plan", "other"))
    assert told(application, *ANNEXES) == []
