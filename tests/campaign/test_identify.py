"""Whose report a file is: recognised, or in doubt with the candidates; never guessed."""

import pytest

from gaitui.campaign.identify import Directory, identify
from gaitui.campaign.names import file_name
from gaitui.campaign.roster import Department

DIRECTORY = Directory(
    [
        Department("罗湖区教育局", ("教委",)),
        Department("罗湖区民政局"),
        Department("公安分局"),
        Department("公安分局交通警察大队"),
    ]
)


@pytest.mark.parametrize(
    ("stamp", "unit", "file", "expected", "how"),
    [
        ("罗湖区教育局", "罗湖区教育局", "x.xlsx", "罗湖区教育局", "印记"),
        ("罗湖区教育局", "", "民政局.xlsx", "罗湖区教育局", "印记"),
        ("罗湖区教育局", "深圳市罗湖区教育局", "x.xlsx", "罗湖区教育局", "印记"),
        ("", " 罗湖区 教育局", "x.xls", "罗湖区教育局", "机关名称"),
        ("", "教委", "x.xls", "罗湖区教育局", "机关名称"),
        ("", "", "2024年罗湖区民政局（终稿）.xls", "罗湖区民政局", "文件名"),
        ("", "", "公安分局交通警察大队.ods", "公安分局交通警察大队", "文件名"),
    ],
)
def test_recognised(stamp: str, unit: str, file: str, expected: str, how: str) -> None:
    identity = identify(DIRECTORY, {"department": stamp} if stamp else {}, unit, file)
    assert identity.department is not None
    assert (identity.department.name, identity.how) == (expected, how)


@pytest.mark.parametrize(
    ("stamp", "unit", "file", "candidates"),
    [
        ("罗湖区教育局", "罗湖区民政局", "x.xlsx", ("罗湖区民政局", "罗湖区教育局")),
        ("罗湖区教育局", "东湖小学", "x.xlsx", ("罗湖区教育局",)),
        ("", "教育局", "x.xls", ("罗湖区教育局",)),
        ("", "某某中心", "罗湖区民政局.xls", ("罗湖区民政局",)),
        ("", "", "罗湖区民政局和罗湖区教育局.xls", ("罗湖区民政局", "罗湖区教育局")),
        ("", "", "汇总.xls", ()),
        ("", "[/b]", "x.xls", ()),
    ],
)
def test_in_doubt(stamp: str, unit: str, file: str, candidates: tuple[str, ...]) -> None:
    identity = identify(DIRECTORY, {"department": stamp} if stamp else {}, unit, file)
    assert identity.department is None
    assert identity.doubt
    assert set(candidates) <= set(identity.candidates) or identity.candidates == candidates
    if not candidates:
        assert identity.candidates == ()


def test_no_departments_file_is_taken_for_the_districts() -> None:
    names = ("@report", "con", "教育局", "a/b", "a_b", "x" * 300, "x" * 301, " 局 ")
    assert len({file_name(name).casefold() for name in names}) == len(names)
    assert file_name("教育局") == "教育局"
    assert "@report" not in {file_name(name) for name in names}
