"""How cells look, as data. 宋体 and 黑体 exist on Windows and in WPS; elsewhere the system's
own Song and Hei faces stand in."""

from collections.abc import Mapping
from typing import Any

BASE: Mapping[str, Any] = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}

_BOXED = {"border": 1, "align": "center", "text_wrap": True}
_INPUT = {"locked": False, "bg_color": "#FFF8DC"}
_SUMMED = {"bg_color": "#E2EFDA"}
_DECIDED = {"bg_color": "#FCE4D6", "font_color": "#833C0B", "bold": True, "locked": False}
_BAD = {"bg_color": "#FFC7CE", "font_color": "#9C0006", "bold": True}

_FORMATS = {"count": "0", "decimal": "General", "change": "+0;-0;0"}
"""Number formats by kind of cell."""
_KINDS: Mapping[str, Mapping[str, Any]] = {
    "part": {**_BOXED},
    "summed": {**_BOXED, **_SUMMED},
    "stock": {**_BOXED, **_SUMMED, "locked": False},
    "decided": {**_BOXED, **_DECIDED},
}
"""Numbers of a merged workbook: a department's, their sum, a sum that has to be decided, and what
was decided otherwise."""

STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 16, "align": "center"},
    "report_title": {"font_name": "黑体", "font_size": 18, "align": "center", "text_wrap": True},
    "note": {"font_size": 9, "font_color": "#595959", "text_wrap": True, "valign": "top"},
    "heading": {"font_name": "黑体", "font_size": 12},
    "plain": {"text_wrap": True, "valign": "top"},
    "caption": {**_BOXED, "bold": True, "bg_color": "#F2F2F2"},
    "corner": {**_BOXED},
    "head": {**_BOXED, "bold": True},
    "label": {**_BOXED, "align": "left"},
    "label_center": {**_BOXED},
    "field": {"border": 1, "bold": True, "align": "center"},
    "mark": {"font_size": 9, "font_color": "#7F7F7F", "align": "center", "valign": "top",
             "locked": False},
    "input_count": {**_BOXED, **_INPUT, "num_format": "0"},
    "input_decimal": {**_BOXED, **_INPUT, "num_format": "General"},
    "input_change": {**_BOXED, **_INPUT, "num_format": "+0;-0;0"},
    "input_bad": {**_BOXED, **_BAD, "locked": False},
    "input_field": {**_INPUT, "border": 1, "align": "left", "text_wrap": True,
                    "num_format": "@"},
    "input_year": {**_INPUT, "border": 1, "align": "left", "num_format": "0"},
    "input_text": {**_INPUT, "font_size": 12, "text_wrap": True, "valign": "top",
                   "align": "left"},
    "total": {**_BOXED, "bold": True, "num_format": "0", "bg_color": "#F2F2F2"},
    "total_bad": {**_BOXED, **_BAD, "num_format": "0"},
    "check": {**_BOXED, "align": "left"},
    "check_number": {**_BOXED, "num_format": "General"},
    "check_link": {**_BOXED, "align": "left", "font_color": "#0563C1", "underline": 1},
    "copied": {"text_wrap": True},
    "verdict": {"font_name": "黑体", "font_size": 12},
    "alert": {"bg_color": "#FFC7CE", "font_color": "#9C0006"},
    "path": {**_BOXED, "align": "left", "font_size": 9},
    **{
        f"{name}_{kind}": {**style, "num_format": number}
        for name, style in _KINDS.items()
        for kind, number in _FORMATS.items()
    },
}  # fmt: skip
