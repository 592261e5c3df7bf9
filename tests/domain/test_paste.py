"""Typing into cells, pasting blocks of texts, and emptying; what is told of it."""

import copy
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finsam_desktop.domain.application import Application, note_name
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.clipboard import copied, own_table, read_table, write_table
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.paste import Paste, clear, paste
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import ColumnKind
from finsam_desktop.domain.typed import sum_source, typed, typed_change, written
from finsam_desktop.domain.values import Value

Make = Callable[[], Application]
PARTY = "party:alvkarleby"


@pytest.fixture
def budget(sample: Make) -> Budget:
    return Budget(sample())


def do(budget: Budget, change: Change | None) -> None:
    assert change is not None
    change.apply(budget.application)
    budget.update(change)


def pasted(budget: Budget, anchor: tuple[str, str], text: str, **options: object) -> Paste:
    """A paste into the first sheet, carried out."""
    selection = options.pop("selection", None)
    found = paste(budget, "detailed", anchor, selection, read_table(text), **options)  # type: ignore[arg-type]
    do(budget, found.change)
    return found


def column(budget: Budget, name: str, *lines: str) -> list[Value]:
    return [budget.application.cell("detailed", line, name) for line in lines]


# ------------------------------------------------------------------------------------- typing


@pytest.mark.parametrize(
    ("kind", "text", "value", "source"),
    [
        ("amount", "1899065", 189906500, ""),
        ("amount", "007", 700, ""),
        ("amount", "4 418 130 kr", 441813000, ""),
        ("amount", "", None, ""),
        ("amount", "=12*34500*1,4", 57960000, "=12*34500*1,4"),
        ("amount", " = 1 + 1 ", 200, "= 1 + 1"),
        ("percent", "=150/2", Decimal(75), "=150/2"),
        ("number", "=7/2", Decimal("3.5"), "=7/2"),
        ("percent", "62,5 %", Decimal("62.5"), ""),
        ("number", "12", Decimal(12), ""),
        ("date", "1 juli 2025", date(2025, 7, 1), ""),
        ("text", "=1+1", "=1+1", ""),
        ("label", "Tjänst", "Tjänst", ""),
    ],
)
def test_text_has_a_value_in_each_kind_of_cell(
    kind: ColumnKind, text: str, value: Value, source: str
) -> None:
    assert typed(kind, text) == (value, source)


@pytest.mark.parametrize(
    ("kind", "text"), [("amount", "=1/0"), ("date", "=1+1"), ("number", "²"), ("amount", "²")]
)
def test_what_cannot_be_read_keeps_its_text(kind: ColumnKind, text: str) -> None:
    value, source = typed(kind, text)
    assert isinstance(value, Unparsed)
    assert (value.text, source) == (text, "")


@given(
    st.one_of(
        st.tuples(st.just("amount"), st.integers(-(10**17), 10**17)),
        st.tuples(st.just("percent"), st.decimals(0, 1000, places=4)),
        st.tuples(st.just("number"), st.decimals(-(10**14), 10**14, places=12)),
        st.tuples(st.just("date"), st.dates(date(1990, 1, 1), date(2099, 12, 31))),
        st.tuples(st.just("text"), st.text(min_size=1)),
    )
)
def test_what_is_written_is_read_as_the_same(cell: tuple[ColumnKind, Value]) -> None:
    kind, value = cell
    assert typed(kind, written(kind, value)) == (value, "")


def test_figures_with_too_many_decimals_are_written_with_as_many_as_are_read() -> None:
    assert written("percent", Decimal(100) / 3) == "33,3333%"
    assert written("number", Decimal(10**20) / 3) == "33333333333333333333,33333333"


