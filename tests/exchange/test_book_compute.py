"""Formulas without saved values: part sums are computed, and a lack that spreads is said briefly."""

from finsam_desktop.exchange.book import BookSheet
from finsam_desktop.exchange.book_compute import compute
from finsam_desktop.exchange.book_formula import adds_up_above
from finsam_desktop.exchange.book_gather import Gathering, Shown, Unsaved


def computed(rows: list[str | float], hidden: frozenset[int] = frozenset()) -> tuple[list[object], list[str]]:
    """What column A of a sheet shows after its formulas are computed, and what is said."""
    found = Gathering()
    sheet = found.add_sheet("Blad", hidden=False)
    assert isinstance(sheet, BookSheet)
    sheet.hidden_rows = hidden
    for row, content in enumerate(rows):
        if isinstance(content, str):
            found.put(sheet, row, 0, None, content)
            found.unsaved.append(Unsaved(sheet, row, 0, content, Shown.NUMBER))
        else:
            found.put(sheet, row, 0, content)
    compute(found)
    return [sheet.cells[row, 0].value for row in range(len(rows))], found.book().problems


def test_a_part_sum_leaves_out_other_part_sums() -> None:
    rows = [1.0, 2.0, "=SUBTOTAL(9,A1:A2)", 4.0, "=SUBTOTAL(9,A1:A4)", "=SUBTOTAL(9,A1:A2,A4)"]
    shown, said = computed(rows)
    assert shown == [1, 2, 3, 4, 7, 7]
    assert said == []


def test_hidden_rows_count_as_the_part_sum_says() -> None:
    shown, _ = computed([1.0, 2.0, "=SUBTOTAL(9,A1:A2)", "=SUBTOTAL(109,A1:A2)"], frozenset({1}))
    assert shown == [1, 2, 3, 1]


def test_other_part_figures_are_named() -> None:
    for formula in ("=SUBTOTAL(1,A1)", "=SUBTOTAL(9,2)", "=SUBTOTAL(A1,A1)"):
        shown, said = computed([1.0, formula])
        assert shown[1] is None
        assert "SUBTOTAL" in said[0]


def test_a_lack_that_spreads_is_told_by_its_cause_and_a_number() -> None:
    shown, said = computed(["=MAX(1,2)", *(f"=A{row}+1" for row in range(1, 21))])
    assert shown == [None] * 21
    assert "funktionen MAX" in said[0]
    assert [line.partition(":")[0] for line in said[1:6]] == [f"Blad!A{row}" for row in range(2, 7)]
    assert said[6:] == ["15 formler till räknas inte ut, för de bygger på sådana celler."]
    _, said = computed(["=MAX(1,2)", *(f"=A{row}+1" for row in range(1, 7))])
    assert said[6:] == ["En formel till räknas inte ut, för den bygger på sådana celler."]


def test_a_formula_that_adds_up_what_stands_above_it_is_told_from_others() -> None:
    for formula in ("=SUM(C5:C9)", "=C5+C6", "=SUM(C5,C7:C8)", "=SUBTOTAL(9,C5:C9)"):
        assert adds_up_above(formula, row=9, column=2, first=4), formula
    for formula in (
        "",
        "=C9",
        "=SUM(D5:D9)",
        "=SUM(C5:E9)",
        "=C5+1000",
        "=SUM(C12:C20)",
        "=SUM(C1:C9)",
        "=Max!A1+C5",
    ):
        assert not adds_up_above(formula, row=9, column=2, first=4), formula
