"""Which few cells, put right, would make every failing identity hold: numbers and equations in,
ranked repairs out. Nothing here knows a file, a finding or a word of the form."""

from gaitui.checks.culprit.kinds import slipped_by
from gaitui.checks.culprit.model import Edit, Fault, Repair
from gaitui.checks.culprit.search import explain

__all__ = ["Edit", "Fault", "Repair", "explain", "slipped_by"]