def test_sum_is_kept_beside_its_figure_until_the_cell_is_edited(budget: Budget) -> None:
    at = ("detailed", "salary_1", PARTY)
    note = ("note", "detailed", "salary_1", note_name("sum", PARTY))
    do(budget, typed_change(budget, *at, "=12*34500"))
    assert (budget.application.cell(*at), budget.application.get(note)) == (41400000, "=12*34500")
    assert sum_source(budget, *at) == "=12*34500"
    assert typed_change(budget, *at, "=12*34500") is None
    change = typed_change(budget, *at, "414000")
    do(budget, change)
    assert budget.application.get(note) is None
    assert sum_source(budget, *at) == ""
    assert change
    do(budget, change.inverse())
    assert sum_source(budget, *at) == "=12*34500"
    budget.application.put(("cell", *at), 5)
    assert sum_source(budget, *at) == ""


def test_name_that_the_form_gives_the_row_is_not_written_out(budget: Budget) -> None:
    assert typed_change(budget, "detailed", "salary_1", "label", "1.") is None
    do(budget, typed_change(budget, "detailed", "salary_1", "label", "Coach"))
    do(budget, typed_change(budget, "detailed", "salary_1", "label", "1."))
    assert budget.application.cell("detailed", "salary_1", "label") is None


# ------------------------------------------------------------------------------------- pasting


def test_block_lands_from_the_anchor_with_names_of_rows(budget: Budget) -> None:
    found = pasted(
        budget, ("salary_3", "label"), "Coach\t50 %\t2025-07-01\r\nSamordnare\t100%\t2025-08-01\r\n"
    )
    assert column(budget, "label", "salary_3", "salary_4") == ["Coach", "Samordnare"]
    assert column(budget, "rate", "salary_3", "salary_4") == [Decimal(50), Decimal(100)]
    assert column(budget, "from", "salary_3", "salary_4") == [date(2025, 7, 1), date(2025, 8, 1)]
    assert found.report == "6 celler klistrades in."
    assert found.rows_short == 0


def test_one_value_goes_into_the_whole_selection(budget: Budget) -> None:
    selection = (["salary_4", "salary_3", "rent"], [PARTY, "party:af"])
    found = pasted(budget, ("salary_3", PARTY), "=2*500", selection=selection)
    assert column(budget, "party:af", "salary_3", "salary_4", "rent") == [100000] * 3
    assert sum_source(budget, "detailed", "rent", "party:af") == "=2*500"
    assert found.pasted == 6


def test_block_is_repeated_into_a_selection_of_a_multiple(budget: Budget) -> None:
    lines = [f"salary_{number}" for number in range(3, 7)]
    pasted(budget, ("salary_3", PARTY), "1\n2\n", selection=(lines, [PARTY, "party:af"]))
    assert column(budget, "party:af", *lines) == [100, 200, 100, 200]
    assert column(budget, PARTY, *lines) == [100, 200, 100, 200]


def test_one_selected_column_takes_the_width_of_the_block(budget: Budget) -> None:
    pasted(budget, ("salary_3", PARTY), "1\t2", selection=(["salary_3", "salary_4"], [PARTY]))
    assert column(budget, "party:af", "salary_3", "salary_4") == [200, 200]


def test_block_that_does_not_fit_the_selection_lands_from_the_anchor(budget: Budget) -> None:
    lines = ["salary_3", "salary_4", "salary_5"]
    found = pasted(budget, ("salary_3", PARTY), "1\n2\n", selection=(lines, [PARTY]))
    assert column(budget, PARTY, *lines) == [100, 200, None]
    assert found.pasted == 2


def test_missing_cell_leaves_what_is_there_and_an_empty_one_empties(budget: Budget) -> None:
    pasted(budget, ("training", PARTY), "5\t6\n\t7\n8\n")
    assert column(budget, PARTY, "training", "purchased", "activities") == [500, None, 800]
    assert column(budget, "party:af", "training", "purchased", "activities") == [600, 700, None]


def test_what_is_not_filled_in_is_skipped_and_named(budget: Budget) -> None:
    found = pasted(budget, ("salary_7", "party:region"), "1\t2\n3\t4\n5\n6\t\n")
    assert column(budget, "party:region", "salary_7", "rent") == [100, 600]
    assert found.report == (
        "2 celler klistrades in. 3 celler räknas fram och hoppades över:"
        " Lönekostnad, rad 7 (Alla insatsägare), SUMMA LÖNEKOSTNAD (Region),"
        " SUMMA LÖNEKOSTNAD (Alla insatsägare). 1 cell fylls inte i och hoppades över: LOKALKOSTNAD (Region)."
    )


