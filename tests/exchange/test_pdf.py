"""The printed form: what stands on which page, where pages break, and that bytes repeat."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from reportlab.lib.units import mm

from finsam_desktop.domain import richtext
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.richtext import RichText, Span, from_text, normalise
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.outline import (
    Box,
    Group,
    Heading,
    Labelled,
    Prose,
    SignatureBlock,
    SignatureLine,
    TickBoxes,
)
from finsam_desktop.exchange.pdf_parts import BoxFrames, Grid, Text
from finsam_desktop.exchange.pdf_story import Area, story
from finsam_desktop.exchange.pdf_style import BOTTOM, PORTRAIT, SHEET_SIDE, SIDE
from finsam_desktop.exchange.pdf_text import FALLBACK, FAMILY, use_fonts

ROOT = Path(__file__).parents[2]
Make = Callable[..., Any]


def squeezed(text: str) -> str:
    """The text without regard to where lines break."""
    return " ".join(text.split())


def paragraphs(count: int, words: int = 60) -> RichText:
    return from_text("\n".join(f"Stycke {number} " + "ord " * words for number in range(count)))


# ---------------------------------------------------------------------------- the whole form


def test_headings_stand_in_the_forms_order(printed: Any, uppsala: FormEdition) -> None:
    headings = [
        section.printed_heading
        for section in uppsala.sections
        if section.printed and section.signatures is None
    ]
    headings += [sheet.title for sheet in uppsala.sheets]
    places = [printed.text.index(squeezed(heading)) for heading in headings]
    assert len(places) == 18
    assert places == sorted(places)


def test_agreement_is_printed_letter_by_letter(printed: Any, uppsala: FormEdition) -> None:
    section = next(one for one in uppsala.sections if one.id == "agreement")
    whole = [section.heading, section.note]
    for clause in section.clauses:
        whole += [clause.heading, *clause.paragraphs]
    assert squeezed(" ".join(whole)) in printed.text


def test_everything_that_was_written_is_printed(printed: Any, sample: Application) -> None:
    fields = sample.edition.fields.values()
    rich = [field.id for field in fields if field.type == "rich" and not field.when_filled]
    assert len(rich) == 11
    for name in rich:
        answer: Any = sample.answers[name]
        for block in answer:
            assert squeezed("".join(span.text for span in block.spans)) in printed.text, name
    for party in sample.parties:
        assert squeezed(party.text("resources")) in printed.text


def test_each_partner_signs_a_page_of_its_own(printed: Any, sample: Application) -> None:
    pages = [page for page in printed.pages if "Samverkanspart(namn)" in page]
    partners = sample.parties_of(("partner",))
    assert len(pages) == len(partners) == 3
    for page, partner in zip(pages, partners, strict=True):
        lines = [line.strip() for line in page.split("\n") if line.strip()]
        assert lines[:3] == ["Insatsens namn", sample.name, "Underskrift (*)"]
        assert partner.text("organisation") in page
    (owners,) = (page for page in printed.pages if "Insatsägare (namnförtydligande)" in page)
    assert "Älvkarleby kommun" in owners


def test_budget_sheets_are_landscape_and_each_part_stands_on_one_page(printed: Any) -> None:
    turned = [
        page for page, (width, height) in zip(printed.pages, printed.sizes, strict=True) if width > height
    ]
    assert turned == printed.pages[-4:]
    starts = ["BUDGET - DETALJERAD", "EGENFINANSIERING", "INSATSBUDGET FÖRDELAD", "Budgetsammanställning"]
    ends = ["SUMMA FRÅN", "TOTAL KOSTNAD FÖR INSATSEN", "S:a per år för avstämning", "som en bilaga."]
    for text, start, end in zip(turned, starts, ends, strict=True):
        assert text.startswith(start)
        assert end in text


def test_budget_figures(printed: Any) -> None:
    text = printed.text.replace("\u00a0", " ")
    for figure in ("4 418 130 kr", "3 798 130", "910 730 1 799 359 1 708 043", "4 418 132"):
        assert figure in text


def test_every_page_says_its_number_the_name_and_the_mark(sample: Application, pdf: Make) -> None:
    footers = pdf(replace(build_document(sample), mark="v:24-07-10")).footers
    assert footers == [
        f"{sample.name} v:24-07-10 Sida {number} av {len(footers)}" for number in range(1, len(footers) + 1)
    ]
    assert len(footers) > 9


def test_footer_shortens_a_long_name(form: Make, pdf: Make) -> None:
    (footer,) = pdf(form(Heading(1, "x"), name="Mycket långt namn " * 40, mark="v:16-07-05")).footers
    assert re.fullmatch(r"Mycket långt .*… v:16-07-05 Sida 1 av 1", footer)


def test_the_heading_above_the_signatures_stays_with_the_first_block(form: Make, pdf: Make) -> None:
    lines = tuple(SignatureLine(f"Rad {number}", tall=number == 5) for number in range(8))
    block = SignatureBlock("7.1 Underskrift", lines, declaration="Undertecknad försäkrar.")
    for words in range(600, 1400, 40):
        pages = pdf(form(Prose(from_text("ord " * words)), Heading(2, "7. Underskrift"), block)).pages
        (page,) = (page for page in pages if "7. Underskrift" in page)
        assert "7.1 Underskrift" in page
        assert "Rad 7" in page


def test_boxes_to_tick_stand_whole_on_lines_of_their_own_or_beside_each_other(form: Make, pdf: Make) -> None:
    choices = (("Löneberäkning", True), ("Tids- och aktivitetsplan", False), ("Övrigt, se nedan", False))
    stacked, beside = (
        [line.strip() for line in pdf(form(TickBoxes(choices, "Bilagor", way))).pages[0].split("\n")]
        for way in (True, False)
    )
    assert [line.replace("\u00a0", " ") for line in stacked[:4]] == [
        "Bilagor",
        "☒ Löneberäkning",
        "☐ Tids- och aktivitetsplan",
        "☐ Övrigt, se nedan",
    ]
    assert " ".join(beside[0].split()).startswith("Bilagor ☒ Löneberäkning ☐ Tids- och")


def test_properties_and_bookmarks(printed: Any, sample: Application) -> None:
    with printed.open() as file:
        assert str(file.docinfo["/Title"]) == f"{sample.edition.title}: {sample.name}"
        assert str(file.docinfo["/Author"]) == sample.edition.association
        assert str(file.Root["/Lang"]) == "sv-SE"
        assert bool(file.Root["/ViewerPreferences"]["/DisplayDocTitle"])
        with file.open_outline() as outline:
            titles = [item.title for item in outline.root]
            pages = [file.pages.index(pikepdf.Page(item.destination[0])) for item in outline.root]
    assert titles[:2] == ["Insatsens namn", "Insatsägare"]
    assert "Underskrift: Region Uppsala" in titles
    assert titles[-3:] == [sheet.title for sheet in sample.edition.sheets]
    assert pages == sorted(pages)
    assert pages[-1] == len(printed.pages) - 1


def test_fonts_are_embedded_and_ours(printed: Any) -> None:
    with printed.open() as file:
        names = set()
        for page in file.pages:
            for font in page.Resources["/Font"].values():
                assert "/FontFile2" in font["/FontDescriptor"]
                assert "/ToUnicode" in font
                names.add(str(font["/BaseFont"]).rpartition("+")[2])
    assert {FAMILY, FALLBACK} <= {name.removesuffix("-Regular") for name in names}
    assert all(name.startswith((FAMILY, FALLBACK)) for name in names)


def test_draft_says_so_on_every_page(sample: Application, pdf: Make, printed: Any) -> None:
    draft = pdf(build_document(sample), draft=True)
    assert all("UTKAST" in page for page in draft.pages)
    assert not any("UTKAST" in page for page in printed.pages)


def test_blank_form_has_room_to_write_in(uppsala: FormEdition, pdf: Make) -> None:
    blank = pdf(build_document(Application.new(uppsala)))
    letters = blank.letters[0]
    text = "".join(letter.char for letter in letters)
    above = letters[text.index("Beskrivsyftetmedinsatsen")]
    below = letters[text.index("Beskrivmålenmedinsatsen")]
    assert above.bottom - below.top > 30 * mm
    blank.assert_within(SHEET_SIDE)


def test_an_association_with_boxes_of_its_own_in_the_head(gavle: FormEdition, pdf: Make) -> None:
    page = pdf(build_document(Application.new(gavle)))
    number, signature = (
        page.letters[0]["".join(letter.char for letter in page.letters[0]).index(label)]
        for label in ("Diarienummer", "Signatur")
    )
    assert number.bottom == pytest.approx(signature.bottom, abs=3)
    assert number.left > PORTRAIT[0] / 2
    assert "3.2 Insatsens mål." in page.text


SCRIPT = """
import hashlib, json, sys
from pathlib import Path
from finsam_desktop.domain.form import load_edition
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.pdf import render_pdf
form, sample = map(Path, sys.argv[1:])
edition = load_edition({path.name: path.read_text(encoding="utf-8") for path in form.glob("*.toml")})
application = from_json(json.loads(sample.read_text(encoding="utf-8")), lambda _: edition)
print(hashlib.sha256(render_pdf(build_document(application))).hexdigest())
"""


def test_same_input_same_bytes(printed: Any) -> None:
    """In processes of their own, which order their sets differently, and in one that has made PDFs before."""
    form = ROOT / "forms" / "uppsala-2024"
    sample = ROOT / "resources" / "samples" / "uppsala-2024-alvkarleby.json"
    sums = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", SCRIPT, str(form), str(sample)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        answer = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        sums.add(answer.stdout.strip())
    assert sums == {hashlib.sha256(printed.data).hexdigest()}


# ------------------------------------------------------------------------------ pages and boxes


def test_a_heading_never_stands_alone_at_the_foot_of_a_page(form: Make, pdf: Make) -> None:
    """Whatever fills the page above: the first line of what it stands over is on the same page."""
    inner = normalise(
        [
            richtext.Heading(1, (Span("Inre rubrik"),)),
            richtext.Heading(2, (Span("Rubrik därunder"),)),
            *from_text("Inre text " + "ord " * 80),
        ]
    )
    text = Prose(from_text("Boxens text " + "ord " * 90))
    group = Prose(from_text("Gruppens text " + "ord " * 90))
    places: dict[str, set[int]] = {}
    for lines in range(20, 60):
        document = form(
            Box("Först", (Prose(from_text("\n".join(["rad"] * lines))),)),
            Box("Boxens rubrik", (text, Prose(inner))),
            Group("Gruppens rubrik", (Heading(3, "Underrubrik"), group)),
        )
        pages = [squeezed(page) for page in pdf(document).pages]
        for heading, below in (
            ("Boxens rubrik", "Boxens text"),
            ("Inre rubrik Rubrik därunder", "Inre text"),
            ("Gruppens rubrik Underrubrik", "Gruppens text"),
        ):
            (number,) = (number for number, page in enumerate(pages) if heading in page)
            assert f"{heading} {below} ord ord" in pages[number]
            places.setdefault(heading, set()).add(number)
    assert all(len(numbers) > 1 for numbers in places.values()), "each heading came to the foot of a page"


def filler(height: int) -> Box:
    """A box whose text is about as high as that, in points: each height differs from the one before."""
    small = next(count for count in range(14) if (height - 17 * count) % 14 == 0)
    lines = (height - 17 * small) // 14
    return Box("", (Labelled("", "\n".join(["rad"] * lines)), *[Prose(from_text("rad"), "small")] * small))


TABLE = richtext.Table(tuple(((Span(f"cell {number} " + "ord " * 60),),) for number in range(4)), True)
PARTIES = tuple(
    Group("", (Labelled("Organisation:", name), Labelled("Resurs/er:", "", tall=True)), level=3)
    for name in ("", "Region", "Kommunen " * 40)
)
PIECES = {
    "blank": (Box("Rubrik", (Prose(()),)), 80),
    "lines to write on": (Box("Rubrik", (Labelled("Plats", ""), Labelled("", "", tall=True))), 20),
    "no text": (Box("Rubrik", ()), 5),
    "parties": (Box("Rubrik", PARTIES), 10),
    "short": (Box("Rubrik", (Prose(from_text("Text")),)), 10),
    "long": (Box("Rubrik", (Prose(paragraphs(3)),)), 10),
    "table": (Box("Rubrik", (Prose((richtext.Heading(1, (Span("Inre"),)), TABLE)),)), 30),
    "blank line": (
        Box(
            "Rubrik",
            (
                Prose(
                    (
                        richtext.Heading(2, (Span("Inre"),)),
                        richtext.Paragraph((Span(" "),)),
                        *from_text("Text"),
                    )
                ),
            ),
        ),
        30,
    ),
    "under a heading": (Group("Grupp", (Heading(3, "Rubrik"), Prose(from_text("Text " * 80)))), 10),
}


@pytest.mark.parametrize("kind", PIECES)
def test_no_box_is_empty_on_a_page_and_none_begins_without_its_beginning(
    kind: str, form: Make, pdf: Make
) -> None:
    """Wherever on the page it begins, point by point; each box's frame is drawn anew on each page."""
    piece, below = PIECES[kind]
    numbers = set()
    for height in range(540, 720, 2):
        page = pdf(form(filler(height), piece, Box("Sist", (Prose(()),))))
        for frames, letters in zip(page.paths, page.letters, strict=True):
            words = [letter for letter in letters if letter.bottom > BOTTOM - 2]
            assert words, height
            for (left, bottom, right, top), _ in frames:
                if top - bottom > 2 and right - left > PORTRAIT[0] / 2:
                    assert any(bottom < (word.bottom + word.top) / 2 < top for word in words), height
        (number,) = (number for number, text in enumerate(page.pages) if "Rubrik" in text)
        letters = page.letters[number]
        first = letters["".join(letter.char for letter in letters).index("Rubrik")]
        frames = [bounds for bounds, _ in page.paths[number] if bounds[1] < first.bottom < bounds[3]]
        foot = min((bottom for _, bottom, _, _ in frames), default=BOTTOM)
        assert first.bottom - foot > below, height
        numbers.add(number)
    assert numbers == {0, 1}, "the heading came to the foot of a page"


