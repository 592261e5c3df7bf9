"""The command line: `finsam-desktop COMMAND`, for scripts, tests and support.

Answers go to stdout, messages in Swedish to stderr. Exit status 0 done, 1 refused or findings
of severity error, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from finsam_desktop.domain.errors import FormError, UserError

if TYPE_CHECKING:
    from finsam_desktop.library import Library

DONE, REFUSED, WRONG_USAGE = 0, 1, 2

_USAGE_MESSAGES = (
    (r"the following arguments are required: (.*)", r"det saknas: \1"),
    (r"unrecognized arguments: (.*)", r"okänt argument: \1"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1: \2 finns inte; välj bland \3"),
    (r"argument (.*): expected one argument", r"\1: värdet saknas"),
    (r"argument (.*): ignored explicit argument (.*)", r"\1: tar inget värde (\2)"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 kan betyda flera val: \2"),
)


class _Parser(argparse.ArgumentParser):
    """argparse with Swedish words."""

    def __init__(self, *, help_option: bool = True, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self._positionals.title, self._optionals.title = "argument", "val"
        if help_option:
            self.add_argument("-h", "--help", action="help", help="visa den här hjälpen")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "användning:", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "användning:", 1)

    def error(self, message: str) -> NoReturn:
        for pattern, swedish in _USAGE_MESSAGES:
            message = re.sub(pattern, swedish, message)
        self.exit(WRONG_USAGE, f"{self.format_usage()}Fel användning: {message}.\n")


def _parser() -> argparse.ArgumentParser:
    common = _Parser(help_option=False)
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
    parser = _Parser(
        prog="finsam-desktop",
        parents=[common],
        description="Ansökningar till samordningsförbund. Utan kommando öppnas fönstret.",
    )
    commands = parser.add_subparsers(
        title="kommandon", metavar="KOMMANDO", dest="command", parser_class=_Parser
    )

    _add_commands(commands, common)
    return parser


def _add_commands(commands: Any, common: _Parser) -> None:
    def command(name: str, text: str, run: Callable[[argparse.Namespace], int]) -> _Parser:
        made = commands.add_parser(name, help=text, description=text, parents=[common])
        made.set_defaults(run=run)
        assert isinstance(made, _Parser)
        return made

    forms = command("forms", "lista blanketterna, eller granska en", _forms)
    kinds = forms.add_subparsers(
        title="kommandon", metavar="KOMMANDO", dest="forms_command", parser_class=_Parser
    )
    forms_check = kinds.add_parser("check", help="granska en blankett i en mapp", parents=[common])
    forms_check.add_argument("dir", metavar="MAPP", type=Path)
    forms_check.set_defaults(run=_forms_check)
    new = command("new", "skapa en ansökan", _new)
    new.add_argument("--form", metavar="ID", required=True, help="blankettens id")
    new.add_argument("--name", metavar="NAMN", default="", help="insatsens namn")
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
    demo = command("demo", "gör en arbetsyta med ett exempel, och dess filer", _demo)
    demo.add_argument("dir", metavar="MAPP", type=Path)


def run(arguments: list[str]) -> int:
    """Run the command line; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        if options.command is None:
            return _window(options)
        status: int = options.run(options)
        return status
    except UserError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        return REFUSED


def _window(options: argparse.Namespace) -> int:
    from finsam_desktop.app import run_window

    return run_window(getattr(options, "workspace", None))


def _library(options: argparse.Namespace) -> Library:
    from finsam_desktop import paths
    from finsam_desktop.editions import Catalogue
    from finsam_desktop.library import Library

    path = getattr(options, "workspace", None) or paths.default_workspace()
    return Library(path, Catalogue([paths.forms_dir(), paths.user_forms_dir()]))


def _answer(options: argparse.Namespace, data: Any, text: str) -> None:
    if getattr(options, "json", False):
        text = json.dumps(data, ensure_ascii=False, indent=2)
    if text:
        print(text)


def _forms(options: argparse.Namespace) -> int:
    from finsam_desktop import paths
    from finsam_desktop.editions import Catalogue

    catalogue = Catalogue([paths.forms_dir(), paths.user_forms_dir()])
    rows = [
        {"id": one.id, "title": one.title, "association": one.association} for one in catalogue.editions()
    ]
    _answer(options, rows, "\n".join(f"{row['id']}\t{row['title']}\t{row['association']}" for row in rows))
    for name, error in catalogue.broken.items():
        print(f"Blanketten i mappen ”{name}” går inte att använda:\n{error}", file=sys.stderr)
    return DONE


def _forms_check(options: argparse.Namespace) -> int:
    from finsam_desktop.editions import EditionFolder

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
    return DONE


def _new(options: argparse.Namespace) -> int:
    with _library(options) as library:
        application = library.new(options.form, options.name)
    _answer(options, {"id": application.id}, application.id)
    return DONE


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
        data = to_json(library.open(options.id))
    _answer(options, data, json.dumps(data, ensure_ascii=False, indent=2))
    return DONE


def _load(options: argparse.Namespace) -> int:
    with _library(options) as library:
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
    message = "Den här versionen kan inte läsa in budgetar från en arbetsbok. Skriv beloppen i budgetbladen."
    raise UserError(message)


def _export(options: argparse.Namespace) -> int:
    from finsam_desktop.exchange.export import export

    with _library(options) as library:
        export(library.open(options.id), options.to)
    _answer(options, {"file": str(options.to)}, str(options.to))
    return DONE


def _demo(options: argparse.Namespace) -> int:
    from finsam_desktop.demo import make_demo

    files = make_demo(options.dir)
    _answer(options, {"files": [str(path) for path in files]}, "\n".join(str(path) for path in files))
    return DONE
