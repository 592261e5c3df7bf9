"""The whole application in one file: one PDF to read and send, one zip archive to keep."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.richtext import from_text
from finsam_desktop.domain.transfer_items import file_name
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.bundle import Bundle, Enclosed
from finsam_desktop.exchange.export import SUFFIXES
from finsam_desktop.exchange.outline import Document, Heading, Labelled, Pages, Prose
from finsam_desktop.exchange.pdf import render_pdf

LIST = "innehåll.txt"
_TIME = (1980, 1, 1, 0, 0, 0)
"""On every entry of the archive, so that the same application gives the same bytes."""
_CLAIMS = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")
"""What the form's PDF says that it complies with; with others' pages in it that is not known."""


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
            form = pikepdf.OutlineItem(_form_title(bundle), 0)
            form.children += outline.root
            form.is_closed = True
            outline.root[:] = [form]
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


def _form_title(bundle: Bundle) -> str:
    if bundle.version:
        return f"Ansökan, version {bundle.version.number}"
    return "Ansökan, utkast" if bundle.draft else "Ansökan"


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
            numbered=False,
        )
    )


def _size(size: int) -> str:
    """As people say it: ”312 kB”, ”4,5 MB”."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


# --------------------------------------------------------------------------------------- archive


def archive_zip(bundle: Bundle, *, cancelled: Callable[[], bool] = sandbox.never) -> bytes:
    """PDF, Word, Excel and JSON of the application, its files, and a list of them all with checksums.

    The same input gives the same bytes. Raises `ExportError`, and `sandbox.CancelledError` when `cancelled()`
    becomes true.
    """
    entries: dict[str, bytes] = {}
    for name, data in _entries(bundle):  # each is made when it is asked for
        if cancelled():
            raise sandbox.CancelledError("Arkivet skapades inte, för det avbröts.")
        entries[name] = data
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
    for suffix in SUFFIXES:
        yield f"{base}{suffix}", bundle.render(suffix)
    numbers: Counter[str] = Counter()
    for one in bundle.files():
        numbers[one.folder] += 1
        yield f"{one.folder}/{numbers[one.folder]} {one.file.name}", bundle.content(one.file.digest)


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
