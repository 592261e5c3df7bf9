"""The five real applications: their figures, and what they got wrong (the errors are known)."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.checks import check
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
        ("several_periods", "answer.period_own", "2022-01-01, 2022-12-31"),
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
