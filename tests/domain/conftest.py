"""The editions, the sample, and every edit that a person can make, drawn at random."""

import json
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.budget import suggest_years
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.errors import FormError
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.domain.layout import sheet_view
from finsam_desktop.domain.parse import parse_amount, parse_date, parse_number, parse_percent
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Rows
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.domain.values import Value

_T = TypeVar("_T")
ROOT = Path(__file__).resolve().parent.parent.parent
Draw = Callable[[st.SearchStrategy[Any]], Any]
Step = Callable[[Draw, Application], Change | None]


FOLDERS = {
    "uppsala-2024": ROOT / "forms" / "uppsala-2024",
    "gavle-like": ROOT / "tests" / "forms" / "gavle-like",
}


def read_files(edition_id: str) -> dict[str, str]:
    """The edition's files by name."""
    return {
        path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDERS[edition_id].glob("*.toml"))
    }


@pytest.fixture(scope="session")
def edition_files() -> Callable[[str], dict[str, str]]:
    """The files of an edition by name."""
    return read_files


@pytest.fixture(scope="session")
def problems_of() -> Callable[[dict[str, str]], list[str]]:
    """What is told of an edition that does not load."""

    def problems(files: dict[str, str]) -> list[str]:
        with pytest.raises(FormError) as error:
            load_edition(files)
        assert str(error.value) == "\n".join(map(str, error.value.problems))
        return [str(problem) for problem in error.value.problems]

    return problems


@pytest.fixture(scope="session")
def broken(problems_of: Callable[[dict[str, str]], list[str]]) -> Callable[[str, str, str, str], list[str]]:
    """What is told of an edition with a piece of one file replaced, where it first stands."""

    def make(edition_id: str, name: str, old: str, new: str) -> list[str]:
        files = read_files(edition_id)
        assert old in files[name]
        return problems_of(files | {name: files[name].replace(old, new, 1)})

    return make


@pytest.fixture(scope="session")
def uppsala() -> FormEdition:
    return load_edition(read_files("uppsala-2024"))


@pytest.fixture(scope="session")
def gavle() -> FormEdition:
    return load_edition(read_files("gavle-like"))


@pytest.fixture(scope="session")
def editions(uppsala: FormEdition, gavle: FormEdition) -> Callable[[str], FormEdition]:
    """An edition by id."""
    by_id = {edition.id: edition for edition in (uppsala, gavle)}
    return lambda edition_id: by_id[edition_id]


SAMPLE = (ROOT / "resources" / "samples" / "uppsala-2024-alvkarleby.json").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def sample_data() -> Callable[[], dict[str, Any]]:
    """The sample as `load` takes it, a new one each time."""
    return lambda: json.loads(SAMPLE)


@pytest.fixture(scope="session")
def sample(uppsala: FormEdition) -> Callable[[], Application]:
    """The sample application, a new one each time."""
    return lambda: from_json(json.loads(SAMPLE), {uppsala.id: uppsala}.__getitem__)


@pytest.fixture(scope="session")
def started(sample: Callable[[], Application], gavle: FormEdition) -> Callable[[str], Application]:
    """An application to edit: the sample, or one of the other edition with a co-funder."""

    def make(edition_id: str) -> Application:
        if edition_id == "uppsala-2024":
            return sample()
        application = Application.new(gavle)
        edits.add_party(application, "partner", {"organisation": "Regionen"}).apply(application)
        change = edits.set_in_budget(application, application.parties[-1].id, True)
        assert change
        change.apply(application)
        return application

    return make


# --------------------------------------------------------------------------- edits at random


