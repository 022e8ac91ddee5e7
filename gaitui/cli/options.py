"""Options and inputs that several commands share."""

import sys
from pathlib import Path

import click

PATH = click.Path(path_type=Path, allow_dash=True)
DEFINITION = click.option(
    "--definition",
    metavar="版本",
    help="格式版本：gwy-2021、gwy-2019，或自备的 .toml 文件；不写则按年度选择。",
)

SELECT = click.option(
    "--select",
    metavar="哪一份",
    help="文件里有几份报告时，要哪一份：年度、工作表名，或第几份的序号。",
)


def read_stdin() -> bytes:
    """Standard input, up to one byte more than is taken."""
    from gaitui.files import MAX_INPUT

    return sys.stdin.buffer.read(MAX_INPUT + 1)
