"""One open application: the gate that every change goes through, undo, and saving.

Views ask for changes with `apply` and hear of all of them through `changed`. A change is saved
within a second, and at once by `save_now`, which print, export and close call first.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cached_property

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, new_id
from finsam_desktop.domain.change import TYPING, Change, SetValue
from finsam_desktop.domain.errors import ConflictError, UserError
from finsam_desktop.domain.sheet import Budget, Update
from finsam_desktop.domain.values import Value
from finsam_desktop.ui.desk import Desk
from finsam_desktop.ui.versioning import Versioning

SAVE_AFTER_MS = 500
TRY_AGAIN_MS = 10_000
"""How long after a save that failed the next one is tried."""
_TYPING_PAUSE = timedelta(seconds=2)
_TYPING_RUN = timedelta(seconds=30)


class SaveState(Enum):
    SAVED = "saved"
    WAITING = "waiting"
    FAILED = "failed"


class Session(QObject):
    """The application that the editor shows, and the desk where it is saved and its files are kept."""

    changed = Signal(object, object)
    """Change, Update: what happened and what to show again."""
    flush_requested = Signal()
    """Editors hand over what they hold and have not told yet."""
    save_state_changed = Signal(object)
    told = Signal(str)
    """A sentence on a step that took away more than it shows, told after it; undo takes it back."""

    def __init__(self, application: Application, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.application, self.desk = application, desk
        self.budget = Budget(application)
        self.undo_stack = QUndoStack(self)
        self._unsaved: dict[str, Change] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._save)
        self.save_state = SaveState.SAVED
        self.saved_at: datetime | None = None
        self.save_error = ""
        self.conflict = False
        """Whether somebody else changed the application meanwhile, so that trying again cannot help."""

    @cached_property
    def versioning(self) -> Versioning:
        """The frozen versions and how the application stands to them."""
        return Versioning(self)

    def apply(self, change: Change | None) -> None:
        """Make the change and put it on the undo stack. None, nothing to do, does nothing."""
        if change is not None:
            self.undo_stack.push(_Command(self, change))

    def put(self, path: tuple[str, ...], value: Value, label: str, origin: str = "edit") -> None:
        """Put the value at the path, as one step, if it is another than what is there."""
        self.apply(edits.set_values(self.application, {path: value}, label, origin))

    def undo(self) -> None:
        """Take the last step back, what is being typed included."""
        self.flush_requested.emit()
        self.undo_stack.undo()

    def redo(self) -> None:
        self.flush_requested.emit()
        self.undo_stack.redo()

    def take(self, change: Change) -> None:
        """Carry out a change and tell everybody; the undo stack calls this."""
        change.apply(self.application)
        update: Update = self.budget.update(change)
        self.keep(change)
        self.changed.emit(change, update)

    def keep(self, change: Change) -> None:
        """Note a change that is to be saved; one with the same id takes the earlier one's place."""
        self._unsaved.pop(change.id, None)
        self._unsaved[change.id] = change
        self._set_state(SaveState.WAITING)
        if not self._timer.isActive():
            self._timer.start(SAVE_AFTER_MS)

    def merged(self, change: Change, last: Change) -> None:
        """Typing went on: `last` was taken up into `change`, which keeps its id in the history."""
        self._unsaved.pop(last.id, None)
        self.keep(change)

    def writing(self) -> None:
        """Something is being written in a place that tells it when it is left: a cell of the grid."""
        if self.save_state is SaveState.SAVED:
            self._set_state(SaveState.WAITING)

    def rest(self) -> None:
        """Nothing is being written any more; without a change there is nothing to save."""
        if not self._unsaved and self.save_state is SaveState.WAITING:
            self._set_state(SaveState.SAVED)

    def save_now(self) -> bool:
        """Save everything, what is being typed included. False if it could not be saved."""
        self.flush_requested.emit()
        self._timer.stop()
        return self._save()

    def stop(self) -> None:
        """Tell nobody anything any more; the window is done with the session."""
        self._timer.stop()
        self.blockSignals(True)

    def _save(self) -> bool:
        if not self._unsaved:
            return True
        try:
            self.desk.save(self.application, list(self._unsaved.values()))
        except UserError as error:
            self.save_error = str(error)
            self.conflict = isinstance(error, ConflictError)
            self._set_state(SaveState.FAILED)
            if not self.conflict:
                self._timer.start(TRY_AGAIN_MS)
            return False
        self._unsaved.clear()
        self.versioning.look()
        self.save_error = ""
        self.saved_at = datetime.now()  # the person's own clock, for the status bar
        self._set_state(SaveState.SAVED)
        return True

    def _set_state(self, state: SaveState) -> None:
        if state is not self.save_state or state is SaveState.SAVED:
            self.save_state = state
            self.save_state_changed.emit(state)


class _Command(QUndoCommand):
    """One change on the undo stack."""

    def __init__(self, session: Session, change: Change) -> None:
        super().__init__(change.label)
        self.session, self.change = session, change
        self.last = change.time
        self.done_before = False

    def id(self) -> int:
        return 1 if self.change.origin == TYPING else -1

    def redo(self) -> None:
        if self.done_before:  # once more is a step of its own in the history
            self.session.take(replace(self.change, id=new_id(), time=datetime.now(UTC), origin="redo"))
        else:
            self.session.take(self.change)
        self.done_before = True

    def undo(self) -> None:
        self.last = datetime.min.replace(tzinfo=UTC)  # what is typed after this is another step
        self.session.take(self.change.inverse())

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, _Command)
        mine, theirs = self.change.operations, other.change.operations
        if len(mine) != 1 or len(theirs) != 1:
            return False
        one, two = mine[0], theirs[0]
        if not (isinstance(one, SetValue) and isinstance(two, SetValue)) or one.path != two.path:
            return False
        now = other.change.time
        if now - self.last > _TYPING_PAUSE or now - self.change.time > _TYPING_RUN:
            return False
        merged = SetValue(one.path, one.before, two.after)
        self.change = replace(self.change, operations=(merged,))
        self.last = now
        self.setObsolete(merged.before == merged.after)
        self.session.merged(self.change, other.change)
        return True
