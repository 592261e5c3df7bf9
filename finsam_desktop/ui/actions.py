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
            "Exportera &PDF för underskrift…",
            "opened.export_pdf",
            "Ctrl+P",
            "printer",
            "application",
            "PDF",
        ),
        Action(
            "export_word",
            "Exportera &Word…",
            "opened.export_word",
            "",
            "file-text",
            "application",
            "Word",
        ),
        Action(
            "export_excel",
            "Exportera budgeten till &Excel…",
            "opened.export_excel",
            "",
            "sheet",
            "application",
            "Excel",
        ),
        Action("export_json", "Exportera som &JSON…", "opened.export_json", "", "file-down", "application"),
        _LINE,
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
        Action("extend", "Skapa &förlängning…", "extend_application", "", "calendar", "one"),
        Action("supplement", "Skapa &tilläggsansökan", "supplement_application", "", "", "one"),
        Action("convert", "&Byt blankett…", "convert_application", "", "", "one"),
        _LINE,
        Action("copy", "&Kopiera vald ansökan", "copy_selected", "", "copy", "selected"),
        Action("remove", "Ta b&ort vald ansökan", "remove_selected", "", "trash-2", "selected"),
    ),
    "&Budget": (
        Action("add_row", "&Lägg till rad", "opened.add_row", "Ctrl++", "plus", "sheet"),
        Action("remove_row", "&Ta bort rad", "opened.remove_row", "Ctrl+-", "trash-2", "sheet"),
        Action(
            "suggest_years",
            "&Föreslå fördelning per år för alla rader",
            "opened.suggest_years",
            "",
            "calculator",
            "sheet",
        ),
    ),
    "&Visa": (Action("side", "&Hjälp och att åtgärda", "opened.toggle_side", "F9", "info", "application"),),
    "&Hjälp": (
        Action("handbook", "&Handbok", "show_handbook", "F1", "circle-help"),
        Action("samples", "Öppna &exempel", needs="desk", submenu="samples"),
        Action("about", "&Om Finsam", "show_about"),
    ),
}

IN_LIST = ("open", "copy", "", "extend", "supplement", "convert", "", "remove")
"""The actions in the menu of an application in the list; empty for a separator."""
