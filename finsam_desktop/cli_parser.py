"""What can be written on the command line: argparse that speaks Swedish, and the commands."""

from __future__ import annotations

import argparse
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

WRONG_USAGE = 2

_USAGE_MESSAGES = (
    (r"the following arguments are required: (.*)", r"det saknas: \1"),
    (r"unrecognized arguments: (.*)", r"okänt argument: \1"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1: \2 finns inte; välj bland \3"),
    (r"argument (.*): expected one argument", r"\1: värdet saknas"),
    (r"argument (.*): ignored explicit argument (.*)", r"\1: tar inget värde (\2)"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 kan betyda flera val: \2"),
    (r"argument (\S+): ", r"\1: "),
)


class Parser(argparse.ArgumentParser):
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


def make_parser() -> Parser:
    """The commands, each with its options; `command` names the one that was given."""
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
    def command(name: str, text: str) -> Parser:
        made = commands.add_parser(name, help=text, description=text, parents=[common])
        assert isinstance(made, Parser)
        return made

    forms = command("forms", "lista blanketterna, eller granska en")
    kinds = forms.add_subparsers(
        title="kommandon", metavar="KOMMANDO", dest="forms_command", parser_class=Parser
    )
    forms_check = kinds.add_parser("check", help="granska en blankett i en mapp", parents=[common])
    forms_check.add_argument("dir", metavar="MAPP", type=Path)
    forms_check.set_defaults(command="forms check")
    forms_draft = kinds.add_parser("draft", help="gör ett utkast av en tom Word-blankett", parents=[common])
    forms_draft.add_argument("file", metavar="BLANKETT.docx", type=Path)
    forms_draft.add_argument("dir", metavar="MAPP", type=Path)
    forms_draft.set_defaults(command="forms draft")
    _add_new(command("new", "skapa en ansökan"))
    command("list", "lista ansökningarna")
    command("show", "visa en hel ansökan").add_argument("id", metavar="ID")
    load = command("load", "skapa en ansökan från en fil som show skrev")
    load.add_argument("file", metavar="FIL.json", type=Path)
    command("check", "granska en ansökan").add_argument("id", metavar="ID")
    take = command("import", "läs in en budget från en arbetsbok, eller en blankett från Word")
    take.add_argument("id", metavar="ID")
    take.add_argument("file", metavar="FIL", type=Path)
    take.add_argument("--dry-run", action="store_true", help="visa bara vad som skulle ändras")
    _add_export(command("export", "skriv en ansökan till .pdf, .docx, .xlsx, .json eller .zip (arkiv)"))
    freeze = command("freeze", "fastställ en ansökan för underskrift")
    freeze.add_argument("id", metavar="ID")
    freeze.add_argument("--reason", metavar="TEXT", default="", help="varför, när ansökan har fel kvar")
    command("versions", "lista en ansökans fastställda versioner").add_argument("id", metavar="ID")
    demo = command("demo", "gör en arbetsyta med exempel, och deras filer")
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


def _add_export(export: Parser) -> None:
    export.add_argument("id", metavar="ID")
    export.add_argument("--to", metavar="FIL", type=Path, required=True, help="slutet avgör vad som skrivs")
    export.add_argument(
        "--version",
        metavar="N",
        type=_number,
        default=0,
        help="en fastställd version (annars den senaste, eller utkastet där något har ändrats)",
    )
    export.add_argument("--draft", action="store_true", help="märk sidorna UTKAST (.pdf och .zip)")
    export.add_argument("--dossier", action="store_true", help="ta med de bifogade filerna (.pdf)")
    export.set_defaults(error=export.error)


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


def _number(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise argparse.ArgumentTypeError(f"”{text}” är inget versionsnummer; skriv det som 1")
    return int(text)
