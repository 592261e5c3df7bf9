"""One PDF and one zip with all that goes with an application."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from finsam_desktop.domain.application import Application, Attachment
from finsam_desktop.domain.versions import Version
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.bundle import Bundle
from finsam_desktop.exchange.dossier import LIST, archive_zip, dossier_pdf
from finsam_desktop.exchange.pdf import render_pdf


def picture(width: int, height: int, kind: str = "PNG", mode: str = "RGBA") -> bytes:
    stream = io.BytesIO()
    Image.new(mode, (width, height), "red" if mode != "1" else 0).save(stream, kind)
    return stream.getvalue()


def pdf(*sizes: tuple[float, float]) -> bytes:
    file = pikepdf.new()
    for size in sizes:
        file.add_blank_page(page_size=size)
    stream = io.BytesIO()
    file.save(stream, deterministic_id=True)
    return stream.getvalue()


def locked() -> bytes:
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf((100, 100)))) as file:
        file.save(stream, encryption=pikepdf.Encryption(owner="a", user="b"))
    return stream.getvalue()


@pytest.fixture
def bundle(sample: Application) -> Callable[..., Bundle]:
    """The sample with attached files: `bundle({name: content})`; `scans` gives each party's signed page."""

    def make(files: dict[str, bytes], scans: dict[str, str] | None = None, **more: object) -> Bundle:
        kept = {hashlib.sha256(data).hexdigest(): data for data in files.values()}
        for number, (name, data) in enumerate(files.items(), start=1):
            digest = hashlib.sha256(data).hexdigest()
            sample.attachments.append(Attachment(f"f{number}", name, len(data), digest))
            for party, scan in (scans or {}).items():
                if scan == name:
                    sample.put(("party", party, "scan"), f"f{number}")
        return Bundle(sample, kept.__getitem__, **more)  # type: ignore[arg-type]

    return make


def outline(data: bytes) -> list[tuple[str, int]]:
    """Titles of the outermost bookmarks and the positions of their pages."""
    with pikepdf.open(io.BytesIO(data)) as file, file.open_outline() as found:
        pages = {page.objgen: at for at, page in enumerate(file.pages)}
        return [
            (str(one.title), pages[one.destination[0].objgen])
            for one in found.root
            if one.destination is not None
        ]


def texts(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as file:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in file]


def pages_of(data: bytes) -> list[tuple[int, int]]:
    with pypdfium2.PdfDocument(data) as file:
        return [(round(page.get_width()), round(page.get_height())) for page in file]


def test_without_files_the_dossier_is_the_form(bundle: Callable[..., Bundle], sample: Application) -> None:
    assert dossier_pdf(bundle({})) == render_pdf(build_document(sample))


def test_pages_of_a_draft_say_so(bundle: Callable[..., Bundle]) -> None:
    made = bundle({"avtal.pdf": pdf((595, 842))}, draft=True)
    marked = ["UTKAST" in text for text in texts(dossier_pdf(made))]
    assert marked == [True] * (len(marked) - 2) + [False] * 2
    with zipfile.ZipFile(io.BytesIO(archive_zip(made))) as archive:
        assert archive.read(archive.namelist()[0]) == made.form() == made.render(".pdf")
        assert archive.read(archive.namelist()[1]) == made.word() == made.render(".docx")


def test_all_that_is_asked_for_is_needed(bundle: Callable[..., Bundle], sample: Application) -> None:
    first = sample.parties[0].id
    made = bundle({"under.pdf": pdf((100, 100)), "avtal.txt": b"abc"}, scans={first: "under.pdf"})
    asked: set[str] = set()

    def content(digest: str) -> bytes:
        asked.add(digest)
        return made.content(digest)

    noting = replace(made, content=content)
    dossier_pdf(noting)
    archive_zip(noting)
    assert made.needed() == asked == {one.digest for one in sample.attachments}


