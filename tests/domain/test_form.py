"""An edition says what the paper form says, letter by letter."""

from pathlib import Path

import pytest

from finsam_desktop.domain.form import FormEdition, load_edition

ROOT = Path(__file__).resolve().parents[2]
AGREEMENTS = sorted((ROOT / "tests" / "golden").glob("*-agreement.txt"))

HEADINGS = [
    "Insatsens namn",
    "Insatsägare (*)",
    "Samverkansparter (*)",
    "Beskriv bakgrunden till/behovet av insatsen (*)",
    "Beskriv syftet med insatsen (*)",
    "Beskriv målen med insatsen (*)",
    "Planerad Insatstid",
    "Beskriv målgrupp för insatsen (*)",
    "Beskriv metod för samverkan mellan samtliga samverkansparter och hur uppföljning ska ske (*)",
    "Beskriv metoder/aktiviteter ni kommer använda med syfte att stödja individen mot att närma sig"
    " arbete eller studier (*)",
    "Beskriv metod för uppföljning och utvärdering av målen (*)",
    "Beskriv hur insatsens framgångsfaktorer kan synliggöras och spridas (*)",
    "Ange budget/finansiering (separat budget ska bifogas enligt mall)",
    "Har ansökan diskuterats i lokal utvecklingsgrupp eller i den strategiska utvecklingsgruppen?",
    "Överenskommelse",
]
"""The seed's headings, in its order. `**` and recognition's backslashes are not the form's."""

LABELS = [
    "Resultatmål:",
    "Effektmål:",
    "Planerat startdatum:",
    "Planerat slutdatum:",
    "Eventuellt slutdatum för intag av personer i insatsen:",
    "Ange förväntat antal deltagare:",
    "Hur och när har ansökan diskuterats?",
]


# ----------------------------------------------------------------------- the Uppsala edition


def test_edition_has_the_forms_headings_in_order(uppsala: FormEdition) -> None:
    found = [one.printed_heading for one in uppsala.sections if one.printed and not one.signatures]
    assert found == HEADINGS


def test_edition_has_the_forms_labels_in_order(uppsala: FormEdition) -> None:
    assert [field.label for field in uppsala.fields.values() if field.label] == LABELS


def test_parties_are_asked_what_the_form_asks(uppsala: FormEdition) -> None:
    for field in ("owners", "partners"):
        labels = [one.label for one in uppsala.fields[field].attributes]
        assert labels == ["Organisation:", "Resurs/er:"]


@pytest.mark.parametrize("agreement", AGREEMENTS, ids=lambda path: path.stem)
def test_agreement_is_the_forms_letter_by_letter(agreement: Path) -> None:
    folder = ROOT / "forms" / agreement.stem.removesuffix("-agreement")
    edition = load_edition({path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")})
    section = next(one for one in edition.sections if one.id == "agreement")
    found = [section.heading, section.note]
    for clause in section.clauses:
        found += [clause.heading, *clause.paragraphs]
    assert list(filter(None, found)) == agreement.read_text(encoding="utf-8").strip().split("\n\n")


def test_each_party_signs_in_a_block_of_its_own(uppsala: FormEdition) -> None:
    owner, partner = (one.signatures for one in uppsala.sections if one.signatures)
    assert owner
    assert partner
    assert (owner.own_page, partner.own_page, partner.name_heading) == (False, True, "Insatsens namn")
    assert [one.label for one in owner.lines] == [
        "Organisation och datum",
        "Insatsägare (namn)",
        "Insatsägare (namnförtydligande)",
        "E-post:",
    ]
    assert [one.label for one in partner.lines] == [
        "Organisation och datum",
        "Samverkanspart(namn)",
        "Samverkanspart (namnförtydligande)",
        "E-post:",
    ]


def test_budget_sheets_have_the_forms_rows(uppsala: FormEdition) -> None:
    detailed = uppsala.sheets_by_id["detailed"]
    labels = [row.label for line in detailed.lines.values() for row in getattr(line, "rows", ())]
    salaries, premises = [f"{n}." for n in range(1, 8)], ["Lokalhyra", "Övriga lokalkostnader"]
    other = [
        *("Utvärdering", "Spridningsseminarier", "Utbildning insatsmedarbetare"),
        "Inköpta utredningar, utbildningar och tjänster avsedda för deltagare",
        *("Övriga aktiviteter för deltagare", "Telefon-, IT-kostnader", "Resor", "Tolk"),
        *("Informationsmaterial", "Övrigt"),
    ]
    assert labels == [*salaries, *premises, *other, *salaries, *premises, "", "", ""]
    assert [sheet.title for sheet in uppsala.sheets] == [
        "BUDGET - DETALJERAD",
        "INSATSBUDGET FÖRDELAD ÖVER INSATSTID",
        "Budgetsammanställning",
    ]


def test_every_starred_heading_has_help(uppsala: FormEdition) -> None:
    assert [one.id for one in uppsala.sections if one.star and not one.help.strip()] == []


def test_own_text_takes_an_id_that_the_author_has_left_free(uppsala: FormEdition) -> None:
    folder = ROOT / "forms" / "uppsala-2024"
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")}
    files["form.toml"] = files["form.toml"].replace('id = "intake_end_date"', 'id = "period_own"')
    edition = load_edition(files)
    names = [field.id for field in edition.sections[6].fields]
    assert edition.sections[6].id == "period"
    assert names == ["start_date", "end_date", "period_own", "period_own_2"]
    assert edition.fields["period_own_2"] == uppsala.fields["period_own"].model_copy(
        update={"id": "period_own_2"}
    )


def test_caption_is_what_a_message_calls_a_field(uppsala: FormEdition) -> None:
    assert uppsala.caption("name") == "Insatsens namn"
    assert uppsala.caption("effect_goals") == "Effektmål"
    assert uppsala.caption("requested_amount") == "Sökt belopp"
    with pytest.raises(KeyError):
        uppsala.section_of("nowhere")


def test_head_choices_and_single_signature_load(gavle: FormEdition) -> None:
    """The other association's form: its own boxes in the head, ticks, one declaration."""
    assert [[box.label for box in row.boxes] for row in gavle.head] == [
        ["", "Diarienummer", "Signatur"],
        ["", "Ankomstdatum"],
    ]
    assert [one.label for one in gavle.fields["annexes"].choices][-1] == "Övrigt"
    signatures = gavle.sections[-1].signatures
    assert signatures
    assert signatures.declaration.startswith("Undertecknad försäkrar")
    assert [line.value for line in signatures.lines][1] == "place"
