"""Results of a check as CSV, one line a finding, for a spreadsheet's filters."""

import csv
import io
import re

from gaitui.finding import SEVERITY_NAMES
from gaitui.render.csv import harmless
from gaitui.render.outcome import FileResult, plain, plain_path

HEADER = (
    *("文件", "机关", "年度", "编号", "级别", "单元格编号", "工作表", "地址"),
    *("问题", "应为", "实为", "差", "改法"),
)

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What a terminal that shows the lines might obey."""


class CsvResults:
    """Header and lines ended by CR LF; a spreadsheet runs no text of it as a formula."""

    def start(self) -> str:
        return "\ufeff" + _line(HEADER)

    def file(self, result: FileResult) -> str:
        known = (plain_path(result.path), result.unit, result.year)
        return "".join(
            _line(
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


def _line(fields: tuple[object, ...]) -> str:
    out = io.StringIO(newline="")
    texts = (
        "" if field is None else harmless(_CONTROLS.sub("\ufffd", str(field))) for field in fields
    )
    csv.writer(out, lineterminator="\r\n").writerow(map(harmless, texts))
    return out.getvalue()
