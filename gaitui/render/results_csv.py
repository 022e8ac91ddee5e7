"""Results of a check as CSV, one line a finding, for a spreadsheet's filters."""

from gaitui.finding import SEVERITY_NAMES
from gaitui.render.csv import csv_line
from gaitui.render.outcome import FileResult, plain, plain_path

HEADER = (
    *("文件", "机关", "年度", "编号", "级别", "单元格编号", "工作表", "地址"),
    *("问题", "应为", "实为", "差", "改法"),
)


class CsvResults:
    """Header and lines ended by CR LF; a spreadsheet runs no text of it as a formula."""

    def start(self) -> str:
        return "\ufeff" + csv_line(HEADER)

    def file(self, result: FileResult) -> str:
        known = (plain_path(result.path), result.unit, result.year)
        return "".join(
            csv_line(
                (
                    *known,
                    *(item.code, SEVERITY_NAMES[item.severity], item.ref),
                    *(item.sheet, item.address, item.message),
                    *(plain(item.expected), plain(item.actual), plain(item.delta), item.hint),
                )
            )
            for item in result.findings
        )

    def end(self, is_whole: bool = True) -> str:
        return ""
