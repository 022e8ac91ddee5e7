"""A1xx: the cases of each code, and every rule against an oracle that knows no definition."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from gaitui.checks.arithmetic import check_balances
from gaitui.definition import Definition, parse_definition
from gaitui.definition.load import DATA
from gaitui.errors import DefinitionError
from gaitui.report import Report
from tests.check_cases import Case, CodeCases, blanked, filled, stepped, typed, zeros
from tests.support import EDITIONS, edition, with_values

CLEAN = {name: Case(filled(name)) for name in EDITIONS}
MOST = 999_999_999_999

CASES = {
    "A101": CodeCases(
        clean=CLEAN,
        failing={
            "two totals are swapped by one": Case(
                stepped(filled(), requests__granted__total=1, requests__partly_granted__total=-1),
                (
                    "A101 error requests.granted.total",
                    "A101 error requests.partly_granted.total",
                ),
            ),
            "a part of the trial form is one too low": Case(
                stepped(filled("gwy-2019"), requests__granted__business=-1),
                ("A101 error requests.granted.total", "A102 error requests.handled.business"),
            ),
        },
        boundary={
            "blank parts count as 0": Case(
                blanked(zeros(), "requests.refused_query.research"),
                ("V204 warning requests.refused_query.research",),
            ),
            "a blank total is missing, not wrong": Case(
                blanked(filled(), "requests.refused_query.total"),
                ("V204 error requests.refused_query.total",),
            ),
            "a sum with an unreadable part is left to that part": Case(
                typed(filled(), {"requests.refused_query.research": "待统计"}),
                ("V201 error requests.refused_query.research",),
            ),
        },
    ),
    "A102": CodeCases(
        clean=CLEAN,
        failing={
            "an outcome is counted twice": Case(
                stepped(filled(), requests__granted__research=1, requests__granted__total=1),
                ("A102 error requests.handled.research", "A102 error requests.handled.total"),
            ),
            "a total of the trial form is off": Case(
                stepped(
                    filled("gwy-2019"),
                    requests__handled__research=5,
                    requests__handled__total=5,
                    requests__carried_out__research=-5,
                    requests__carried_out__total=-5,
                ),
                ("A102 error requests.handled.research", "A102 error requests.handled.total"),
            ),
        },
        boundary={
            "moved from one outcome to another": Case(
                stepped(
                    filled(),
                    requests__granted__research=-1,
                    requests__granted__total=-1,
                    requests__other_rest__research=1,
                    requests__other_rest__total=1,
                )
            ),
        },
    ),
    "A103": CodeCases(
        clean=CLEAN,
        failing={
            "a new request was not filed": Case(
                stepped(filled(), requests__new__business=1, requests__new__total=1),
                ("A103 error requests.new.business", "A103 error requests.new.total"),
            ),
            "carried out is left at 0 in the trial form": Case(
                with_values(
                    zeros("gwy-2019"),
                    {"requests.carried_in.natural_person": 1, "requests.carried_in.total": 1},
                ),
                ("A103 error requests.new.natural_person", "A103 error requests.new.total"),
            ),
        },
        boundary={
            "one more on both sides": Case(
                stepped(
                    filled(),
                    requests__carried_in__business=1,
                    requests__carried_in__total=1,
                    requests__carried_out__business=1,
                    requests__carried_out__total=1,
                )
            ),
            "the largest numbers": Case(
                with_values(
                    zeros(),
                    {
                        f"requests.{row}.{column}": MOST
                        for row in ("new", "carried_out")
                        for column in ("other_org", "total")
                    },
                )
            ),
        },
    ),
    "A104": CodeCases(
        clean=CLEAN,
        failing={
            "the total is left at 0": Case(
                with_values(filled(), {"disputes.reconsideration.total": 0}),
                ("A104 error disputes.reconsideration.total",),
            ),
            "a case after reconsideration is missing in the trial form": Case(
                stepped(filled("gwy-2019"), disputes__litigation_after__pending=-1),
                ("A104 error disputes.litigation_after.total",),
            ),
        },
        boundary={
            "all zero": Case(zeros()),
            "one more part and total": Case(
                stepped(
                    filled(),
                    disputes__litigation_direct__other=1,
                    disputes__litigation_direct__total=1,
                )
            ),
        },
    ),
}


def perturbed(definition: Definition, report: Report) -> dict[str, list[str]]:
    """For each cell raised by 1: which equations fail, as code and first cell."""
    seen = {}
    for ref in report.definition.cells:
        broken = with_values(
            replace(report, definition=definition), {ref: (report.value(ref) or 0) + 1}
        )
        found = (finding for point in check_balances(broken) for finding in point)
        seen[str(ref)] = sorted(f"{finding.code} {finding.ref}" for finding in found)
    return seen


def oracle(name: str) -> dict[str, list[str]]:
    """The same from FORMAT.md's words: rows, columns and flow, written out by hand."""
    return {ref: sorted(_broken_by(*ref.split("."))) for ref in edition(name).cells}