def test_a_boxs_frame_is_open_where_it_goes_on(form: Make, pdf: Make) -> None:
    page = pdf(form(Box("Rubrik", (Prose(paragraphs(40)),))))
    frames = [frame for (frame,) in page.paths]
    assert [segments for _, segments in frames] == [4, 4, 5], "top and sides, sides, sides and bottom"
    for ((left, bottom, right, top), _), letters in zip(frames, page.letters, strict=True):
        text = [letter for letter in letters if letter.bottom > BOTTOM - 2]
        assert left < min(letter.left for letter in text)
        assert right > max(letter.right for letter in text)
        assert bottom < min(letter.bottom for letter in text) + 3
        assert top > max(letter.top for letter in text) - 3
        assert (left, right) == pytest.approx((SIDE, PORTRAIT[0] - SIDE), abs=1)


def test_boxes_beside_each_other_share_a_line_and_stack_when_they_are_high(form: Make, pdf: Make) -> None:
    half = [Box("", (Labelled(name, ""),), width=0.5) for name in ("vänster", "höger")]
    (letters,) = pdf(form(*half)).letters
    first, second = letters[0], next(letter for letter in letters if letter.char == "h")
    assert first.bottom == pytest.approx(second.bottom, abs=1)
    assert second.left > PORTRAIT[0] / 2
    high = replace(half[1], children=(Prose(paragraphs(30)),))
    pages = pdf(form(half[0], high)).pages
    assert len(pages) == 3
    assert "Stycke 29" in pages[-1]


