"""Sums, carried figures and formulas of the budget sheets, fresh and after edits."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value

Cells = dict[tuple[str, str, str], Value]


def everything(budget: Budget) -> Cells:
    """Every cell of every sheet."""
    return {
        (view.id, line.id, column.id): budget.value(view.id, line.id, column.id)
        for view in budget.views.values()
        for line in view.lines
        for column in view.columns
    }


def titles(budget: Budget) -> list[tuple[object, ...]]:
    """What stands above and before the cells."""
    return [
        (
            view.id,
            [(c.id, c.title, c.header) for c in view.columns],
            [(p.id, p.title, p.lines) for p in view.parts],
        )
        for view in budget.views.values()
    ]


def put(budget: Budget, sheet: str, row: str, **values: Value) -> Change:
    """Set cells of a row as the window does; `__` in a name stands for `:`."""
    cells: dict[tuple[str, ...], Value] = {
        ("cell", sheet, row, name.replace("__", ":")): value for name, value in values.items()
    }
    change = edits.set_values(budget.application, cells, "Ändra")
    assert change
    change.apply(budget.application)
    budget.update(change)
    return change


# ------------------------------------------------------------------------ the two editions


@pytest.mark.parametrize("edition_id", ["uppsala-2024", "gavle-like"])
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_update_equals_fresh_budget_after_any_edits(
    edition_id: str,
    started: Callable[[str], Application],
    step: Callable[..., Change | None],
    data: st.DataObject,
) -> None:
    """What is kept between edits is what a new reading gives, and each changed cell is told."""
    application = started(edition_id)
    budget = Budget(application)
    before = everything(budget)
    done: list[Change] = []
    for _ in range(data.draw(st.integers(1, 8))):
        undo: bool = data.draw(st.booleans())
        change = done.pop().inverse() if done and undo else step(data.draw, application)
        if change is None:
            continue
        done += [] if change.origin == "undo" else [change]
        change.apply(application)
        update = budget.update(change)
        after, fresh = everything(budget), Budget(application)
        assert after == everything(fresh)
        assert titles(budget) == titles(fresh)
        if not update.structure:
            told = {(sheet, *cell) for sheet, cells in update.cells.items() for cell in cells}
            assert {cell for cell in after if after[cell] != before[cell]} <= told
        before = after


# -------------------------------------------------------------------------------- Uppsala


@pytest.fixture
def budget(uppsala: FormEdition) -> Budget:
    """An empty budget with the lead `a` and the partner `b`."""
    application = Application.new(uppsala)
    for party, party_id in zip(application.parties, "ab", strict=True):
        application.parties[application.parties.index(party)] = type(party)(party_id, party.attributes)
    application.budget_parties = ["a", "b"]
    return Budget(application)


def test_empty_budget_is_zero(budget: Budget) -> None:
    assert budget.amount("detailed.total_sum.total") == 0
    assert budget.value("detailed", "salary_1", "party:a") is None
    assert budget.value("detailed", "salary_1", "total") == 0


def test_sums_by_row_group_part_and_whole(budget: Budget) -> None:
    put(budget, "detailed", "salary_1", party__a=100_01, party__b=200_00)
    put(budget, "detailed", "rent", party__a=10_00)
    put(budget, "detailed", "travel", party__b=5_00)
    put(budget, "detailed", "own_rent", party__b=1_00)
    for reference, ore in {
        "detailed.salary_1.total": 300_01,
        "detailed.salaries_sum.total": 300_01,
        "detailed.premises_sum.total": 10_00,
        "detailed.other_sum.total": 5_00,
        "detailed.requested_sum.total": 315_01,
        "detailed.own_sum.total": 1_00,
        "detailed.total_sum.total": 316_01,
    }.items():
        assert budget.amount(reference) == ore, reference
    assert budget.amount("detailed.requested_sum.party", "a") == 110_01
    assert budget.amount("detailed.requested_sum.party", "b") == 205_00
    assert budget.value("summary", "owners:b", "total") == 206_00
    assert budget.value("summary", "sum", "total") == 316_01


def test_rates_are_summed_in_percent(budget: Budget) -> None:
    put(budget, "detailed", "salary_1", rate=Decimal("62.5"))
    put(budget, "detailed", "salary_2", rate=Decimal(100))
    assert budget.value("detailed", "salaries_sum", "rate") == Decimal("162.5")


def test_amounts_are_exact_in_ore(budget: Budget) -> None:
    """Sums that floats would get wrong, at the size of the largest amount that is read."""
    put(budget, "detailed", "salary_1", party__a=10**17, party__b=1)
    for number in range(2, 8):
        put(budget, "detailed", f"salary_{number}", party__a=10)
    assert budget.amount("detailed.total_sum.total") == 10**17 + 61


def test_unparsed_amount_makes_what_needs_it_unknown_and_nothing_else(budget: Budget) -> None:
    put(budget, "detailed", "salary_1", party__a=Unparsed("ca 5", "Skriv ett belopp."), party__b=7_00)
    put(budget, "detailed", "rent", party__a=10_00)
    assert budget.value("detailed", "salary_1", "party:a") == Unparsed("ca 5", "Skriv ett belopp.")
    for line in ("salary_1", "salaries_sum", "requested_sum", "total_sum"):
        assert budget.value("detailed", line, "total") is None
    assert budget.amount("detailed.requested_sum.party", "a") is None
    assert budget.value("years", "salary_1", "total") is None
    assert budget.value("years", "salary_1", "difference") is None
    assert budget.value("summary", "sum", "requested") is None
    assert budget.amount("detailed.requested_sum.party", "b") == 7_00
    assert budget.amount("detailed.premises_sum.total") == 10_00
    assert budget.amount("detailed.own_sum.total") == 0
    put(budget, "detailed", "salary_1", party__a=1_00)
    assert budget.amount("detailed.total_sum.total") == 18_00


def test_years_sheet_carries_totals_and_shows_the_difference(budget: Budget) -> None:
    put(budget, "detailed", "salary_1", party__a=300_00)
    put(budget, "detailed", "travel", party__a=50_00)
    put(budget, "years", "salary_1", year__1=100_00, year__2=150_00)
    put(budget, "years", "other_costs", year__1=50_00)
    assert budget.value("years", "salary_1", "total") == 300_00
    assert budget.value("years", "salary_1", "difference") == -50_00
    assert budget.value("years", "other_costs", "total") == 50_00
    assert budget.amount("years.requested_sum.year", "1") == 150_00
    assert budget.value("years", "control", "total") == 300_00
    assert budget.value("years", "control", "difference") == -50_00


def test_label_typed_in_one_sheet_shows_in_the_sheet_that_mirrors_it(budget: Budget) -> None:
    assert budget.value("years", "salary_1", "label") == "1."
    put(budget, "detailed", "salary_1", label="Coach")
    assert budget.value("years", "salary_1", "label") == "Coach"
    assert budget.value("years", "rent", "label") == "Lokalkostnader"


def test_edit_tells_the_cells_that_follow_and_no_others(budget: Budget) -> None:
    everything(budget)
    change = edits.set_values(
        budget.application, {("cell", "detailed", "salary_1", "party:a"): 5_00}, "Ändra"
    )
    assert change
    change.apply(budget.application)
    update = budget.update(change)
    assert not update.structure
    assert update.cells["summary"] == {
        ("owners:a", "requested"),
        ("owners:a", "total"),
        ("sum", "requested"),
        ("sum", "total"),
    }
    assert ("salaries_sum", "party:b") not in update.cells["detailed"]
    assert ("own_sum", "total") not in update.cells["detailed"]


def test_heading_has_its_words_in_the_columns_that_it_names(uppsala: FormEdition) -> None:
    """Words under a family's columns stand under each of them."""
    sheet = uppsala.sheets_by_id["detailed"].model_dump(by_alias=True)
    sheet["part"][0]["line"][0]["texts"] = {"rate": "i procent", "party": "i kronor"}
    edition = uppsala.model_copy(update={"sheets": (type(uppsala.sheets[0]).model_validate(sheet),)})
    found = Budget(Application.new(edition))
    column = found.views["detailed"].family("party")[0].id
    assert found.value("detailed", "requested_salaries_heading", "rate") == "i procent"
    assert found.value("detailed", "requested_salaries_heading", column) == "i kronor"
    assert found.value("detailed", "requested_salaries_heading", "label") == "LÖNEKOSTNAD"


