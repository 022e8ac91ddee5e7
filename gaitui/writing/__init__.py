"""Reports out to workbooks."""

from gaitui.writing.workbook import write_template, write_workbook

__all__ = ["write_template", "write_workbook"]
