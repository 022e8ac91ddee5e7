"""What slip turns the right numbers into the received ones."""

from collections.abc import Sequence

from gaitui.checks.culprit.model import Fault
from gaitui.values import Value, format_value


def fault_of_number(old: Value | None, new: Value) -> Fault:
    """The slip of the hand that writes `old` for `new`."""
    if old is None:
        return Fault.BLANK
    wrong, right = format_value(old), format_value(new)
    if len(wrong) == len(right):
        changed = [place for place in range(len(right)) if wrong[place] != right[place]]
        if len(changed) == 1 and len(right) > 1:
            return Fault.DIGIT
        if len(changed) == 2 and changed[1] == changed[0] + 1:
            first, second = changed
            if (wrong[first], wrong[second]) == (right[second], right[first]):
                return Fault.TRANSPOSED
    if old and _is_without_one(wrong, right):
        return Fault.DROPPED
    if new and _is_doubled(right, wrong):
        return Fault.DOUBLED
    return Fault.NUMBER


def _is_without_one(short: str, long: str) -> bool:
    return len(long) == len(short) + 1 and any(
        long[:place] + long[place + 1 :] == short for place in range(len(long))
    )


def _is_doubled(short: str, long: str) -> bool:
    return len(long) == len(short) + 1 and any(
        short[: place + 1] + short[place:] == long for place in range(len(short))
    )


def fault_of_line(old: Sequence[Value], new: Sequence[Value]) -> Fault | None:
    """The slip that explains several changed cells along a row or column; None for none."""
    changed = [place for place in range(len(old)) if old[place] != new[place]]
    first, last = changed[0], changed[-1]
    if len(changed) == 2:
        pair = fault_of_pair((old[first], old[last]), (new[first], new[last]))
        if pair:
            return pair
    return Fault.SLIPPED if slipped_by(old[first : last + 1], new[first : last + 1]) else None


def slipped_by(old: Sequence[Value], new: Sequence[Value]) -> int:
    """How far along every number stands but the one at an end: 1, -1, or 0 for no slip."""
    if list(new[:-1]) == list(old[1:]) and any(new[:-1]):
        return 1
    return -1 if list(new[1:]) == list(old[:-1]) and any(new[1:]) else 0


def fault_of_pair(old: tuple[Value, Value], new: tuple[Value, Value]) -> Fault | None:
    """Two cells changed places, or a number stands where none should."""
    if old != new[::-1]:
        return None
    return Fault.SWAPPED if all(old) else Fault.MOVED
