"""A report from its JSON document; what the document may not hold is refused by name."""

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct

from gaitui.cell import CellRef, Kind
from gaitui.definition import CellSpec, Definition
from gaitui.errors import UnreadableError, nearest
from gaitui.merge import MAX_PARTS
from gaitui.part_layout import MAX_NAME
from gaitui.report import (
    META_FIELDS,
    Cell,
    Part,
    Report,
    Source,
    cell_from_reading,
    is_explanation_key,
)
from gaitui.values import Reading, read_number, read_text

_SHOWN = 80
"""Characters of a stranger's key that a message repeats."""
_TYPES = {
    "str": "文字",
    "int": "整数",
    "float": "小数",
    "bool": "真假值",
    "null": "null",
    "array": "列表",
    "object": "对象",
}


Name = Annotated[str, Meta(max_length=MAX_NAME)]


class SourceDocument(Struct, forbid_unknown_fields=True):
    """A received file behind a part."""

    unit: Name = ""
    path: Name = ""
    sha256: Name = ""


class PartDocument(Struct, forbid_unknown_fields=True):
    """A department behind a merged report."""

    name: Annotated[str, Meta(min_length=1, max_length=MAX_NAME)]
    cells: dict[str, Raw] = {}
    sources: list[SourceDocument] = []


class Document(Struct, forbid_unknown_fields=True):
    """The JSON document's fields."""

    definition: str = ""
    unit: str = ""
    year: Annotated[int, Meta(ge=0, le=9999)] | None = None
    published: str = ""
    drafter: str = ""
    reviewer: str = ""
    contact: str = ""
    cells: dict[str, Raw] = {}
    narratives: dict[str, Raw] = {}
    explanations: dict[str, str] = {}
    parts: Annotated[list[PartDocument], Meta(max_length=MAX_PARTS)] = []


def read_document(data: bytes, definition_for: Callable[[str, int | None], Definition]) -> Report:
    """The report a JSON document holds.

    `definition_for` gives the definition for the document's id and year. `UnreadableError`
    names the key at fault; numbers that make no sense are kept as received, for the checks.
    """
    document = _decode(data)
    definition = definition_for(document.definition, document.year)
    narratives = {}
    for key, raw in document.narratives.items():
        if key not in definition.narratives:
            raise _unknown("narratives", key, definition.narratives)
        text = _narrative(key, bytes(raw))
        if text:
            narratives[key] = text.replace("\r\n", "\n").replace("\r", "\n")
    cells = {}
    for key, raw in document.cells.items():
        spec = definition.cells.get(CellRef(key))
        if spec is None:
            raise _unknown("cells", key, definition.cells)
        cells[spec.ref] = _cell(key, bytes(raw), spec)
    _refuse_repeated(data)
    meta = {key: getattr(document, key) for key in META_FIELDS}
    return Report(
        definition,
        document.unit,
        document.year,
        cells,
        narratives,
        {key: text for key, text in meta.items() if text},
        explanations=dict(_explanations(document, definition)),
        parts=tuple(_part(item, definition) for item in document.parts),
    )


def _part(document: PartDocument, definition: Definition) -> Part:
    """A department's numbers, which must be such, for input cells only."""
    cells = {}
    for key, raw in document.cells.items():
        spec = definition.cells.get(CellRef(key))
        if spec is None or definition.is_computed(spec.ref):
            inputs = (ref for ref in definition.cells if not definition.is_computed(ref))
            raise _unknown("parts", key, inputs)
        value = _cell(key, bytes(raw), spec).value
        if value is None:
            name = document.name[:_SHOWN]
            raise UnreadableError(f"JSON 的 parts 里“{name}”的单元格“{key}”不是能用的数字。")
        cells[spec.ref] = value
    sources = (Source(item.unit, item.path, item.sha256) for item in document.sources)
    return Part(document.name, cells, tuple(item for item in sources if item != Source("")))


def _explanations(document: Document, definition: Definition) -> Iterator[tuple[str, str]]:
    for key, text in document.explanations.items():
        if not is_explanation_key(definition, key):
            raise _unknown("explanations", key, ())
        if text:
            yield key, text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> Document:
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=Document)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"JSON 的内容不合要求：{_explain(str(error))}。") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(data, error) from error


def _malformed(data: bytes, error: Exception) -> UnreadableError:
    if isinstance(error, UnicodeDecodeError):
        why = "编码不是 UTF-8"
    elif isinstance(error, RecursionError):
        why = "嵌套的层数太多"
    elif place := re.search(r"\(byte ([0-9]+)\)", str(error)):
        line = data.count(b"\n", 0, int(place[1])) + 1
        why = f"第 {line} 行的写法不对"
    else:
        why = "内容不完整"
    return UnreadableError(f"不是正确的 JSON：{why}。请检查文件是否完整、编码是否为 UTF-8。")


def _refuse_repeated(data: bytes) -> None:
    """A key given twice has two values, of which decoding keeps the last without a word."""
    import json

    def count(pairs: list[tuple[str, object]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise UnreadableError(f"JSON 里键“{key[:_SHOWN]}”出现了不止一次，不知以哪个为准。")
            seen.add(key)

    # Numbers stay text: very long ones would take long, or be refused by int().
    json.loads(data.decode("utf-8-sig"), object_pairs_hook=count, parse_int=str, parse_float=str)


def _explain(error: str) -> str:
    """msgspec's words about a key, in Chinese."""
    message, _, place = error.partition(" - at `$.")
    key = place.rstrip("`") or "最外层"
    if "unknown field" in message:
        holder = _holder(place)
        key = message.partition("`")[2].rstrip("`")
        return f"不认识的键“{key[:_SHOWN]}”{nearest(key[:_SHOWN], holder.__struct_fields__)}"
    if lacking := re.fullmatch(r"Object missing required field `(\w+)`", message):
        return f"键“{key}”里缺少键“{lacking[1]}”"
    if types := re.fullmatch(r"Expected `(\w+)[^`]*`, got `(\w+)`", message):
        return f"键“{key}”的值类型不对：{_expected(types[1], types[2])}"
    return f"键“{key}”的值超出了范围" + "，应为四位数字的年份" * (key == "year")


def _holder(place: str) -> type[Struct]:
    """What an unknown key stands in."""
    if not place:
        return Document
    return SourceDocument if ".sources" in place else PartDocument


def _expected(wanted: str, got: str) -> str:
    return f"应为{_TYPES.get(wanted, wanted)}，实际是{_TYPES.get(got, got)}"


def _unknown(group: str, key: str, known: Any) -> UnreadableError:
    key = key[:_SHOWN]
    return UnreadableError(f"JSON 的 {group} 里有不认识的键“{key}”{nearest(key, known)}。")


def _narrative(key: str, raw: bytes) -> str:
    try:
        return msgspec.json.decode(raw, type=str)
    except msgspec.ValidationError as error:
        problem = _explain(f"{error} - at `$.narratives.{key}`")
        raise UnreadableError(f"JSON 的内容不合要求：{problem}。") from error
    except (UnicodeDecodeError, msgspec.DecodeError) as error:
        raise UnreadableError(f"JSON 的文字部分“{key}”不是正确的文字。") from error


def _cell(key: str, raw: bytes, spec: CellSpec) -> Cell:
    """A number, a decimal as a string, or text kept because it was not understood."""
    try:
        text = raw.decode("utf-8")
        if text.startswith('"'):
            text = msgspec.json.decode(raw, type=str)
            reading = _string_reading(text, spec)
            return Cell() if reading.is_blank else cell_from_reading(text, reading)
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
