"""The editor of one application: tabs in the middle, help and findings at the side."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from finsam_desktop.domain.change import Change
from finsam_desktop.domain.checks import Finding, check
from finsam_desktop.domain.phrases import phrase
from finsam_desktop.domain.signing import signature_findings
from finsam_desktop.ui import theme
from finsam_desktop.ui.attachments_page import AttachmentsPage, files_state
from finsam_desktop.ui.findings import FindingsPanel
from finsam_desktop.ui.focus import chain
from finsam_desktop.ui.leftovers_page import LeftoversPage
from finsam_desktop.ui.page_tabs import ATTACHMENTS, LEFTOVERS, VERSIONS, PageTab, page_tabs, tab_of
from finsam_desktop.ui.section_editor import FormPage
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.settings import Settings
from finsam_desktop.ui.sheet_page import SheetPage
from finsam_desktop.ui.tabs import SideTabs
from finsam_desktop.ui.version_strip import VersionStrip, tab_state
from finsam_desktop.ui.versions_page import VersionsPage

if TYPE_CHECKING:  # read when it is first shown
    from finsam_desktop.ui.preview import PreviewPane

CHECK_AFTER_MS = 250
_ROOM_FOR_ALL = 190 * theme.STEP
"""Where the editor is narrower, the preview takes the place of the side panel."""
Page = FormPage | SheetPage | AttachmentsPage | VersionsPage | LeftoversPage


class ApplicationEditor(QWidget):
    """All tabs: `page_tabs`, in order. Pages are built when they are first shown."""

    told = Signal(str)
    requested = Signal(str, tuple)
    """A method of `OpenedApplication`, or of what it holds, that a page asks for, and its arguments."""

    def __init__(
        self, session: Session, parent: QWidget | None = None, settings: Settings | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("editor")
        self.session, self._settings = session, settings
        self.tabs = SideTabs(self)
        self.tabs.setObjectName("editor.tabs")
        self.pages: dict[str, Page] = {}
        self.side = SidePanel(self)
        self.preview: PreviewPane | None = None
        self._side_gave_way = False
        self.splitter = QSplitter(self)
        self.splitter.setObjectName("editor.splitter")
        self.splitter.addWidget(self.tabs)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setCollapsible(0, False)
        self.splitter.setSizes([1000, 32 * theme.STEP])
        self.strip = VersionStrip(session, self)
        self.strip.show_requested.connect(lambda: self.go_to(("versions",)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self.splitter, 1)
        self.page_tabs: list[PageTab] = []
        self.holders: dict[str, QWidget] = {}
        self._follow_tabs()
        self.tabs.currentChanged.connect(self._show_page)
        self.side.findings.place_requested.connect(self.go_to)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_AFTER_MS)
        self._timer.timeout.connect(self.check)
        session.changed.connect(self._changed)
        session.versioning.changed.connect(self._versions_changed)
        self._show_page(0)
        self.check()

    # -- tabs and their pages --------------------------------------------------------------

    def _follow_tabs(self) -> None:
        """Show the tabs that the application has now; those that come and go stand last."""
        wanted = page_tabs(self.session.application)
        while self.page_tabs and self.page_tabs[-1] not in wanted:
            gone = self.page_tabs.pop()
            self.pages.pop(gone.id, None)
            self.holders.pop(gone.id).deleteLater()
            self.tabs.removeTab(len(self.page_tabs))
        for tab in wanted[len(self.page_tabs) :]:
            holder = QWidget()
            holder.setObjectName(f"tab.{tab.id}")
            box = QVBoxLayout(holder)
            box.setContentsMargins(0, 0, 0, 0)
            self.holders[tab.id] = holder
            self.page_tabs.append(tab)
            self.tabs.addTab(holder, tab.title)

    def page(self, index: int) -> Page:
        """The page of a tab, built if it is not there yet."""
        tab = self.page_tabs[index]
        if tab.id not in self.pages:
            page = self._make(tab)
            self.pages[tab.id] = page
            layout = self.holders[tab.id].layout()
            assert layout is not None
            layout.addWidget(page)
            page.show()
        return self.pages[tab.id]

    def sheet_page(self) -> SheetPage | None:
        """The page of the current tab, if it is a budget sheet."""
        page = self.page(self.tabs.currentIndex())
        return page if isinstance(page, SheetPage) else None

    def takes_workbooks(self) -> bool:
        """Whether a workbook that is dropped is to be read in; among the attachments it is to be attached."""
        return not isinstance(self.page(self.tabs.currentIndex()), AttachmentsPage)

    def _make(self, tab: PageTab) -> Page:
        page: Page
        if tab.id == ATTACHMENTS.id:
            page = AttachmentsPage(self.session, tab, self)
        elif tab.id == VERSIONS.id:
            page = VersionsPage(self.session, tab, self)
            page.requested.connect(self.requested)
            page.place_requested.connect(self.go_to)
        elif tab.id == LEFTOVERS.id:
            page = LeftoversPage(self.session, self)
        elif tab.sheet:
            page = SheetPage(self.session, tab, self, self._settings)
            page.show_findings(self.side.findings.findings)
        else:
            page = FormPage(self.session, tab, self)
            page.place_requested.connect(self.go_to)
            page.stops_changed.connect(self.arrange_tab_order)
        page.told.connect(self.told)
        page.help_requested.connect(self.side.show_help)
        return page

    def arrange_tab_order(self) -> None:
        """Let Tab go from the tabs through the page that is shown to the side panel."""
        page = self.page(self.tabs.currentIndex())
        preview = self.preview.stops() if self.preview else []
        ends = [self.side.help, self.side.findings.list]
        chain([self.strip.button, self.tabs.tabBar(), *page.stops(), *preview, *ends])

    def focus_page(self) -> None:
        """Give the focus to the first place to write in on the page that is shown."""
        stops = self.page(self.tabs.currentIndex()).stops()
        if stops:
            stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_page(self, index: int) -> None:
        page = self.page(index)
        self.arrange_tab_order()
        if isinstance(page, FormPage):
            tab = self.page_tabs[index].id
            section = next(one for one in self.session.application.edition.sections if one.tab == tab)
            self.side.show_help(section.heading, section.help)
        if self.preview:
            self.preview.show_place(self._headings())

    def _headings(self) -> tuple[str, ...]:
        """What stands above the content of the current tab on paper."""
        application, tab = self.session.application, self.page_tabs[self.tabs.currentIndex()]
        sheets = [one.title for one in application.edition.sheets if one.id == tab.sheet]
        sections = [one for one in application.edition.sections if one.tab == tab.id]
        signed = [
            phrase(one.signatures.heading, application, party)
            for one in sections
            if one.signatures
            for party in application.parties_of(one.signatures.roles)[:1]
        ]
        return (*sheets, *(one.heading for one in sections), *signed)

    # -- the preview -----------------------------------------------------------------------

    def toggle_preview(self) -> None:
        """Show how the form will look on paper, to the right of the tabs, or put that away."""
        if self.preview is None:
            from finsam_desktop.ui.preview import PreviewPane

            self.preview = PreviewPane(self.session, self)
            self.preview.hide()
            self.preview.close_requested.connect(self.toggle_preview)
            self.splitter.insertWidget(1, self.preview)
            self.splitter.setCollapsible(1, False)
            self.arrange_tab_order()
        if self.preview.isHidden():
            self._show_preview(self.preview)
            return
        self.preview.hide()
        if self._side_gave_way:
            self.side.show()
            self._side_gave_way = False

    def _show_preview(self, preview: PreviewPane) -> None:
        if self.width() < _ROOM_FOR_ALL and not self.side.isHidden():
            self.side.hide()
            self._side_gave_way = True
        preview.show_place(self._headings())
        preview.show()
        side = 0 if self.side.isHidden() else self.side.width()
        room = self.width() - side
        self.splitter.setSizes([room * 11 // 20, room * 9 // 20, side])

    def _changed(self, change: Change, _: object) -> None:
        self._timer.start()
        places = {path[0] for path in change.paths}
        if "leftovers" in places:
            self._follow_tabs()
        if places & {"parties", "budget_parties", "leftovers"}:
            QTimer.singleShot(0, self, self.arrange_tab_order)  # when all pages have taken it in

    def _versions_changed(self) -> None:
        self.check()
        self.arrange_tab_order()

    def check(self) -> list[Finding]:
        """Look the application over and mark the tabs."""
        self._timer.stop()
        findings = check(self.session.budget)
        findings += signature_findings(self.session.application, self.session.versioning.versions)
        self.side.findings.show_findings(findings)
        self.strip.follow()
        for page in self.pages.values():
            if isinstance(page, SheetPage):
                page.show_findings(findings)
        for index, tab in enumerate(self.page_tabs):
            here = [one for one in findings if tab_of(self.session.application, one.path) == tab.id]
            errors, warnings = (sum(one.severity == kind for one in here) for kind in ("error", "warning"))
            if errors or warnings:
                words = f"{errors} fel" if errors else f"{warnings} varning{'ar' if warnings > 1 else ''}"
                self.tabs.set_state(index, "error" if errors else "warning", words)
            else:
                self.tabs.set_state(index, *self._calm_state(tab))
        return findings

    def _calm_state(self, tab: PageTab) -> tuple[str, str]:
        """The state of a tab without errors and warnings, and the state in words."""
        if tab.id == ATTACHMENTS.id:
            return files_state(self.session.application)
        if tab.id == VERSIONS.id:
            return tab_state(self.session)
        if tab.id == LEFTOVERS.id:
            return "info", "text som saknar plats i den här blanketten"
        if self._is_unsigned(tab):
            return "", "alla har inte skrivit under"
        if tab.sheet and self._is_blank(tab.sheet):
            return "", "inga belopp ännu"
        return "ok", "inget att åtgärda"

    def _is_blank(self, sheet: str) -> bool:
        """Whether nothing is filled in in the sheet, or in any sheet where it is computed alone."""
        cells = self.session.application.cells
        view = self.session.budget.views[sheet]
        own = any(view.role(line, column) == "input" for line in view.lines for column in view.columns)
        return not cells.get(sheet) if own else not any(cells.values())

    def _is_unsigned(self, tab: PageTab) -> bool:
        """Whether the tab is for signatures and one is missing."""
        sections = [one for one in self.session.application.edition.sections if one.tab == tab.id]
        roles = {role for one in sections if one.signatures for role in one.signatures.roles}
        return any(
            not party.attributes.get("signed") for party in self.session.application.parties_of(tuple(roles))
        )

    def go_to(self, path: tuple[str, ...]) -> bool:
        """Open the tab where the place is, and give it the focus."""
        wanted = tab_of(self.session.application, path)
        for index, tab in enumerate(self.page_tabs):
            if tab.id == wanted:
                self.tabs.setCurrentIndex(index)
                return self.page(index).go_to(path)
        return False

    def show_change(self, paths: list[tuple[str, ...]]) -> None:
        """Open a tab where one of the changed places is, unless such a tab is open already."""
        tabs = [tab_of(self.session.application, path) for path in paths]
        if self.page_tabs[self.tabs.currentIndex()].id in tabs:
            return
        there = {tab.id for tab in self.page_tabs}
        for path, tab in zip(paths, tabs, strict=True):
            if tab in there:
                self.go_to(path)
                return


class SidePanel(QWidget):
    """Help for the place that has the focus, and below it what to see to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setMinimumWidth(24 * theme.STEP)
        self.help = QTextBrowser(self)
        self.help.setObjectName("side.help")
        self.help.setAccessibleName("Hjälp")
        self.help.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.help.setOpenLinks(False)
        self.findings = FindingsPanel(self)
        splitter = _vertical(self)
        splitter.addWidget(_titled("Hjälp", self.help))
        splitter.addWidget(_titled("Att åtgärda", self.findings))
        splitter.setSizes([170, 400])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(splitter)

    def show_help(self, heading: str, text: str) -> None:
        """Show the help for a section or a sheet."""
        words = " ".join(text.split()) or "Det finns ingen särskild hjälp till den här delen."
        self.help.setHtml(f"<p><b>{escape(heading)}</b></p><p>{escape(words)}</p>")


def _vertical(parent: QWidget) -> QSplitter:
    splitter = QSplitter(Qt.Orientation.Vertical, parent)
    splitter.setObjectName("side.splitter")
    return splitter


def _titled(title: str, widget: QWidget) -> QWidget:
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, theme.STEP // 2, 0, 0)
    box.setSpacing(theme.STEP // 2)
    label = QLabel(title)
    label.setStyleSheet("font-weight: bold")
    label.setContentsMargins(theme.STEP, 0, 0, 0)
    box.addWidget(label)
    box.addWidget(widget)
    return holder
