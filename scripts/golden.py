"""Write what the samples say on screen, on paper and in Excel: `python scripts/golden.py`.

The tests compare `tests/golden/SAMPLE/` with what the program says now. Run this when a change is
meant, and read the difference before it is kept.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
from openpyxl.worksheet.worksheet import Worksheet

from finsam_desktop import paths
from finsam_desktop.demo import samples
from finsam_desktop.domain.transfer import from_json, to_json
from finsam_desktop.editions import Catalogue
from finsam_desktop.exchange.export import render
from finsam_desktop.library import read_json

FOLDER = paths.root() / "tests" / "golden"


def rendered(sample: Path) -> dict[str, str]:
    """File name -> what stands in it: the answer of `show`, the PDF's text, the workbook's cells."""
    catalogue = Catalogue([paths.forms_dir()])
    application = from_json(read_json(sample), lambda name: catalogue.get(name).edition)
    show = to_json(application)
    del show["id"]  # every loaded application gets an id of its own
    return {
        "show.json": json.dumps(show, ensure_ascii=False, indent=2) + "\n",
        "pdf.txt": _pdf(render(application, ".pdf")),
        "excel.json": _excel(render(application, ".xlsx")),
    }


def _pdf(data: bytes) -> str:
    """The text page by page, with a line above each."""
    with pypdfium2.PdfDocument(data) as pdf:
        pages = [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in pdf]
    return "".join(f"===== {number}\n{text.rstrip()}\n" for number, text in enumerate(pages, start=1))


def _excel(data: bytes) -> str:
    """Sheet -> a line for each cell that is not empty: place, value, and the formula that gave it."""
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    sheets = (
        json.dumps(sheet.title, ensure_ascii=False) + ": [\n" + ",\n".join(_cells(sheet, given)) + "\n]"
        for sheet, given in zip(values.worksheets, formulas.worksheets, strict=True)
    )
    return "{\n" + ",\n".join(sheets) + "\n}\n"


def _cells(sheet: Worksheet, formulas: Worksheet) -> Iterator[str]:
    for row in formulas.iter_rows():
        for cell in row:
            if cell.value is not None:
                value = sheet[cell.coordinate].value
                shown = [cell.coordinate, value.isoformat() if isinstance(value, date) else value]
                yield json.dumps([*shown, *([cell.value] * (cell.data_type == "f"))], ensure_ascii=False)


def main() -> int:
    """Write every sample's files; returns the exit status."""
    for sample in samples():
        folder = FOLDER / sample.stem
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in rendered(sample).items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
