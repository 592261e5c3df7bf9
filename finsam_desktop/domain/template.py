"""The budget sheets of a form edition: what `budget.toml` may say.

A sheet has columns and parts; a part has lines. A line is a heading, a group of rows, a sum
or a control. A column may belong to a family, one column for each organisation in the budget
or for each year. Cells of other sheets are named `sheet.line.column`, where the line `*` is
the row that a mirrored row stands for. `aka` says what else workbooks from outside call a
thing; slips of the pen need no `aka`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

import pydantic
from pydantic import ConfigDict, StrictBool, StrictInt

Id = Annotated[str, pydantic.StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, pydantic.StringConstraints(min_length=1)]
Length = Annotated[float, pydantic.Field(strict=True, gt=0, allow_inf_nan=False)]
Years = Annotated[StrictInt, pydantic.Field(ge=1, le=12)]
ColumnKind = Literal["label", "text", "percent", "date", "number", "amount"]
Family = Literal["", "parties", "years"]


class Model(pydantic.BaseModel):
    """A frozen piece of a form definition; keys that are not known are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Model):
    """One column, or a family of columns.

    `title` is its name on screen and in messages; `header` its lines at the head of the
    printed table, top to bottom, where equal neighbours become one cell. Both may hold
    `{name}` and `{role}` (family parties), `{year}` and `{n}` (family years).
    """

    id: Id
    kind: ColumnKind
    title: Text
    header: tuple[str, ...] = ()
    family: Family = ""
    count: Years = 4
    """How many year columns the form has."""
    at_least: StrictInt = pydantic.Field(0, ge=0)
    """How many columns for organisations the form has; on paper those without one are there too."""
    formula: str = ""
    """Over columns of the same row; an amount is rounded to whole öre."""
    width: Length = 24.0
    """Millimetres on paper."""
    screen_only: StrictBool = False
    aka: tuple[Text, ...] = ()


class RowTemplate(Model):
    """A row that the form has from the start; `named` when its label is filled in by the applicant."""

    id: Id
    label: str = ""
    named: StrictBool = False
    aka: tuple[Text, ...] = ()


class Heading(Model):
    """A line of text above a group; `texts` puts words under other columns."""

    kind: Literal["heading"]
    id: Id
    label: Text
    note: str = ""
    texts: dict[str, str] = {}
    aka: tuple[Text, ...] = ()


class Example(Model):
    """A line that shows how to fill in: the form's own words, never counted and never data.

    `texts` puts words under other columns; a list gives one for each column of a family.
    """

    kind: Literal["example"]
    id: Id
    label: Text
    texts: dict[str, str | tuple[str, ...]] = {}

    def text(self, column: str, position: int) -> str:
        """The words under a column; `position` counts from zero within its family."""
        given = self.texts.get(column, "")
        if isinstance(given, str):
            return given
        return given[position] if position < len(given) else ""


class Rows(Model):
    """A group of rows, all with the same input columns.

    `free` names what can be added ("lönerad"); empty when rows are fixed. `mirror`
    (`sheet.line`) shows the rows of another group, one to one. `each` makes one row for each
    organisation or year. `carry` fills columns from other sheets: `sheet.line.column`, in a
    family the column of the same organisation or year.
    """

    kind: Literal["rows"]
    id: Id
    label: Text
    columns: tuple[str, ...] = ()
    rows: tuple[RowTemplate, ...] = pydantic.Field((), alias="row")
    free: str = ""
    mirror: str = ""
    labels: dict[str, str] = {}
    """Labels of mirrored rows where they differ from the source's."""
    each: Family = ""
    count: Years = 4
    """How many rows `each = "years"` makes."""
    at_least: StrictInt = pydantic.Field(0, ge=0)
    """How many rows `each = "parties"` has on paper, those without an organisation too."""
    each_heading: str = ""
    """A line above the rows of `each`, wherever its text changes.

    It may hold `{role}`, and `{n}`: the number among those of the same title, where there can be several.
    """
    carry: dict[str, str] = {}
    means: tuple[str, ...] = ()
    """Groups of other editions, `sheet.group`, whose rows come here when an application changes edition."""


