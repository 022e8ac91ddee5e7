"""Write every file of the repository that is made from the definition or the samples.

`python -m docs.generate` (or `make docs`) writes them; a test fails when one is out of date.
"""

from collections.abc import Iterator
from pathlib import Path

import click

from gaitui.cli.root import gaitui
from gaitui.commands import Format, readable, render_report
from gaitui.definition import built_in, built_in_ids
from gaitui.render.catalogue import render_cells_markdown, render_findings_markdown
from gaitui.tui.screens.help import board_keys_text, keys_text
from gaitui.writing import write_template

ROOT = Path(__file__).parent.parent
GENERATED = "本页由 `make docs` 生成，请勿手改。"
_BOARD_INTRODUCTION = """`gaitui campaign board DIR`（或 `gaitui edit DIR`，或在开始界面按 o
选收集文件夹）打开看板：一个屏幕里点名、收表、看报告、退回、确认、改数、汇总、定数。收到的文件一份都不会改，
每一步都记在账本里；收表、退回、汇总在后台进行，屏幕照常可以翻看，只在写的时候锁住文件夹。
全部键位见 [keys.md](keys.md)。"""
_BOARD_SCREENS = {
    "board": "点名：谁报了，有没有错误，下一步按什么",
    "board-stage": "f 只看一种状态",
    "board-find": "/ 查找部门",
    "board-look": "Enter 看报来的报告，只读，上年数字在旁",
    "board-look-amended": "改过的数：箭头左边是收到的，右边是改后的，理由在下面",
    "board-returned": "r 退回：写出加批注的副本和通知",
    "board-amend": "m 改数：问题指着的格子排在前面",
    "board-merge": "g 汇总：没有收齐时先问",
    "board-merged": "汇总以后：哪些数不能简单相加",
    "board-decisions": "d 定数：各部门之和，按上年推算，现在用哪个",
    "board-decide": "定一个数：确认各部门之和，用按上年推算的，或另输一个，都要写理由",
    "board-wide": "120 列以上，详情在右边",
}


def generated_files() -> Iterator[tuple[Path, bytes]]:
    """Each generated file's path and what it should hold."""
    definitions = [built_in(definition_id) for definition_id in built_in_ids()]
    yield ROOT / "docs" / "findings.md", render_findings_markdown().encode()
    yield ROOT / "docs" / "cells.md", render_cells_markdown(definitions).encode()
    yield ROOT / "docs" / "commands.md", command_help().encode()
    yield ROOT / "docs" / "keys.md", keys_page().encode()
    yield ROOT / "docs" / "board.md", board_page().encode()
    for definition in definitions:
        yield ROOT / "templates" / f"{definition.id}.xlsx", write_template(definition)
    samples = ROOT / "samples"
    intake = readable(samples / "luohu-2024.json")
    assert intake.report is not None
    for target in (Format.XLSX, Format.TXT):
        data = render_report(intake.report, intake.findings, target)
        yield samples / f"luohu-2024.{target}", data


def command_help() -> str:
    """The help pages of all commands as one document."""
    parts = ["# 命令", "", GENERATED]
    root = gaitui.context_class(gaitui, info_name="gaitui")
    for title, command, context in _pages("gaitui", gaitui, root):
        context.max_content_width = 90
        parts += ["", f"## {title}", "", "```", command.get_help(context), "```"]
    return "\n".join(parts) + "\n"


def _pages(
    title: str, command: click.Command, context: click.Context
) -> Iterator[tuple[str, click.Command, click.Context]]:
    """A command and, if it is a group, all in it."""
    yield title, command, context
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            below = inner.context_class(inner, info_name=name, parent=context)
            yield from _pages(f"{title} {name}", inner, below)


def board_page() -> str:
    """The campaign board on its frozen screens."""
    parts = ["# 收集看板", "", _BOARD_INTRODUCTION, "", GENERATED]
    for name, title in _BOARD_SCREENS.items():
        screen = (ROOT / "tests/tui/snapshots/board" / f"{name}.txt").read_text(encoding="utf-8")
        parts += ["", f"## {title}", "", "```text", screen.rstrip("\n"), "```"]
    return "\n".join(parts) + "\n"


def keys_page() -> str:
    """The app's keys as a document."""
    return f"# 键位\n\n{GENERATED}\n\n```\n{keys_text()}\n\n{board_keys_text()}\n```\n"


def main() -> None:
    """Write what is out of date and name it."""
    for path, data in generated_files():
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            click.echo(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