def _broken_by(table: str, row: str, column: str) -> Iterator[str]:
    if table == "disputes":
        yield f"A104 disputes.{row}.total"
    if table == "requests":
        yield f"A101 requests.{row}.total"
        if row not in ("new", "carried_in", "carried_out"):
            yield f"A102 requests.handled.{column}"
        if row in ("new", "carried_in", "handled", "carried_out"):
            yield f"A103 requests.new.{column}"


@pytest.mark.parametrize("name", EDITIONS)
def test_raising_any_number_breaks_just_the_equations_it_is_in(name: str) -> None:
    assert perturbed(edition(name), filled(name)) == oracle(name)


@pytest.mark.parametrize("name", EDITIONS)
def test_every_equation_can_fail_and_says_by_how_much(name: str) -> None:
    report = filled(name)
    for equation in report.definition.equations:
        broken = stepped(report, **{equation.right[-1].replace(".", "__"): 7})
        wanted = (equation.rule.code, equation.left[0])
        found = (finding for point in check_balances(broken) for finding in point)
        finding = next(item for item in found if (item.code, item.ref) == wanted)
        assert finding.delta == -7
        assert finding.message.endswith("，差 7")


RULE = re.compile(r"\[\[checks\]\]\n(?:[a-z_]+ = .*\n)+")


def mutants(name: str) -> Iterator[tuple[str, str, str]]:
    """The edition's file with one rule dropped, shortened by one term, flipped or turned;
    each with the rule and what was done to it."""
    text = (DATA / f"{name}.toml").read_text(encoding="utf-8")
    for rule in RULE.findall(text):
        rule_id = re.findall(r'id = "(.*)"', rule)[0]
        for what, mutant in _mutated(rule):
            yield rule_id, what, text.replace(rule, mutant)


def _mutated(rule: str) -> Iterator[tuple[str, str]]:
    yield "dropped", ""
    sides = dict(re.findall(r"^(left|right) = (.*)$", rule, re.MULTILINE))
    for side, listed in sides.items():
        terms = re.findall(r"\w+", listed)
        for term in terms:
            rest = ", ".join(f'"{other}"' for other in terms if other != term)
            yield f"without {term}", rule.replace(f"{side} = {listed}", f"{side} = [{rest}]")
    left, right = (f"{side} = {listed}" for side, listed in sides.items())
    flipped = f"left = {sides['right']}\nright = {sides['left']}"
    yield "flipped", rule.replace(f"{left}\n{right}", flipped)
    other_way = {"row": "column", "column": "row"}
    yield "turned", re.sub(r'each = "(\w+)"', lambda m: f'each = "{other_way[m[1]]}"', rule)


MUTANTS = [pytest.param(name, *rest) for name in EDITIONS for rest in mutants(name)]


def test_every_rule_of_both_editions_has_mutants() -> None:
    rules = [(name, eq.rule.id) for name in EDITIONS for eq in edition(name).equations]
    assert {(param.values[0], param.values[1]) for param in MUTANTS} == set(rules)
    assert len(MUTANTS) == 2 * (4 * 3 + 3 + 7 + 4 + 5)


@pytest.mark.parametrize(("name", "rule", "what", "text"), MUTANTS)
def test_a_wrong_rule_is_noticed(name: str, rule: str, what: str, text: str) -> None:
    assert text.encode() != (DATA / f"{name}.toml").read_bytes()
    try:
        mutant = parse_definition(text.encode(), "mutant.toml")
    except DefinitionError:
        return
    assert perturbed(mutant, filled(name)) != oracle(name), f"{rule} {what}"
