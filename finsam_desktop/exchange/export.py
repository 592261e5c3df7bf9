"""One application to one file, by the file's suffix. The heavy libraries load when first used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import ExportError

if TYPE_CHECKING:
    from finsam_desktop.domain.transfer_items import Content

SUFFIXES = {".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel", ".json": "JSON"}


def export(application: Application, path: Path, content: Content | None = None) -> None:
    """Write the application to `path`. Raises `ExportError` for an unknown suffix or a failed write.

    `content` gives the content of an attached file by its SHA-256, for JSON to hold.
    """
    from finsam_desktop.exchange.files import write_atomically

    write_atomically(path, render(application, path.suffix.lower(), content))


def render(application: Application, suffix: str, content: Content | None = None) -> bytes:
    """The application as a file's bytes. Raises `ExportError` for an unknown suffix."""
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

        return render_word(document)
    from finsam_desktop.exchange.pdf import render_pdf

    return render_pdf(document)