class SumLine(Model):
    """The sums of other lines (groups, sums), in `columns`, or in every amount column."""

    kind: Literal["sum"]
    id: Id
    label: Text
    of: tuple[Id, ...] = pydantic.Field(min_length=1)
    columns: tuple[str, ...] = ()
    style: Literal["group", "part", "total"] = "group"
    aka: tuple[Text, ...] = ()


class Control(Model):
    """A line for comparison: `formula` over the cells of the line `of`, shown in `column`."""

    kind: Literal["control"]
    id: Id
    label: Text
    of: Id
    column: Id
    formula: Text
    aka: tuple[Text, ...] = ()


Line = Annotated[Heading | Example | Rows | SumLine | Control, pydantic.Field(discriminator="kind")]


class Part(Model):
    """A table of a sheet, with a band above; with `repeat`, one table for each organisation.

    The title of a repeated table may hold `{name}` and `{role}`.
    """

    id: Id
    title: str = ""
    repeat: Literal["", "parties"] = ""
    header: dict[str, tuple[str, ...]] = {}
    """Header lines of columns that differ from the sheet's in this part."""
    lines: tuple[Line, ...] = pydantic.Field((), alias="line")
    aka: tuple[Text, ...] = ()


class HeadItem(Model):
    """A labelled value of the application at the head of a sheet."""

    label: str
    field: Id
    aka: tuple[Text, ...] = ()


class SheetTemplate(Model):
    """One budget sheet: a tab in the window, an annex on paper, a sheet in the workbook."""

    id: Id
    title: Text
    name: Annotated[str, pydantic.StringConstraints(pattern=r"^[^\[\]:*?/\\']{1,31}$")]
    """The name of the sheet in Excel."""
    help: str = ""
    head: tuple[HeadItem, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    aka: tuple[Text, ...] = ()
    columns: tuple[Column, ...] = pydantic.Field(alias="column", min_length=1)
    parts: tuple[Part, ...] = pydantic.Field(alias="part", min_length=1)

    @cached_property
    def families(self) -> Mapping[str, Family]:
        """Column id -> its family, empty for a single column."""
        return {column.id: column.family for column in self.columns}

    @cached_property
    def lines(self) -> Mapping[str, Line]:
        """Every line by id, in order."""
        return {line.id: line for part in self.parts for line in part.lines}

    @cached_property
    def row_groups(self) -> Mapping[str, str]:
        """Id of each row that the form has from the start -> id of its group."""
        return {
            row.id: line.id for line in self.lines.values() if isinstance(line, Rows) for row in line.rows
        }

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Ids of the lines and rows in tables that are repeated for each organisation."""
        lines = {line.id for part in self.parts if part.repeat for line in part.lines}
        return frozenset(lines | {row for row, group in self.row_groups.items() if group in lines})


class Totals(Model):
    """Where the application's figures stand: `sheet.line.column`.

    What is asked by party is a column for each organisation, or a line of a table that is
    repeated for each; any other cell belongs to the lead alone.
    """

    requested: str
    own: str = ""
    total: str
    requested_by_party: str = ""
    own_by_party: str = ""
    by_year: str = ""
    stated: str = ""
    """A field with the amount that the form itself states; where it is filled in it is what is requested."""


class Rule(Model):
    """A check of figures against each other.

    `equal`: the cells `left` and `right` agree. `rows`: in every row of the sheet `left`, the
    family `right` adds up to the column `total`. `stated`: the field `left` agrees with the
    cell `right`. `unit`: the sheet `left` says "tkr" in the words `right` above amounts in kronor.
    """

    kind: Literal["equal", "rows", "stated", "unit"]
    left: Text
    right: Text
    total: str = ""