def test_equal_words_of_the_form_are_no_loss(budget: Budget) -> None:
    found = paste(budget, "detailed", ("rent", "label"), None, [["Lokalhyra", "", "", "", "5"]])
    assert found.report == "1 cell klistrades in."


def test_what_cannot_be_read_lands_as_typed_and_is_named(budget: Budget) -> None:
    found = pasted(budget, ("evaluation", PARTY), "ca 5\n10\nsex\na\nb\nc\nd\n")
    assert column(budget, PARTY, "evaluation") == [typed("amount", "ca 5")[0]]
    assert found.report == (
        "7 celler klistrades in. 6 celler kunde inte tolkas och står som de skrevs: "
        "Utvärdering (Älvkarleby kommun), Utbildning insatsmedarbetare (Älvkarleby kommun), "
        "Inköpta utredningar, utbildningar och tjänster avsedda för deltagare (Älvkarleby kommun), "
        "Övriga aktiviteter för deltagare (Älvkarleby kommun), Telefon-, IT-kostnader (Älvkarleby kommun)"
        " och 1 till."
    )
    assert found.unread[0] == ("evaluation", PARTY)
    assert len(found.unread) == 6


def test_what_has_no_room_in_the_sheet_is_counted(budget: Budget) -> None:
    found = paste(budget, "detailed", ("own_other_3", "party:region"), None, [["1", "", ""]] * 5)
    assert found.report == (
        "1 cell klistrades in. 3 celler räknas fram och hoppades över: SUMMA ÖVRIGA KOSTNADER (Region),"
        " SUMMA EGENFINANSIERING (Region), TOTAL KOSTNAD FÖR INSATSEN (Region)."
        " 7 celler fick inte plats i bladet."
    )


def test_nothing_to_paste_is_said(budget: Budget) -> None:
    found = paste(budget, "detailed", ("salary_1", "label"), None, [])
    assert (found.change, found.report) == (None, "Inget klistrades in.")
    found = paste(budget, "detailed", ("salaries_sum", PARTY), (["salaries_sum"], [PARTY]), [["5"]])
    assert (found.change, found.pasted) == (None, 0)
    found = paste(budget, "detailed", ("salary_1", PARTY), None, [["1899065"]])
    assert found.change is None
    assert found.report == "Inget är ändrat: cellerna hade redan samma innehåll."


def test_rows_are_added_when_asked(budget: Budget) -> None:
    before = copy.deepcopy(budget.application)
    block = "".join(f"Tjänst {number}\t50%\t\t\t{number}\t\t\t\tx\n" for number in range(4))
    assert paste(budget, "detailed", ("salary_6", "label"), None, read_table(block)).rows_short == 2
    found = pasted(budget, ("salary_6", "label"), block, add_rows=True)
    rows = [row.id for row in budget.application.rows["detailed"] if row.group == "salaries"]
    assert column(budget, "label", *rows[5:]) == ["Tjänst 0", "Tjänst 1", "Tjänst 2", "Tjänst 3"]
    assert column(budget, PARTY, *rows[5:]) == [0, 100, 200, 300]
    assert found.rows_short == 0
    assert found.report.startswith("32 celler klistrades in. 2 rader lades till. 4 celler räknas fram")
    assert found.change
    do(budget, found.change.inverse())
    assert budget.application == before


def test_rows_are_added_only_where_the_form_has_room_for_them(budget: Budget) -> None:
    found = paste(budget, "detailed", ("rent", PARTY), None, [["1"]] * 4, add_rows=True)
    assert (found.pasted, found.rows_short) == (2, 0)


