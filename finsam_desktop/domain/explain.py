"""What a cell is, in words: for the formula bar, and for those who have it read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from finsam_desktop.domain.application import note_name
from finsam_desktop.domain.budget import difference, is_locked
from finsam_desktop.domain.checks_sheets import caption_of, tab_title
from finsam_desktop.domain.formula import (
    Binary,
    Constant,
    Formula,
    Name,
    Sum,
    columns_of,
    families_of,
    parse_formula,
)
from finsam_desktop.domain.layout import ColumnView, LineView, SheetView
from finsam_desktop.domain.parse import Unparsed, format_date, format_number, format_percent
from finsam_desktop.domain.posts import full_time_by_year, posts
from finsam_desktop.domain.salary import salary_of, still_holds, working
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Control, Rows, SumLine
from finsam_desktop.domain.typed import sum_source
from finsam_desktop.domain.units import format_with_unit, unit_of
from finsam_desktop.domain.values import Value, is_rich

_ALLOWED = {
    "percent": "Skriv procent, till exempel 50 %, eller en uträkning.",
    "number": "Skriv ett tal, eller en uträkning.",
    "date": "Skriv ett datum, till exempel 2025-07-01.",
    "text": "Skriv text.",
    "label": "Skriv radens namn.",
}
_AMOUNTS = {
    "kr": "Skriv ett belopp i kronor, eller en uträkning som =12*34500.",
    "tkr": "Skriv ett belopp i tkr, eller en uträkning som =12*34,5. Skriv kr efter det som är i kronor.",
}
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_UNKNOWN = "okänt"
_NAMED = 4
"""How many organisations a sentence names."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A cell in words. All of it is Swedish."""

    title: str
    """Which cell it is: its row and column."""
    text: str
    """What it holds or is worked out from, or what may be written there."""
    parts: tuple[tuple[str, str], ...] = ()
    """Label and value of what it is made of, or of what is kept beside it."""


def explain(budget: Budget, sheet: str, line: str, column: str) -> Explanation:
    """What the cell is. Raises KeyError for one that is not there."""
    view = budget.views[sheet]
    line_view, column_view = view.line_at[line], view.column_at[column]
    comments = tuple(_comments(budget, view, line, column))
    text, parts = _words(budget, view, line_view, column_view)
    caption = caption_of(budget, view, line_view)
    title = caption if column == view.label_column else f"{caption}, {column_view.title}"
    return Explanation(title, text, parts + comments)


_Words = tuple[str, tuple[tuple[str, str], ...]]
"""Text and parts of an explanation."""


def _words(budget: Budget, view: SheetView, line: LineView, column: ColumnView) -> _Words:
    role = view.role(line, column)
    if role == "input":
        return _input(budget, view, line, column)
    if role == "computed":
        return _computed(budget, view, line, column)
    if line.kind == "example":
        return "Exempel i blanketten. Det räknas inte med.", ()
    return "Blankettens egen text." if role == "label" else "Här fylls ingenting i.", ()


def _comments(budget: Budget, view: SheetView, line: str, column: str) -> Iterator[tuple[str, str]]:
    """What is written about the cell; at the label also what is written about the row."""
    for detail in ["", column] if column == view.label_column else [column]:
        comment = budget.application.get(("note", view.id, line, note_name("comment", detail)))
        if isinstance(comment, str):
            yield "Kommentar", comment


# ----------------------------------------------------------------------------------- to fill in


def _input(budget: Budget, view: SheetView, line: LineView, column: ColumnView) -> _Words:
    kind, value = column.template.kind, budget.application.cell(view.id, line.id, column.id)
    allowed = _AMOUNTS[unit_of(budget.application)] if kind == "amount" else _ALLOWED[kind]
    text = f"Går inte att tolka. {value.reason}" if isinstance(value, Unparsed) else allowed
    return text, tuple(_beside(budget, view, line, column))


