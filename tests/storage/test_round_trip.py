"""Whatever is done to an application, the workspace gives it back, and its history replays to it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain import edits, richtext
from finsam_desktop.domain.application import Application, Attachment, Leftover, Row, new_id
from finsam_desktop.domain.change import Change, Insert, SetValue
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.parse import MAX_AMOUNT, Unparsed
from finsam_desktop.domain.values import Value
from finsam_desktop.storage import records
from finsam_desktop.storage.workspace import Workspace

TEXT = st.text(st.characters(), min_size=1, max_size=30)  # with lone surrogates and control characters
SPANS = st.lists(st.builds(richtext.Span, TEXT, st.booleans(), st.booleans()), min_size=1, max_size=3).map(
    tuple
)
BLOCKS = st.one_of(
    st.builds(richtext.Paragraph, SPANS),
    st.builds(richtext.Heading, st.integers(1, 3), SPANS),
    st.builds(richtext.ListItem, st.integers(0, 5), st.booleans(), SPANS),
    st.builds(
        richtext.Table, st.lists(st.tuples(SPANS, SPANS), min_size=1, max_size=2).map(tuple), st.booleans()
    ),
)
RICH = st.lists(BLOCKS, max_size=4).map(richtext.normalise)
AMOUNT = st.integers(-MAX_AMOUNT, MAX_AMOUNT)
NUMBER = st.decimals(-1000, 1000, allow_nan=False, places=4)
UNPARSED = st.builds(Unparsed, TEXT, TEXT)
CHOICES = st.lists(st.sampled_from(["one", "two", "three"]), unique=True).map(tuple)
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.booleans(), AMOUNT, NUMBER, st.dates(), TEXT, UNPARSED, RICH, CHOICES
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = Workspace.open(tmp_path_factory.mktemp("round_trip") / "arbetsyta.finsam")
    yield workspace
    workspace.close()


# What can be done, each with choices drawn for the application as it is. None where nothing would change.


def set_values(draw: st.DataObject, application: Application) -> Change | None:
    fields = [name for name, field in application.edition.fields.items() if field.type != "parties"]
    columns = ["label", "rate", "from", "to", *(f"party:{one}" for one in application.budget_parties)]
    rows = [("detailed", row.id) for row in application.rows["detailed"]]
    rows += [("years", row_id) for _, row_id in rows]
    places = st.one_of(
        st.tuples(st.just("answer"), st.sampled_from(fields)),
        st.tuples(st.just("meta"), st.sampled_from(["kind", "parent_name", "parent_dnr", "status"])),
        st.builds(
            lambda row, column: ("cell", *row, column),
            st.sampled_from(rows),
            st.sampled_from([*columns, "year:2"]),
        ),
        st.tuples(
            st.just("party"),
            st.sampled_from([party.id for party in application.parties] or [""]),
            st.sampled_from(["organisation", "resources", "short_name", "signed"]),
        ),
    )
    values = draw.draw(st.dictionaries(places, VALUES, min_size=1, max_size=5), "values")
    known = {path: value for path, value in values.items() if path[0] != "party" or path[1]}
    return edits.set_values(application, known, "Ändra värden")


def a_row(draw: st.DataObject, application: Application) -> Row:
    return draw.draw(st.sampled_from(application.rows["detailed"]), "row")


def a_party(draw: st.DataObject, application: Application) -> str | None:
    ids = [party.id for party in application.parties]
    return draw.draw(st.sampled_from(ids), "party") if ids else None


def a_step(draw: st.DataObject) -> int:
    return draw.draw(st.integers(-3, 3), "step")


def add_row(draw: st.DataObject, application: Application) -> Change:
    row = a_row(draw, application)
    return edits.add_row(application, "detailed", row.group, after=row.id)


def add_row_of_party(draw: st.DataObject, application: Application) -> Change:
    """As in forms whose tables are repeated for each party."""
    before = a_row(draw, application)
    row = Row(new_id("r"), before.group, a_party(draw, application) or "")
    return Change("Lägg till rad", (Insert(("rows", "detailed"), row, before.id),))


def remove_row(draw: st.DataObject, application: Application) -> Change | None:
    if len(application.rows["detailed"]) < 2:
        return None
    return edits.remove_row(application, "detailed", a_row(draw, application).id)


def move_row(draw: st.DataObject, application: Application) -> Change | None:
    return edits.move_row(application, "detailed", a_row(draw, application).id, a_step(draw))


def add_party(draw: st.DataObject, application: Application) -> Change:
    role = draw.draw(st.sampled_from(["co-owner", "partner"]), "role")
    return edits.add_party(application, role, {"organisation": draw.draw(TEXT, "organisation")})


def remove_party(draw: st.DataObject, application: Application) -> Change | None:
    party = a_party(draw, application)
    return edits.remove_party(application, party) if party else None


def move_party(draw: st.DataObject, application: Application) -> Change | None:
    party = a_party(draw, application)
    return edits.move_party(application, party, a_step(draw)) if party else None


def set_in_budget(draw: st.DataObject, application: Application) -> Change | None:
    party = a_party(draw, application)
    return edits.set_in_budget(application, party, draw.draw(st.booleans(), "wanted")) if party else None


def move_budget_party(draw: st.DataObject, application: Application) -> Change | None:
    if not application.budget_parties:
        return None
    party = draw.draw(st.sampled_from(application.budget_parties), "party")
    return edits.move_budget_party(application, party, a_step(draw))


def add_attachments(draw: st.DataObject, application: Application) -> Change | None:
    names = draw.draw(st.lists(TEXT, max_size=3), "names")
    items = [Attachment(new_id("f"), name, len(name), "0" * 64) for name in names]
    return edits.add_attachments(application, items)


def change_attachment(draw: st.DataObject, application: Application) -> Change | None:
    if not application.attachments:
        return None
    found = draw.draw(st.sampled_from(application.attachments), "attachment").id
    if draw.draw(st.booleans(), "remove"):
        return edits.remove_attachment(application, found)
    return edits.move_attachment(application, found, a_step(draw))


def change_note(data: st.DataObject, application: Application) -> Change | None:
    row = data.draw(st.sampled_from(application.rows["detailed"]), "row").id
    name = data.draw(st.sampled_from(["comment", "sum:rate", "salary:pay"]), "note")
    return edits.set_values(application, {("note", "detailed", row, name): data.draw(VALUES)}, "Anteckna")


def change_leftovers(draw: st.DataObject, application: Application) -> Change:
    if application.leftovers and draw.draw(st.booleans(), "remove"):
        found = draw.draw(st.sampled_from(application.leftovers), "leftover").id
        return edits.remove_leftover(application, found)
    data = {"answers": {"goal": draw.draw(TEXT, "data")}, "numbers": [1, None, True, 0.5]}
    item = Leftover(new_id("l"), "liten", draw.draw(TEXT, "caption"), draw.draw(RICH, "text"), data)
    return Change("Lämna över", (Insert(("leftovers",), item),))


ACTIONS: list[Callable[[st.DataObject, Application], Change | None]] = [
    *(set_values, add_row, add_row_of_party, remove_row, move_row),
    *(add_party, remove_party, move_party, set_in_budget, move_budget_party),
    *(add_attachments, change_attachment, change_leftovers, change_note),
]


@given(st.data())
def test_saves_and_history_give_the_application(
    workspace: Workspace, edition: FormEdition, files: dict[str, str], data: st.DataObject
) -> None:
    application = Application.new(edition)
    workspace.create(application, files)
    assert workspace.load(application.id) == application
    made: list[Change] = []
    waiting: list[Change] = []
    undoable: list[Change] = []
    for _ in range(data.draw(st.integers(1, 12), "number of changes")):
        if undoable and data.draw(st.integers(0, 4), "undo") == 0:
            change: Change | None = undoable.pop().inverse()
        else:
            change = data.draw(st.sampled_from(ACTIONS), "action")(data, application)
            undoable += [change] if change else []
        if change is None:
            continue
        change.apply(application)
        made.append(change)
        waiting.append(change)
        if data.draw(st.booleans(), "save"):
            workspace.save(application, waiting)
            waiting = []
            assert workspace.load(application.id) == application
    workspace.save(application, waiting)
    assert workspace.load(application.id) == application
    created, *rest = workspace.history(application.id)
    assert rest == made
    replayed = records.blank(edition, application.id)
    for change in (created, *rest):
        change.apply(replayed)
    assert replayed == application


def test_lists_of_a_new_application_are_stored_in_their_order(
    workspace: Workspace, edition: FormEdition, files: dict[str, str]
) -> None:
    """Their ids are in no order, and neither are the rows of the table."""
    application = Application.new(edition)
    application.leftovers = [Leftover("b", "liten", "Mål"), Leftover("a", "liten", "", (), {"x": [1.5]})]
    application.attachments = [Attachment(one, "a.pdf", 1, "0" * 64) for one in "cab"]
    workspace.create(application, files)
    assert workspace.load(application.id) == application
    replayed = records.blank(edition, application.id)
    workspace.history(application.id)[0].apply(replayed)
    assert replayed == application


KINDS: dict[str, Value] = {
    "text": "Vi möts\nvarje vecka\t☎ \x00",
    "yes": True,
    "no": False,
    "amount": -4_418_130_00,
    "largest amount": MAX_AMOUNT,
    "no amount": 0,
    "share": Decimal("62.5"),
    "number": Decimal("1E+2"),
    "date": date(2024, 2, 29),
    "unparsed": Unparsed("oktober 2020", "Skriv datumet som 2020-10-01."),
    "rich": richtext.from_text("Ett stycke.\nEtt till med å, ä och ö."),
    "choices": ("one", "two"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ["answer", "cell", "note", "party", "meta"])
def test_every_kind_of_value_comes_back_as_what_it_was(
    workspace: Workspace, edition: FormEdition, files: dict[str, str], kind: str, place: str
) -> None:
    """With its type: True, 1 and Decimal(1) are equal, but not the same."""
    application = Application.new(edition)
    workspace.create(application, files)
    path = {
        "answer": ("answer", "goal"),
        "cell": ("cell", "detailed", "salary_1", "rate"),
        "note": ("note", "detailed", "salary_1", "comment"),
        "party": ("party", application.parties[0].id, "resources"),
        "meta": ("meta", "parent_name"),
    }[place]
    change = Change("Ändra", (SetValue(path, None, KINDS[kind]),))
    change.apply(application)
    workspace.save(application, [change])
    found = workspace.load(application.id).get(path)
    assert (type(found), found) == (type(KINDS[kind]), KINDS[kind])
    copied = Application.new(edition)
    copied.parties[0] = application.parties[0]
    change.apply(copied)
    workspace.create(copied, files)
    found = workspace.load(copied.id).get(path)
    assert (type(found), found) == (type(KINDS[kind]), KINDS[kind])


def test_money_is_integer_ore_in_the_database(
    workspace: Workspace, edition: FormEdition, files: dict[str, str]
) -> None:
    application = Application.new(edition)
    application.put(("cell", "detailed", "rent", "party:p1"), 123_45)
    application.put(("cell", "detailed", "rent", "from"), date(2024, 1, 1))
    workspace.create(application, files)
    query = 'SELECT "column", typeof(ore), ore, value FROM cell WHERE application = ? ORDER BY 1'
    with closing(sqlite3.connect(workspace.path)) as connection:
        found = connection.execute(query, [application.id]).fetchall()
    assert found == [
        ("from", "null", None, '{"date":"2024-01-01"}'),
        ("party:p1", "integer", 123_45, None),
    ]
