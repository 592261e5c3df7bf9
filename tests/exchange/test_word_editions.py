"""A form in Word that was changed, or is written on another edition, is told apart and told of."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.word import render_word
from finsam_desktop.exchange.word_open import read_form
from finsam_desktop.exchange.word_read import items
from finsam_desktop.exchange.word_take_in import WordProposal, propose_word, recognise_word

ROOT = Path(__file__).parents[2]
SAMPLES = {path.stem: path for path in sorted((ROOT / "resources" / "samples").glob("*.json"))}
EDITIONS = [path.name for path in sorted((ROOT / "forms").iterdir()) if path.is_dir()]
AGREEMENT = "dess överenskommelse läses inte in"
Items = list[Any]


@cache
def edition(name: str) -> FormEdition:
    folder = ROOT / "forms" / name
    return load_edition({path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")})


@cache
def sample(name: str) -> Application:
    return from_json(json.loads(SAMPLES[name].read_text(encoding="utf-8")), edition)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("word")

    def write(name: str) -> Path:
        path = folder / f"{name}.docx"
        if not path.exists():
            path.write_bytes(render_word(build_document(sample(name))))
        return path

    return write


@pytest.fixture
def into(written: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Callable[..., WordProposal]:
    """The sample's document, read into an application, as it is when a person chooses the file."""
    monkeypatch.setattr("finsam_desktop.exchange.sandbox.run", lambda _task, path, **_: _items(path))

    def take(name: str, application: Application) -> WordProposal:
        path = written(name)
        return propose_word(read_form(path, application, map(edition, EDITIONS)), application, path.name)

    return take


def _items(path: Path) -> Items:
    found: Items = json.loads(json.dumps(list(items(path))))
    return found


def said(proposal: WordProposal, words: str) -> list[str]:
    return [one for one in proposal.problems if words in one]


# ------------------------------------------------------------------------------ our own, changed


def changed(path: Path, change: Callable[[Items], Items], application: Application) -> WordProposal:
    return propose_word(recognise_word(change(_items(path)), application), application)


def replaced(old: str, new: str, times: int = -1) -> Callable[[Items], Items]:
    """Every `old` another, or with `times` 1 the last of them."""

    def change(found: Items) -> Items:
        text = json.dumps(found, ensure_ascii=False)
        assert old in text
        return json.loads(text.replace(old, new) if times < 0 else new.join(text.rsplit(old, times)))

    return change


def test_another_name_at_one_signature_is_told(written: Callable[[str], Path]) -> None:
    application = sample("uppsala-2024-alvkarleby")
    name = str(application.answer("name"))
    path = written("uppsala-2024-alvkarleby")
    proposal = changed(path, replaced(f'"{name}"', '"Nytt namn i Word"', 1), application)
    assert proposal.change is None
    assert said(proposal, "underskrift") == [
        f"Vid en underskrift står insatsens namn som ”Nytt namn i Word”, inte som ”{name}”."
        " Namnet vid underskriften läses inte in."
    ]


def test_the_name_at_most_signatures_counts(written: Callable[[str], Path]) -> None:
    """Where the form has a name of its own for the signatures."""
    application = sample("uppsala-2016-heby")
    assert application.answers["signed_name"] == "Heby"
    path = written("uppsala-2016-heby")
    proposal = changed(path, replaced('Heby"', 'Nyby"', 1), application)
    assert [one.path for one in proposal.found] == []
    assert len(said(proposal, "Vid en underskrift står insatsens namn som ”Nyby”, inte som ”Heby”")) == 1
    proposal = changed(path, replaced('2018-2020 - Heby"', '2018-2020 - Nyby"'), application)
    assert [(one.path, one.new) for one in proposal.found] == [(("answer", "signed_name"), "Nyby")]
    assert said(proposal, "underskrift") == []


def without_section(heading: str) -> Callable[[Items], Items]:
    """The document without the box that the section stands in."""

    def change(found: Items) -> Items:
        kept = [one for one in found if one[0] != "t" or heading not in json.dumps(one, ensure_ascii=False)]
        assert len(kept) == len(found) - 1
        return kept

    return change


