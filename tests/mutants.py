"""Wrong definitions and wrong checks, made one fault at a time, for tests/test_mutations.py.

Rules are whatever an edition's file holds besides the form itself, so that kinds of rule added
later are mutated without a change here; checks are the modules of `gaitui.checks`.
"""

import ast
import copy
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, TypeAlias

import pytest
import tomli

from gaitui import checks
from gaitui.definition import Definition, built_in
from gaitui.definition.load import DATA, build_definition
from gaitui.errors import DefinitionError

Rule: TypeAlias = dict[str, Any]

NOT_RULES = frozenset(
    {"id", "name", "title", "basis", "sections", "tables", "charts", "objects", "claims"}
)
"""What a file says besides its rules: the form and its names, which tests/test_definition.py and
the golden files hold to the official text, and the words and readings of claims, each of which
tests/test_narratives.py drops."""
NOT_MUTATED = ("gaitui.checks.claims", "gaitui.checks.counts", "gaitui.checks.growth",
               "gaitui.checks.sums", "gaitui.checks.culprit", "gaitui.checks.repairs",
               "gaitui.checks.leads", "gaitui.checks.causes")  # fmt: skip
"""Checks that read texts, which the sentences in tests/narratives hold, and the search for
culprits, which gives hints and no verdicts: tests/test_culprits.py and test_causes.py hold it."""
WORDING = frozenset({"id", "label", "title", "guidance", "outline", "exception"})
"""Fields that no verdict depends on, with those that end in `_label`."""
_OPPOSITE = {"row": "column", "column": "row", "form": "superseded", "superseded": "form"}


class RuleMutant(NamedTuple):
    """An edition with one fault; None where the loader refuses it."""

    name: str
    definition: Definition | None


def rule_mutants(edition: str) -> Iterator[RuleMutant]:
    """The edition with each of its rules dropped or changed in each of its fields."""
    source = tomli.loads((DATA / f"{edition}.toml").read_text(encoding="utf-8"))
    names = _names(edition)
    for key in sorted(source.keys() - NOT_RULES):
        value = source[key]
        if not isinstance(value, list):
            for what, changed in _values(value, [], names):
                yield _built(f"{key} {what}", {**source, key: changed})
            yield _built(f"{key} removed", {k: v for k, v in source.items() if k != key})
            continue
        for place, rule in enumerate(value):
            rest = value[:place], value[place + 1 :]
            title = rule.get("id") or place
            yield _built(f"{key} {title} dropped", {**source, key: [*rest[0], *rest[1]]})
            for what, changed in _rules(rule, names):
                mutant = {**source, key: [*rest[0], changed, *rest[1]]}
                yield _built(f"{key} {title}: {what}", mutant)


def _built(name: str, source: Rule) -> RuleMutant:
    try:
        return RuleMutant(name, build_definition(source, "mutant.toml"))
    except DefinitionError:
        return RuleMutant(name, None)


def _names(edition: str) -> Mapping[str, list[str]]:
    """The rows, then the columns of each table, to take one for another."""
    return {
        table.id: list(dict.fromkeys((*table.rows, *table.columns)))
        for table in built_in(edition).tables.values()
    }


def _rules(rule: Rule, names: Mapping[str, list[str]]) -> Iterator[tuple[str, Rule]]:
    fields = [field for field in rule if field not in WORDING and not field.endswith("_label")]
    known = names.get(rule.get("table", ""), [])
    for field in fields:
        yield f"{field} removed", {key: rule[key] for key in rule if key != field}
        for what, changed in _values(rule[field], known, names):
            yield f"{field} {what}", {**rule, field: changed}
    for place, one in enumerate(fields):
        for other in fields[place + 1 :]:
            if type(rule[one]) is type(rule[other]) and not isinstance(rule[one], bool):
                swapped = {**rule, one: rule[other], other: rule[one]}
                yield f"{one} and {other} swapped", swapped


def _values(
    value: Any, known: list[str], tables: Mapping[str, list[str]]
) -> Iterator[tuple[str, Any]]:
    """What a field's value may be instead."""
    if isinstance(value, bool):
        yield "turned", not value
    elif isinstance(value, int):
        yield "raised", value + 1
        yield "lowered", value - 1
    elif isinstance(value, str):
        yield from _texts(value, known, tables)
    else:
        for place, item in enumerate(value):
            before, after = value[:place], value[place + 1 :]
            yield f"without {item}", [*before, *after]
            for what, changed in _values(item, known, tables):
                yield f"{item} {what}", [*before, changed, *after]