def test_rows_are_added_to_the_table_of_the_party(started: Callable[[str], Application]) -> None:
    budget = Budget(started("gavle-like"))
    line = next(line for line in budget.views["costs"].lines if line.id.startswith("own_3@"))
    found = paste(budget, "costs", (line.id, "label"), None, [["a"], ["ca", "b"]], add_rows=True)
    do(budget, found.change)
    mates = [row for row in budget.application.rows["costs"] if row.party == line.party]
    row = mates[-1]
    assert (row.group, len(mates)) == ("own_costs", 4)
    assert budget.application.cell("costs", row.id, "specification") == "b"


@pytest.mark.parametrize("edition_id", ["uppsala-2024", "gavle-like"])
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=40)
@given(data=st.data())
def test_paste_of_what_was_copied_gives_the_same_cells(
    edition_id: str,
    started: Callable[[str], Application],
    step: Callable[..., Change | None],
    data: st.DataObject,
) -> None:
    application = started(edition_id)
    for _ in range(data.draw(st.integers(0, 4))):
        change = step(data.draw, application)
        if change:
            change.apply(application)
    budget = Budget(application)
    view = budget.views[data.draw(st.sampled_from([sheet.id for sheet in application.edition.sheets]))]
    top, left = (
        data.draw(st.integers(0, len(view.lines) - 1)),
        data.draw(st.integers(0, len(view.columns) - 1)),
    )
    lines = [line.id for line in view.lines[top : top + data.draw(st.integers(1, 8))]]
    columns = [one.id for one in view.columns[left : left + data.draw(st.integers(1, 5))]]
    anchor = lines[0], columns[0]
    cells = copied(budget, view.id, lines, columns)
    block = own_table(cells) if data.draw(st.booleans()) else read_table(*write_table(cells))
    before = copy.deepcopy(application)
    over_itself = paste(budget, view.id, anchor, (lines, columns), block)
    assert over_itself.change is None

    emptied = clear(budget, view.id, lines, columns)
    if emptied:
        emptied.apply(application)
        budget.update(emptied)
        back = paste(budget, view.id, anchor, None, block)
        assert back.change
        back.change.apply(application)
        assert application == before
        back.change.inverse().apply(application)
        emptied.inverse().apply(application)
        assert application == before


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(data=st.data())
def test_any_paste_is_undone(sample: Make, data: st.DataObject) -> None:
    application = sample()
    budget = Budget(application)
    view = budget.views["detailed"]
    line, one = data.draw(st.sampled_from(view.lines)).id, data.draw(st.sampled_from(view.columns)).id
    texts = st.sampled_from(["", "1", "=2*3", "ca 5", "2025-01-01", "a\nb"])
    block = data.draw(st.lists(st.lists(texts, min_size=1, max_size=4), max_size=10))
    before = copy.deepcopy(application)
    found = paste(budget, "detailed", (line, one), None, block, add_rows=data.draw(st.booleans()))
    if found.change:
        found.change.apply(application)
        assert application != before
        Change.from_json(found.change.to_json()).inverse().apply(application)
    assert application == before


def test_report_stays_short_when_everything_is_selected(budget: Budget) -> None:
    lines = [line.id for line in budget.views["detailed"].lines]
    columns = [one.id for one in budget.views["detailed"].columns]
    found = paste(budget, "detailed", (lines[0], columns[0]), (lines, columns), [["x"]])
    assert found.report.count("(") == 15
    assert found.report.count(" till") == 3


# ------------------------------------------------------------------------------------- emptying


def test_cells_are_emptied_with_their_sums_as_one_step(budget: Budget) -> None:
    do(budget, typed_change(budget, "detailed", "salary_1", PARTY, "=12*34500"))
    before = copy.deepcopy(budget.application)
    lines = ["salary_1", "salary_2", "salaries_sum", "rent"]
    change = clear(budget, "detailed", lines, ["rate", PARTY, "total"], "Klipp ut")
    do(budget, change)
    assert column(budget, PARTY, *lines) == [None] * 4
    assert column(budget, "from", "salary_1") == [date(2025, 7, 1)]
    assert budget.application.notes == {}
    assert clear(budget, "detailed", lines, ["rate", PARTY, "total"]) is None
    assert change
    assert change.label == "Klipp ut"
    do(budget, change.inverse())
    assert budget.application == before