def test_a_section_that_is_gone_is_told_of(written: Callable[[str], Path]) -> None:
    path = written("uppsala-2024-alvkarleby")
    take_away = without_section("Beskriv hur insatsens framgångsfaktorer")
    line = (
        "Dokumentet har inte rubriken ”Beskriv hur insatsens framgångsfaktorer kan synliggöras och spridas”."
        " Det som står under den i ansökan är kvar."
    )
    for application in (sample("uppsala-2024-alvkarleby"), Application.new(edition("uppsala-2024"))):
        assert said(changed(path, take_away, application), "rubrik") == [line]
    assert said(changed(path, list, sample("uppsala-2024-alvkarleby")), "rubrik") == []


def test_of_a_few_headings_only_answers_that_stay_are_told_of() -> None:
    found = [["p", "Normal", 1, None, [["Insatsens namn", False, False, ""]]]]
    found += [["p", "Normal", 0, None, [["Vägen", False, False, ""]]]]
    empty = Application.new(edition("uppsala-2024"))
    assert said(propose_word(recognise_word(found, empty), empty), "rubrik") == []
    filled = sample("uppsala-2024-alvkarleby")
    (line,) = said(propose_word(recognise_word(found, filled), filled), "rubrik")
    assert "”Insatsägare”, ”Samverkansparter”" in line
    assert " till. Det som står under dem i ansökan är kvar." in line


def test_words_of_a_changed_agreement_are_not_left_over(written: Callable[[str], Path]) -> None:
    application = sample("uppsala-2024-alvkarleby")
    path = written("uppsala-2024-alvkarleby")
    proposal = changed(path, replaced("utgör ett maxbelopp", "utgör ett ungefärligt belopp"), application)
    assert len(said(proposal, "”ungefärligt belopp,” i stället för ”maxbelopp,”")) == 1
    assert proposal.left_over == ()
    more = "och därtill " + "mycket annat " * 20 + "som"
    proposal = changed(path, replaced("utgör ett maxbelopp", f"utgör {more} ett maxbelopp"), application)
    (text,) = proposal.left_over
    assert more in text
    assert text.startswith("Kostnader Beviljade medel utgör")
    assert text.endswith(".")


# ------------------------------------------------------------------------------ another edition


@pytest.mark.parametrize("form", EDITIONS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_form_on_another_edition_comes_in_without_noise(
    into: Callable[..., WordProposal], name: str, form: str
) -> None:
    proposal = into(name, Application.new(edition(form)))
    new = {one.path: one.new for one in proposal.found}
    assert new["answer", "name"] == sample(name).answer("name")
    organisations = [party.text("organisation") for party in sample(name).parties]
    assert len(proposal.left_over) <= len(organisations)
    assert all(text.startswith(tuple(organisations)) for text in proposal.left_over)
    assert said(proposal, "text är ändrad") == []
    assert len(said(proposal, AGREEMENT)) <= 1
    assert len(said(proposal, "Budgeten läses inte in")) == (sample(name).edition.id != form)


def test_the_form_that_it_is_written_on_is_named(into: Callable[..., WordProposal]) -> None:
    proposal = into("uppsala-2016-heby", Application.new(edition("uppsala-2024")))
    (line,) = said(proposal, AGREEMENT)
    assert line.startswith(
        "Dokumentet är skrivet på blanketten ”Samordningsförbundet i Uppsala län, 2016–2018”;"
    )
    same = into("uppsala-2016-heby", Application.new(edition("uppsala-2019")))
    assert said(same, AGREEMENT) == []  # it is word for word the same


def test_parties_come_in_though_the_other_form_asks_for_more_of_them(
    into: Callable[..., WordProposal],
) -> None:
    application = Application.new(edition("uppsala-2024"))
    proposal = into("uppsala-2016-heby", application)
    assert proposal.change is not None
    proposal.change.apply(application)
    names = [party.text("organisation") for party in application.parties]
    assert names == [party.text("organisation") for party in sample("uppsala-2016-heby").parties]
    assert f"{names[-1]} – Kontaktperson: [namn] E-post: namn@example.se" in proposal.left_over


def test_an_agreement_changed_in_another_edition_is_not_taken_for_ours(
    written: Callable[[str], Path],
) -> None:
    path = written("uppsala-2016-heby")
    application = Application.new(edition("uppsala-2024"))
    found = replaced("utgör ett maxbelopp", "utgör ett ungefärligt belopp")(_items(path))
    others = tuple(map(edition, ("uppsala-2016", "uppsala-2019")))
    proposal = propose_word(recognise_word(found, application, others), application)
    assert len(said(proposal, AGREEMENT)) == 1
    assert all("belopp" not in text for text in proposal.left_over)
