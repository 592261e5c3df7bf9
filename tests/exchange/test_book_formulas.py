"""Formulas of a workbook: written out, computed where they are sums and arithmetic, named where not."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.book import BookCell
from finsam_desktop.exchange.book_gather import MAX_PROBLEMS
from finsam_desktop.exchange.book_ods import excel_formula
from finsam_desktop.exchange.book_read import read_book


@pytest.fixture(scope="module", autouse=True)
def _end_of_the_child() -> Iterator[None]:
    yield
    sandbox.close()


def test_shared_formulas_are_written_out(files: Any, tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="C1"><f t="shared" ref="C1:D2" si="0">SUM(A1:$B1)*A$9+LOG10(A1)&amp;"A1"</f>'
        '<v>1</v></c><c r="D1"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="2"><c r="C2"><f t="shared" si="0"/><v>3</v></c></row>'
    )
    book = read_book(files.xlsx(tmp_path / "a.xlsx", rows))
    assert [one.formula for one in book.sheets[0].cells.values()] == [
        '=SUM(A1:$B1)*A$9+LOG10(A1)&"A1"',
        '=SUM(B1:$B1)*B$9+LOG10(B1)&"A1"',
        '=SUM(A2:$B2)*A$9+LOG10(A2)&"A1"',
    ]


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=1+2*3-4/2", 5),
        ("=(1+2)*-3", -9),
        ("=--2%*50", 1),
        ("=0.1+0.2", 0.3),
        ("=SUM(A1:A3,10,A1*2)", 49),
        ("=sum($A:$A)", 23),
        ("=SUM(1:3)+'Blad'!A3", 31),
        ("=blad!$A$1/8", 1),
        ("=ROUND(A2/8,1)+ROUND(1250,-2)", 1300.9),
        ("=ROUND(-2.5,0)", -3),
        ("=A1", 8),
        ("=Z99", 0),
        ("=Z99+1", 1),
        ("=" + "+".join(["1"] * 2000), 2000),
    ],
)
def test_sums_and_arithmetic_are_computed(files: Any, tmp_path: Path, formula: str, result: float) -> None:
    filled = files.formulas("8", "7", "=A1").replace("</row>", "</row>", 1) + (
        f'<row r="4"><c r="C4"><f>{formula[1:]}</f><v></v></c></row>'
    )
    book = read_book(files.xlsx(tmp_path / "a.xlsx", filled))
    assert (files.at(book, "C4"), book.problems) == (BookCell(result, formula, computed=True), [])


def test_computed_values_are_shown_as_their_cells_are(files: Any, tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" s="2"><v>45839</v></c><c r="B1" s="1"><f>1/4</f></c>'
        '<c r="C1" s="2"><f>A1+1</f></c><c r="D1"><f>A1</f></c><c r="E1"><f>F1</f></c>'
        '<c r="F1" t="inlineStr"><is><t>Namn</t></is></c></row>'
    )
    book = read_book(files.xlsx(tmp_path / "a.xlsx", rows))
    assert files.at(book, "B1") == BookCell(0.25, "=1/4", percent=True, computed=True)
    assert [files.value(book, cell) for cell in ("C1", "D1", "E1")] == [
        date(2025, 7, 2),
        date(2025, 7, 1),
        "Namn",
    ]


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("=A2", "den räknar med sig själv"),
        ("=VLOOKUP(1,A1:B2,2)", "programmet räknar inte med funktionen VLOOKUP"),
        ("=[1]Blad!A1", "den räknar med en annan arbetsbok"),
        ("='[bok.xlsx]Blad'!A1", "den räknar med en annan arbetsbok"),
        ("=Borta!A1", "bladet ”Borta” finns inte"),
        ("=1/0", "den delar med noll"),
        ("=1e300*1e300", "talet blir för stort"),
        ("=B1+1", "Blad!B1 är text och inget tal"),
        ("=C1+1", "Blad!C1 har inget värde"),
        ("=A1:A9", "”A1:A9” är flera celler där en väntades"),
        ("=1+", "”slutet” är inget som programmet räknar med"),
        ("=(1", "”slutet” står där ”)” väntades"),
        ('="text"', "är inget som programmet räknar med"),
        ("=" + "(" * 500 + "1" + ")" * 500, "den har för många parenteser i varandra"),
        ("=" + "SUM(" * 1500 + "1" + ")" * 1500, "den har för många parenteser i varandra"),
        ("=" + "-" * 9000 + "1", "den är för lång"),
        ("=A0", "”A0” är ingen cell"),
    ],
)
def test_other_formulas_are_named(files: Any, tmp_path: Path, formula: str, why: str) -> None:
    texts = '<row r="1"><c r="B1" t="inlineStr"><is><t>x</t></is></c><c r="C1" t="e"><v>#REF!</v></c></row>'
    book = read_book(files.xlsx(tmp_path / "a.xlsx", texts + files.formulas("1", formula)))
    assert files.at(book, "A2") == BookCell(None, formula)
    (problem,) = [one for one in book.problems if one.startswith("Blad!A2: ")]
    assert why in problem
    assert "Blad!C1: cellen visar felet #REF!." in book.problems


def test_rings_and_long_chains_of_formulas(files: Any, tmp_path: Path) -> None:
    ring = read_book(files.xlsx(tmp_path / "a.xlsx", files.formulas("=A2", "=A3+1", "=A1+1", "=SUM(A1:A3)")))
    assert [files.value(ring, f"A{row}") for row in (1, 2, 3, 4)] == [None] * 4
    assert len(ring.problems) == 4
    chain = [f"=A{row + 1}+1" for row in range(1, 20_000)]
    assert (
        files.value(read_book(files.xlsx(tmp_path / "b.xlsx", files.formulas(*chain, "1"))), "A1") == 20_000
    )


def test_too_much_to_compute_is_said(files: Any, tmp_path: Path) -> None:
    texts = [f"=SUM(B1:B{row})" for row in range(1, 3_001)]
    filled = files.formulas(*texts).replace("</c></row>", "</c><c><v>1</v></c></row>")
    book = read_book(files.xlsx(tmp_path / "a.xlsx", filled))
    assert files.value(book, "A100") == 100
    assert files.value(book, "A3000") is None
    assert "arbetsboken har för mycket att räkna" in book.problems[0]
    assert len(book.problems) == MAX_PROBLEMS + 1
    assert "anmärkningar till" in book.problems[-1]


def test_saved_zero_of_a_file_never_computed(files: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as theirs:  # writes 0 for each formula and asks Excel to compute
        sheet = theirs.add_worksheet("Blad")
        sheet.write_row(0, 0, [5, "=A1*2", "=A1-5", "=FACT(A1)"])
    book = read_book(path)
    assert files.at(book, "B1") == BookCell(10, "=A1*2", computed=True)
    assert files.at(book, "C1") == BookCell(0, "=A1-5")
    assert files.at(book, "D1") == BookCell(0, "=FACT(A1)")
    (problem,) = book.problems
    assert problem.startswith("Blad!D1: formeln har kanske inte räknats ut sedan den skrevs")


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("of:=SUM([.A1:.B2];[.C3])", "=SUM(A1:B2,C3)"),
        ('of:=[$Blad2.$A$1]&"[.A1];"', '=Blad2!$A$1&"[.A1];"'),
        ("of:=[$'Två ord'.A1]*2", "='Två ord'!A1*2"),
        ("of:=SUM([.A:.A])", "=SUM(A:A)"),
        ("msoxl:=SUM(A1;B1)", "=SUM(A1;B1)"),
    ],
)
def test_formulas_of_open_document(theirs: str, ours: str) -> None:
    assert excel_formula(theirs) == ours
