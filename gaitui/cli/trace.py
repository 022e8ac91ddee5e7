"""`gaitui explain-cell`: where a number came from."""

from pathlib import Path

import click
from msgspec.structs import replace

from gaitui.cli.chinese import ChineseCommand
from gaitui.cli.options import DEFINITION, PATH, SELECT


@click.command("explain-cell", cls=ChineseCommand)
@click.argument("report", type=PATH, metavar="REPORT")
@click.argument("ref", metavar="REF")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    help="结果的格式：text（默认）给人看，json 给程序用。",
)
@SELECT
@DEFINITION
def explain_cell(
    report: Path, ref: str, output: str, select: str | None, definition: str | None
) -> None:
    """说明一个数从哪里来：公式、各部门、收到的文件和原文。

    REF 是单元格的编号（如 requests.new.total），或工作表和地址（如 三、依申请!J6）。
    收到的文件按汇总时记下的 SHA-256 核对，不在了或改过的会说明。
    """
    from gaitui import commands
    from gaitui.render.trace import render_trace, render_trace_json
    from gaitui.trace import find_cell, trace_cell

    found = commands.readable(report, commands.choose_definition(definition), select).report
    assert found is not None
    traced = trace_cell(found, find_cell(found, ref), report.parent)
    if found.parts:
        from gaitui.campaign.trail import amendments_behind

        traced = replace(traced, amendments=amendments_behind(report.parent, traced.ref))
    render = render_trace_json if output == "json" else render_trace
    click.echo(render(traced), nl=False)
