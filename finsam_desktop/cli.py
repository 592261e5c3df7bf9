"""The command line: `finsam-desktop COMMAND`, for scripts, tests and support.

Answers go to stdout, messages in Swedish to stderr. Exit status 0 done, 1 refused or findings
of severity error, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finsam_desktop.cli_parser import make_parser
from finsam_desktop.domain.errors import FormError, NotFoundError, UserError

if TYPE_CHECKING:
    from finsam_desktop.domain.application import Application
    from finsam_desktop.domain.versions import Version
    from finsam_desktop.exchange.bundle import Bundle
    from finsam_desktop.library import Library

DONE, REFUSED = 0, 1
_PAPER = (".pdf", ".docx", ".zip")
"""Files that are the frozen version itself where nothing has changed since."""


def run(arguments: list[str]) -> int:
    """Run the command line; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        options = make_parser().parse_args(arguments)
        return _COMMANDS[options.command](options)
    except SystemExit as stop:  # argparse has said what is wrong, or given help
        return int(stop.code or 0)
    except UserError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        return REFUSED


def _window(options: argparse.Namespace) -> int:
    from finsam_desktop.app import run_window

    return run_window(getattr(options, "workspace", None))


def _library(options: argparse.Namespace, *, makes: bool = False) -> Library:
    """The workspace. One that was named and is not there is made only where the command `makes` something."""
    from finsam_desktop import paths
    from finsam_desktop.editions import installed
    from finsam_desktop.library import Library

    path: Path = getattr(options, "workspace", None) or paths.default_workspace()
    if not makes and "workspace" in options and not path.exists():
        raise NotFoundError(
            f"Det finns ingen arbetsyta {path}. Kontrollera sökvägen; en ny arbetsyta görs av new och load."
        )
    return Library(path, installed())


def _answer(options: argparse.Namespace, data: Any, text: str) -> None:
    if getattr(options, "json", False):
        text = json.dumps(data, ensure_ascii=False, indent=2)
    if text:
        print(text)


def _forms(options: argparse.Namespace) -> int:
    from finsam_desktop.editions import installed

    catalogue = installed()
    rows = [
        {"id": one.id, "title": one.title, "association": one.association} for one in catalogue.editions()
    ]
    _answer(options, rows, "\n".join(f"{row['id']}\t{row['title']}\t{row['association']}" for row in rows))
    for name, error in catalogue.broken.items():
        print(f"Blanketten i mappen ”{name}” går inte att använda:\n{error}", file=sys.stderr)
    return DONE


def _forms_check(options: argparse.Namespace) -> int:
    from finsam_desktop.editions import EditionFolder, installed

    try:
        edition = EditionFolder(options.dir).edition
    except FormError as error:
        rows = [{"file": one.file, "place": one.place, "message": one.message} for one in error.problems]
        _answer(options, {"ok": False, "problems": rows}, "")
        print(error, file=sys.stderr)
        return REFUSED
    sections, sheets = len(edition.sections), len(edition.sheets)
    text = f"{edition.id}: {edition.title}, {sections} avsnitt, {sheets} budgetblad. Inga fel."
    _answer(options, {"ok": True, "id": edition.id, "problems": []}, text)
    if edition.replaces and edition.replaces not in {one.id for one in installed().editions()}:
        _tell([f"Ingen installerad blankett har id ”{edition.replaces}”, som replaces anger. Är det rätt?"])
    return DONE


def _forms_draft(options: argparse.Namespace) -> int:
    from finsam_desktop.exchange.draft import draft

    notes = draft(options.file, options.dir)
    _answer(options, {"dir": str(options.dir), "notes": notes}, str(options.dir))
    _tell(notes)
    return DONE


def _tell(lines: list[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


_NEW = {
    "form": {"name": "--name", "source": "--from"},
    "extends": {"from_date": "--from-date", "to_date": "--to-date", "raised": "--raise"},
    "supplements": {},
}
"""The options of `new` that say what to make, each with those that go with it."""


def _new(options: argparse.Namespace) -> int:
    _check_new(options)
    with _library(options, makes=options.form is not None and options.source is None) as library:
        application, key, lines = _made(library, options)
    _answer(options, {"id": application.id} | ({key: lines} if key else {}), application.id)
    _tell(lines)
    return DONE


def _check_new(options: argparse.Namespace) -> None:
    """Leave with the status of wrong usage unless the options of `new` go together."""
    ways = [name for name in _NEW if getattr(options, name) is not None]
    if not ways:
        options.error("det saknas: --form, --extends eller --supplements")
    if len(ways) > 1:
        options.error(f"--{ways[0]} och --{ways[1]} går inte ihop")
    for way, others in _NEW.items():
        for name, flag in others.items():
            if way != ways[0] and getattr(options, name) is not None:
                options.error(f"--{ways[0]} och {flag} går inte ihop")
    if (options.from_date is None) != (options.to_date is None):
        options.error("ange både --from-date och --to-date, eller inget av dem")
    if options.from_date is not None and options.to_date < options.from_date:
        options.error("--to-date: förlängningen slutar innan den börjar")


def _made(library: Library, options: argparse.Namespace) -> tuple[Application, str, list[str]]:
    """The new application, and what to say of it: under which key in JSON, and the lines."""
    if options.extends is not None:
        start, end = _period(library, options)
        application, lines = library.extend(options.extends, start, end, options.raised or Decimal(0))
        return application, "look_over", lines
    if options.supplements is not None:
        application, lines = library.supplement(options.supplements)
        return application, "look_over", lines
    if options.source is None:
        return library.new(options.form, options.name or ""), "", []
    application, report = library.convert(options.source, options.form)
    if name := " ".join((options.name or "").split()):
        _rename(library, application, name)
    return application, "report", report.lines()


def _period(library: Library, options: argparse.Namespace) -> tuple[date, date]:
    """The period given, or the one that follows the application's own."""
    from finsam_desktop.domain.renew import next_period

    if options.from_date is not None:
        return options.from_date, options.to_date
    found = next_period(library.open(options.extends))
    if found is None:
        raise UserError(
            "Ansökan som ska förlängas har ingen period som går att läsa. Ange --from-date och --to-date."
        )
    return found


def _rename(library: Library, application: Application, name: str) -> None:
    from finsam_desktop.domain.edits import set_values

    path = ("answer", application.edition.uses.name)
    change = set_values(application, {path: name}, "Ändra namn")
    if change:
        change.apply(application)
        library.save(application, [change])


def _list(options: argparse.Namespace) -> int:
    with _library(options) as library:
        listed = library.list()
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "edition": one.edition,
            "kind": one.kind,
            "status": one.status,
            "version": one.version,
            "lead": one.lead,
            "modified": one.modified.isoformat(),
        }
        for one in listed
    ]
    names = [" ".join(one.name.split()) or "(utan namn)" for one in listed]
    lines = (f"{one.id}\t{name}\t{one.edition}" for one, name in zip(listed, names, strict=True))
    _answer(options, rows, "\n".join(lines))
    return DONE


