"""Every fault in an edition is told with file, place and what was expected, all of them at once."""

import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import FormError
from finsam_desktop.domain.form import load_edition
from finsam_desktop.domain.phrases import phrase

Files = Callable[[str], dict[str, str]]
Problems = Callable[[dict[str, str]], list[str]]
Broken = Callable[[str, str, str, str], list[str]]

FAULTS = [
    (
        'id = "name"\ntab',
        'id = "name"\ncolour = "red"\ntab',
        "form.toml: section 1 (name), colour: okänd nyckel; ta bort den eller rätta stavningen",
    ),
    (
        'heading = "Samverkansparter"\n',
        "",
        "form.toml: section 3 (partners), heading: nyckeln saknas; den måste anges",
    ),
    (
        'id = "purpose"\ntab',
        'id = "background"\ntab',
        "form.toml: section (background): ”background” används mer än en gång; väntade olika namn",
    ),
    (
        'id = "purpose"\ntype',
        'id = "background"\ntype',
        "form.toml: field (background): ”background” används mer än en gång; väntade olika namn",
    ),
    (
        'tab = "target"\nheading = "Planerad',
        'tab = "targets"\nheading = "Planerad',
        "form.toml: section (period), tab: ”targets” är ingen flik; väntade något av: initiative, ",
    ),
    (
        'type = "number"',
        'type = "integer"',
        "form.toml: section 8 (target_group), field 2 (participants), type: väntade något av 'text', 'rich'",
    ),
    ("minimum = 1", 'minimum = "1"', "form.toml: role 1 (lead), minimum: väntade ett heltal"),
    ("maximum = 1", "maximum = 0", "form.toml: role 1 (lead), maximum: värdet är 0; väntade minst 1"),
    ("minimum = 1", "minimum = 2", "form.toml: role (lead), maximum: värdet är 1; väntade minst 2"),
    ("required = true", 'required = "ja"', "field 1 (name), required: väntade true eller false"),
    ('title = "Parter"', "title = 5", "form.toml: tab 2 (parties), title: väntade en text inom citattecken"),
    ('title = "Parter"', 'title = ""', "form.toml: tab 2 (parties), title: texten får inte vara tom"),
    ("format = 1", "format = 2", "form.toml: format: värdet är 2; väntade högst 1"),
    ('name = "name"', 'name = "title"', "form.toml: uses, name: ”title” är inget fält; väntade något av: "),
    (
        'start = "start_date"',
        'start = "name"',
        "form.toml: uses, start: fältet ”name” har typen text; väntade date",
    ),
    (
        'roles = ["partner"]',
        "roles = []",
        "form.toml: section (partners), field (partners): ett fält av typen",
    ),
    (
        'roles = ["partner"]',
        'roles = ["friend"]',
        "field (partners), roles: ”friend” är ingen roll; väntade något av: lead, co-owner, partner",
    ),
    (
        'id = "organisation"\nlabel',
        'id = "resources"\nlabel',
        "section (owners), field (owners), attribute (resources): ”resources” används mer än en gång",
    ),
    (
        'fallback = "name"',
        'fallback = "goals"',
        "field (budget_name), fallback: väntade ett fält av samma typ",
    ),
    ('fallback = "name"', 'fallback = "x"', "field (budget_name), fallback: ”x” är inget fält"),
    (
        'type = "yesno"',
        'type = "choices"',
        "field (discussed): choice hör till fält av typen choices, som behöver minst ett",
    ),
    (
        'type = "yesno"',
        'type = "yesno"\nroles = ["lead"]',
        "field (discussed): roles och attribute hör bara till fält av typen parties",
    ),
    (
        'roles = ["lead", "co-owner"]\nheading',
        'roles = ["boss"]\nheading',
        "signatures, roles: ”boss” är ingen roll",
    ),
    ('sheet = "years"', 'sheet = "month"', "form.toml: tab (years), sheet: ”month” är inget budgetblad"),
    ('sheet = "years"', 'sheet = "month"', "form.toml: tab: budgetbladet ”years” har ingen flik"),
    (
        '[[tab]]\nid = "parties"',
        '[[tab]]\nid = "spare"\ntitle = "Extra"\n\n[[tab]]\nid = "parties"',
        "form.toml: tab (spare): inget avsnitt hör till fliken; väntade minst ett",
    ),
    ('id = "uppsala-2024"', 'id = "Uppsala 2024"', "form.toml: id: ”Uppsala 2024” har otillåtna tecken"),
    ("[uses]", '[[rule]]\nkind = "unit"\n\n[uses]', "form.toml: rule: nyckeln hör hemma i budget.toml"),
    (
        "[uses]",
        "[uses",
        ", tecken 6: filen går inte att läsa som TOML (väntade ] i slutet av rubriken)",
    ),
    (
        'replaces = "uppsala-2019-07"',
        'replaces = "uppsala-2024"',
        "form.toml: replaces: utgåvan kan inte ersätta sig själv; väntade id för en äldre utgåva",
    ),
    (
        'replaces = "uppsala-2019-07"',
        'replaces = "Å Ä"',
        "form.toml: replaces: ”Å Ä” har otillåtna tecken; väntade id för en äldre utgåva",
    ),
    (
        'tab = "financing"',
        'tab = "budget"',
        "form.toml: section (financing), tab: fliken ”budget” visar bara sitt budgetblad; väntade",
    ),
    *(
        (
            'title = "Samverkansinsatser',
            f'title = "{words} Samverkansinsatser',
            f"form.toml: title: ”{words} Samverkansinsatser inom Samordningsförbundet” kan inte fyllas i",
        )
        for words in ("{years:d}", "{years:{foo}}", "{years!z}", "{years", "{years.x}", "{}")
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_fault_in_the_form_is_told(broken: Broken, old: str, new: str, expected: str) -> None:
    assert any(expected in problem for problem in broken("uppsala-2024", "form.toml", old, new))


def test_all_faults_are_told_at_once(edition_files: Files, problems_of: Problems) -> None:
    files = edition_files("uppsala-2024")
    files["form.toml"] = (
        files["form.toml"].replace('heading = "Insatsens namn"\n', "", 1).replace("star = true", "star = 1")
    )
    files["budget.toml"] = files["budget.toml"].replace("width = 66", "width = 0")
    found = problems_of(files)
    assert found[0] == "form.toml: section 1 (name), heading: nyckeln saknas; den måste anges"
    assert (
        found[-1]
        == "budget.toml: sheet 1 (detailed), column 1 (label), width: värdet är 0; väntade mer än 0.0"
    )
    assert len(found) == 12


def test_all_that_does_not_fit_is_told_at_once(edition_files: Files, problems_of: Problems) -> None:
    files = edition_files("uppsala-2024")
    files["form.toml"] = files["form.toml"].replace('start = "start_date"', 'start = "begin"')
    files["budget.toml"] = files["budget.toml"].replace('of = ["salaries"]', 'of = ["salary"]')
    places = [problem.split(": ")[1] for problem in problems_of(files)]
    expected = [
        "uses, start",
        "sheet (detailed), line (salaries_sum), of",
        "sheet (years), line (salaries_sum), of",
    ]
    assert places == expected


def test_an_unknown_tab_is_told_beside_a_wrong_value(edition_files: Files, problems_of: Problems) -> None:
    files = edition_files("uppsala-2024")
    form = files["form.toml"].replace("star = true", 'star = "ja"', 1)
    form = form.replace('tab = "parties"', 'tab = "friends"', 1).replace('"co-owner"]', '"boss"]')
    files["form.toml"] = form.replace('id = "purpose"\ntype', 'id = "background"\ntype')
    assert [problem.partition(";")[0] for problem in problems_of(files)] == [
        "form.toml: section 2 (owners), star: väntade true eller false",
        "form.toml: field (background): ”background” används mer än en gång",
        "form.toml: section (owners), tab: ”friends” är ingen flik",
        "form.toml: section (owners), field (owners), roles: ”boss” är ingen roll",
        "form.toml: section (owner_signatures), signatures, roles: ”boss” är ingen roll",
    ]


def test_a_definition_without_its_id_is_told_once(edition_files: Files, problems_of: Problems) -> None:
    """Those that name it are not at fault as well."""
    files = edition_files("uppsala-2024")
    files["form.toml"] = files["form.toml"].replace('id = "parties"\ntitle', 'ide = "parties"\ntitle', 1)
    assert problems_of(files) == [
        "form.toml: tab 2, id: nyckeln saknas; den måste anges",
        "form.toml: tab 2, ide: okänd nyckel; ta bort den eller rätta stavningen",
    ]


def test_a_file_that_is_no_toml_hides_nothing_in_the_other(
    edition_files: Files, problems_of: Problems
) -> None:
    files = edition_files("uppsala-2024")
    broken_form = files | {
        "form.toml": files["form.toml"].replace("format = 1", "format = = 1"),
        "budget.toml": files["budget.toml"].replace('kind = "unit"', 'kind = "units"'),
    }
    value = "filen går inte att läsa som TOML (väntade ett värde, till exempel en text inom raka citattecken)"
    assert [problem.partition(", fick")[0] for problem in problems_of(broken_form)] == [
        f"form.toml: rad 5, tecken 10: {value}",
        "budget.toml: rule 6, kind: väntade något av 'equal', 'rows', 'stated', 'unit'",
    ]
    broken_budget = files | {
        "form.toml": files["form.toml"].replace('name = "name"', 'name = "title"', 1),
        "budget.toml": "[totals]\nstated = \n",
    }
    assert [problem.partition(";")[0] for problem in problems_of(broken_budget)] == [
        f"budget.toml: rad 2, tecken 10: {value}",
        "form.toml: uses, name: ”title” är inget fält",
    ]


def test_keys_in_the_wrong_file_hide_nothing(edition_files: Files, problems_of: Problems) -> None:
    files = edition_files("uppsala-2024")
    files["form.toml"] = files["form.toml"].replace("star = true", 'star = "ja"', 1)
    files["budget.toml"] = f"colour = 1\ntitle = 1\n{files['budget.toml']}".replace("width = 66", "width = 0")
    wanted = "okänd nyckel; väntade rule, sheet, totals"
    assert problems_of(files) == [
        f"budget.toml: colour: {wanted}",
        f"budget.toml: title: {wanted}",
        "form.toml: section 2 (owners), star: väntade true eller false",
        "budget.toml: sheet 1 (detailed), column 1 (label), width: värdet är 0; väntade mer än 0.0",
    ]


def test_a_trusted_edition_loads_whatever_the_newest_checks_say(edition_files: Files) -> None:
    """Those that only keep an author from mistakes, which no longer help an edition that is in use."""
    files = edition_files("uppsala-2024")
    form = files["form.toml"].replace('replaces = "uppsala-2019-07"', 'replaces = "Å Ä"')
    files["form.toml"] = form.replace('tab = "financing"', 'tab = "budget"').replace(
        'title = "Samv', 'title = "{years:d} Samv'
    )
    with pytest.raises(FormError):
        load_edition(files)
    edition = load_edition(files, trusted=True)
    assert edition.replaces == "Å Ä"
    assert phrase(edition.title, Application.new(edition)).startswith("20xx-20xx Samv")
    files["form.toml"] = form.replace("format = 1", "format = 2")
    with pytest.raises(FormError, match="väntade högst 1"):
        load_edition(files, trusted=True)


def test_missing_and_foreign_files_are_told(problems_of: Problems) -> None:
    assert problems_of({"notes.toml": ""}) == [
        "notes.toml: filen hör inte hit; en utgåva har form.toml och budget.toml",
        "form.toml: filen saknas; den ska finnas i utgåvans mapp",
    ]


def test_edition_without_budget_loads(edition_files: Files) -> None:
    form = re.sub(
        r'\[\[tab\]\]\nid = "\w+"\ntitle = "[\w ]+"\nsheet = "\w+"\n',
        "",
        edition_files("uppsala-2024")["form.toml"],
    )
    edition = load_edition({"form.toml": form})
    assert edition.sheets == ()
    assert edition.totals is None


def places_of(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of everything in the TOML."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places_of(value, (*path, key))


WRONG: list[object] = [True, -1, 0, 1.5, float("nan"), "", "Å {", [], [1], {}, {"x": 1}]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_wrong_type_anywhere_is_told_in_swedish(
    edition_files: Files, monkeypatch: pytest.MonkeyPatch, wrong: object
) -> None:
    """No value anywhere stops the reading with anything but a `FormError`, and none is told in English."""
    files = {name: tomllib.loads(text) for name, text in edition_files("uppsala-2024").items()}
    english = re.compile(r"\b(should|input|valid|field|list|must|expected)\b", re.IGNORECASE)
    monkeypatch.setattr("finsam_desktop.domain.form.tomllib.loads", lambda text: files[text])
    for name, data in files.items():
        for path in list(places_of(data)):
            holder = data
            for step in path[:-1]:
                holder = holder[step]  # type: ignore[index]
            kept, holder[path[-1]] = holder[path[-1]], wrong  # type: ignore[index]
            try:
                load_edition({name: name for name in files})
            except FormError as error:
                for problem in error.problems:
                    assert not english.search(re.sub(r"”.*?”|'.*?'", "", problem.message)), problem
            finally:
                holder[path[-1]] = kept  # type: ignore[index]
