"""The command line: `finsam-desktop COMMAND`, for scripts, tests and support.

Answers go to stdout, messages in Swedish to stderr. Exit status 0 done, 1 refused or findings
of severity error, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finsam_desktop.cli_parser import Parser
from finsam_desktop.domain.errors import FormError, NotFoundError, OutsideFileError, UserError

if TYPE_CHECKING:
    from finsam_desktop.domain.application import Application
    from finsam_desktop.library import Library

DONE, REFUSED = 0, 1


def _parser() -> argparse.ArgumentParser:
    common = Parser(help_option=False)
    common.add_argument(
        "--workspace",
        metavar="FIL",
        type=Path,
        default=argparse.SUPPRESS,
        help="arbetsytan (annars din egen)",
    )
    common.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="svara med JSON på stdout"
    )
    parser = Parser(
        prog="finsam-desktop",
        parents=[common],
        description="Ansökningar till samordningsförbund. Utan kommando öppnas fönstret.",
    )
    commands = parser.add_subparsers(
        title="kommandon", metavar="KOMMANDO", dest="command", parser_class=Parser
    )

    _add_commands(commands, common)
    return parser


def _add_commands(commands: Any, common: Parser) -> None:
    def command(name: str, text: str, run: Callable[[argparse.Namespace], int]) -> Parser:
        made = commands.add_parser(name, help=text, description=text, parents=[common])
        made.set_defaults(run=run)
        assert isinstance(made, Parser)
        return made

    forms = command("forms", "lista blanketterna, eller granska en", _forms)
    kinds = forms.add_subparsers(
        title="kommandon", metavar="KOMMANDO", dest="forms_command", parser_class=Parser
    )
    forms_check = kinds.add_parser("check", help="granska en blankett i en mapp", parents=[common])
    forms_check.add_argument("dir", metavar="MAPP", type=Path)
    forms_check.set_defaults(run=_forms_check)
    forms_draft = kinds.add_parser("draft", help="gör ett utkast av en tom Word-blankett", parents=[common])
    forms_draft.add_argument("file", metavar="BLANKETT.docx", type=Path)
    forms_draft.add_argument("dir", metavar="MAPP", type=Path)
    forms_draft.set_defaults(run=_forms_draft)
    _add_new(command("new", "skapa en ansökan", _new))
    command("list", "lista ansökningarna", _list)
    command("show", "visa en hel ansökan", _show).add_argument("id", metavar="ID")
    load = command("load", "skapa en ansökan från en fil som show skrev", _load)
    load.add_argument("file", metavar="FIL.json", type=Path)
    command("check", "granska en ansökan", _check).add_argument("id", metavar="ID")
    take = command("import", "läs in en budget från en arbetsbok", _import)
    take.add_argument("id", metavar="ID")
    take.add_argument("file", metavar="FIL", type=Path)
    take.add_argument("--dry-run", action="store_true", help="visa bara vad som skulle ändras")
    export = command("export", "skriv en ansökan till .pdf, .docx, .xlsx eller .json", _export)
    export.add_argument("id", metavar="ID")
    export.add_argument("--to", metavar="FIL", type=Path, required=True)
    demo = command("demo", "gör en arbetsyta med exempel, och deras filer", _demo)
    demo.add_argument("dir", metavar="MAPP", type=Path)


def _add_new(new: Parser) -> None:
    new.add_argument("--form", metavar="ID", help="blankettens id")
    new.add_argument("--name", metavar="NAMN", help="insatsens namn")
    new.add_argument("--from", dest="source", metavar="ID", help="för över den här ansökan till blanketten")
    new.add_argument("--extends", metavar="ID", help="gör en förlängning av den här ansökan")
    new.add_argument(
        "--from-date",
        metavar="ÅÅÅÅ-MM-DD",
        type=_date,
        help="förlängningens första dag (annars dagen efter den förra perioden)",
    )
    new.add_argument("--to-date", metavar="ÅÅÅÅ-MM-DD", type=_date, help="förlängningens sista dag")
    new.add_argument(
        "--raise", dest="raised", metavar="PROCENT", type=_percent, help="höj beloppen så mycket"
    )
    new.add_argument("--supplements", metavar="ID", help="gör en tilläggsansökan till den här ansökan")
    new.set_defaults(error=new.error)


def _date(text: str) -> date:
    from finsam_desktop.domain.parse import parse_date

    found = parse_date(text)
    if not isinstance(found, date):
        raise argparse.ArgumentTypeError(f"”{text}” är inget datum att räkna med; skriv det som 2026-01-31")
    return found


def _percent(text: str) -> Decimal:
    from finsam_desktop.domain.parse import parse_percent

    found = parse_percent(text)
    if not isinstance(found, Decimal):
        raise argparse.ArgumentTypeError(f"”{text}” är ingen procentsats; skriv den som 3 eller 2,5")
    return found


def run(arguments: list[str]) -> int:
    """Run the command line; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        options = _parser().parse_args(arguments)
        if options.command is None:
            return _window(options)
        status: int = options.run(options)
        return status
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
    from finsam_desktop.exchange.book_read import read_book
    from finsam_desktop.exchange.take_in import propose, recognise

    with _library(options) as library:
        application = library.open(options.id)
        proposal = propose(recognise(read_book(options.file), application, options.file.name), application)
        if not proposal.recognised:
            raise OutsideFileError(
                f"Inget blad i {options.file.name} liknar budgetbladen i blanketten {application.edition.id}."
                " Ansökan är som den var. Kontrollera att det är rätt fil."
            )
        if proposal.change and not options.dry_run:
            proposal.change.apply(application)
            library.save(application, [proposal.change])
    done = "skulle ändras" if options.dry_run else "ändrades"
    _answer(options, proposal.to_json(), f"{proposal.changed} celler {done}.")
    _tell([f"{one.where}: {one.message}" for one in proposal.problems])
    _tell([f"{one.spot}: har ingen plats ({one.label})" for one in proposal.unplaced])
    return DONE


def _export(options: argparse.Namespace) -> int:
    from finsam_desktop.exchange.export import export

    with _library(options) as library:
        export(library.open(options.id), options.to, library.content)
    _answer(options, {"file": str(options.to)}, str(options.to))
    return DONE


def _demo(options: argparse.Namespace) -> int:
    from finsam_desktop.demo import make_demo

    files = make_demo(options.dir)
    _answer(options, {"files": [str(path) for path in files]}, "\n".join(str(path) for path in files))
    return DONE
