"""The whole application in one file: one PDF to read and send, one zip archive to keep."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from finsam_desktop.domain.application import Application, Attachment
from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.richtext import from_text
from finsam_desktop.domain.signing import annexes, scan_of, signing_parties
from finsam_desktop.domain.transfer_items import Content, file_name
from finsam_desktop.domain.versions import Version
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.export import render
from finsam_desktop.exchange.outline import Document, Heading, Labelled, Pages, Prose
from finsam_desktop.exchange.pdf import render_pdf
from finsam_desktop.exchange.word import render_word

LIST = "innehåll.txt"
_TIME = (1980, 1, 1, 0, 0, 0)
"""On every entry of the archive, so that the same application gives the same bytes."""
_CLAIMS = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")
"""What the form's PDF says that it complies with; with others' pages in it that is not known."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with the form."""

    title: str
    """”Bilaga 1”, ”Underskrift: Heby kommun”."""
    file: Attachment
    folder: str
    """In the archive."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """An application, or a version of it, with all that goes with it."""

    application: Application
    """As it is to be shown: the working copy, or what the version holds."""
    content: Content
    """Gives the content of an attached file by its SHA-256."""
    version: Version | None = None
    pdf: bytes = b""
    """What was frozen as `version`; made here for a working copy."""
    signing: Application | None = None
    """Where the signatures are noted: the working copy, since a version is signed after it was frozen."""

    def form(self) -> bytes:
        """The PDF of the form."""
        return self.pdf or render_pdf(self._document())

    def word(self) -> bytes:
        """The form as a Word document."""
        return render_word(self._document())

    def files(self) -> list[Enclosed]:
        """The annexes in the application's order, then each file with signatures, once."""
        found = [
            Enclosed(f"Bilaga {number}", file, "bilagor")
            for number, file in enumerate(annexes(self.application), start=1)
        ]
        signing = self.signing or self.application
        scans: dict[str, tuple[Attachment, list[str]]] = {}
        for party in signing_parties(signing):
            if scan := scan_of(signing, party):
                scans.setdefault(scan.id, (scan, []))[1].append(
                    party.text("organisation") or "part utan namn"
                )
        found += [
            Enclosed(f"Underskrift: {', '.join(names)}", file, "underskrifter")
            for file, names in scans.values()
        ]
        return found

    def _document(self) -> Document:
        return build_document(self.application, self.version.mark if self.version else None)


# ------------------------------------------------------------------------------------------- PDF


def dossier_pdf(bundle: Bundle, *, cancelled: Callable[[], bool] = sandbox.never) -> bytes:
    """The form with its annexes, then each attached file behind a cover sheet, with bookmarks.

    PDFs follow page by page and pictures on pages of their own. Other files, and those that cannot be read,
    have a cover sheet alone, which says so. Attached files are read in a child process. The same input gives
    the same bytes. Raises `sandbox.CancelledError` when `cancelled()` becomes true.
    """
    files = bundle.files()
    if not files:
        return bundle.form()
    with tempfile.TemporaryDirectory() as folder, pikepdf.open(io.BytesIO(bundle.form())) as result:
        with result.open_outline() as outline:
            for number, one in enumerate(files):
                room = Path(folder) / str(number)
                room.mkdir()
                title = f"{one.title}: {one.file.name}"
                outline.root.append(pikepdf.OutlineItem(title, len(result.pages)))
                pages, trouble = _pages_of(one, bundle, room, cancelled)
                _append(result, _cover(bundle, one, pages, trouble))
                if pages:
                    _append(result, (room / "pages.pdf").read_bytes())
        result.Root.PageMode = pikepdf.Name.UseOutlines
        with result.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            for claim in _CLAIMS:
                if claim in metadata:
                    del metadata[claim]
        stream = io.BytesIO()
        result.save(stream, deterministic_id=True)
        return stream.getvalue()


def _pages_of(one: Enclosed, bundle: Bundle, room: Path, cancelled: Callable[[], bool]) -> tuple[int, str]:
    """How many pages the file gave, in `pages.pdf` of the folder, and why none where it could not be read."""
    path = room / file_name(one.file.name)
    path.write_bytes(bundle.content(one.file.digest))
    try:
        (pages,) = sandbox.run("annex", path, str(room / "pages.pdf"), cancelled=cancelled)
    except sandbox.CancelledError:
        raise
    except OutsideFileError as error:
        return 0, str(error)
    return int(pages), ""


def _append(result: pikepdf.Pdf, data: bytes) -> None:
    """Add the pages, without the numbers by which their tags were found in the file that they come from."""
    with pikepdf.open(io.BytesIO(data)) as more:
        for page in more.pages:
            for holder in (page.obj, *page.obj.get("/Annots", ())):
                for key in ("/StructParents", "/StructParent"):
                    if key in holder:
                        del holder[key]
        result.pages.extend(more.pages)


def _cover(bundle: Bundle, one: Enclosed, pages: int, trouble: str) -> bytes:
    application = bundle.application
    count = "1 sida" if pages == 1 else f"{pages} sidor"
    words = f"Filen följer på {count} efter det här bladet."
    if not pages:
        why = trouble or "Filen är varken en PDF eller en bild och kan inte visas här."
        words = f"{why} Den finns i sin helhet i arkivets zip-fil, i mappen {one.folder}."
    elements = (
        Heading(1, one.title),
        Labelled("Fil:", one.file.name, bold_label=True),
        Labelled("Storlek:", _size(one.file.size), bold_label=True),
        Labelled("SHA-256:", one.file.digest, bold_label=True),
        Prose(from_text(words)),
    )
    return render_pdf(
        Document(
            title=one.title,
            name=application.name,
            association=application.edition.association,
            language=application.edition.language,
            mark="",
            pages=(Pages("portrait", elements),),
        )
    )


def _size(size: int) -> str:
    """As people say it: ”312 kB”, ”4,5 MB”."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


# --------------------------------------------------------------------------------------- archive


def archive_zip(bundle: Bundle) -> bytes:
    """PDF, Word, Excel and JSON of the application, its files, and a list of them all with checksums.

    The same input gives the same bytes. Raises `ExportError`.
    """
    entries = dict(_entries(bundle))
    entries[LIST] = _list(bundle, entries).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return stream.getvalue()


def _entries(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    base = file_name(bundle.application.name) if bundle.application.name else "ansökan"
    yield f"{base}.pdf", bundle.form()
    yield f"{base}.docx", bundle.word()
    yield f"{base}.xlsx", render(bundle.application, ".xlsx")
    yield f"{base}.json", render(bundle.application, ".json", bundle.content)
    for number, one in enumerate(bundle.files(), start=1):
        yield f"{one.folder}/{number} {one.file.name}", bundle.content(one.file.digest)


def _list(bundle: Bundle, entries: dict[str, bytes]) -> str:
    """Lines that `sha256sum -c` reads, below what people want to know."""
    application = bundle.application
    lines = [
        f"# Ansökan: {application.name or 'utan namn'}",
        f"# Blankett: {application.edition.title} ({application.edition.association})",
    ]
    if bundle.version:
        lines.append(f"# {bundle.version.mark}, fastställd {bundle.version.time:%Y-%m-%d %H:%M} UTC")
    else:
        lines.append("# Arbetskopia, inte fastställd")
    lines.append("# Filernas kontrollsummor (SHA-256):")
    lines += [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in entries.items()]
    return "\n".join(lines) + "\n"