def _beside(budget: Budget, view: SheetView, line: LineView, column: ColumnView) -> Iterator[tuple[str, str]]:
    """What is kept beside the figure."""
    application = budget.application
    if source := sum_source(budget, view.id, line.id, column.id):
        yield "Skrivet som", source
    if is_locked(application, view.id, line.id, column.id):
        yield "Låst", "ett förslag till fördelning ändrar inte cellen"
    salary = salary_of(application, view.id, line.id)
    if salary is not None and column.template.kind != "text":
        if still_holds(budget, view.id, line.id):
            yield "Uträknat", working(salary)[0]
        else:
            yield "Ändrat efter uträkningen", working(salary)[0]


# ------------------------------------------------------------------------------------ computed


def _computed(budget: Budget, view: SheetView, line: LineView, column: ColumnView) -> _Words:
    template = line.template
    if isinstance(template, SumLine):
        return _sum(budget, view, line, column)
    if isinstance(template, Control):
        return _control(budget, view, line, column, template)
    source = view.carried_from(line, column)
    if source is None:
        return _formula(budget, view, line, column, parse_formula(column.template.formula))
    other = budget.views[source[0]]
    if source[1] not in other.line_at or source[2] not in other.column_at:
        return f"Hämtas från {tab_title(budget, other)}, där cellen inte finns.", ()
    row, title = other.line_at[source[1]], other.column_at[source[2]].title
    where = f"{caption_of(budget, other, row)}, {title}"
    return f"Hämtas från {tab_title(budget, other)}: {where}.", ((where, _shown(budget, *source)),)


def _sum(budget: Budget, view: SheetView, line: LineView, column: ColumnView) -> _Words:
    """The sum with those of its lines that hold something."""
    members = [view.line_at[member] for member in line.members]
    parts = tuple(
        (caption_of(budget, view, member), _shown(budget, view.id, member.id, column.id))
        for member in members
        if view.role(member, column) in ("input", "computed")
        and budget.number(view.id, member.id, column.id) != 0
    )
    return f"{_lines(budget, view, members)}.", parts


def _lines(budget: Budget, view: SheetView, members: list[LineView]) -> str:
    """”Summan av rad 1–7”; of several groups and sums their names, ”Lönekostnader + Kostnad rad 1–10”."""
    words = []
    groups = [list(found) for _, found in groupby(members, key=lambda one: (one.template.id, one.party))]
    for group in groups:
        if not isinstance(group[0].template, Rows):
            words += [caption_of(budget, view, one) for one in group]
        elif len(group) == 1 and not group[0].template.free:
            words.append(caption_of(budget, view, group[0]))
        else:
            rows = "rad 1" if len(group) == 1 else f"rad 1–{len(group)}"
            words.append(f"Summan av {rows}" if len(groups) == 1 else f"{group[0].template.label} {rows}")
    return " + ".join(words) or "Summan av inga rader"


def _control(
    budget: Budget, view: SheetView, line: LineView, column: ColumnView, template: Control
) -> _Words:
    looked_at = view.line_at[line.members[0]]
    name = caption_of(budget, view, looked_at)
    if column.template.screen_only:
        return f"Hämtas från raden {name}.", ((name, _shown(budget, view.id, looked_at.id, column.id)),)
    words, parts = _formula(budget, view, looked_at, column, parse_formula(template.formula))
    apart = difference(budget, view.id, line.id)
    if apart is not None:
        left = "åren stämmer med raderna" if apart == 0 else _amount(budget, apart)
        parts = *parts, ("Kvar att fördela", left)
    return f"Kontroll av raden {name}: {words}", parts


def _formula(budget: Budget, view: SheetView, line: LineView, column: ColumnView, formula: Formula) -> _Words:
    """The formula with the columns' titles, and the columns of the row that it reads."""
    sums = families_of(formula)
    by_name = {name: _columns(view, column, name, name in sums) for name in sorted(columns_of(formula))}
    read = [one for one in view.columns if any(one in columns for columns in by_name.values())]
    parts = tuple((one.title, _shown(budget, view.id, line.id, one.id)) for one in read)
    titles = {name: _joined(columns) for name, columns in by_name.items()}
    words = _in_words(formula, titles)
    return f"{words[0].upper()}{words[1:]}.", parts