def test_unknown_address_is_a_key_error(budget: Budget) -> None:
    with pytest.raises(KeyError):
        budget.amount("detailed.nowhere.total")
    with pytest.raises(KeyError):
        budget.number("detailed", "salary_1", "party:nobody")


# ------------------------------------------------------------------------------ Gävleborg


@pytest.fixture
def gavle_budget(started: Callable[[str], Application]) -> Budget:
    """The coach and the co-owner's resource of the workbook e_gavleborg."""
    budget = Budget(started("gavle-like"))
    months = {"months__1": Decimal(4), "months__2": Decimal(12), "months__3": Decimal(8)}
    whole = {"rate": Decimal(100), "overhead": Decimal(40), **months}
    put(budget, "salaries", "function_1", label="Coach", pay=33_500_00, **whole)
    put(budget, "salaries", "function_2", label="Individresurs/coach", pay=31_000_00, **whole)
    return budget


def test_salary_cost_per_year(gavle_budget: Budget) -> None:
    """100 %, 33 500 kr, 40 %: 46 900 kr a month for 4, 12 and 8 months, worked out by hand."""
    found = [gavle_budget.value("salaries", "function_1", f"cost:{year}") for year in "1234"]
    assert found == [187_600_00, 562_800_00, 375_200_00, 0]
    assert gavle_budget.value("salaries", "function_1", "total") == 1_125_600_00
    found = [gavle_budget.value("salaries", "salaries_sum", f"cost:{year}") for year in "123"]
    assert found == [361_200_00, 1_083_600_00, 722_400_00]