def _texts(
    value: str, known: list[str], tables: Mapping[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """Another name of the same kind, or the text with another number or a slip in it."""
    if value in known:
        other = known[(known.index(value) + 1) % len(known)]
        yield f"is {other}", other
    elif value in tables:
        yield from ((f"is {table}", table) for table in tables if table != value)
    elif value in _OPPOSITE:
        yield "turned", _OPPOSITE[value]
    elif digits := re.search(r"[0-9](?=[^0-9]*$)", value):
        bumped = str((int(digits[0]) + 1) % 10)
        yield "renumbered", value[: digits.start()] + bumped + value[digits.end() :]
    else:
        yield "misspelled", f"{value}某"


class CodeMutant(NamedTuple):
    """A module of the checks with one fault in its source."""

    name: str
    module: ModuleType
    tree: ast.Module


DECIDING = frozenset({"plain", "unit_problem", "cell_finding", "text_finding"})
"""Functions on which more than words depends, whatever they return."""


def check_modules() -> list[ModuleType]:
    """Every module of the checks that the probes hold."""
    found = pkgutil.walk_packages(checks.__path__, "gaitui.checks.")
    names = [item.name for item in found if not item.name.startswith(NOT_MUTATED)]
    return [importlib.import_module(name) for name in names]


def code_mutants(module: ModuleType) -> Iterator[CodeMutant]:
    """The module with one fault each. Where a function only words a finding, or returns text,
    nothing but its severities is changed."""
    tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
    count = len(list(_faults(tree)))
    for number in range(count):
        mutant = copy.deepcopy(tree)
        name, apply = list(_faults(mutant))[number]
        apply()
        title = module.__name__.removeprefix("gaitui.checks.")
        yield CodeMutant(f"{title}.{name}", module, ast.fix_missing_locations(mutant))


Fault: TypeAlias = tuple[str, Callable[[], None]]


def _faults(tree: ast.Module) -> Iterator[Fault]:
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        returned = ast.unparse(function.returns) if function.returns else ""
        words = returned in ("str", "Finding") and function.name not in DECIDING
        seen: dict[str, int] = {}
        for node in ast.walk(function):
            for what, apply in _of_node(node):
                if words and not what.startswith("Severity"):
                    continue
                title = f"{function.name}: {what} in `{_text(node)}`"
                seen[title] = seen.get(title, 0) + 1
                yield title + (f" #{seen[title]}" if seen[title] > 1 else ""), apply


def _text(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0][:70]


_FLIPPED: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
}  # fmt: skip


def _of_node(node: ast.AST) -> Iterator[Fault]:
    yield from _of_condition(node)
    match node:
        case ast.Expr(value=ast.Yield() | ast.YieldFrom() as said):
            nothing = ast.YieldFrom(ast.Tuple([], ast.Load()))
            yield f"no {_text(said)[:40]}", _put(node, "value", nothing)
        case ast.Attribute(value=ast.Name(id="Severity")):
            worse = {"ERROR": "WARNING", "WARNING": "INFO", "INFO": "ERROR"}[node.attr]
            yield f"Severity.{worse}", _put(node, "attr", worse)
        case ast.Name(id="any" | "all"):
            yield "any for all", _put(node, "id", {"any": "all", "all": "any"}[node.id])
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            sign = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield type(sign).__name__, _put(node, "op", sign)


def _of_condition(node: ast.AST) -> Iterator[Fault]:
    match node:
        case ast.Compare():
            for place, comparison in enumerate(node.ops):
                for other in _FLIPPED[type(comparison)]:
                    yield other.__name__, _set(node.ops, place, other())
        case ast.BoolOp():
            joined = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield type(joined).__name__, _put(node, "op", joined)
        case ast.If() | ast.IfExp():
            yield "turned", _put(node, "test", ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension():
            for place in range(len(node.ifs)):
                yield "unfiltered", _set(node.ifs, place, ast.Constant(True))


def _set(items: list[Any], place: int, new: ast.AST) -> Callable[[], None]:
    return lambda: items.__setitem__(place, new)


def _put(node: ast.AST, field: str, new: object) -> Callable[[], None]:
    return lambda: setattr(node, field, new)


@contextmanager
def mutated(mutant: CodeMutant) -> Iterator[None]:
    """While it lasts, the checks run with the mutant in place of its module."""
    module = mutant.module
    wrong: dict[str, Any] = {"__name__": module.__name__}
    exec(compile(mutant.tree, mutant.name, "exec"), wrong)
    swapped = {
        id(old): wrong[name]
        for name, old in vars(module).items()
        if callable(old) and getattr(old, "__module__", None) == module.__name__
    }
    with pytest.MonkeyPatch.context() as patch:
        for place in (checks, *check_modules()):
            for name, old in list(vars(place).items()):
                if id(old) in swapped:
                    patch.setattr(place, name, swapped[id(old)])
        for name in ("CHECKS", "YEAR_CHECKS"):
            listed = getattr(checks, name)
            patch.setattr(checks, name, tuple(swapped.get(id(item), item) for item in listed))
        yield
