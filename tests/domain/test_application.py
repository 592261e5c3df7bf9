"""An application changes by changes alone, and each can be taken back and stored."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Party, Row
from finsam_desktop.domain.change import Change, Insert, Remove, SetValue
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.richtext import from_text
from finsam_desktop.domain.values import Value, cleaned, from_plain, to_plain

SETTINGS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def state(application: Application) -> tuple[Any, ...]:
    """Everything that the application holds."""
    copy = application.snapshot()
    return copy.meta, copy.answers, copy.parties, copy.budget_parties, copy.rows, copy.cells


def stored(change: Change) -> Change:
    """The change as it comes back from a file."""
    return Change.from_json(json.loads(json.dumps(change.to_json())))


@pytest.mark.parametrize("edition_id", ["uppsala-2024", "gavle-like"])
@SETTINGS
@given(data=st.data())
def test_edits_undone_give_the_first_state_and_redone_the_last(
    edition_id: str,
    started: Callable[[str], Application],
    step: Callable[..., Change | None],
    data: st.DataObject,
) -> None:
    application = started(edition_id)
    states, done = [state(application)], []
    for _ in range(data.draw(st.integers(1, 10))):
        change = step(data.draw, application)
        if change is not None:
            assert stored(change) == change
            stored(change).apply(application)
            done.append(change)
            states.append(state(application))
            assert states[-1] != states[-2], "a change that changes nothing"
    for change, before in zip(reversed(done), reversed(states[:-1]), strict=True):
        stored(change.inverse()).apply(application)
        assert state(application) == before
    for change in done:
        change.apply(application)
    assert state(application) == states[-1]


def test_new_application_has_what_the_form_asks_for(uppsala: FormEdition) -> None:
    application = Application.new(uppsala)
    assert [party.role for party in application.parties] == ["lead", "partner"]
    assert application.budget_parties == [application.parties[0].id]
    assert (application.kind, application.status, application.name) == ("new", "draft", "")
    assert [row.id for row in application.rows["detailed"][:2]] == ["salary_1", "salary_2"]
    assert application.rows["summary"] == []


def test_new_application_has_rows_for_each_funder(gavle: FormEdition) -> None:
    application = Application.new(gavle)
    lead = application.parties[0].id
    assert Row(f"own_1@{lead}", "own_costs", lead) in application.rows["costs"]


def test_answer_falls_back_while_it_is_empty(sample: Callable[[], Application]) -> None:
    application = sample()
    assert application.answer("budget_name") == "Förlängning"
    application.put(("answer", "budget_name"), None)
    assert application.answer("budget_name") == application.name


def test_party_column_is_named_by_its_short_name(sample: Callable[[], Application]) -> None:
    application = sample()
    assert application.party("af").column_name == "AF"
    assert application.party("alvkarleby").column_name == "Älvkarleby kommun"


def test_snapshot_is_left_alone_by_later_changes(sample: Callable[[], Application]) -> None:
    application = sample()
    kept, before = application.snapshot(), state(application)
    for path in (
        ("cell", "detailed", "salary_1", "rate"),
        ("party", "af", "organisation"),
        ("answer", "name"),
    ):
        application.put(path, None)
    edits.add_party(application, "partner").apply(application)
    assert state(kept) == before


def test_emptied_row_leaves_nothing_behind(sample: Callable[[], Application]) -> None:
    application = sample()
    application.put(("cell", "detailed", "salary_3", "rate"), None)
    assert "salary_3" not in application.cells["detailed"]


@pytest.mark.parametrize("path", [("answers", "name"), ("cell", "detailed"), (), ("party", "nobody", "role")])
def test_unknown_path_is_a_key_error(sample: Callable[[], Application], path: tuple[str, ...]) -> None:
    application = sample()
    with pytest.raises(KeyError):
        application.get(path)
    with pytest.raises(KeyError):
        application.put(path, "x")
    with pytest.raises(KeyError):
        application.sequence(path)


def test_change_that_does_not_fit_is_refused(sample: Callable[[], Application]) -> None:
    application = sample()
    with pytest.raises(ValueError, match="nobody"):
        Change("x", (Insert(("parties",), Party("p"), "nobody"),)).apply(application)
    with pytest.raises(ValueError, match="nobody"):
        Change("x", (Remove(("parties",), Party("nobody")),)).apply(application)


def test_change_names_the_places_that_it_touches() -> None:
    change = Change("x", (SetValue(("answer", "name"), None, "A"), Insert(("budget_parties",), "a")))
    assert list(change.paths) == [("answer", "name"), ("budget_parties",)]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "swap", "path": ["parties"], "item": {"id": "p", "attributes": {}}, "next": None},
        {"op": "set", "path": ["answer", "name"], "before": None, "after": {"ore": "1"}},
    ],
)
def test_stored_change_of_an_unknown_kind_is_refused(operation: dict[str, Any]) -> None:
    data = Change("x", ()).to_json() | {"operations": [operation]}
    with pytest.raises(ValueError, match=r"no (operation|value)"):
        Change.from_json(data)


# ----------------------------------------------------------------------------------- values

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.text(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.builds(Unparsed, st.text(), st.text()),
    st.text().map(from_text),
    st.lists(st.text()).map(tuple),
)


@given(VALUES)
def test_value_comes_back_as_it_was(value: Value) -> None:
    found = from_plain(json.loads(json.dumps(to_plain(value))))
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "data",
    [
        *(5, 1.5, [], {}, {"ore": True}, {"ore": 1.5}, {"number": "tio"}, {"number": "NaN"}, {"number": 5}),
        *({"date": "2025-13-01"}, {"choices": [1]}, {"rich": [{}]}, {"unparsed": "x"}),
    ],
)
def test_what_is_no_value_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"no value|no number|isoformat|month|type"):
        from_plain(data)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", None),
        ((), None),
        ("\x00\ud800", None),
        ("a\r\nb\x0bc\u2028d", "a\nb\nc\nd"),
        ("a\x07b\ufffe", "ab"),
        ("  å ", "  å "),
        (Unparsed("5\x005", "Skriv om."), Unparsed("55", "Skriv om.")),
        (0, 0),
        (False, False),
        (Decimal(0), Decimal(0)),
        (date(2025, 7, 1), date(2025, 7, 1)),
    ],
)
def test_text_is_kept_without_what_no_document_can_hold(given: Value, kept: Value) -> None:
    found = cleaned(given)
    assert (found, type(found)) == (kept, type(kept))
