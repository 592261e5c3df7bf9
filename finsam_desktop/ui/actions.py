"""The window's actions as data: menu, text, keys, what they call and when they can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Needs = Literal["", "desk", "application", "undo", "redo", "selected", "sheet"]


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of a menu; `call` is the method of the window. An empty id is a separator."""

    id: str = ""
    text: str = ""
    call: str = ""
    keys: str = ""
    icon: str = ""
    needs: Needs = ""
    toolbar: bool = False


_LINE = Action()

MENUS: dict[str, tuple[Action, ...]] = {
    "&Arkiv": (
        Action("new", "&Ny ansökan…", "new_application", "Ctrl+N", "plus", "desk"),
        Action("open", "&Öppna vald ansökan", "open_selected", "Ctrl+O", "folder-open", "selected"),
        Action("overview", "&Till ansökningarna", "show_overview", "Alt+Home", "chevron-left", "application"),
        _LINE,
        Action("save", "&Spara nu", "save", "Ctrl+S", "save", "application"),
        Action(
            "export_pdf",
            "Exportera &PDF för underskrift…",
            "export_pdf",
            "Ctrl+P",
            "printer",
            "application",
            True,
        ),
        Action("export_word", "Exportera &Word…", "export_word", "", "file-text", "application", True),
        Action(
            "export_excel",
            "Exportera budgeten till &Excel…",
            "export_excel",
            "",
            "sheet",
            "application",
            True,
        ),
        Action("export_json", "Exportera som &JSON…", "export_json", "", "file-down", "application"),
        Action("workspace", "Öppna eller skapa &arbetsyta…", "open_workspace"),
        Action("load_json", "&Läs in ansökan från JSON…", "load_json", "", "", "desk"),
        _LINE,
        Action("quit", "&Avsluta", "quit", "Ctrl+Q"),
    ),
    "&Redigera": (
        Action("undo", "&Ångra", "undo", "Ctrl+Z", "undo-2", "undo", True),
        Action("redo", "&Gör om", "redo", "Ctrl+Y", "redo-2", "redo", True),
    ),
    "A&nsökan": (
        Action("next_tab", "&Nästa flik", "next_tab", "Ctrl+PgDown", "", "application"),
        Action("previous_tab", "&Föregående flik", "previous_tab", "Ctrl+PgUp", "", "application"),
        _LINE,
        Action(
            "next_finding", "Gå till nästa att å&tgärda", "next_finding", "F8", "circle-check", "application"
        ),
    ),
    "&Budget": (
        Action("add_row", "&Lägg till rad", "add_row", "Ctrl++", "plus", "sheet"),
        Action("remove_row", "&Ta bort rad", "remove_row", "Ctrl+-", "trash-2", "sheet"),
        Action(
            "suggest_years",
            "&Föreslå fördelning per år för alla rader",
            "suggest_years",
            "",
            "calculator",
            "sheet",
        ),
    ),
    "&Visa": (Action("side", "&Hjälp och att åtgärda", "toggle_side", "F9", "info", "application"),),
    "&Hjälp": (
        Action("handbook", "&Handbok", "show_handbook", "F1", "circle-help"),
        Action("about", "&Om Finsam", "show_about"),
    ),
}
