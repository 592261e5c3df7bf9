"""One application to one file, by the file's suffix. The heavy libraries load when first used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import ExportError
from finsam_desktop.domain.pictures import picture_digests

if TYPE_CHECKING:
    from finsam_desktop.domain.transfer_items import Content

SUFFIXES = {".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel", ".json": "JSON"}


def export(
    application: Application, path: Path, content: Content | None = None, *, draft: bool = False
) -> None:
    """Write the application to `path`, as `render` gives it.

    Raises `ExportError` for an unknown suffix or a failed write.
    """
    from finsam_desktop.exchange.files import write_atomically

    write_atomically(path, render(application, path.suffix.lower(), content, draft=draft))


def needed_contents(application: Application, suffix: str) -> set[str]:
    """SHA-256 of what `render` asks its `content` for."""
    if suffix == ".xlsx":
        return set()
    files = {one.digest for one in application.attachments} if suffix == ".json" else set()
    return files | picture_digests(application)


def render(
    application: Application, suffix: str, content: Content | None = None, *, draft: bool = False
) -> bytes:
    """The application as a file's bytes. Raises `ExportError` for an unknown suffix.

    `content` gives the content of a picture by its SHA-256, and of an attached file for JSON to hold. JSON
    needs all of them, and what `content` raises goes on from here; pages tell a missing picture in words. The
    pages of a PDF are marked as a draft where `draft` is said.
    """
    if suffix not in SUFFIXES:
        wanted = ", ".join(SUFFIXES)
        raise ExportError(f"Välj ett filnamn som slutar på {wanted}: det avgör vad filen innehåller.")
    if suffix == ".json":
        from finsam_desktop.domain.transfer import to_json

        data = to_json(application, content)
        return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
    if suffix == ".xlsx":
        from finsam_desktop.exchange.excel_write import render_workbook

        return render_workbook(application)
    from finsam_desktop.exchange.build import build_document

    document = build_document(application)
    if suffix == ".docx":
        from finsam_desktop.exchange.word import render_word

        return render_word(document, content)
    from finsam_desktop.exchange.pdf import render_pdf

    return render_pdf(document, draft=draft, content=content)
