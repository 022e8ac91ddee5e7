"""The official form as data: one file an edition, loaded strictly, worked out once."""

from gaitui.definition.load import (
    built_in,
    built_in_ids,
    find,
    for_year,
    load_definition,
    parse_definition,
)
from gaitui.definition.model import (
    Box,
    CellSpec,
    Definition,
    Equation,
    LabelBox,
    Role,
    Subject,
    Table,
    Term,
)

__all__ = [
    "Box",
    "CellSpec",
    "Definition",
    "Equation",
    "LabelBox",
    "Role",
    "Subject",
    "Table",
    "Term",
    "built_in",
    "built_in_ids",
    "find",
    "for_year",
    "load_definition",
    "parse_definition",
]
