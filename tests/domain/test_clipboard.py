"""Cells on their way to and from the clipboard: tabbed text and HTML as spreadsheets write them."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain.application import Application, note_name
from finsam_desktop.domain.clipboard import ClipCell, copied, own_table, read_table, write_table
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value, clean_text

Make = Callable[[], Application]

TABLES = st.lists(st.lists(st.text(), min_size=2, max_size=4), min_size=1, max_size=4)


# ---------------------------------------------------------------------------------- tabbed text


@given(TABLES | st.lists(st.lists(st.text(), min_size=1, max_size=1), min_size=1, max_size=4))
def test_tabbed_text_gives_any_texts_back(texts: list[list[str]]) -> None:
    tabbed, _ = write_table([[ClipCell(text) for text in row] for row in texts])
    assert read_table(tabbed) == [[clean_text(text) for text in row] for row in texts]


@given(TABLES)
def test_html_gives_any_texts_back_but_for_spaces(texts: list[list[str]]) -> None:
    _, html = write_table([[ClipCell(text) for text in row] for row in texts])
    width = max(map(len, texts))

    def tidy(text: str) -> str:
        lines = re.sub("[ \t]+", " ", clean_text(text)).split("\n")
        return "\n".join(line.strip() for line in lines).strip()

    assert width > 1
    assert read_table("", html) == [[tidy(text) for text in row] for row in texts]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("1899065", [["1899065"]]),
        ("1899065\r\n", [["1899065"]]),  # Excel
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\nc\td", [["a", "b"], ["c", "d"]]),
        ("a\rb", [["a"], ["b"]]),
        ("a\t\t\n\tb\t\n", [["a", "", ""], ["", "b", ""]]),
        ("\r\n", [[""]]),
        ("a\n\n", [["a"], [""]]),
        ("a\tb\nc\n", [["a", "b"], ["c"]]),
        ('"rad 1\nrad 2"\t5\r\n', [["rad 1\nrad 2", "5"]]),  # Excel, Google Sheets
        ('"rad 1\r\nrad ""2"""\t5', [['rad 1\nrad "2"', "5"]]),
        ('5" rör\t6" rör', [['5" rör', '6" rör']]),
        ('"Hej" sa hon\t1\n"slut', [['"Hej" sa hon', "1"], ['"slut']]),
        ('""\t1', [["", "1"]]),
        ('"a\tb"\tc', [["a\tb", "c"]]),
        ("a\tb\0", [["a", "b"]]),  # some programs on Windows count the terminator in
    ],
)
def test_tabbed_text_is_read_as_spreadsheets_write_it(text: str, rows: list[list[str]]) -> None:
    assert read_table(text) == rows


