"""`gaitui campaign …`: a year's collection from departments."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaitui.cell import CellRef
from gaitui.cli.check import FEW
from gaitui.cli.chinese import ChineseGroup, ExitCode
from gaitui.cli.interrupts import Interrupts
from gaitui.cli.options import DEFINITION, PATH
from gaitui.cli.screen import Screen
from gaitui.errors import printable

if TYPE_CHECKING:
    from gaitui.campaign.folder import Campaign
    from gaitui.campaign.rollcall import RollCall

FOLDER = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
DEPARTMENTS = click.argument("departments", nargs=-1, metavar="[部门]…")
DEPARTMENT = click.option("--department", metavar="部门", help="部门的名称或别名。")
REASON = click.option("--reason", required=True, metavar="理由", help="写进账本的理由。")


@click.group(cls=ChineseGroup)
def campaign() -> None:
    """收集各部门的年度报告：发表、收表、点名、退回、汇总，全部在一个文件夹里。

    DIR 是收集文件夹，里面都是普通文件：campaign.toml（设置）、名单、sent（发出的）、
    received（收到的，一份不改）、returned（退回的）、report.xlsx（汇总报告）和
    ledger.jsonl（账本：谁在什么时候做了什么，逐行相扣）。
    """


def _open(folder: Path) -> "Campaign":
    from gaitui.campaign.folder import Campaign

    return Campaign(folder)


@campaign.command()
@FOLDER
@click.option("--unit", required=True, metavar="机关名称", help="汇总单位的全称。")
@click.option("--year", type=int, required=True, metavar="年度", help="四位数字，例如 2024。")
@click.option(
    "--roster",
    type=PATH,
    required=True,
    metavar="名单",
    help="部门名单，.csv 或 .xlsx；列：名称（必有）、别名、类别、联系人、起、止。",
)
@click.option(
    "--prior", type=PATH, metavar="上年", help="上一年度的收集文件夹，或上一年度的汇总报告。"
)
@click.option(
    "--deadline", metavar="日期", help="报送期限，如 2025-01-31；不写则是次年 1 月 31 日。"
)
@click.option("--allow-similar", is_flag=True, help="名单里很像的名称确是不同的部门。")
@DEFINITION
def new(
    folder: Path,
    unit: str,
    year: int,
    roster: Path,
    prior: Path | None,
    deadline: str | None,
    allow_similar: bool,
    definition: str | None,
) -> None:
    """新建收集文件夹。"""
    from gaitui.campaign.founding import found
    from gaitui.campaign.hints import command

    if not 1000 <= year <= 9999:
        raise click.UsageError("--year 应为四位数字的年份，例如 2024。")
    made = found(folder, unit, year, roster, _day(deadline), definition, allow_similar, prior)
    campaign = made.campaign
    away = len(campaign.roster) - len(campaign.departments)
    _say(
        f"已新建 {folder}：{unit}，{year} 年度，{len(campaign.departments)} 个部门应报"
        + (f"（名单里另有 {away} 个这一年不报）" if away else "")
        + f"，截止 {campaign.settings.deadline.isoformat()}。"
    )
    if prior is not None:
        _say(f"上年报告：找到 {len(made.priors)} 份。" + _without_prior(made.without_prior))
    _say(f"下一步：{command('send', folder)}")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError("--deadline 应写成 2025-01-31 的样子。") from error


def _without_prior(names: tuple[str, ...]) -> str:
    shown = "、".join(names[:8]) + ("等" if len(names) > 8 else "")
    return f"没有找到的 {len(names)} 个：{shown}。" if names else ""


@campaign.command()
@FOLDER
@DEPARTMENTS
def send(folder: Path, departments: tuple[str, ...]) -> None:
    """给每个部门写一份填报表和一份说明，放在 sent/；内容没有变的不再写。"""
    from gaitui.campaign.send import send as write

    written = kept = 0
    with _open(folder).changing() as campaign:
        for item in write(campaign, campaign.chosen(departments)):
            if not item.workbook:
                kept += 1
                continue
            written += 1
            again = "（重发）" if item.is_again else ""
            click.echo(f"{printable(item.department)}{again}  {item.workbook}  {item.note}")
    _say(f"写出 {written} 份，另有 {kept} 份没有变化。附件和说明在 {folder / 'sent'}，请逐个发送。")


@campaign.command()
@FOLDER
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILES…")
@click.option("--as", "department", metavar="部门", help="这些文件是哪个部门的；认不出时用。")
def receive(folder: Path, files: tuple[Path, ...], department: str | None) -> int:
    """收下部门报来的文件：认出部门，原样保存，核对，并与上一次报的比较。

    FILES 可以是文件、文件夹或“附件/*.xls*”这样的写法。部门先看填报表里的印记，再看机关名称，再看
    文件名；拿不准的不收，列出可能的部门，用 --as 指明。

    退出码：0 都收下了，没有错误；1 有拒收、存疑的文件，或收下的有错误。
    """
    from gaitui.batch.collect import collect
    from gaitui.campaign.receipts import ReceiptTexts
    from gaitui.campaign.receive import receive as take

    paths = collect(map(str, files))
    if not paths:
        raise click.UsageError("没有可以收的文件。")
    texts = ReceiptTexts()
    with Interrupts() as interrupts, _open(folder).changing() as campaign:
        owner = campaign.find(department) if department else None
        screen = Screen(len(paths) if len(paths) > FEW else None, is_text=True)
        try:
            for receipt in take(campaign, map(Path, paths), owner, interrupts.held):
                with interrupts.held():
                    screen.show(texts.receipt(receipt))
        except KeyboardInterrupt:
            screen.stop()
            _say("收到一半停下了：上面列出的已经登记，其余的再收一次即可。")
            raise
        finally:
            screen.stop()
    click.echo(texts.end(), nl=False)
    return ExitCode.FINDINGS if texts.has_trouble else ExitCode.OK


@campaign.command()
@FOLDER
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "csv", "html"]),
    default="text",
    help="text（默认）是表格，html 是一页可以打印的网页。",
)
@click.option("--remind", is_flag=True, help="输出催报通知的文字：未报的和退回未改的部门。")
def status(folder: Path, output: str, remind: bool) -> None:
    """点名：应报、已报、合格、退回、未报，以及离截止还有几天。"""
    from gaitui.campaign.hints import next_step
    from gaitui.campaign.notes import reminder
    from gaitui.campaign.rollcall import roll_call
    from gaitui.campaign.state import Stage

    campaign, today = _open(folder), date.today()
    if remind:
        late = campaign.state.in_stage(Stage.MISSING, Stage.RETURNED)
        click.echo(reminder(campaign, late, today), nl=False)
        return
    click.echo(_rendered(roll_call(campaign, today), output), nl=False)
    if output == "text":
        _say(f"下一步：{printable(next_step(campaign))}")


def _rendered(call: "RollCall", output: str) -> str:
    from gaitui.campaign import rollcall_text as texts

    match output:
        case "json":
            return texts.render_roll_call_json(call)
        case "csv":
            return texts.render_roll_call_csv(call)
        case "html":
            from gaitui.campaign.rollcall_page import render_roll_call_page

            return render_roll_call_page(call)
    return texts.render_roll_call(call)


@campaign.command(name="return")
@FOLDER
@DEPARTMENTS
def return_(folder: Path, departments: tuple[str, ...]) -> None:
    """退回有误的：在部门自己的表上加批注和“校验意见”，另写一页通知，放在 returned/。

    不写部门则退回全部有误、待确认而还没有退回的。收到的原件不动。
    """
    from gaitui.campaign.returning import return_versions

    count = 0
    with _open(folder).changing() as campaign:
        for item in return_versions(campaign, departments):
            count += 1
            click.echo(f"{printable(item.department)}  {'  '.join(item.files)}")
            for line in item.lost:
                _say(f"  注意：{printable(line)}")
    _say(f"退回 {count} 个部门。" if count else "没有需要退回的部门。")


@campaign.command()
@FOLDER
@click.argument("department", metavar="部门")
@REASON
def accept(folder: Path, department: str, reason: str) -> None:
    """确认某部门最近一次报的可以汇总，尽管有错误或有未说明的改动。"""
    from gaitui.campaign.change import accept as confirm

    with _open(folder).changing() as campaign:
        standing = campaign.find(department)
        version = confirm(campaign, standing, reason)
    _say(f"已确认 {standing.name} 第 {version.number} 次报的。")


@campaign.command()
@FOLDER
@click.argument("ref", metavar="单元格编号")
@click.argument("value", required=False, metavar="[数]")
@DEPARTMENT
@REASON
def amend(folder: Path, ref: str, value: str | None, department: str | None, reason: str) -> None:
    """改一个数并记下理由：某部门报的（--department），或汇总报告的。

    单元格写编号（如 requests.new.research），或工作表和地址（如 三、依申请!F6）。

    收到的文件不动，改动记在账本里，汇总时用改后的数。不写 --department 改的是汇总报告的数；
    不写数，是确认各部门相加的结果。
    """
    from gaitui.campaign.change import amend as change
    from gaitui.campaign.change import decide
    from gaitui.campaign.hints import command

    with _open(folder).changing() as campaign:
        if department is None:
            made = decide(campaign, ref, value, reason)
        elif value is None:
            raise click.UsageError("请写改成什么数。")
        else:
            made = change(campaign, campaign.find(department), ref, value, reason)
    where = campaign.definition.describe(CellRef(made.ref))
    _say(f"已登记：{made.department or '汇总报告'} {where}：{made.words}。")
    if not made.department:
        _say(f"下一步：{command('merge', folder)}")


@campaign.command()
@FOLDER
@click.option("--partial", is_flag=True, help="部门没有收齐，也先汇总合格的。")
def merge(folder: Path, partial: bool) -> int:
    """把合格的部门汇总成 report.xlsx：每个部门一张表，总表逐格跨表求和。

    文字部分保留 report.xlsx 里已有的；不能简单相加的数（现行有效件数）列出来等待决定。

    退出码：0 汇总了，没有错误；1 汇总了，报告还有错误；2 没有汇总。
    """
    from gaitui.campaign.merge_text import render_merging
    from gaitui.campaign.merging import merge_departments
    from gaitui.finding import Severity

    with _open(folder).changing() as campaign:
        result = merge_departments(campaign, partial)
    click.echo(render_merging(result, folder), nl=False)
    has_errors = any(finding.severity is Severity.ERROR for finding in result.findings)
    return ExitCode.FINDINGS if has_errors else ExitCode.OK


@campaign.command()
@FOLDER
@click.option("--repair", is_flag=True, help="补救能补救的；只移开和补登，什么都不删除。")
def verify(folder: Path, repair: bool) -> int:
    """从收到的文件重放账本到汇总报告，证明账本以外没有改动。"""
    from gaitui.campaign import verify as proof
    from gaitui.campaign.verify_text import render_verification

    if repair:
        with _open(folder).changing() as campaign:
            for line in proof.repair(campaign):
                _say(printable(line))
    result = proof.verify(_open(folder))
    click.echo(render_verification(result), nl=False)
    return ExitCode.FINDINGS if result.problems else ExitCode.OK


def _say(text: str) -> None:
    click.echo(text, err=True)
