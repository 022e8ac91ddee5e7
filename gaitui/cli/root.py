"""The commands and their options."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaitui import __version__
from gaitui.cli.board import board
from gaitui.cli.campaign import campaign
from gaitui.cli.check import check
from gaitui.cli.chinese import ChineseGroup, ExitCode, complain
from gaitui.cli.compare import diff
from gaitui.cli.options import DEFINITION, PATH, SELECT, read_stdin
from gaitui.cli.terminal import run_app
from gaitui.cli.trace import explain_cell
from gaitui.errors import printable

if TYPE_CHECKING:
    from gaitui.definition import Definition
    from gaitui.intake import Intake


@click.group(cls=ChineseGroup, invoke_without_command=True)
@click.version_option(__version__, "--version", message="gaitui %(version)s", help="显示版本号")
@click.pass_context
def gaitui(context: click.Context) -> None:
    """填报、核对《政府信息公开工作年度报告》。

    全部在本机离线运行。先用 new 生成填报表，填好后用 check 核对，用 export 输出文本。
    """
    if context.invoked_subcommand is None:
        run_app(None, None)


gaitui.add_command(check)
campaign.add_command(board)
gaitui.add_command(campaign)
gaitui.add_command(diff)
gaitui.add_command(explain_cell)


@gaitui.command()
@click.argument("report", type=PATH, metavar="REPORT.xlsx")
@click.option("--prior", type=PATH, metavar="上年报告", help="上一年度的报告，填报时对照。")
def edit(report: Path, prior: Path | None) -> None:
    """在终端里填报：逐部分填写，随时核对，写出工作簿和文本报告。

    REPORT 也可以是收集文件夹，打开收集看板。
    """
    run_app(report, prior)


@gaitui.command()
@click.argument("out", type=PATH, metavar="OUT.xlsx")
@click.option("--unit", metavar="机关名称", help="机关全称；给出 --prior 时可以不写。")
@click.option("--year", type=int, required=True, metavar="年度", help="四位数字，例如 2024。")
@DEFINITION
@click.option(
    "--prior",
    type=PATH,
    metavar="上年报告",
    help="上一年度的 .xlsx 或 .json：把“结转下年度”转入“上年结转”，沿用机关名称。",
)
def new(out: Path, unit: str | None, year: int, definition: str | None, prior: Path | None) -> None:
    """生成一份空白填报表。"""
    from gaitui import commands

    if not 1000 <= year <= 9999:
        raise click.UsageError("--year 应为四位数字的年份，例如 2024。")
    if out.exists():
        raise click.UsageError(f"{out} 已经存在，没有覆盖。请换一个文件名。")
    target = commands.format_of(out)
    if target not in commands.DATA:
        raise click.UsageError("填报表只能是 .xlsx 或 .json。")
    own = commands.choose_definition(definition)
    last = commands.readable(prior).report if prior else None
    name = unit if unit is not None else last.unit if last else None
    if name is None:
        raise click.UsageError("缺少选项 --unit：请写机关全称，或用 --prior 给出上年报告。")
    report = commands.new_report(name, year, own, last)
    commands.save(out, commands.render_report(report, (), target), target)
    carried = "，已转入上年结转" if last else ""
    click.echo(f"已生成 {out}（{name}，{year} 年度，{report.definition.id}{carried}）", err=True)


@gaitui.command()
@click.argument("src", type=PATH, metavar="SRC")
@click.argument("dest", type=PATH, metavar="DEST")
@click.option(
    "--from",
    "source_format",
    type=click.Choice(["xlsx", "json"]),
    help="SRC 为 - 时，标准输入的格式；不写则自动辨认。",
)
@click.option(
    "--to",
    "target_format",
    type=click.Choice(["xlsx", "json", "txt", "csv"]),
    help="输出的格式；不写则看 DEST 的后缀。",
)
@click.option(
    "--encoding",
    type=click.Choice(["utf-8", "gb18030", "gbk"]),
    help="txt、csv 的编码；txt 默认 utf-8，csv 默认带 BOM 的 utf-8。",
)
@click.option(
    "--width",
    type=click.IntRange(80, 140),
    metavar="行宽",
    default=100,
    help="txt 的行宽，80 到 140，默认 100。",
)
@click.option("--draft", is_flag=True, help="有错误也输出文本，并在每页页头标明“草稿”。")
@SELECT
@DEFINITION
def export(
    src: Path,
    dest: Path,
    source_format: str | None,
    target_format: str | None,
    encoding: str | None,
    width: int,
    draft: bool,
    select: str | None,
    definition: str | None,
) -> int:
    """把报告 SRC 输出为 DEST：按后缀写成 xlsx、json、txt 或 csv。

    SRC、DEST 可以是 -，表示标准输入、标准输出。
    """
    from gaitui import commands

    own = commands.choose_definition(definition)
    to_stdout = str(dest) == "-"
    if to_stdout and target_format is None:
        raise click.UsageError("DEST 为 - 时，请用 --to 指明格式。")
    target = commands.Format(target_format) if target_format else commands.format_of(dest)
    intake = _source(src, source_format, own, select)
    assert intake.report is not None
    try:
        data = commands.render_report(
            intake.report, intake.findings, target, width=width, encoding=encoding, draft=draft
        )
    except commands.DraftRefusedError as error:
        complain(str(error))
        for finding in error.findings[:5]:
            click.echo(f"  ✗ {finding.code} {printable(finding.message)}", err=True)
        return ExitCode.FINDINGS
    if to_stdout:
        sys.stdout.buffer.write(data)
        return ExitCode.OK
    backup = commands.save(dest, data, target)
    kept = f"，原来的文件保存为 {backup.name}" if backup else ""
    click.echo(f"已写出 {dest}{kept}", err=True)
    return ExitCode.OK


@gaitui.command()
@click.argument("code", required=False, metavar="[编号]")
def explain(code: str | None) -> None:
    """说明一个编号（如 A103）的含义、依据、示例和改法；不写编号则列出全部。"""
    from gaitui.definition.catalogue import catalogue, explain_entry
    from gaitui.render.explain import render_explanation

    if code is None:
        for entry in catalogue().values():
            click.echo(f"{entry.code}  {entry.title}")
    else:
        click.echo(render_explanation(explain_entry(code)), nl=False)


def _source(
    src: Path, source_format: str | None, own: "Definition | None", select: str | None
) -> "Intake":
    from gaitui import commands

    if str(src) != "-":
        return commands.readable(src, own, select)
    return commands.readable_bytes(read_stdin(), source_format, own, select)
