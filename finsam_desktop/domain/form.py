"""Form editions as data: TOML text -> a frozen `FormEdition`, or clear errors.

Nothing about a particular association's form is written in Python. An edition is two files,
`form.toml` (sections, fields, help, agreement, signers) and `budget.toml` (sheets); tabs,
grid, checks, paper and workbook follow from them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import chain, count
from typing import Annotated, Any, Literal

import pydantic
from pydantic import StrictBool, StrictInt

from finsam_desktop.domain.errors import FormError, Problem
from finsam_desktop.domain.form_toml import place_and_reason, tables
from finsam_desktop.domain.template import Id, Model, Rule, SheetTemplate, Text, Totals

FieldType = Literal["text", "rich", "date", "number", "amount", "yesno", "choices", "email", "parties"]
OWN_TEXT = "_own"
"""Ends the id of the field for the applicant's own text in a section."""
EDITION_ID = r"^[a-z0-9][a-z0-9-]*$"
FORM_FILE, BUDGET_FILE = "form.toml", "budget.toml"
Share = Annotated[float, pydantic.Field(strict=True, gt=0, le=1)]
"""A part of the page's width."""


class Choice(Model):
    """One of the boxes to tick in a field of type `choices`."""

    id: Id
    label: Text
    sheet: str = ""
    """The budget sheet that the box stands for, so that a check can hold them against each other."""


class PartyAttribute(Model):
    """What the form asks about each party."""

    id: Literal["organisation", "workplace", "resources", "contact", "email", "phone"]
    label: Text
    help: str = ""
    required: StrictBool = False
    long: StrictBool = False
    when_filled: StrictBool = False
    """Printed only where it is filled in."""


class Field(Model):
    """One thing to fill in. `label` is printed before the value, `star` prints ` (*)` after it.

    With `fallback`, another field's value stands in while this one is empty.
    Type `parties` lists the parties in `roles`, each with its `attributes`.
    """

    id: Id
    type: FieldType
    label: str = ""
    name: str = ""
    """What messages call the field when it has no label of its own."""
    help: str = ""
    star: StrictBool = False
    required: StrictBool = False
    fallback: str = ""
    means: tuple[Id, ...] = ()
    """Ids under which other editions ask for the same; besides its own id."""
    when_filled: StrictBool = False
    """Printed only where it is filled in, and shown on screen when asked for."""
    width: Share = 1.0
    choices: tuple[Choice, ...] = pydantic.Field((), alias="choice")
    roles: tuple[str, ...] = ()
    numbered: StrictBool = False
    """Whether parties are numbered on paper."""
    attributes: tuple[PartyAttribute, ...] = pydantic.Field((), alias="attribute")


class Clause(Model):
    """A heading and its paragraphs in a text that the applicant may not change."""

    heading: str = ""
    text: Text

    @property
    def paragraphs(self) -> list[str]:
        """The text, a string for each paragraph (blank lines separate them)."""
        return [" ".join(block.split()) for block in self.text.split("\n\n") if block.strip()]


class SignatureLine(Model):
    """A line to fill in at signing; `value` says what is printed there when it is known.

    The label may hold the words of `phrases`, with `{organisation}` besides.
    """

    label: Text
    value: Literal[
        "organisation_date", "organisation", "date", "place", "signature", "printed_name", "email", "name"
    ]


class Signatures(Model):
    """The signature blocks: one for each party in `roles`. The heading may hold the words of `phrases`."""

    roles: tuple[str, ...] = pydantic.Field(min_length=1)
    heading: Text
    titled: StrictBool = False
    """Whether the section's heading is printed above the blocks."""
    own_page: StrictBool = False
    name_heading: str = ""
    """Heading of the box with the initiative's name above the block; empty for no such box."""
    declaration: str = ""
    lines: tuple[SignatureLine, ...] = pydantic.Field(alias="line", min_length=1)


class Section(Model):
    """A box of the form, in the form's order, with its exact heading."""

    id: Id
    tab: Id
    heading: Text
    star: StrictBool = False
    note: str = ""
    help: str = ""
    frame: Literal["section", "fields", "none"] = "section"
    """Whether a box surrounds the section, each of its fields, or nothing."""
    sheet: str = ""
    """A budget sheet whose tables stand in the section, below its fields."""
    fields: tuple[Field, ...] = pydantic.Field((), alias="field")
    clauses: tuple[Clause, ...] = pydantic.Field((), alias="clause")
    signatures: Signatures | None = None
    printed: StrictBool = True

    @property
    def printed_heading(self) -> str:
        """The heading as it stands on paper, with ` (*)` where the instructions explain it."""
        return f"{self.heading} (*)" if self.star else self.heading


