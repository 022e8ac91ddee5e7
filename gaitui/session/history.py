"""Undo and redo without limit: the steps taken and those taken back."""

from enum import StrEnum

from gaitui.session.edits import Delta, Part, Step


class Kind(StrEnum):
    """How a change came about. CONTINUE goes on with the text edit just made, as one step."""

    CHANGE = "change"
    CONTINUE = "continue"
    UNDO = "undo"
    REDO = "redo"


class History:
    """The steps that undo takes back, newest last, and those that redo makes again."""

    def __init__(self) -> None:
        self.done: list[Step] = []
        self.undone: list[Step] = []

    def take(self, kind: Kind, step: Step) -> None:
        """Note a step that was made; for UNDO, the inverse of the last one. One that does not
        fit (as when a journal starts between a step and its undo) is a change of its own."""
        if kind is Kind.UNDO and self.done and _same(self.done[-1].inverse, step):
            self.undone.append(self.done.pop())
        elif kind is Kind.REDO and self.undone and _same(self.undone[-1], step):
            self.done.append(self.undone.pop())
        elif kind is Kind.CONTINUE and self.continues(step):
            merged = _merged(self.done.pop(), step)
            self.done += [merged] if merged.deltas else []
        else:
            self.done.append(step)
            self.undone.clear()

    def continues(self, step: Step) -> bool:
        """Whether a text edit goes on with the last step: the same text, nothing in between."""
        if not self.done or self.undone:
            return False
        return _narratives(self.done[-1]) == _narratives(step) != ()


def _same(one: Step, other: Step) -> bool:
    return set(_plain(one)) == set(_plain(other))


def _plain(step: Step) -> list[tuple[object, ...]]:
    return [(item.part, item.key, item.old, item.new) for item in step.deltas]


def _narratives(step: Step) -> tuple[str, ...]:
    """The one text a step changed, or nothing if it changed something else too."""
    keys = step.keys(Part.NARRATIVE)
    return keys if len(keys) == len(step.deltas) == 1 else ()


def _merged(first: Step, second: Step) -> Step:
    old, new = first.deltas[0], second.deltas[0]
    if old.old == new.new:
        return Step(second.label)
    return Step(second.label, (Delta(old.part, old.key, old.old, new.new),))
