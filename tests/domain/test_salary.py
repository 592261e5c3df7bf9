"""What a post costs, how it is put in a row, and the overhead rates to choose among."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.budget import difference, lock
from finsam_desktop.domain.edits import remove_party
from finsam_desktop.domain.overhead import Rate, RatesError, load_rates, own_rate, rates, rates_toml
from finsam_desktop.domain.parse import FIRST_YEAR, LAST_YEAR, Unparsed
from finsam_desktop.domain.salary import (
    Salary,
    SalaryError,
    apply,
    caveats,
    cost_by_year,
    salary_of,
    salary_party,
    still_holds,
    stretches,
    takes_salary,
    working,
)
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.transfer import from_json, to_json
from finsam_desktop.domain.values import Value

Make = Callable[[], Application]
SOURCE = "Kommuner 2021, SKR"
RATES = Path(__file__).resolve().parents[2] / "resources" / "payroll-overhead.toml"


def salary(start: str = "2026-01-01", end: str = "2026-12-31", **other: Any) -> Salary:
    """35 190 kr a month, full time, 40,15 %."""
    given = {"pay": 35_190_00, "rate": Decimal(100), "overhead": Decimal("40.15"), "source": SOURCE}
    return Salary(start=date.fromisoformat(start), end=date.fromisoformat(end), **(given | other))


def plain(lines: list[str]) -> list[str]:
    return [line.replace("\u00a0", " ") for line in lines]


# --------------------------------------------------------------------------------- the cost


def test_a_year_of_full_time() -> None:
    """12 x 35 190 x 1,4015 = 591 825,42."""
    assert cost_by_year(salary()) == {2026: 591_825_42}


def test_parts_of_years_and_of_a_post() -> None:
    """Half time from 2026-07-01 to 2027-03-15: 6 and 2 + 15/31 months of 24 659,3925 kr."""
    found = cost_by_year(salary("2026-07-01", "2027-03-15", rate=Decimal(50)))
    assert found == {2026: 147_956_36, 2027: 61_250_75}


def test_raise_comes_on_its_day_each_year_after_the_first() -> None:
    """From 2026-04-01 the pay is 35 893,80; from 2027-04-01 it is 36 611,68."""
    found = salary("2025-04-01", "2027-12-31", yearly_raise=Decimal(2), raise_month=4)
    assert [(part.start.isoformat(), part.end.isoformat(), part.pay) for part in stretches(found)] == [
        ("2025-04-01", "2025-12-31", 35_190_00),
        ("2026-01-01", "2026-03-31", 35_190_00),
        ("2026-04-01", "2026-12-31", 35_893_80),
        ("2027-01-01", "2027-03-31", 35_893_80),
        ("2027-04-01", "2027-12-31", 36_611_68),
    ]
    assert cost_by_year(found)[2026] == 147_956_36 + 452_746_45  # 3 and 9 months


def test_raise_at_new_year_is_the_first_of_january() -> None:
    found = list(stretches(salary("2026-01-01", "2027-12-31", yearly_raise=Decimal(10))))
    assert [part.pay for part in found] == [35_190_00, 38_709_00]


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
SALARIES = st.builds(
    lambda pay, rate, first, length, overhead, raised, month: Salary(
        pay, rate, first, first + timedelta(days=length), overhead, SOURCE, raised, month
    ),
    st.integers(1, 200_000_00),
    st.decimals("0.01", 200, places=2),
    DAYS,
    st.integers(0, 1500),
    st.decimals(0, 100, places=2),
    st.decimals(0, 10, places=1),
    st.integers(1, 12),
)


@given(SALARIES)
def test_stretches_cover_the_period_and_sum_to_the_years(found: Salary) -> None:
    parts = list(stretches(found))
    assert (parts[0].start, parts[-1].end) == (found.start, found.end)
    for one, other in pairwise(parts):
        assert other.start == one.end + timedelta(days=1)
        assert other.pay >= one.pay
    assert sum(cost_by_year(found).values()) == sum(part.cost for part in parts)
    assert len(working(found)) >= len(parts) + 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"pay": 0}, "Månadslönen"),
        ({"rate": Decimal(0)}, "Tjänsten"),
        ({"end": "2025-01-01"}, "Till ligger före från"),
        ({"overhead": Decimal(-1)}, "PO-pålägg"),
        ({"yearly_raise": Decimal(1001)}, "löneökning"),
        ({"source": " "}, "källa"),
        ({"raise_month": 13}, "1 till 12"),
    ],
)
def test_what_cannot_be_is_told(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(SalaryError, match=words):
        salary(**wrong)


# ------------------------------------------------------------------------------- the working


def test_working_can_be_followed() -> None:
    found = salary("2026-01-01", "2027-06-15", rate=Decimal(80), yearly_raise=Decimal(2), raise_month=4)
    assert plain(working(found)) == [
        "Lönekostnad 703 917,17 kr: 35 190 kr i månaden, 80 %, 2026-01-01 till 2027-06-15,"
        " PO-pålägg 40,15 %.",
        "2026: 3 månader × 35 190 kr × 80 % × 1,4015 = 118 365,08 kr",
        "2026 från 1 april: 9 månader × 35 893,80 kr × 80 % × 1,4015 = 362 197,16 kr",
        "2026 i allt: 480 562,24 kr",
        "2027: 3 månader × 35 893,80 kr × 80 % × 1,4015 = 120 732,39 kr",
        "2027 från 1 april: 2,5 månader × 36 611,68 kr × 80 % × 1,4015 = 102 622,54 kr",
        "2027 i allt: 223 354,93 kr",
        "PO-pålägg 40,15 %: Kommuner 2021, SKR.",
        "Lönen höjs med 2 % den 1 april varje år, första gången 2026-04-01.",
    ]


def test_working_without_raise_says_nothing_of_one() -> None:
    assert plain(working(salary())) == [
        "Lönekostnad 591 825,42 kr: 35 190 kr i månaden, 100 %, 2026-01-01 till 2026-12-31,"
        " PO-pålägg 40,15 %.",
        "2026: 12 månader × 35 190 kr × 100 % × 1,4015 = 591 825,42 kr",
        "PO-pålägg 40,15 %: Kommuner 2021, SKR.",
    ]


def test_one_month_is_one() -> None:
    assert ": 1 månad ×" in working(salary("2026-02-01", "2026-02-28"))[1]


# ------------------------------------------------------------------------------- in the sheet


def put_in(application: Application, found: Salary, sheet: str, row: str, party: str = "") -> Budget:
    budget = Budget(application)
    change = apply(budget, sheet, row, found, party)
    assert change
    assert change.origin == "salary"
    change.apply(application)
    budget.update(change)
    assert apply(budget, sheet, row, found, party) is None
    return budget


def cells(application: Application, sheet: str, row: str) -> dict[str, Value]:
    return application.cells.get(sheet, {}).get(row, {})


def test_salary_fills_its_row_and_the_years_that_mirror_it(sample: Make) -> None:
    application = sample()
    found = salary("2025-07-01", "2027-12-31", rate=Decimal(80), yearly_raise=Decimal(2))
    budget = put_in(application, found, "detailed", "salary_3", "alvkarleby")
    costs = cost_by_year(found)
    assert cells(application, "detailed", "salary_3") | {"label": None} == {
        "label": None,
        "rate": Decimal(80),
        "from": date(2025, 7, 1),
        "to": date(2027, 12, 31),
        "party:alvkarleby": sum(costs.values()),
    }
    assert cells(application, "years", "salary_3") == {
        "year:1": costs[2025],
        "year:2": costs[2026],
        "year:3": costs[2027],
    }
    assert difference(budget, "years", "salary_3") == 0
    assert salary_of(application, "detailed", "salary_3") == found
    assert salary_party(application, "detailed", "salary_3") == "alvkarleby"
    assert still_holds(budget, "detailed", "salary_3")
    assert caveats(budget, "detailed", "salary_3", found, "alvkarleby") == []


def test_it_is_one_step_that_can_be_undone_and_goes_through_transfer(
    sample: Make, editions: Callable[[str], Any]
) -> None:
    application, before = sample(), to_json(sample())
    found = salary("2025-07-01", "2027-12-31")
    change = apply(Budget(application), "detailed", "salary_3", found, "alvkarleby")
    assert change
    change.apply(application)
    again = from_json(to_json(application), editions)
    assert salary_of(again, "detailed", "salary_3") == found
    change.inverse().apply(application)
    assert to_json(application) | {"id": ""} == before | {"id": ""}


def test_locked_years_stay_and_that_is_said(sample: Make) -> None:
    application = sample()
    locked = lock(application, "years", [("salary_1", "year:2")], True)
    assert locked
    locked.apply(application)
    kept = application.cell("years", "salary_1", "year:2")
    found = salary("2025-07-01", "2027-12-31")
    assert "2026" in caveats(Budget(application), "detailed", "salary_1", found, "alvkarleby")[0]
    put_in(application, found, "detailed", "salary_1", "alvkarleby")
    assert application.cell("years", "salary_1", "year:2") == kept
    assert application.cell("years", "salary_1", "year:1") == cost_by_year(found)[2025]


def test_what_others_have_in_the_row_is_in_the_years_too(sample: Make) -> None:
    application = sample()
    application.put(("cell", "detailed", "salary_3", "party:fk"), 914_00)
    budget = put_in(application, salary("2025-07-01", "2027-12-31"), "detailed", "salary_3", "alvkarleby")
    assert difference(budget, "years", "salary_3") == 0
    assert application.cell("years", "salary_3", "year:1") == 295_912_71 + 184_00


def test_years_are_left_where_another_amount_cannot_be_read(sample: Make) -> None:
    application = sample()
    application.put(("cell", "detailed", "salary_3", "party:fk"), Unparsed("ca 5", "Skriv om."))
    put_in(application, salary("2025-07-01", "2027-12-31"), "detailed", "salary_3", "alvkarleby")
    assert cells(application, "years", "salary_3") == {}


def test_another_organisation_takes_over_the_cost(sample: Make) -> None:
    application, found = sample(), salary("2025-07-01", "2027-12-31")
    budget = put_in(application, found, "detailed", "salary_3", "alvkarleby")
    assert caveats(budget, "detailed", "salary_3", found, "fk") == [
        "Beloppet som räknades ut för Älvkarleby kommun tas bort."
    ]
    budget = put_in(application, found, "detailed", "salary_3", "fk")
    assert application.cell("detailed", "salary_3", "party:alvkarleby") is None
    assert difference(budget, "years", "salary_3") == 0


def test_row_without_dates_gets_rate_and_cost_alone(sample: Make) -> None:
    application = sample()
    put_in(application, salary(), "detailed", "own_salary_1", "alvkarleby")
    found = cells(application, "detailed", "own_salary_1")
    assert found == {"rate": Decimal(100), "party:alvkarleby": 591_825_42}


def test_a_sum_beside_a_figure_that_is_overwritten_goes(sample: Make) -> None:
    application = sample()
    application.put(("note", "detailed", "salary_3", "sum:party:alvkarleby"), "=1+1")
    put_in(application, salary(), "detailed", "salary_3", "alvkarleby")
    assert application.get(("note", "detailed", "salary_3", "sum:party:alvkarleby")) is None


def test_years_without_a_column_and_an_unknown_start_are_said(sample: Make) -> None:
    application = sample()
    late = salary("2028-07-01", "2029-12-31")
    (said,) = plain(caveats(Budget(application), "detailed", "salary_3", late, "alvkarleby"))
    assert said == "2029 har ingen kolumn: 591 825,42 kr kommer inte med på något år."
    application.put(("answer", "start_date"), None)
    assert "startdatum saknas" in caveats(Budget(application), "detailed", "salary_3", late, "alvkarleby")[0]
    put_in(application, late, "detailed", "salary_3", "alvkarleby")
    assert cells(application, "years", "salary_3") == {}


@pytest.fixture
def gavle_application(started: Callable[[str], Application]) -> Application:
    application = started("gavle-like")
    application.put(("answer", "start_date"), date(2026, 1, 1))
    application.put(("answer", "end_date"), date(2027, 12, 31))
    return application


def test_sheet_that_computes_the_cost_gets_pay_overhead_and_months(gavle_application: Application) -> None:
    found = salary("2026-01-01", "2027-06-30", rate=Decimal(50))
    budget = put_in(gavle_application, found, "salaries", "function_1")
    assert cells(gavle_application, "salaries", "function_1") == {
        "rate": Decimal(50),
        "from": date(2026, 1, 1),
        "to": date(2027, 6, 30),
        "pay": 35_190_00,
        "overhead": Decimal("40.15"),
        "months:1": Decimal(12),
        "months:2": Decimal(6),
    }
    costs = cost_by_year(found)
    assert [budget.ore("salaries", "function_1", f"cost:{n}") for n in "12"] == list(costs.values())
    assert caveats(budget, "salaries", "function_1", found) == []
    assert salary_of(gavle_application, "salaries", "function_1") == found


def test_raise_in_a_sheet_with_one_pay_is_the_mean_and_is_said(gavle_application: Application) -> None:
    """12 months of 35 190 and 12 of 38 709 kr: 36 949,50 a month."""
    found = salary("2026-01-01", "2027-12-31", yearly_raise=Decimal(10))
    budget = put_in(gavle_application, found, "salaries", "function_1")
    assert gavle_application.cell("salaries", "function_1", "pay") == 36_949_50
    total = budget.ore("salaries", "function_1", "total")
    assert total is not None
    assert abs(total - sum(cost_by_year(found).values())) <= 1
    assert "36 949,50 kr" in plain(caveats(budget, "salaries", "function_1", found))[0]


def test_what_a_sheet_with_rounded_months_comes_to_is_said(gavle_application: Application) -> None:
    found = salary("2026-01-10", "2026-12-31")
    budget = put_in(gavle_application, found, "salaries", "function_1")
    total = budget.ore("salaries", "function_1", "total")
    assert total == 35_190_00 * 14015 * 1171 // 10**6
    assert plain(caveats(budget, "salaries", "function_1", found))[0].startswith(
        "Bladet räknar själv och kommer till 577 522,97 kr"
    )


def test_row_of_years_gets_the_cost_of_each(gavle_application: Application) -> None:
    row = f"own_1@{gavle_application.budget_parties[1]}"
    found = salary("2026-01-01", "2027-06-30")
    put_in(gavle_application, found, "costs", row)
    assert cells(gavle_application, "costs", row) == {"year:1": 591_825_42, "year:2": 295_912_71}


def test_rows_that_take_a_salary(sample: Make, gavle_application: Application) -> None:
    def taking(application: Application) -> set[str]:
        return {
            line.template.id
            for view in Budget(application).views.values()
            for line in view.lines
            if takes_salary(view, line)
        }

    assert taking(sample()) == {"salaries", "own_salaries"}
    assert taking(gavle_application) == {"functions", "requested_costs", "own_costs"}


def test_row_without_a_place_is_a_fault(sample: Make) -> None:
    with pytest.raises(ValueError, match="no place"):
        apply(Budget(sample()), "detailed", "salary_1", salary(), "nobody")


def test_edited_figures_no_longer_follow_from_the_salary(sample: Make) -> None:
    application = sample()
    assert not still_holds(Budget(application), "detailed", "salary_3")
    put_in(application, salary(), "detailed", "salary_3", "fk")
    application.put(("cell", "detailed", "salary_3", "party:fk"), 5_00)
    assert not still_holds(Budget(application), "detailed", "salary_3")
    remove_party(application, "fk").apply(application)
    assert not still_holds(Budget(application), "detailed", "salary_3")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pay", None),
        ("overhead", None),
        ("source", None),
        ("pay", 0),
        ("rate", "100"),
        ("raise_month", Decimal(0)),
    ],
)
def test_what_is_not_kept_whole_is_no_salary(sample: Make, name: str, value: Value) -> None:
    application = sample()
    put_in(application, salary(), "detailed", "salary_3", "fk")
    application.put(("note", "detailed", "salary_3", f"salary:{name}"), value)
    assert salary_of(application, "detailed", "salary_3") is None


# ------------------------------------------------------------------------------------- rates


def test_rates_of_the_program() -> None:
    """As SKR published them."""
    found = load_rates(RATES.read_text(encoding="utf-8"))
    assert [(rate.sector, rate.year, rate.percent) for rate in found] == [
        ("Kommuner", 2019, Decimal("39.15")),
        ("Regioner", 2019, Decimal("46.45")),
        ("Kommuner", 2021, Decimal("40.15")),
        ("Regioner", 2021, Decimal("46.15")),
    ]
    assert all("SKR" in rate.origin and str(rate.year) in rate.origin for rate in found)


def test_a_persons_own_rates_go_before_the_programs() -> None:
    own = [Rate("kommuner", 2021, Decimal("39.5"), "Egen"), Rate("Kommuner", 2026, Decimal(41), "Egen")]
    found = rates({"program": RATES.read_text(encoding="utf-8"), "egna": rates_toml(own)})
    assert [(rate.sector, rate.year, rate.percent) for rate in found] == [
        ("Kommuner", 2026, Decimal(41)),
        ("Regioner", 2021, Decimal("46.15")),
        ("kommuner", 2021, Decimal("39.5")),
        ("Kommuner", 2019, Decimal("39.15")),
        ("Regioner", 2019, Decimal("46.45")),
    ]


WORDS = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from("\x7f\"\\ '"), min_size=1
).filter(lambda text: text == text.strip() != "")


@given(
    st.lists(
        st.builds(Rate, WORDS, st.integers(FIRST_YEAR, LAST_YEAR), st.decimals(0, 1000, places=4), WORDS)
    )
)
def test_written_rates_are_read_as_the_same(found: list[Rate]) -> None:
    assert load_rates(rates_toml(found)) == found


GOOD = 'sector = "K"\nyear = 2026\npercent = 40\nsource = "S"\n'


@pytest.mark.parametrize(
    "text",
    [
        "[[rate]\n",
        "rate = 5",
        "[rate]\n" + GOOD,
        "other = 1",
        "rate = [5]",
        *(
            "[[rate]]\n" + GOOD.replace(*change)
            for change in [
                ('"K"', '" "'),
                ('"K"', "5"),
                ("2026", "26"),
                ("2026", "true"),
                ("40", "-1"),
                ("40", "nan"),
                ("40", "true"),
                ("40", '"40"'),
                ('"S"', '""'),
                ("source", "quelle"),
                ('"S"\n', '"S"\nmore = 1\n'),
            ]
        ),
    ],
)
def test_rates_that_cannot_be_read_are_told_by_file(text: str) -> None:
    with pytest.raises(RatesError, match=r"egna\.toml.*Rätta filen"):
        load_rates(text, "egna.toml")


def test_a_file_without_rates_has_none() -> None:
    assert load_rates("# tomt\n") == []


@pytest.mark.parametrize(
    ("source", "sector", "year"),
    [("Heby kommun 2026", "Heby kommun", 2026), ("SKR, 2025", "SKR", 2025), ("Egen", "Egen", 2024)],
)
def test_a_rate_that_was_entered_is_read_back(source: str, sector: str, year: int) -> None:
    rate = own_rate(Decimal("42.5"), source, 2024)
    assert (rate.sector, rate.year, rate.percent) == (sector, year, Decimal("42.5"))
    assert load_rates(rates_toml([rate])) == [rate]