def test_salary_cost_is_whole_ore_in_every_cell(gavle_budget: Budget) -> None:
    """33,34 % of 1,01 kr is 33,6734 öre: 34 öre in each of three months, and 102 öre in all, not 101."""
    put(gavle_budget, "salaries", "function_2", pay=None)
    months = {f"months__{year}": Decimal(1) for year in (1, 2, 3)}
    put(gavle_budget, "salaries", "function_1", rate=Decimal("33.34"), pay=101, overhead=None, **months)
    assert gavle_budget.value("salaries", "function_1", "cost:1") == 34
    assert gavle_budget.value("salaries", "function_1", "total") == 102
    assert gavle_budget.amount("costs.requested_sum.total") == 102


def test_first_cost_row_carries_the_salaries_by_year(gavle_budget: Budget) -> None:
    found = [gavle_budget.value("costs", "carried_salaries", f"year:{year}") for year in "1234"]
    assert found == [361_200_00, 1_083_600_00, 722_400_00, 0]
    view = gavle_budget.views["costs"]
    line = view.line_at["carried_salaries"]
    assert view.role(line, view.column_at["year:1"]) == "computed"
    assert view.role(line, view.column_at["specification"]) == "input"


def test_each_funder_has_a_table_of_its_own(gavle_budget: Budget) -> None:
    lead, other = gavle_budget.application.budget_parties
    put(gavle_budget, "costs", f"own_1@{lead}", label="Lokaler", year__1=15_000_00, year__2=30_000_00)
    put(gavle_budget, "costs", f"own_2@{other}", label="IT", year__1=5_000_00)
    put(gavle_budget, "costs", "requested_1", label="Resor", year__2=40_000_00)
    assert gavle_budget.amount("costs.own_sum.total", lead) == 45_000_00
    assert gavle_budget.amount("costs.own_sum.total", other) == 5_000_00
    assert gavle_budget.amount("costs.own_total.total") == 50_000_00
    assert gavle_budget.amount("costs.own_total.year", "1") == 20_000_00
    assert gavle_budget.amount("costs.requested_sum.total") == 2_207_200_00
    assert gavle_budget.amount("costs.total_sum.total") == 2_257_200_00


def test_funder_table_is_headed_by_its_name(gavle_budget: Budget) -> None:
    view = gavle_budget.views["costs"]
    first, _, part, _ = view.parts
    column = view.column_at["specification"]
    assert part.title == "Regionen"
    assert view.header_of(part, column) == ("Regionen", "Specifikation")
    assert view.header_of(first, column) == ("Samordningsförbund Gävleborg", "Specifikation")
    assert view.header_of(part, view.column_at["total"]) == ("", "Summa")


def test_plan_has_a_row_of_text_for_each_year(gavle_budget: Budget) -> None:
    view = gavle_budget.views["plan"]
    assert [(line.id, line.label, line.key) for line in view.lines][:2] == [
        ("activities:1", "20xx", "1"),
        ("activities:2", "20xx", "2"),
    ]
    put(gavle_budget, "plan", "activities:1", q3="rekrytering, projektuppstart")
    assert gavle_budget.value("plan", "activities:1", "q3") == "rekrytering, projektuppstart"
    assert gavle_budget.value("plan", "activities:1", "q4") is None