def test_files_follow_behind_cover_sheets(bundle: Callable[..., Bundle]) -> None:
    made = bundle(
        {"avtal.pdf": pdf((595, 842), (300, 400)), "skiss.png": picture(400, 200), "plan.docx": b"PK.."}
    )
    form = pages_of(made.form())
    data = dossier_pdf(made)
    first = len(form)
    assert pages_of(data)[:first] == form
    assert pages_of(data)[first:] == [(595, 842), (595, 842), (300, 400), (595, 842), (842, 595), (595, 842)]
    assert outline(data) == [
        ("Ansökan", 0),
        ("Bilaga 1: avtal.pdf", first),
        ("Bilaga 2: skiss.png", first + 3),
        ("Bilaga 3: plan.docx", first + 5),
    ]
    covers = texts(data)
    assert "Fil: avtal.pdf" in covers[first]
    assert "Filen följer på 2 sidor efter det här bladet." in covers[first]
    assert "Filen är varken en PDF eller en bild" in covers[first + 5]
    assert "i arkivets zip-fil, i mappen bilagor" in covers[first + 5]
    with pypdfium2.PdfDocument(data) as file:
        shown = file[first + 4].render(scale=0.2).to_pil().convert("RGB")
        red, green, _ = shown.getpixel((shown.width // 2, shown.height // 2))
    assert (red > 200, green < 60) == (True, True)


def test_the_forms_bookmarks_stand_under_its_own(bundle: Callable[..., Bundle]) -> None:
    made = bundle({"plan.docx": b"PK.."})
    version = Version(2, datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "ab" * 32, "")
    for one, title in (
        (made, "Ansökan"),
        (replace(made, draft=True), "Ansökan, utkast"),
        (replace(made, version=version), "Ansökan, version 2"),
    ):
        with pikepdf.open(io.BytesIO(dossier_pdf(one))) as file, file.open_outline() as found:
            assert [str(mark.title) for mark in found.root] == [title, "Bilaga 1: plan.docx"]
            under = [str(mark.title) for mark in found.root[0].children]
        with pikepdf.open(io.BytesIO(one.form())) as form, form.open_outline() as its:
            assert under == [str(mark.title) for mark in its.root] != []


def test_the_dossier_is_the_same_each_time(bundle: Callable[..., Bundle]) -> None:
    made = bundle({"avtal.pdf": pdf((595, 842)), "foto.jpg": picture(4000, 3000, "JPEG", "RGB")})
    first = dossier_pdf(made)
    assert first == dossier_pdf(made)
    assert len(first) < len(made.form()) + 400_000


def test_files_that_cannot_be_read_say_so_on_their_covers(bundle: Callable[..., Bundle]) -> None:
    made = bundle({"a.pdf": locked(), "b.pdf": b"%PDF-1.7 nothing", "c.png": picture(50, 50)[:60]})
    data = dossier_pdf(made)
    first = len(pages_of(made.form()))
    covers = texts(data)[first:]
    assert len(covers) == 3
    assert "Filen ”a.pdf” är skyddad med lösenord." in covers[0]
    assert "Filen ”b.pdf” är skadad" in covers[1]
    assert "Filen ”c.png” är skadad" in covers[2]


def test_several_pictures_in_a_file_are_several_pages(bundle: Callable[..., Bundle]) -> None:
    stream = io.BytesIO()
    frames = [Image.new("L", (20, 30), shade) for shade in (0, 128, 255)]
    frames[0].save(stream, "TIFF", save_all=True, append_images=frames[1:])
    made = bundle({"skannat.tiff": stream.getvalue()})
    assert len(pages_of(dossier_pdf(made))) == len(pages_of(made.form())) + 4


def test_dossier_claims_nothing_of_others_pages(bundle: Callable[..., Bundle]) -> None:
    """Neither that they follow a standard, nor that the form's tags are theirs."""
    tagged = bundle({}).form()
    data = dossier_pdf(bundle({"ansökan.pdf": tagged}))
    with pikepdf.open(io.BytesIO(tagged)) as form, pikepdf.open(io.BytesIO(data)) as file:
        count = len(form.pages)
        assert len(file.pages) == 2 * count + 1
        assert not [page for page in list(file.pages)[count:] if "/StructParents" in page]
        metadata = file.open_metadata()
        assert not [
            name for name in metadata if "pdfaid" in name or "pdfuaid" in name or "pdfa/ns/id" in name
        ]


def test_who_cancels_gets_nothing(bundle: Callable[..., Bundle]) -> None:
    with pytest.raises(sandbox.CancelledError):
        dossier_pdf(bundle({"avtal.pdf": pdf((595, 842))}), cancelled=lambda: True)
    with pytest.raises(sandbox.CancelledError):
        archive_zip(bundle({}), cancelled=lambda: True)


def test_signed_pages_come_last_and_are_not_annexes(
    bundle: Callable[..., Bundle], sample: Application
) -> None:
    first, second = (party.id for party in sample.parties[:2])
    made = bundle(
        {"under.pdf": pdf((100, 100)), "avtal.txt": b"abc"}, scans={first: "under.pdf", second: "under.pdf"}
    )
    names = ", ".join(party.text("organisation") for party in sample.parties[:2])
    assert [(one.title, one.folder) for one in made.files()] == [
        ("Bilaga 1", "bilagor"),
        (f"Underskrift: {names}", "underskrifter"),
    ]
    assert "under.pdf" not in "".join(texts(made.form()))


# --------------------------------------------------------------------------------------- archive


def test_archive_holds_everything_with_checksums(bundle: Callable[..., Bundle], sample: Application) -> None:
    version = Version(2, datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "ab" * 32, "")
    made = bundle({"avtal.txt": b"abc", "avtal.pdf": pdf((100, 100))}, version=version, pdf=b"%PDF frozen")
    data = archive_zip(made)
    assert data == archive_zip(made)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        listed = archive.read(LIST).decode()
        found = {name: archive.read(name) for name in names}
    name = sample.name
    assert names == [
        *(f"{name}.{suffix}" for suffix in ("pdf", "docx", "xlsx", "json")),
        *("bilagor/1 avtal.txt", "bilagor/2 avtal.pdf", LIST),
    ]
    assert found[f"{name}.pdf"] == b"%PDF frozen"
    assert found["bilagor/1 avtal.txt"] == b"abc"
    assert json.loads(found[f"{name}.json"])["attachments"][0]["content"] == "YWJj"
    lines = [line.split("  ", 1) for line in listed.splitlines() if not line.startswith("#")]
    assert {name: digest for digest, name in lines} == {
        name: hashlib.sha256(data).hexdigest() for name, data in found.items() if name != LIST
    }
    assert "# Version 2, fingeravtryck abab-abab, fastställd 2026-01-02 03:04 UTC" in listed


def test_archive_of_a_working_copy_says_so(bundle: Callable[..., Bundle], sample: Application) -> None:
    sample.answers.clear()
    with zipfile.ZipFile(io.BytesIO(archive_zip(bundle({})))) as archive:
        assert archive.namelist()[0] == "ansökan.pdf"
        assert "# Arbetskopia, inte fastställd" in archive.read(LIST).decode()