def test_a_signature_block_is_kept_on_one_page(form: Make, pdf: Make) -> None:
    block = SignatureBlock("Underskrift (*)", (SignatureLine("Namn"), SignatureLine("E-post:")))
    for height in range(580, 700):
        (page,) = (page for page in pdf(form(filler(height), block)).pages if "Underskrift" in page)
        assert "E-post:" in page, height


def test_long_texts_go_on_without_losing_a_paragraph(form: Make, pdf: Make) -> None:
    text = pdf(form(Box("Rubrik", (Prose(paragraphs(400, words=15)),)))).text
    assert all(f"Stycke {number} ord" in text for number in range(400))


def test_parts_of_a_divided_flowable_know_what_they_draw() -> None:
    use_fonts()
    table = richtext.Table(tuple(((Span(f"rad {number}"),),) for number in range(60)), True)
    item = richtext.ListItem(0, False, (Span("ord " * 400),))
    flowables = story([Box("", (Prose((item, table)),))], Area(400, 600, BoxFrames()))
    text, grid = (one for one in flowables if isinstance(one, Text | Grid))
    for one in (text, grid):
        one.wrap(400, 100)
    parts = text.split(400, 100)
    assert [(part.tag, part.label) for part in parts] == [(text.tag, text.label)] * 2
    first, second = grid.split(400, 100)
    second.wrap(400, 100)
    third, fourth = second.split(400, 100)
    assert [part.goes_on for part in (first, second, third, fourth)] == [False, True, True, True]