def _show(options: argparse.Namespace) -> int:
    from finsam_desktop.domain.transfer import to_json

    with _library(options) as library:
        data = to_json(library.open(options.id), library.content)
    _answer(options, data, json.dumps(data, ensure_ascii=False, indent=2))
    return DONE


def _load(options: argparse.Namespace) -> int:
    with _library(options, makes=True) as library:
        application = library.load_file(options.file)
    _answer(options, {"id": application.id}, application.id)
    return DONE


def _check(options: argparse.Namespace) -> int:
    from finsam_desktop.domain.sheet import Budget
    from finsam_desktop.domain.transfer import findings_to_json

    words = {"error": "Fel", "warning": "Varning", "info": "Upplysning"}
    with _library(options) as library:
        rows = findings_to_json(Budget(library.open(options.id)))
    _answer(
        options,
        rows,
        "\n".join(f"{words[row['severity']]}: {row['message']}" for row in rows) or "Inga anmärkningar.",
    )
    return REFUSED if any(row["severity"] == "error" for row in rows) else DONE


def _import(options: argparse.Namespace) -> int:
    from finsam_desktop.cli_import import import_file

    with _library(options) as library:
        found = import_file(library, options.id, options.file, dry_run=options.dry_run)
    _answer(options, found.data, found.text)
    _tell(found.told)
    return DONE


def _export(options: argparse.Namespace) -> int:
    from finsam_desktop.exchange.files import write_atomically

    _check_export(options)
    with _library(options) as library:
        application = library.open(options.id)
        number = options.version
        if not number and not options.draft and options.to.suffix.lower() in _PAPER:
            state = library.state(application)
            number = state.number if state.kind == "frozen" else 0
        bundle = library.bundle(application, number)
        data = _file(replace(bundle, draft=options.draft), options)
    write_atomically(options.to, data)
    _answer(options, {"file": str(options.to)}, str(options.to))
    return DONE


def _check_export(options: argparse.Namespace) -> None:
    """Leave with the status of wrong usage unless the options of `export` go together."""
    suffix = options.to.suffix.lower()
    if options.draft and options.version:
        options.error("--draft och --version går inte ihop")
    if options.draft and suffix not in (".pdf", ".zip"):
        options.error("--draft: gäller bara .pdf och .zip")
    if options.dossier and suffix != ".pdf":
        options.error("--dossier: gäller bara .pdf")


def _file(bundle: Bundle, options: argparse.Namespace) -> bytes:
    from finsam_desktop.exchange.dossier import archive_zip, dossier_pdf

    if options.dossier:
        return dossier_pdf(bundle)
    suffix = options.to.suffix.lower()
    return archive_zip(bundle) if suffix == ".zip" else bundle.render(suffix)


def _freeze(options: argparse.Namespace) -> int:
    with _library(options) as library:
        version = library.freeze(library.open(options.id), options.reason)
    _answer(options, _version(version), _version_line(version))
    return DONE


def _versions(options: argparse.Namespace) -> int:
    with _library(options) as library:
        versions = library.versions(library.open(options.id).id)
    lines = "\n".join(_version_line(one) for one in versions)
    _answer(options, [_version(one) for one in versions], lines)
    return DONE


def _version(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "time": version.time.isoformat(),
        "sha256": version.sha256,
        "pdf": version.pdf,
        "fingerprint": version.mark.fingerprint,
        "reason": version.reason,
    }


def _version_line(version: Version) -> str:
    return "\t".join(str(one) for one in _version(version).values()).rstrip()


def _demo(options: argparse.Namespace) -> int:
    from finsam_desktop.demo import make_demo

    files = make_demo(options.dir)
    _answer(options, {"files": [str(path) for path in files]}, "\n".join(str(path) for path in files))
    return DONE


_COMMANDS: dict[str | None, Callable[[argparse.Namespace], int]] = {
    None: _window,
    "forms": _forms,
    "forms check": _forms_check,
    "forms draft": _forms_draft,
    "new": _new,
    "list": _list,
    "show": _show,
    "load": _load,
    "check": _check,
    "import": _import,
    "export": _export,
    "freeze": _freeze,
    "versions": _versions,
    "demo": _demo,
}
