"""`gaitui campaign board`: a campaign in the terminal app."""

from pathlib import Path

import click

from gaitui.cli.chinese import ChineseCommand
from gaitui.cli.terminal import run_app


@click.command(cls=ChineseCommand)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def board(folder: Path) -> None:
    """在终端里打开收集看板：点名、收表、看报告、退回、确认、汇总，全用键盘。"""
    from gaitui.campaign.folder import Campaign

    Campaign(folder)
    run_app(folder, None)