class Tab(Model):
    """A tab of the editor: the sections that name it, or a budget sheet."""

    id: Id
    title: Text
    sheet: str = ""


class Role(Model):
    """What the form calls the parties of a role, in running text and above a budget column."""

    id: Literal["lead", "co-owner", "partner"]
    title: Text
    budget_title: str = ""
    minimum: StrictInt = pydantic.Field(0, ge=0)
    maximum: StrictInt = pydantic.Field(99, ge=1)


class Uses(Model):
    """Which fields carry the meaning that the program needs everywhere."""

    name: Id
    start: Id
    end: Id
    requested: str = ""
    signed_name: str = ""
    """The initiative's name as it stands at the signatures; `name` where it is left out."""
    annexes: str = ""
    """Where the form lists its annexes (type `choices`); names of attached files are printed below."""


class HeadBox(Model):
    """A box in the head of the first page, such as the association's own boxes, printed empty."""

    label: str = ""
    text: str = ""
    width: Share = 1.0


class HeadRow(Model):
    """A row of boxes in the head."""

    boxes: tuple[HeadBox, ...] = pydantic.Field(alias="box", min_length=1)


class FormEdition(Model):
    """A whole edition: form, agreement, signatures, budget sheets and checks."""

    format: StrictInt = pydantic.Field(ge=1, le=1)
    id: Annotated[str, pydantic.StringConstraints(pattern=EDITION_ID)]
    title: Text
    """May hold the words of `phrases`."""
    subtitle: str = ""
    association: Text
    in_use: str = ""
    """When the edition was in use, in words, to tell editions of the same title apart: ”från 2024”."""
    replaces: str = ""
    """Id of the edition that this one came after; its applications are offered this one."""
    language: str = "sv-SE"
    mark: str = ""
    """Printed at the foot of each page."""
    intro: tuple[str, ...] = ()
    head: tuple[HeadRow, ...] = ()
    uses: Uses
    roles: tuple[Role, ...] = pydantic.Field(alias="role", min_length=1)
    tabs: tuple[Tab, ...] = pydantic.Field(alias="tab", min_length=1)
    sections: tuple[Section, ...] = pydantic.Field(alias="section", min_length=1)
    sheets: tuple[SheetTemplate, ...] = pydantic.Field((), alias="sheet")
    totals: Totals | None = None
    rules: tuple[Rule, ...] = pydantic.Field((), alias="rule")

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every field by id, in the form's order."""
        return {field.id: field for _, field in self.section_fields()}

    @cached_property
    def sheets_by_id(self) -> dict[str, SheetTemplate]:
        """Every budget sheet by id, in the form's order."""
        return {sheet.id: sheet for sheet in self.sheets}

    @cached_property
    def roles_by_id(self) -> dict[str, Role]:
        """Every role by id, in the form's order."""
        return {role.id: role for role in self.roles}

    def section_fields(self) -> Iterator[tuple[Section, Field]]:
        """Every field with its section, in the form's order."""
        for section in self.sections:
            for field in section.fields:
                yield section, field

    def section_of(self, field_id: str) -> Section:
        """The section that the field stands in. Raises KeyError for an unknown field."""
        for section, field in self.section_fields():
            if field.id == field_id:
                return section
        raise KeyError(field_id)

    def caption(self, field_id: str) -> str:
        """What a message calls the field: its label, its name, or its section's heading."""
        field = self.fields[field_id]
        return (field.name or field.label or self.section_of(field_id).heading).rstrip(":")


def load_edition(texts: Mapping[str, str], *, trusted: bool = False) -> FormEdition:
    """The edition that the files `texts` (file name -> TOML) define.

    A `trusted` edition has loaded before and been used: only what it needs in order to work is
    asked of it, so that it goes on loading when the checks become stricter.
    Raises `FormError` with everything that is wrong: file, place, what was expected.
    """
    from finsam_desktop.domain.form_rules import check_ids, cross_check

    problems = [
        Problem(name, "", "filen hör inte hit; en utgåva har form.toml och budget.toml")
        for name in sorted(set(texts) - {FORM_FILE, BUDGET_FILE})
    ]
    if FORM_FILE not in texts:
        problems.append(Problem(FORM_FILE, "", "filen saknas; den ska finnas i utgåvans mapp"))
    form = _read(FORM_FILE, texts.get(FORM_FILE), problems)
    budget = _read(BUDGET_FILE, texts.get(BUDGET_FILE, ""), problems)
    unread = {name for name, read in ((FORM_FILE, form), (BUDGET_FILE, budget)) if read is None}
    data = _joined(form or {}, budget or {}, problems)
    _add_own_texts(data)
    edition: FormEdition | None = None
    try:
        edition = FormEdition.model_validate(data)
    except pydantic.ValidationError as error:
        problems += (problem for problem in _translated(error, data) if problem.file not in unread)
    if not trusted:
        problems += check_ids(data, unread)
        problems += cross_check(edition) if edition else ()
    if problems or edition is None:
        raise FormError(problems)
    return edition


