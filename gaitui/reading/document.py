"""A report from its JSON document; what the document may not hold is refused by name."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Raw, Struct

from gaitui.cell import CellRef, Kind
from gaitui.definition import CellSpec, Definition
from gaitui.errors import UnreadableError, nearest
from gaitui.report import META_FIELDS, Cell, Report, cell_from_reading
from gaitui.values import Reading, read_number, read_text


class Document(Struct, forbid_unknown_fields=True):
    """The JSON document's fields."""

    definition: str = ""
    unit: str = ""
    year: int | None = None
    published: str = ""
    drafter: str = ""
    reviewer: str = ""
    contact: str = ""
    cells: dict[str, Raw] = {}
    narratives: dict[str, str] = {}


def read_document(data: bytes, definition_for: Callable[[str, int | None], Definition]) -> Report:
    """The report a JSON document holds.

    `definition_for` gives the definition for the document's id and year. `UnreadableError`
    names the key at fault; numbers that make no sense are kept as received, for the checks.
    """
    document = _decode(data)
    definition = definition_for(document.definition, document.year)
    for key in document.narratives:
        if key not in definition.narratives:
            raise _unknown("narratives", key, definition.narratives)
    narratives = {
        key: text.replace("\r\n", "\n").replace("\r", "\n")
        for key, text in document.narratives.items()
        if text
    }
    cells = {}
    for key, raw in document.cells.items():
        spec = definition.cells.get(CellRef(key))
        if spec is None:
            raise _unknown("cells", key, definition.cells)
        cells[spec.ref] = _cell(key, bytes(raw), spec)
    meta = {key: getattr(document, key) for key in META_FIELDS}
    return Report(
        definition,
        document.unit,
        document.year,
        cells,
        narratives,
        {key: text for key, text in meta.items() if text},
    )


def _decode(data: bytes) -> Document:
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=Document)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"JSON 的内容不合要求：{_explain(str(error))}。") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(
            f"不是正确的 JSON：{error}。请检查文件是否完整、编码是否为 UTF-8。"
        ) from error


def _explain(error: str) -> str:
    """msgspec's words about a key, in Chinese."""
    message, _, place = error.partition(" - at `$.")
    place = place.rstrip("`") or "最外层"
    if "unknown field" in message:
        key = message.partition("`")[2].rstrip("`")
        return f"不认识的键“{key}”{nearest(key, Document.__struct_fields__)}"
    return f"键“{place}”的值类型不对（{message}）"


def _unknown(group: str, key: str, known: Any) -> UnreadableError:
    return UnreadableError(f"JSON 的 {group} 里有不认识的键“{key}”{nearest(key, known)}。")


def _cell(key: str, raw: bytes, spec: CellSpec) -> Cell:
    """A number, a decimal as a string, or text kept because it was not understood."""
    try:
        text = raw.decode("utf-8")
        if text.startswith('"'):
            text = msgspec.json.decode(raw, type=str)
            return cell_from_reading(text, _string_reading(text, spec)) if text else Cell()
    except (UnicodeDecodeError, msgspec.DecodeError) as error:
        raise UnreadableError(f"JSON 的单元格“{key}”不是正确的文字。") from error
    if text[:1] in "-0123456789":
        return cell_from_reading(text, read_number(text, spec.kind))
    raise UnreadableError(
        f"JSON 的单元格“{key}”的值类型不对：应为整数，或写成字符串的小数，实际是 {text[:40]}。"
    )


def _string_reading(text: str, spec: CellSpec) -> Reading:
    reading = read_text(text, spec.kind, spec.unit)
    if spec.kind is not Kind.DECIMAL and reading.value is not None:
        return Reading(reading.value, ("文本型数字", *reading.rules))
    return reading