@pytest.fixture(autouse=True, scope="module")
def repeatable_ids() -> Iterator[None]:
    """Ids from `random`, which hypothesis seeds, so that an example can be tried again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("uuid.uuid4", lambda: uuid.UUID(int=random.getrandbits(128), version=4))
        yield


_AMOUNTS = st.integers(-(10**9), 10**11)
_VALUES: dict[str, st.SearchStrategy[Value]] = {
    "amount": _AMOUNTS,
    "number": st.decimals(0, 100, places=2),
    "percent": st.decimals(0, 1000, places=2),
    "date": st.dates(date(2024, 1, 1), date(2029, 12, 31)),
    "text": st.text("aå ", max_size=4),
    "label": st.text("bö ", max_size=4),
}
_PARSERS: dict[str, Callable[[str], Value]] = {
    "amount": parse_amount,
    "number": parse_number,
    "percent": parse_percent,
    "date": parse_date,
}
_TYPED = st.sampled_from(["ca 5", "okt", "1.234", ""])
_DATES = st.sampled_from([None, date(2025, 7, 1), date(2027, 12, 31), date(2026, 3, 1), parse_date("okt")])


def _pick(draw: Draw, items: Sequence[_T]) -> _T:
    """One of the items, drawn by its place: ids differ from run to run."""
    return items[draw(st.integers(0, len(items) - 1))]


def _cells(draw: Draw, application: Application) -> Change | None:
    view = sheet_view(application, _pick(draw, application.edition.sheets))
    inputs = [(line, one) for line in view.lines for one in view.columns if view.role(line, one) == "input"]
    values: dict[tuple[str, ...], Value] = {}
    for _ in range(draw(st.integers(0, 4)) if inputs else 0):
        line, column = _pick(draw, inputs)
        kind = column.template.kind
        typed = _TYPED.map(_PARSERS.get(kind, str))
        values["cell", view.id, line.id, column.id] = draw(st.one_of(_VALUES[kind], st.none(), typed))
    return edits.set_values(application, values, "Ändra celler")


def _answers(draw: Draw, application: Application) -> Change | None:
    uses = application.edition.uses
    field = _pick(draw, [uses.name, uses.start, uses.end])
    value = draw(_VALUES["text"] if field == uses.name else _DATES)
    return edits.set_values(application, {("answer", field): value}, "Ändra fält")


def _party(draw: Draw, application: Application) -> Change | None:
    action = _pick(draw, ["add", "remove", "move", "column", "budget", "name"])
    roles = [role.id for role in application.edition.roles]
    if action == "add" or not application.parties:
        return edits.add_party(application, _pick(draw, roles), {"organisation": draw(_VALUES["text"])})
    party = _pick(draw, application.parties)
    if action == "remove":
        return edits.remove_party(application, party.id)
    if action == "move":
        return edits.move_party(application, party.id, draw(st.integers(-2, 2)))
    if action == "column" and party.id in application.budget_parties:
        return edits.move_budget_party(application, party.id, draw(st.integers(-2, 2)))
    if action == "budget":
        return edits.set_in_budget(application, party.id, draw(st.booleans()))
    attribute = _pick(draw, ["short_name", "organisation", "role"])
    value = _pick(draw, roles) if attribute == "role" else draw(_VALUES["text"])
    return edits.set_values(application, {("party", party.id, attribute): value}, "Ändra part")


def _rows(draw: Draw, application: Application) -> Change | None:
    sheet = _pick(draw, [sheet for sheet in application.edition.sheets if application.rows[sheet.id]])
    rows = application.rows[sheet.id]
    groups = [(part, one) for part in sheet.parts for one in part.lines if isinstance(one, Rows) and one.free]
    action = _pick(draw, ["add", "remove", "move"] if groups else ["move"])
    if action == "add":
        part, line = _pick(draw, groups)
        parties = application.budget_parties if part.repeat else [""]
        after = _pick(draw, ["", *(row.id for row in rows)])
        party = _pick(draw, parties) if parties else None
        if party is None:
            return None
        return edits.add_row(application, sheet.id, line.id, after=after, party=party)
    row = _pick(draw, rows)
    if action == "move":
        return edits.move_row(application, sheet.id, row.id, draw(st.integers(-3, 3)))
    is_forms_own = row.id.partition("@")[0] in sheet.row_groups
    return None if is_forms_own else edits.remove_row(application, sheet.id, row.id)


def _years(draw: Draw, application: Application) -> Change | None:
    return suggest_years(Budget(application), _pick(draw, application.edition.sheets).id)


@pytest.fixture(scope="session")
def step() -> Step:
    """Draws one edit of the application, of any kind; None where it would change nothing."""
    kinds = [_cells, _cells, _cells, _answers, _party, _rows, _rows, _years]
    return lambda draw, application: _pick(draw, kinds)(draw, application)