@given(st.text('"\t\n\ra', max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    rows = read_table(text)
    assert all(rows)
    if '"' not in text:
        assert "\n".join("\t".join(row) for row in rows) == re.sub("\r\n?", "\n", text).removesuffix("\n")


# ---------------------------------------------------------------------------------------- HTML

EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td {mso: 1}</style></head>
<body><table width=128><!--StartFragment--><col width=64 span=2>
 <tr height=20><td height=20 class=xl65>Handl&auml;ggare</td>
  <td align=right x:num>1 899 065</td></tr>
 <tr><td>rad&nbsp;1<br>
  rad 2</td><td></td></tr><!--EndFragment--></table></body></html>"""
WORD = """<table><tr><td><p class=MsoNormal>En<o:p></o:p></p><p>Två</p></td><td><p>3</p></td></tr></table>"""


def test_html_is_read_where_there_is_no_text() -> None:
    assert read_table("", EXCEL) == [["Handläggare", "1 899 065"], ["rad\xa01\nrad 2", ""]]


def test_html_is_read_where_line_breaks_cut_the_rows_of_the_text() -> None:
    assert read_table("En\r\nTvå\t3\r\n", WORD) == [["En\nTvå", "3"]]


def test_html_is_read_where_the_text_has_one_column_of_several() -> None:
    assert read_table("En\nTvå\n3", WORD) == [["En\nTvå", "3"]]


def test_one_cell_with_a_line_break_is_one_cell() -> None:
    calc = '<table><tr><td height="34" align="left">Första raden<br>andra raden</td></tr></table>'
    assert read_table("Första raden\nandra raden\n", calc) == [["Första raden\nandra raden"]]
    assert read_table("Första\nandra\n", calc) == [["Första"], ["andra"]], "the HTML is of something else"


def test_text_goes_before_html_where_it_is_a_table() -> None:
    assert read_table("a\tb\n", EXCEL) == [["a", "b"]]
    assert read_table("a\n", "<p>a</p>") == [["a"]]
    assert read_table('"a\nb"\n', "<table><tr><td>a b</table>") == [["a\nb"]]


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        (
            "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
            [["a", "b"], ["c", "d"]],
        ),  # ends left out, as HTML allows
        ("<table><tr><td colspan=2>a<td>b</table>", [["a", "", "b"]]),
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", [["a", "b"], ["", "c"]]),
        ("<table><tr><td>b<td rowspan=2>a<tr><td>c</table>", [["b", "a"], ["c", ""]]),
        ("<table><tr><td colspan=x rowspan=0>a<td>b</table>", [["a", "b"]]),
        ("<table><tr><td>a<table><tr><td>b<td>c</table></td><td>d</table>", [["a\nb c", "d"]]),
        ("<table><tr><td>a<td>b</table><table><tr><td>c<td>d</table>", [["a", "b"], ["c", "d"]]),
        ("<table><tr><td>a<script>b</script><td><style>c</style>d", [["a", "d"]]),
        ("<table><td>a<td>b</table>", [["a", "b"]]),
        ("</table></style><p>a</p>", []),
    ],
)
def test_tables_of_all_kinds_are_read(html: str, rows: list[list[str]]) -> None:
    assert read_table("", html) == rows


def test_span_is_bounded() -> None:
    (row,) = read_table("", "<table><tr><td colspan=999999999>a</table>")
    assert len(row) == 1000


@given(st.text("<table>tr/d=\"' colspan2&;a", max_size=60))
def test_no_html_is_too_odd(html: str) -> None:
    assert all(isinstance(row, list) for row in read_table("a", "<table>" + html))


# ---------------------------------------------------------------------------------------- copying


def cell(budget: Budget, line: str, column: str, value: Value) -> ClipCell:
    budget.application.put(("cell", "detailed", line, column), value)
    ((found,),) = copied(Budget(budget.application), "detailed", [line], [column])
    return found


@pytest.mark.parametrize(
    ("column", "value", "text", "form", "number"),
    [
        ("party:alvkarleby", 189906500, "1899065", "amount", Decimal(1899065)),
        ("party:alvkarleby", -1250, "-12,50", "amount", Decimal("-12.5")),
        ("party:alvkarleby", Unparsed("1.234", "x"), "1.234", "text", None),
        ("rate", Decimal("62.5"), "62,5%", "percent", Decimal("0.625")),
        ("from", date(2026, 7, 1), "2026-07-01", "date", Decimal(46204)),
        ("label", "=1+1", "=1+1", "text", None),
    ],
)
def test_values_are_copied_plain(
    sample: Make, column: str, value: Value, text: str, form: str, number: Decimal | None
) -> None:
    found = cell(Budget(sample()), "salary_1", column, value)
    assert (found.text, found.form, found.number) == (text, form, number)
    assert found.head == (column == "label")


def test_sums_labels_and_empty_cells_are_copied_as_they_stand(sample: Make) -> None:
    budget = Budget(sample())
    lines = ["salaries_sum", "rent", "requested_salaries_heading"]
    cells = copied(budget, "detailed", lines, ["total", "label", "rate"])
    assert [row[0].text for row in cells] == ["LÖNEKOSTNAD", "SUMMA LÖNEKOSTNAD", "Lokalhyra"]
    assert cells[1][2].number == Decimal(budget.number("detailed", "salaries_sum", "total") or 0) / 100
    assert cells[2][1].text == ""
    budget.application.put(("cell", "detailed", "salary_1", "party:alvkarleby"), Unparsed("ca 5", "x"))
    ((unknown,),) = copied(Budget(budget.application), "detailed", ["salaries_sum"], ["total"])
    assert unknown.text == "?"


def test_sum_is_copied_as_its_figure_and_pasted_here_as_it_was_written(sample: Make) -> None:
    application = sample()
    application.put(("cell", "detailed", "salary_1", "party:alvkarleby"), 41400000)
    application.put(("note", "detailed", "salary_1", note_name("sum", "party:alvkarleby")), "=12*34500")
    found = copied(Budget(application), "detailed", ["salary_1"], ["party:alvkarleby"])
    assert (found[0][0].text, own_table(found)) == ("414000", [["=12*34500"]])
    application.put(("cell", "detailed", "salary_1", "party:alvkarleby"), 100)
    found = copied(Budget(application), "detailed", ["salary_1"], ["party:alvkarleby"])
    assert (found[0][0].text, own_table(found)) == ("1", [["1"]])


def test_html_says_what_a_spreadsheet_should_take_the_cell_for() -> None:
    tabbed, html = write_table(
        [[ClipCell("<A>\n=1", head=True), ClipCell("62,5%", "percent", Decimal("0.625"))]]
    )
    assert tabbed == '"<A>\n=1"\t62,5%\n'
    assert (
        '<th style=\'text-align:left;font-weight:normal;mso-number-format:"\\@"\' sdnum="1033;1033;@">'
        in html
    )
    assert "&lt;A&gt;<br" in html
    assert 'sdval="0.625" x:num="0.625">62,5%</td>' in html
    assert "text-align:right" in html