def _add_own_texts(data: dict[str, Any]) -> None:
    """Give each section that ends without formatted text a field for the applicant's own words.

    People add headings and text of their own anywhere in a form, and every edition takes them.
    """
    sections = tables(data, "section")
    taken = [field.get("id") for section in sections for field in tables(section, "field")]
    for section in sections:
        fields = section.get("field")
        if not isinstance(fields, list) or not fields or section.get("printed") is False:
            continue
        last = fields[-1]
        if isinstance(last, dict) and last.get("type") != "rich" and isinstance(section.get("id"), str):
            name = f"{section['id']}{OWN_TEXT}"
            names = chain([name], (f"{name}_{number}" for number in count(2)))
            free = next(one for one in names if one not in taken)
            taken.append(free)
            fields.append({"id": free, "type": "rich", "name": "Egen text", "when_filled": True})


_BUDGET_KEYS = {"sheet", "totals", "rule"}


def _read(name: str, text: str | None, problems: list[Problem]) -> dict[str, Any] | None:
    """What the file says; None where there is none, or it is no TOML."""
    try:
        return None if text is None else tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(name, *place_and_reason(error)))
        return None


def _joined(form: dict[str, Any], budget: dict[str, Any], problems: list[Problem]) -> dict[str, Any]:
    for key in sorted(form.keys() & _BUDGET_KEYS):
        problems.append(Problem(FORM_FILE, key, f"nyckeln hör hemma i {BUDGET_FILE}"))
    for key in sorted(budget.keys() - _BUDGET_KEYS):
        problems.append(Problem(BUDGET_FILE, key, "okänd nyckel; väntade " + ", ".join(sorted(_BUDGET_KEYS))))
    return {**form, **{key: value for key, value in budget.items() if key in _BUDGET_KEYS}}


_EXPECTED = {
    "missing": "nyckeln saknas; den måste anges",
    "extra_forbidden": "okänd nyckel; ta bort den eller rätta stavningen",
    "string_type": "väntade en text inom citattecken",
    "string_too_short": "texten får inte vara tom",
    "bool_type": "väntade true eller false",
    "int_type": "väntade ett heltal",
    "float_type": "väntade ett tal",
    "finite_number": "väntade ett tal",
    "tuple_type": "väntade en lista",
    "dict_type": "väntade en tabell med nycklar",
    "model_type": "väntade en tabell med nycklar",
    "model_attributes_type": "väntade en tabell med nycklar",
    "union_tag_not_found": "nyckeln kind saknas; väntade heading, example, rows, sum eller control",
    "literal_error": "väntade något av {expected}, fick ”{input}”",
    "union_tag_invalid": "kind är ”{tag}”; väntade något av {expected_tags}",
    "string_pattern_mismatch": "”{input}” har otillåtna tecken; väntade mönstret {pattern}",
    "too_short": "listan är tom; väntade minst {min_length}",
    "greater_than": "värdet är {input}; väntade mer än {gt}",
    "greater_than_equal": "värdet är {input}; väntade minst {ge}",
    "less_than_equal": "värdet är {input}; väntade högst {le}",
}


def _translated(error: pydantic.ValidationError, data: Mapping[str, Any]) -> Iterator[Problem]:
    for detail in error.errors():
        location = detail["loc"]
        words = {"input": detail["input"], **detail.get("ctx", {})}
        message = _EXPECTED[detail["type"]].format(**words).replace(" or ", ", ")
        name = BUDGET_FILE if location[0] in _BUDGET_KEYS else FORM_FILE
        yield Problem(name, _place(location, data), message)


def _place(location: tuple[int | str, ...], data: Mapping[str, Any]) -> str:
    """`section 3 (background), field 1, heading` for a place in the TOML, counted from one."""
    words: list[str] = []
    here: Any = data
    for step in location:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and step < len(here) else None
            name = f" ({here['id']})" if isinstance(here, dict) and "id" in here else ""
            words[-1] = f"{words[-1]} {step + 1}{name}" if words else str(step + 1)
        elif isinstance(here, dict) and here.get("kind") == step and step not in here:
            continue  # pydantic names the branch of a union; it is no key of the file
        else:
            here = here.get(step) if isinstance(here, dict) else None
            words.append(step)
    return ", ".join(words)
