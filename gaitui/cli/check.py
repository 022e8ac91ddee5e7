"""`gaitui check`: one report or ten thousand."""

from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gaitui import __version__
from gaitui.cli.chinese import ChineseCommand, ExitCode
from gaitui.cli.interrupts import Interrupts
from gaitui.cli.options import DEFINITION, PATH, SELECT, read_stdin
from gaitui.cli.screen import Screen
from gaitui.finding import Severity

if TYPE_CHECKING:
    from gaitui.render.outcome import FileResult, ResultWriter

FEW = 8
"""More files than these show a bar while they are checked."""


@click.command(cls=ChineseCommand)
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE…")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "csv", "junit", "sarif"]),
    default="text",
    help="结果的格式：text（默认）给人看，csv 给电子表格，json、junit、sarif 给程序用。",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    help="有错误（默认）或有提醒时，退出码为 1。",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="文件夹",
    help="另写一个网页 index.html：汇总、逐个文件的问题和改法，可以直接打印。",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="个数",
    help="同时用几个进程；不写则文件多时每个处理器一个。",
)
@click.option(
    "--cluster",
    metavar="地址",
    help="在已有的 Dask 集群上核对，例如 tcp://主机:8786；要先安装 gaitui[cluster]。",
)
@click.option(
    "--prior", type=PATH, metavar="上年报告", help="上一年度的报告：核对年度衔接（结转、存量）。"
)
@SELECT
@DEFINITION
def check(
    files: tuple[Path, ...],
    output: str,
    fail_on: str,
    report: Path | None,
    jobs: int | None,
    cluster: str | None,
    prior: Path | None,
    select: str | None,
    definition: str | None,
) -> int:
    """核对一份或多份报告（.xlsx、.json），说明哪里不对、怎么改。

    FILE 也可以是文件夹（连同下级文件夹）或“收到/*.xlsx”这样的写法。文件多时用多个进程，最后列出
    逐个文件的结论和各类问题的个数；读坏了的文件只算它自己的一个问题，其余照常核对。

    退出码：0 没有错误；1 有错误；2 用法不对，或单个文件读不出来；130 中途停止。
    """
    from gaitui.batch.collect import collect

    paths = collect(map(str, files))
    if not paths:
        raise click.UsageError("没有可以核对的文件：文件夹里没有 .xlsx 等工作簿或 .json 文档。")
    failing = {Severity.ERROR} | ({Severity.WARNING} if fail_on == "warning" else set())
    results = _results(paths, jobs, cluster, prior, select, definition)
    writer = _writer(output, frozenset(failing))
    return _Run(writer, output, len(paths), frozenset(failing), report).run(results)


def _results(
    paths: list[str],
    jobs: int | None,
    cluster: str | None,
    prior: Path | None,
    select: str | None,
    definition: str | None,
) -> "Generator[FileResult]":
    from gaitui import commands

    own = commands.choose_definition(definition)
    last = commands.readable(prior, own).report if prior else None
    stdin = read_stdin() if "-" in paths else b""
    if cluster is not None:
        from gaitui.batch.cluster import check_on_cluster, terms

        return check_on_cluster(cluster, paths, terms(definition, last, select), stdin)
    from gaitui.batch.local import check_local, default_jobs

    count = jobs or default_jobs(len(paths))
    return check_local(paths, own, last, count, stdin, select=select)


def _writer(output: str, failing: frozenset[Severity]) -> "ResultWriter":
    """Each format's module is imported only where it is asked for."""
    match output:
        case "json":
            from gaitui.render.results_json import JsonResults

            return JsonResults(__version__)
        case "csv":
            from gaitui.render.results_csv import CsvResults

            return CsvResults()
        case "junit":
            from gaitui.render.junit import JunitResults

            return JunitResults(failing)
        case "sarif":
            from gaitui.render.sarif import SarifResults

            return SarifResults(__version__)
    from gaitui.render.results import TextResults

    return TextResults()


class _Run:
    """Results to stdout and page as they come; counts what the exit code needs."""

    def __init__(
        self,
        writer: "ResultWriter",
        output: str,
        total: int,
        failing: frozenset[Severity],
        report: Path | None,
    ) -> None:
        self._writer, self._total, self._failing = writer, total, failing
        self._has_failed = self._is_unreadable = False
        self._has_begun = self._has_ended = False
        self._folder = None
        if report is not None:
            from gaitui.batch.report import ReportFolder

            self._folder = ReportFolder(report)
        self._screen = Screen(total if total > FEW else None, is_text=output == "text")

    def run(self, results: "Generator[FileResult]") -> int:
        """The exit code. An interrupt ends the outputs properly before it goes on its way."""
        with Interrupts() as interrupts, closing(results):
            try:
                for result in results:
                    with interrupts.held():
                        self._take(result)
                with interrupts.held():
                    self._end(is_whole=True)
            except KeyboardInterrupt:
                results.close()
                self._end(is_whole=False)
                raise
            finally:
                self._screen.stop()
                if self._folder:
                    self._folder.close()
        if self._total == 1 and self._is_unreadable:
            return ExitCode.FAILED
        return ExitCode.FINDINGS if self._has_failed else ExitCode.OK

    def _take(self, result: "FileResult") -> None:
        start = "" if self._has_begun else self._writer.start()
        self._has_begun = True
        self._screen.show(start + self._writer.file(result))
        self._is_unreadable = result.definition is None
        self._has_failed |= any(item.severity in self._failing for item in result.findings)
        if self._folder:
            self._folder.add(result)

    def _end(self, is_whole: bool) -> None:
        if self._has_ended:
            return
        self._has_ended = True
        self._screen.stop()
        start = "" if self._has_begun else self._writer.start()
        self._screen.show(start + self._writer.end(is_whole))
        if self._folder:
            self._folder.write(is_whole)
            click.echo(f"已写出 {self._folder.page}", err=True)