def _columns(view: SheetView, column: ColumnView, name: str, whole: bool) -> list[ColumnView]:
    """The columns that a name means: all of a family, or the one for the same organisation or year."""
    return [one for one in view.family(name) if whole or one.key in ("", column.key)]


def _joined(columns: list[ColumnView]) -> str:
    """The titles: ”År 1 2025 till År 4 2028” of years, ”Håbo, AF och FK” of a few organisations."""
    titles = [column.title for column in columns]
    if len(titles) > 1 and columns[0].template.family == "years":
        return f"{titles[0]} till {titles[-1]}"
    if len(titles) > _NAMED:
        return f"alla {len(titles)} organisationer"
    return " och ".join(filter(None, (", ".join(titles[:-1]), *titles[-1:]))) or "inga kolumner"


def _in_words(formula: Formula, titles: dict[str, str]) -> str:
    match formula:
        case Name(name):
            return titles[name]
        case Sum(family):
            return f"summan av {titles[family]}"
        case Constant(value):
            return format_number(Decimal(value.numerator) / Decimal(value.denominator))
        case Binary(sign, left, right):
            one = _wrapped(left, titles, binds=sign in "*/")
            other = _wrapped(right, titles, binds=sign in "*/-", also_same=sign in "/-")
            return f"{one} {_SIGNS[sign]} {other}"


def _wrapped(part: Formula, titles: dict[str, str], *, binds: bool, also_same: bool = False) -> str:
    """The part of a formula, in parentheses where it would be read otherwise without."""
    words = _in_words(part, titles)
    needs = isinstance(part, Binary) and ((binds and part.sign in "+-") or (also_same and part.sign in "*/"))
    return f"({words})" if needs else words


# -------------------------------------------------------------------------------------- values


def _amount(budget: Budget, ore: int) -> str:
    return format_with_unit(ore, unit_of(budget.application))


def _shown(budget: Budget, sheet: str, line: str, column: str) -> str:
    """The cell's value for reading; ”okänt” where it cannot be worked out, ”tomt” where nothing is."""
    view = budget.views[sheet]
    value, template = budget.value(sheet, line, column), view.column_at[column].template
    if value is None:
        return _UNKNOWN if view.role(view.line_at[line], view.column_at[column]) == "computed" else "tomt"
    return _text(budget, value, template.kind)


def _text(budget: Budget, value: Value, kind: str) -> str:
    match value:
        case Unparsed(text):
            return f"”{text}”, som inte går att tolka"
        case int() if not isinstance(value, bool):
            return _amount(budget, value)
        case Decimal():
            short = value.quantize(Decimal("0.0001"), ROUND_HALF_UP).normalize()
            return format_percent(short) if kind == "percent" else format_number(short)
        case date():
            return format_date(value)
    return "" if is_rich(value) else str(value)


# --------------------------------------------------------------------------------------- posts


def posts_line(budget: Budget, sheet: str, line: str) -> str:
    """Full-time posts of a row, or of the rows that a sum adds: ”2,0 heltidstjänster per år (2018–2020)”.

    Counted by the days that posts overlap; "" where no row has a rate and a period.
    """
    view = budget.views[sheet]
    rows = view.line_at[line].members or (line,)
    by_year = full_time_by_year(posts(budget, view, rows))
    years = [(year, _posts(Decimal(n.numerator) / n.denominator)) for year, n in by_year.items()]
    words: list[str] = []
    # Years that follow each other with the same figure: what is equal is also the year less its place.
    for (number, _), found in groupby(enumerate(years), lambda item: (item[1][1], item[1][0] - item[0])):
        of = [year for _, (year, _) in found]
        span = f"{of[0]}–{of[-1]}" if len(of) > 1 else f"{of[0]}"
        words.append(f"{number} ({span})" if words else f"{number} heltidstjänster per år ({span})")
    return ", ".join(words)


def _posts(number: Decimal) -> str:
    """One decimal, two where it needs them: 2,0 and 0,25."""
    short = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{short.quantize(Decimal('0.1')) if short == round(short, 1) else short}".replace(".", ",")
