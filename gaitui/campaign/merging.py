"""The district's report, added up from the departments that are accepted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from msgspec import Struct

from gaitui.campaign.corrected import corrected
from gaitui.campaign.decisions import Decision, decisions
from gaitui.campaign.events import Amended, Merged
from gaitui.campaign.folder import REPORT, Campaign, CampaignError, digest
from gaitui.campaign.priors import prior_of
from gaitui.campaign.state import Stage, Standing, Version
from gaitui.campaign.versions import read_received
from gaitui.cell import CellRef
from gaitui.checks import run_checks
from gaitui.files import write_atomic
from gaitui.finding import Finding
from gaitui.intake import take_in
from gaitui.merge import grouped, merge, obstacles, part_of, sum_cells
from gaitui.report import Part, Report, Source, explanation_key
from gaitui.values import Value
from gaitui.writing import write_workbook

TEXTS = "各部门文字.txt"
DIFFERS = "A105"
"""The code of a number that is not the sum of the departments'."""
MAX_SHOWN = 10


class Merging(Struct, frozen=True):
    """What merging came to. `replaced` are numbers changed by hand in the report that was there,
    which are the sums again; `backup` holds it as it was."""

    path: Path
    backup: Path | None
    report: Report
    findings: tuple[Finding, ...]
    checks_run: int
    departments: tuple[str, ...]
    missing: tuple[Standing, ...]
    decisions: tuple[Decision, ...]
    replaced: tuple[tuple[CellRef, Value | None], ...] = ()


def merge_departments(campaign: Campaign, is_partial: bool = False) -> Merging:
    """Write report.xlsx from all accepted departments, in a campaign that is open for changes.
    `CampaignError` where some are missing, unless `is_partial`, or cannot be added up."""
    missing = tuple(
        campaign.state.in_stage(Stage.MISSING, Stage.FAULTY, Stage.DOUBTFUL, Stage.RETURNED)
    )
    accepted = {item.name: item.versions[-1] for item in campaign.state.in_stage(Stage.ACCEPTED)}
    _require(accepted, missing, is_partial)
    reports = read_numbers(campaign, accepted)
    _refuse_obstacles(reports)
    path, texts = campaign.target(REPORT), campaign.target(TEXTS)
    base = take_in(path, campaign.own_definition).report if path.is_file() else None
    merged = added_up(campaign, reports, accepted, campaign.state.decisions, base)
    data = write_workbook(merged)
    backup = write_atomic(path, data, keep_old=True)
    write_atomic(texts, _texts(campaign, reports).encode())
    versions = {name: version.number for name, version in accepted.items()}
    campaign.record(Merged(REPORT, digest(data), versions, tuple(item.name for item in missing)))
    prior = prior_of(campaign, None)
    checked = run_checks(merged, prior)
    return Merging(
        path,
        backup,
        merged,
        checked.findings,
        checked.checks_run,
        tuple(accepted),
        missing,
        tuple(decisions(campaign.state, merged, prior)),
        tuple(_by_hand(base, campaign.state.decisions)) if base is not None else (),
    )


def read_numbers(campaign: Campaign, versions: Mapping[str, Version]) -> dict[str, Report]:
    """The reports of some versions, with what was changed here; not compared with last year's,
    so that it does not matter what the roster has become."""
    reports = {}
    for name, version in versions.items():
        data = campaign.recorded(version.file)
        report = read_received(campaign, data, version.original, None).report
        if report is None:
            raise CampaignError(f"“{name}”报来的文件现在读不出来：{version.file}。")
        reports[name] = corrected(report, version.amendments)
    return reports


def parts_of(reports: Mapping[str, Report], versions: Mapping[str, Version]) -> tuple[Part, ...]:
    """What each department contributes, with the file it is from; very many put together."""
    parts = (
        part_of(
            replace(report, unit=name),
            Source(name, versions[name].file, versions[name].sha256),
        )
        for name, report in reports.items()
    )
    return grouped(tuple(parts))


def added_up(
    campaign: Campaign,
    reports: Mapping[str, Report],
    versions: Mapping[str, Version],
    decided: Mapping[str, Amended],
    base: Report | None = None,
) -> Report:
    """The sum of departments' reports with the numbers that were decided, each with its reason;
    texts and metadata are those of the report that was there."""
    settings = campaign.settings
    parts = parts_of(reports, versions)
    merged = merge(campaign.definition, settings.unit, settings.year, parts, base)
    reasons = {
        explanation_key(DIFFERS, ref): decision.reason
        for ref, decision in decided.items()
        if decision.new != decision.old
    }
    return replace(corrected(merged, decided), explanations={**merged.explanations, **reasons})


def _require(
    accepted: Mapping[str, Version], missing: Sequence[Standing], is_partial: bool
) -> None:
    if not accepted:
        raise CampaignError("还没有合格的部门，没有可以汇总的。")
    if missing and not is_partial:
        names = "、".join(f"{item.name}（{item.stage}）" for item in missing[:MAX_SHOWN])
        more = f"等 {len(missing)} 个" if len(missing) > MAX_SHOWN else ""
        raise CampaignError(
            f"还缺 {len(missing)} 个部门：{names}{more}。"
            "收齐后再汇总；要先汇总已有的，请加 --partial。"
        )


def _refuse_obstacles(reports: Mapping[str, Report]) -> None:
    problems = [f"{name}：{why}" for name, report in reports.items() for why in obstacles(report)]
    if problems:
        shown = "\n".join(f"  {problem}" for problem in problems[:MAX_SHOWN])
        more = f"\n  …另有 {len(problems) - MAX_SHOWN} 处" if len(problems) > MAX_SHOWN else ""
        raise CampaignError(
            f"有 {len(problems)} 个数不能相加，没有汇总。请退回部门改正，"
            f"或用 gaitui campaign amend 改正：\n{shown}{more}"
        )


def _by_hand(
    base: Report, decided: Mapping[str, Amended]
) -> Iterator[tuple[CellRef, Value | None]]:
    """Numbers of a merged report that are neither the sum nor decided."""
    if not base.parts:
        return
    sums = sum_cells(part.cells for part in base.parts)
    for ref in base.definition.cells:
        if base.definition.is_computed(ref) or ref in decided:
            continue
        if base.value(ref) != sums.get(ref):
            yield ref, base.value(ref)


def _texts(campaign: Campaign, reports: Mapping[str, Report]) -> str:
    """What the departments wrote, part by part, to write the district's own from."""
    lines = [f"{campaign.settings.unit}{campaign.settings.year}年度：各部门文字，供撰写时参考", ""]
    for key, narrative in campaign.definition.narratives.items():
        written = {name: report.narratives.get(key, "").strip() for name, report in reports.items()}
        lines += [f"【{narrative.label}】", ""]
        for name, text in written.items():
            lines += [f"◆ {name}", text or "（没有写）", ""]
    return "\n".join(lines)
