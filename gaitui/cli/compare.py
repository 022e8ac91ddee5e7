"""`gaitui diff`: two reports side by side."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaitui import __version__
from gaitui.cli.chinese import ChineseCommand, ExitCode
from gaitui.cli.options import DEFINITION, PATH, read_stdin

if TYPE_CHECKING:
    from gaitui.definition import Definition
    from gaitui.report import Report


@click.command(cls=ChineseCommand)
@click.argument("a", type=PATH, metavar="A")
@click.argument("b", type=PATH, metavar="B")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    help="结果的格式：text（默认）给人看，csv 给电子表格，json 给程序用。",
)
@DEFINITION
def diff(a: Path, b: Path, output: str, definition: str | None) -> int:
    """比较两份报告：逐格、逐段说明 B 与 A 有哪些不同。

    A、B 可以是能读的任何文件（.xlsx、.xls、.ods、.json、.html、.docx 等），其中一个可以是 -，
    表示标准输入。写法不同而数值相同的（“12件”与 12）不算不同；空白与 0 算不同。两份报告的格式
    版本不同时，比较两边都有的格子，并列出只有一边才有的。

    退出码：0 相同；1 有不同；2 用法不对，或有文件读不出来。
    """
    from gaitui import commands
    from gaitui.difference import compare

    if str(a) == str(b) == "-":
        raise click.UsageError("A 和 B 不能都是 -。")
    own = commands.choose_definition(definition)
    old, new = _report(a, own), _report(b, own)
    difference = compare(old, new)
    names = str(a), str(b)
    match output:
        case "json":
            from gaitui.render.difference_data import difference_json

            text = difference_json(old, new, difference, names, __version__)
        case "csv":
            from gaitui.render.difference_data import difference_csv

            text = difference_csv(old, new, difference)
        case _:
            from gaitui.render.difference import render_difference

            text = render_difference(old, new, difference, names)
    click.echo(text, nl=False)
    return ExitCode.OK if difference.is_empty else ExitCode.FINDINGS


def _report(path: Path, own: "Definition | None") -> "Report":
    from gaitui import commands

    if str(path) == "-":
        intake = commands.readable_bytes(read_stdin(), None, own)
    else:
        intake = commands.readable(path, own)
    assert intake.report is not None
    return intake.report
