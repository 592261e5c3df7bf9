"""The window's actions as data: menu, text, keys, what they call and when they can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Needs = Literal["", "desk", "application", "undo", "redo", "selected", "one", "sheet"]
"""`selected` is an application chosen in the list; `one` is that, or the one that is open."""


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of a menu. `call` is the method of the workbench, or of what it names: `opened.save`.

    An empty id is a separator; with `submenu` the entry opens the menu of that name instead.
    """

    id: str = ""
    text: str = ""
    call: str = ""
    keys: str = ""
    icon: str = ""
    needs: Needs = ""
    toolbar: str = ""
    """What the button in the toolbar says, if it has one."""
    submenu: str = ""


_LINE = Action()

MENUS: dict[str, tuple[Action, ...]] = {
    "&Arkiv": (
        Action("new", "&Ny ansökan…", "new_application", "Ctrl+N", "plus", "desk"),
        Action("open", "&Öppna vald ansökan", "open_selected", "Ctrl+O", "folder-open", "selected"),
        Action(
            "overview",
            "&Till ansökningarna",
            "show_overview",
            "Alt+Home",
            "chevron-left",
            "application",
            "Ansökningar",
        ),
        _LINE,
        Action("save", "&Spara nu", "opened.save", "Ctrl+S", "save", "application"),
        Action(
            "export_pdf",
            "Exportera &PDF…",
            "opened.paper.export_pdf",
            "Ctrl+Shift+P",
            "file-down",
            "application",
            "PDF",
        ),
        Action(
            "export_word",
            "Exportera &Word…",
            "opened.paper.export_word",
            "",
            "file-text",
            "application",
            "Word",
        ),
        Action(
            "export_excel",
            "Exportera budgeten till &Excel…",
            "opened.paper.export_excel",
            "",
            "sheet",
            "application",
            "Excel",
        ),
        Action(
            "export_json", "Exportera som &JSON…", "opened.paper.export_json", "", "file-down", "application"
        ),
        Action("export_dossier", "Exportera &dossier…", "opened.paper.export_dossier", "", "", "application"),
        Action("export_archive", "Exportera &arkiv…", "opened.paper.export_archive", "", "", "application"),
        _LINE,
        Action(
            "print", "S&kriv ut…", "opened.paper.print_all", "Ctrl+P", "printer", "application", "Skriv ut"
        ),
        Action(
            "print_signatures",
            "Skriv ut bara &underskriftssidorna…",
            "opened.paper.print_signatures",
            "",
            "",
            "application",
        ),
        Action("print_blank", "Skriv ut to&m blankett…", "opened.paper.print_blank", "", "", "application"),
        _LINE,
        Action("import_word", "Läs in från &Word…", "opened.word.choose", "", "", "application"),
        Action("load_json", "&Läs in ansökan från JSON…", "load_json", "", "", "desk"),
        Action("workspace", "Öppna eller skapa &arbetsyta…", "open_workspace"),
        Action("forms", "&Blanketter…", "show_forms", "", "", "desk"),
        _LINE,
        Action("quit", "A&vsluta", "quit", "Ctrl+Q"),
    ),
    "&Redigera": (
        Action("undo", "&Ångra", "opened.undo", "Ctrl+Z", "undo-2", "undo", "Ångra"),
        Action("redo", "&Gör om", "opened.redo", "Ctrl+Y", "redo-2", "redo", "Gör om"),
    ),
    "A&nsökan": (
        Action("next_tab", "&Nästa flik", "opened.next_tab", "Ctrl+PgDown", "", "application"),
        Action("previous_tab", "Fö&regående flik", "opened.previous_tab", "Ctrl+PgUp", "", "application"),
        Action(
            "next_finding",
            "&Gå till nästa att åtgärda",
            "opened.next_finding",
            "F8",
            "circle-check",
            "application",
        ),
        _LINE,
        Action(
            "freeze",
            "Fastställ för &underskrift…",
            "opened.versions.freeze",
            "Ctrl+Shift+F",
            "lock",
            "application",
            "Fastställ",
        ),
        Action("versions", "&Versioner och underskrifter", "opened.versions.show", "", "", "application"),
        Action("import_signed", "Läs &in underskriven PDF…", "opened.signed.choose", "", "", "application"),
        _LINE,
        Action("extend", "Skapa &förlängning…", "extend_application", "", "calendar", "one"),
        Action("supplement", "Skapa &tilläggsansökan", "supplement_application", "", "", "one"),
        Action("convert", "&Byt blankett…", "convert_application", "", "", "one"),
        _LINE,
        Action("copy", "&Kopiera vald ansökan", "copy_selected", "", "copy", "selected"),
        Action("remove", "Ta b&ort vald ansökan", "remove_selected", "", "trash-2", "selected"),
    ),
    "&Budget": (
        Action("cut_cells", "Klipp &ut celler", "opened.sheet.cut", "Ctrl+X", "", "sheet"),
        Action("copy_cells", "&Kopiera celler", "opened.sheet.copy", "Ctrl+C", "copy", "sheet"),
        Action("paste_cells", "Klistra &in celler", "opened.sheet.paste", "Ctrl+V", "", "sheet"),
        Action("clear_cells", "T&öm celler", "opened.sheet.clear", "", "", "sheet"),
        Action("fill_down", "Fyll &nedåt", "opened.sheet.fill_down", "Ctrl+D", "", "sheet"),
        Action("fill_right", "Fyll åt &höger", "opened.sheet.fill_right", "Ctrl+R", "", "sheet"),
        _LINE,
        Action("add_row", "&Lägg till rad", "opened.sheet.add_row", "Ctrl++", "plus", "sheet"),
        Action("insert_row", "Infoga rad o&vanför", "opened.sheet.insert_row", "Ctrl+Shift+I", "", "sheet"),
        Action(
            "duplicate_rows", "&Duplicera rad", "opened.sheet.duplicate_rows", "Ctrl+Shift+D", "", "sheet"
        ),
        Action("move_up", "Flytta u&pp", "opened.sheet.move_up", "Alt+Up", "arrow-up", "sheet"),
        Action("move_down", "Flytta n&er", "opened.sheet.move_down", "Alt+Down", "arrow-down", "sheet"),
        Action("remove_row", "&Ta bort rad", "opened.sheet.remove_row", "Ctrl+-", "trash-2", "sheet"),
        _LINE,
        Action("comment", "K&ommentar…", "opened.sheet.comment", "Shift+F2", "", "sheet"),
        Action("lock", "Lås eller lås upp &cell", "opened.sheet.lock", "Ctrl+L", "", "sheet"),
        Action("salary", "Löne&beräkning…", "opened.sheet.salary", "", "calculator", "sheet"),
        _LINE,
        Action(
            "suggest_row", "Före&slå fördelning per år för raden", "opened.sheet.suggest_row", "", "", "sheet"
        ),
        Action(
            "suggest_years",
            "&Föreslå fördelning per år för alla rader",
            "opened.sheet.suggest_all",
            "",
            "calculator",
            "sheet",
        ),
        Action("place_difference", "Pl&acera skillnaden", "opened.sheet.place_difference", "", "", "sheet"),
        _LINE,
        Action(
            "import_budget",
            "Läs in budget från E&xcel…",
            "opened.importer.choose",
            "",
            "sheet",
            "application",
        ),
        Action(
            "paste_budget",
            "Läs in budget från &urklipp…",
            "opened.importer.paste",
            "",
            "",
            "application",
        ),
        Action(
            "fill_template",
            "Fyll fö&rbundets egen mall…",
            "opened.importer.fill_template",
            "",
            "",
            "application",
        ),
    ),
    "&Visa": (
        Action("side", "&Hjälp och att åtgärda", "opened.toggle_side", "F9", "info", "application"),
        Action("preview", "&Förhandsgranskning", "opened.toggle_preview", "Ctrl+F2", "eye", "application"),
        _LINE,
        # Ctrl and plus adds a row, as in a spreadsheet.
        Action("zoom_in", "&Större budgettabell", "opened.sheet.zoom_in", "Ctrl+=", "", "sheet"),
        Action("zoom_out", "&Mindre budgettabell", "opened.sheet.zoom_out", "Ctrl+_", "", "sheet"),
        Action("zoom_reset", "&Vanlig storlek", "opened.sheet.zoom_reset", "Ctrl+0", "", "sheet"),
    ),
    "&Hjälp": (
        Action("handbook", "&Handbok", "show_handbook", "F1", "circle-help"),
        Action("samples", "Öppna &exempel", needs="desk", submenu="samples"),
        Action("about", "&Om Finsam", "show_about"),
    ),
}

IN_LIST = ("open", "copy", "", "extend", "supplement", "convert", "", "remove")
"""The actions in the menu of an application in the list; empty for a separator."""

IN_GRID = (
    "cut_cells",
    "copy_cells",
    "paste_cells",
    "clear_cells",
    "fill_down",
    "fill_right",
    "",
    "add_row",
    "insert_row",
    "duplicate_rows",
    "move_up",
    "move_down",
    "remove_row",
    "",
    "comment",
    "lock",
    "salary",
    "",
    "suggest_row",
    "place_difference",
)
"""The actions in the menu of the budget grid's cells."""
