"""From the claim rules of a definition file to subjects whose readings are cells."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from gaitui.cell import CellRef, cell_ref
from gaitui.definition.model import CellSpec, Subject, Table, Term
from gaitui.definition.schema import ClaimRule
from gaitui.errors import nearest

FAMILIES = ("flow", "applicant", "outcome", "dispute", "result", "disclosure")


class ClaimError(Exception):
    """What is wrong with a claim rule, in Chinese."""


def build_subjects(
    rules: Sequence[ClaimRule],
    objects: Mapping[str, tuple[str, ...]],
    tables: Mapping[str, Table],
) -> dict[str, Subject]:
    """Subjects by id, in the order declared; `ClaimError` on a name that is not defined."""
    ids = [rule.id for rule in rules]
    for rule in rules:
        if ids.count(rule.id) > 1:
            raise ClaimError(f"claims“{rule.id}”出现了 {ids.count(rule.id)} 次")
        if not rule.words or not all(rule.words) or not rule.readings:
            raise ClaimError(f"claims“{rule.id}”的 words 或 readings 是空的")
        for name in (rule.about,) if rule.about else ():
            _known(rule, name, tuple(objects))
        for name in (*rule.also, *filter(None, (rule.rest_of,))):
            _known(rule, name, ids)
        for name in rule.under:
            _known(rule, name, [*ids, *FAMILIES])
    cells = {cell.ref: cell for table in tables.values() for cell in table.cells}
    return {rule.id: _subject(rule, tables, cells) for rule in rules}


def _known(rule: ClaimRule, name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise ClaimError(f"claims“{rule.id}”里的“{name}”没有定义{nearest(name, known)}")


def _subject(
    rule: ClaimRule, tables: Mapping[str, Table], cells: Mapping[CellRef, CellSpec]
) -> Subject:
    readings = tuple(tuple(_terms(rule, keys, tables, cells)) for keys in rule.readings)
    none = (tuple(_terms(rule, rule.none, tables, cells)),) if rule.none else readings
    return Subject(rule, readings, none)


def _terms(
    rule: ClaimRule,
    keys: Sequence[str],
    tables: Mapping[str, Table],
    cells: Mapping[CellRef, CellSpec],
) -> Iterator[Term]:
    if not keys:
        raise ClaimError(f"claims“{rule.id}”有空的 readings")
    for key in keys:
        sign = -1 if key.startswith("-") else 1
        table_id, *names = key.removeprefix("-").split(".")
        _known(rule, table_id, tuple(tables))
        table = tables[table_id]
        if len(names) != 2:
            raise ClaimError(f"claims“{rule.id}”里的“{key}”应当写成 表.行.列")
        for name, lines in zip(names, (table.rows, table.columns), strict=True):
            _known(rule, name, [*lines, *table.groups])
        rows, columns = (table.groups.get(name, (name,)) for name in names)
        refs = tuple(cell_ref(table_id, row, column) for row, column in product(rows, columns))
        for ref in refs:
            if ref not in cells:
                raise ClaimError(f"claims“{rule.id}”里的单元格“{ref}”没有定义")
        yield Term(_label(table, names, cells[refs[0]]), refs, sign)


def _label(table: Table, names: Sequence[str], spec: CellSpec) -> str:
    """The row, and the column where it is not the total, in the form's words."""
    row = table.group_labels.get(names[0], spec.row_path[-1] if spec.row_path else "")
    column = table.group_labels.get(names[1], spec.column_path[-1])
    if not spec.row_path:
        return " › ".join(spec.column_path)
    row = row.partition("（区分处理")[0]
    return row if names[1] == "total" else f"{row} › {column}"
