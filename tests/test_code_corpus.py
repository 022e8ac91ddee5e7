"""The corpus of finding codes: for each code of the catalogue valid parents, what happened to
them, and all that is found, no more and no less; through files and the real interfaces."""

import json
from pathlib import Path

import pytest

from gaitui.commands import check_file
from gaitui.definition.catalogue import catalogue
from gaitui.intake import take_in_bytes
from tests.code_cases import CORPUS, PARENTS, Case, cases, file_of, line, prior_of
from tests.support import report_of, run_gaitui

CASES = cases()
COUNT = 87


def received(case: Case, folder: Path, name: str = "收到") -> Path:
    suffix = "json" if case.kind == "json" else "xlsx"
    file = folder / f"{name}.{suffix}"
    file.write_bytes(file_of(case))
    return file


def test_every_code_has_a_folder_and_is_found_in_each_of_its_cases() -> None:
    assert sorted(folder.name for folder in CORPUS.iterdir()) == sorted(catalogue())
    assert len(CASES) == COUNT
    for name, case in CASES.items():
        code = name.partition(":")[0]
        assert any(found.startswith(code) for found in case.findings), name


def test_of_the_plain_parents_nothing_is_said() -> None:
    for name in ("filled", "filled-2019", "zeros", "merged"):
        case = Case(name, [], parent=name)
        assert take_in_bytes(file_of(case), name).findings == (), name
    assert {case.parent for case in CASES.values()} <= set(PARENTS)


@pytest.mark.parametrize("name", CASES)
def test_a_case_has_all_its_findings_and_no_other(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    prior = prior_of(case)
    last = report_of(take_in_bytes(prior, "上年")) if prior is not None else None
    result = check_file(received(case, tmp_path), prior=last)
    assert sorted(map(line, result.findings)) == case.findings
    assert {item.severity for item in result.findings} <= {
        severity for item in result.findings for severity in catalogue()[item.code].severities
    }


def test_the_command_finds_the_same_in_the_whole_corpus(tmp_path: Path) -> None:
    """One run over all files that need no prior; a file's number is its case."""
    alone = [case for case in CASES.values() if not case.prior]
    for number, case in enumerate(alone):
        received(case, tmp_path, f"{number:03}")
    result = run_gaitui("check", tmp_path, "--format", "json")
    assert (result.returncode, result.stderr) == (1, b"")
    files = json.loads(result.stdout)["files"]
    assert len(files) == len(alone)
    for file in files:
        case = alone[int(Path(file["path"]).stem)]
        found = sorted(
            f"{item['code']} {item['severity']} {item['ref']} "
            f"{item['sheet'] or '-'}!{item['address'] or '-'}"
            for item in file["findings"]
        )
        expected = sorted(" ".join(text.split(" ")[:4]) for text in case.findings)
        assert found == expected, case.name
