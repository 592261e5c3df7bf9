"""To another edition and back, with applications filled in at random."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finsam_desktop.domain import richtext
from finsam_desktop.domain.application import Application, Attachment, Leftover
from finsam_desktop.domain.change import Change, item_from_json, item_to_json
from finsam_desktop.domain.convert import convert
from finsam_desktop.domain.convert_held import Held
from finsam_desktop.domain.form import Field, FormEdition, load_edition
from finsam_desktop.domain.layout import sheet_view
from finsam_desktop.domain.parse import parse_amount, parse_date
from finsam_desktop.domain.richtext import Heading, Paragraph, RichText, Span
from finsam_desktop.domain.values import Value, is_rich

FORMS = Path(__file__).resolve().parent.parent.parent / "forms"
Draw = Callable[[st.SearchStrategy[Any]], Any]


@pytest.fixture(scope="module")
def targets(gavle: FormEdition) -> list[FormEdition]:
    names = ("uppsala-2024", "uppsala-2016", "gavleborg-2024")
    folders = [sorted((FORMS / name).glob("*.toml")) for name in names]
    return [gavle, *(load_edition({path.name: path.read_text("utf-8") for path in one}) for one in folders)]


def state(application: Application) -> dict[str, Any]:
    names = ("answers", "parties", "budget_parties", "rows", "cells", "meta", "attachments", "leftovers")
    return {name: getattr(application.snapshot(), name) for name in names}


def text(words: str) -> RichText:
    return richtext.from_text(words)


# ------------------------------------------------------------------------- fillings at random

_WORDS = st.text("abcåäö ", min_size=1, max_size=12)
_BLOCK = st.one_of(
    st.builds(lambda words: Paragraph((Span(words, bold=True),)), _WORDS),
    st.builds(lambda words: richtext.ListItem(0, True, (Span(words),)), _WORDS),
    st.builds(lambda words: Heading(1, (Span(words),)), _WORDS),
)
_RICH = st.lists(_BLOCK, min_size=1, max_size=3).map(richtext.normalise)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": _WORDS,
    "email": _WORDS,
    "rich": _RICH,
    "date": st.one_of(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.just(parse_date("oktober"))),
    "number": st.decimals(0, 100, places=1),
    "amount": st.one_of(st.integers(1, 10**10), st.just(parse_amount("ca 5"))),
    "yesno": st.booleans(),
}


def _answer(draw: Draw, field: Field) -> Value:
    if field.type == "choices":
        ticked: list[str] = draw(st.permutations([choice.id for choice in field.choices]))
        return tuple(ticked[: draw(st.integers(1, len(ticked)))])
    value: Value = draw(_VALUES[field.type])
    return value


def _filled(
    draw: Draw, edition: FormEdition, step: Callable[[Draw, Application], Change | None]
) -> Application:
    """An application after edits of every kind, with answers, party texts, files and a foreign leftover."""
    application = Application.new(edition)
    for _ in range(draw(st.integers(0, 12))):
        if change := step(draw, application):
            change.apply(application)
    fields = [field for field in edition.fields.values() if field.type != "parties"]
    for field in fields:
        if draw(st.integers(0, 2)):
            application.answers[field.id] = _answer(draw, field)
    application.answers = {name: value for name, value in application.answers.items() if value != ()}
    for party in application.parties:
        for name in ("resources", "workplace", "contact", "phone", "signer", "place"):
            if draw(st.booleans()):
                party.attributes[name] = draw(_WORDS)
        if draw(st.booleans()):
            party.attributes["signed"] = date(2024, 5, draw(st.integers(1, 28)))
    application.meta |= {"kind": "extension", "dnr": "2024:1", "parent_name": "Förra", "parent_dnr": "2020:1"}
    application.attachments = [Attachment("f1", "Intyg.pdf", 10, "ab" * 32)]
    application.leftovers = [Leftover("l0", "another", "Något", text("ett tredje formulär"))]
    return application


def _words(values: Iterator[Value]) -> set[str]:
    texts = (richtext.plain_text(value) if is_rich(value) else str(value) for value in values)
    return {word for one in texts for word in re.findall(r"[^\W\d]+", one)}


def _typed(application: Application) -> Iterator[Value]:
    """Every text that was written."""
    everything = [
        *application.answers.values(),
        *(value for party in application.parties for key, value in party.attributes.items() if key != "role"),
        *(value for cells in application.cells.values() for row in cells.values() for value in row.values()),
        *(one.text for one in application.leftovers),
    ]
    for value in everything:
        if isinstance(value, str) or (is_rich(value) and value):
            yield value


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_back_again_gives_what_was_there(
    data: st.DataObject,
    targets: list[FormEdition],
    step: Callable[[Draw, Application], Change | None],
) -> None:
    source, target = (targets[data.draw(st.integers(0, 3))] for _ in range(2))
    application = _filled(data.draw, source, step)
    before = state(application)
    there, report = convert(application, target)
    assert state(application) == before
    assert there.id != application.id
    assert there.edition == target
    assert _words(_typed(application)) <= _words(_typed(there))
    # A note is stored and read again before the way back.
    there.leftovers = [
        item
        for one in there.leftovers
        if isinstance(
            item := item_from_json(("leftovers",), json.loads(json.dumps(item_to_json(one)))), Leftover
        )
    ]
    if source.id != target.id:
        again, _ = convert(there, source)
        assert state(again) == before
    # What stands in the target's rows and cells is what its sheets show.
    shown = {
        (view.id, line.id)
        for sheet in target.sheets
        for view in [sheet_view(there, sheet)]
        for line in view.lines
    }
    assert {(sheet, row) for sheet, cells in there.cells.items() for row in cells} <= shown
    assert all(line for line in report.lines())


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_edits_between_lose_nothing(
    data: st.DataObject,
    targets: list[FormEdition],
    step: Callable[[Draw, Application], Change | None],
) -> None:
    """After edits in the other edition every word that stands there comes back."""
    source, target = (targets[data.draw(st.integers(0, 3))] for _ in range(2))
    there, _ = convert(_filled(data.draw, source, step), target)
    for _ in range(data.draw(st.integers(1, 8))):
        if change := step(data.draw, there):
            change.apply(there)
    written = [field for field in target.fields.values() if field.type in ("rich", "text")]
    field = written[data.draw(st.integers(0, len(written) - 1))]
    there.answers[field.id] = "nyord" if field.type == "text" else text("nyord")
    again, _ = convert(there, source)
    assert _words(_given(there)) - _own_words(source, there) <= _words(_typed(again))
    assert "nyord" in _words(_typed(again))


def _given(application: Application) -> Iterator[Value]:
    """Every text that was written, of leftovers without the words that stand there for the reader."""
    held = [held for one in application.leftovers if (held := Held.read(one.data))]
    everything = application.snapshot()
    everything.leftovers = []
    yield from _typed(everything)
    for one in held:
        tables = [
            one.answers,
            *one.parties.values(),
            *(row for rows in one.cells.values() for row in rows.values()),
        ]
        yield from (
            value for table in tables for value in table.values() if isinstance(value, str) or is_rich(value)
        )


def _own_words(source: FormEdition, there: Application) -> set[str]:
    """Headings and labels of the form, which a conversion writes."""
    blank = Application.new(source)
    views = [sheet_view(one, sheet) for one in (blank, there) for sheet in one.edition.sheets]
    labels: list[Value] = [line.label for view in views for line in view.lines]
    return _words(iter([*labels, *map(source.caption, source.fields), *PARTY_ROLES]))


PARTY_ROLES = ("lead", "partner", "co", "owner")
