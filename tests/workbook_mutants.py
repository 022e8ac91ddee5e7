"""Workbooks changed at random: their bytes, the zip's entries, the XML, the cells, the layout.
Every mutant follows from its number alone."""

import io
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import cache

from msgspec import Struct

from gaitui.intake import Intake, take_in_bytes
from gaitui.report import Report
from gaitui.writing import write_workbook
from tests.foreign import Book, Sheet, sample, sample_2019, to_xlsx
from tests.hostile import parts_of
from tests.layout_faults import build
from tests.support import luohu_workbook

LAYOUTS = (
    (),
    ("one_sheet",),
    ("one_sheet", "unmerged"),
    ("shifted", "shortened"),
    ("two_row_heads", "two_row_labels"),
    ("stacked_disputes", "half_width"),
    ("formula_totals", "blank_rows"),
    ("no_total_column", "spaced"),
    ("text_numbers", "one_sheet"),
    ("reversed_order", "unmerged", "note_rows"),
    ("two_years",),
)
STRAY = 77_777
"""A number that nobody's report has, written beside the tables."""
EDITIONS = ("gwy-2021", "gwy-2019")


class Base(Struct, frozen=True):
    """A workbook to change, and what gaitui says of it unchanged; `book` where it is a foreign
    layout, `report` what that was made from."""

    name: str
    data: bytes
    intake: Intake
    book: Book | None = None
    report: Report | None = None


class Mutant(Struct, frozen=True):
    """A changed workbook. `keeps_numbers` says that every number still stands beside its own
    labels, wherever it went: none may be read as another one."""

    base: Base
    kind: str
    data: bytes
    keeps_numbers: bool = False


@cache
def bases() -> tuple[Base, ...]:
    """Own and foreign workbooks of both editions."""
    own = {"own 2021": luohu_workbook(), "own 2019": write_workbook(sample_2019())}
    found = [Base(name, data, take_in_bytes(data, name)) for name, data in own.items()]
    for edition in EDITIONS:
        for faults in LAYOUTS:
            name = f"{edition} {' '.join(faults)}"
            report = sample(edition)
            book = build(report, [*faults])
            data = to_xlsx(book)
            found.append(Base(name, data, take_in_bytes(data, name), book, report))
    return tuple(found)


def mutant(number: int) -> Mutant:
    """The mutant of a number."""
    chance = random.Random(f"workbook {number}")
    base = chance.choice(bases()[:2]) if chance.random() < 0.3 else chance.choice(bases()[2:])
    draw = chance.random()
    if draw < 0.12:
        return Mutant(base, "bytes", _bytes(base.data, chance))
    if draw < 0.27:
        return Mutant(base, "zip", _zip(base.data, chance))
    if base.book is not None and draw > 0.6:
        book, keeps = _layout(base.book, chance)
        return Mutant(base, "layout", to_xlsx(book), keeps)
    edits = XML_EDITS if draw < 0.5 else CELL_EDITS
    return Mutant(base, "XML" if draw < 0.5 else "cells", _xml(base.data, chance, edits))


def _bytes(data: bytes, chance: random.Random) -> bytes:
    copy = bytearray(data)
    for _ in range(chance.choice([1, 1, 3, 30])):
        at = chance.randrange(len(copy))
        match chance.randrange(4):
            case 0:
                copy[at] = chance.randrange(256)
            case 1:
                del copy[at : at + chance.choice([1, 2, 100])]
            case 2:
                copy[at:at] = chance.randbytes(chance.choice([1, 4, 64]))
            case _:
                copy[at] ^= 1 << chance.randrange(8)
    if chance.random() < 0.1:
        del copy[chance.randrange(len(copy)) :]
    return bytes(copy)


def _pack(parts: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of these parts, of one name or not."""
    output = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(output, "w", method) as package:
        warnings.simplefilter("ignore")
        for name, data in parts:
            package.writestr(zipfile.ZipInfo(name), data, method)
    return output.getvalue()


def _zip(data: bytes, chance: random.Random) -> bytes:
    """Some entries dropped, doubled, renamed, cut, exchanged or compressed otherwise."""
    parts = list(parts_of(data).items())
    method = zipfile.ZIP_STORED
    for _ in range(chance.choice([1, 1, 2])):
        at = chance.randrange(len(parts))
        name, content = parts[at]
        other = chance.randrange(len(parts))
        match chance.randrange(8):
            case 0:
                parts.pop(at) if len(parts) > 1 else None
            case 1:
                parts.append((name, parts[other][1]))
            case 2:
                parts[at] = chance.choice([name.upper(), f"/{name}", name + "x", "x"]), content
            case 3:
                parts[at] = name, content[: chance.randrange(len(content) + 1)]
            case 4:
                parts[at], parts[other] = (name, parts[other][1]), (parts[other][0], content)
            case 5:
                parts[at] = name, content + zlib.compress(content)
            case 6:
                chance.shuffle(parts)
            case _:
                method = chance.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    return _pack(parts, method)


Edit = Callable[[str, random.Random], str]


def _xml(data: bytes, chance: random.Random, edits: Sequence[Edit]) -> bytes:
    """Edits of the parts that are read: the workbook, its sheets and its texts."""
    parts = parts_of(data)
    names = [
        name for name in parts if re.match(r"xl/(?:workbook|sharedS|worksheets/s|_rels)", name)
    ]
    sheets = [name for name in names if "worksheets" in name]
    for _ in range(chance.choice([1, 1, 2, 5])):
        edit = chance.choice(edits)
        name = chance.choice(sheets if edit in CELL_EDITS or chance.random() < 0.5 else names)
        text = parts[name].decode("utf-8", "replace")
        parts[name] = edit(text, chance).encode("utf-8", "replace")
    return _pack([*parts.items()])


def _replaced(
    pattern: str, text: str, chance: random.Random, new: Callable[[re.Match[str]], str]
) -> str:
    """A text with one of a pattern's matches replaced."""
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + new(match) + text[match.end() :]


_ODD = ("", "0", "-1", "1", "A1", "XFD1048576", "99999999999", "s", "n", "str", "b", "e", "d", "１")
_CELL = r"<c [^>]*?(?:/>|>.*?</c>)"
_FILLED = r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)((?: t="[a-zA-Z]+")?)>(.*?)</c>'


def _drop_attribute(text: str, chance: random.Random) -> str:
    return _replaced(r' [a-zA-Z:]+="[^"]*"', text, chance, lambda match: "")


def _change_attribute(text: str, chance: random.Random) -> str:
    odd = chance.choice(_ODD)
    return _replaced(r' ([a-zA-Z:]+)="[^"]*"', text, chance, lambda match: f' {match[1]}="{odd}"')


def _step_attribute(text: str, chance: random.Random) -> str:
    step = chance.choice([-1, 1, 7])
    return _replaced(
        r'(?<=[A-Za-z="])[0-9]{1,3}(?=")',
        text,
        chance,
        lambda match: str(max(0, int(match[0]) + step)),
    )


def _drop_element(text: str, chance: random.Random) -> str:
    return _replaced(r"<([a-zA-Z]+)(?: [^>]*)?(?:/>|>[^<]*</\1>)", text, chance, lambda match: "")


def _double_element(text: str, chance: random.Random) -> str:
    return _replaced(
        r"<([a-zA-Z]+)(?: [^>]*)?(?:/>|>[^<]*</\1>)", text, chance, lambda match: match[0] * 2
    )


def _drop_tag(text: str, chance: random.Random) -> str:
    return _replaced(r"</?[a-zA-Z][^>]*>", text, chance, lambda match: "")


def _rename_tag(text: str, chance: random.Random) -> str:
    return _replaced(r"<([a-zA-Z]+)(?=[ />])", text, chance, lambda match: f"<{match[1]}x")


def _change_character(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text)) if text else 0
    return text[:at] + chance.choice("0 9<>&\"';:/一件１\x00\ud83d") + text[at + 1 :]


def _wrap(text: str, chance: random.Random) -> str:
    return _replaced(_CELL, text, chance, lambda match: f"<x>{match[0]}</x>")


def _add_declaration(text: str, chance: random.Random) -> str:
    return text.replace("?>", '?><!DOCTYPE x [<!ENTITY a "1">]>', 1)


def _new_value(match: re.Match[str], chance: random.Random) -> str:
    number = chance.choice(["7", "12.5", "-3", "1E3", "1e400", "nan", "0x1F", "1_000", "９", " 5 "])
    return f'<c r="{match[1]}"{match[2]}><v>{number}</v></c>'


def _retype(text: str, chance: random.Random) -> str:
    kind = chance.choice(["n", "s", "str", "b", "e", "d", "inlineStr", "x"])
    return _replaced(_FILLED, text, chance, lambda m: f'<c r="{m[1]}"{m[2]} t="{kind}">{m[4]}</c>')


def _renumber(text: str, chance: random.Random) -> str:
    return _replaced(_FILLED, text, chance, lambda match: _new_value(match, chance))


TYPED: tuple[str, ...] = (
    *(
        "１２",
        "12件",
        "1,234",
        "1，234",
        " 12 ",
        "'12",
        "一百二十",
        "190.46万元",
        "/",
        "无",
        "0012",
    ),
    *("1 234", "约30", "十余", "12/13", "1.234", "1e3", "٣", "12\n13", "x" * 99),
    *("=1+1", "[/red]", "#REF!"),
)


def _type_text(text: str, chance: random.Random) -> str:
    typed = chance.choice(TYPED)
    return _replaced(
        _FILLED,
        text,
        chance,
        lambda m: f'<c r="{m[1]}"{m[2]} t="inlineStr"><is><t>{typed}</t></is></c>',
    )


def _formula_without_result(text: str, chance: random.Random) -> str:
    formula = chance.choice(["SUM(A1:A9)", "1/0", "[1]Sheet1!A1"])
    return _replaced(_FILLED, text, chance, lambda m: f'<c r="{m[1]}"{m[2]}><f>{formula}</f></c>')


def _stale_result(text: str, chance: random.Random) -> str:
    return _replaced(
        r"(</f><v>)[0-9]+", text, chance, lambda match: f"{match[1]}{chance.randrange(999)}"
    )


def _move_cell(text: str, chance: random.Random) -> str:
    target = f"{chance.choice('ABCDEFGHIJ')}{chance.randrange(1, 40)}"
    return _replaced(r'(?<=<c r=")[A-Z]+[0-9]+', text, chance, lambda match: target)


def _swap_cells(text: str, chance: random.Random) -> str:
    cells = list(re.finditer(_CELL, text))
    if len(cells) < 2:
        return text
    one, other = sorted(chance.sample(cells, 2), key=lambda match: match.start())
    address = re.compile(r'(?<=r=")[A-Z]+[0-9]+')
    first, second = address.search(one[0]), address.search(other[0])
    if first is None or second is None:
        return text
    swapped = (address.sub(first[0], other[0], 1), address.sub(second[0], one[0], 1))
    middle = text[one.end() : other.start()]
    return text[: one.start()] + swapped[0] + middle + swapped[1] + text[other.end() :]


def _merge_some(text: str, chance: random.Random) -> str:
    row, column = chance.randrange(1, 30), chance.randrange(8)
    last = f"{'ABCDEFGHIJKLMN'[column + chance.randrange(4)]}{row + chance.randrange(4)}"
    merge = f'<mergeCell ref="{"ABCDEFGHIJ"[column]}{row}:{last}"/>'
    if "</mergeCells>" in text:
        return text.replace("</mergeCells>", f"{merge}</mergeCells>", 1)
    return text.replace("</sheetData>", f"</sheetData><mergeCells>{merge}</mergeCells>", 1)


def _unmerge(text: str, chance: random.Random) -> str:
    return _replaced(r"<mergeCell [^>]*/>", text, chance, lambda match: "")


XML_EDITS: tuple[Edit, ...] = (
    _drop_attribute,
    _change_attribute,
    _step_attribute,
    _step_attribute,
    _drop_element,
    _double_element,
    _drop_tag,
    _rename_tag,
    _change_character,
    _wrap,
    _add_declaration,
)
CELL_EDITS: tuple[Edit, ...] = (
    _retype,
    _renumber,
    _type_text,
    _type_text,
    _formula_without_result,
    _stale_result,
    _move_cell,
    _swap_cells,
    _merge_some,
    _unmerge,
)


def _layout(book: Book, chance: random.Random) -> tuple[Book, bool]:
    """Some of what people do to tables; whether all of it left numbers beside their labels."""
    book = deepcopy(book)
    keeps = True
    for _ in range(chance.choice([1, 1, 2, 4])):
        sheet = chance.choice(book)
        change = chance.choice((*KEEPING, *MISLEADING))
        change(sheet, chance)
        keeps &= change in KEEPING
    return book, keeps


def _labels(sheet: Sheet) -> set[tuple[int, int]]:
    """The cells that hold a text which is no number."""
    return {
        at
        for at, value in sheet.cells.items()
        if isinstance(value, str) and not re.fullmatch(r"[0-9,.]+件?", value)
    }


def _some_row(sheet: Sheet, chance: random.Random) -> int:
    return chance.randrange(1, sheet.height + 1)


def _swap_rows(sheet: Sheet, chance: random.Random) -> None:
    """Two labelled rows exchanged with all they hold; merges are undone, as programs ask for."""
    rows = sorted(
        {at[0] for at in _labels(sheet)} & {r for r, _ in sheet.cells.keys() - _labels(sheet)}
    )
    if len(rows) < 2:
        return
    one, other = chance.sample(rows, 2)
    lines = {one: other, other: one}
    sheet.merges.clear()
    sheet.cells = {(lines.get(r, r), c): value for (r, c), value in sheet.cells.items()}


def _insert_row(sheet: Sheet, chance: random.Random) -> None:
    sheet.move(rows=chance.choice([1, 1, 2, 9]), from_row=_some_row(sheet, chance))


def _insert_column(sheet: Sheet, chance: random.Random) -> None:
    width = max(column for _, column in sheet.cells)
    sheet.move(columns=chance.choice([1, 1, 3]), from_column=chance.randrange(1, width + 1))


def _delete_row(sheet: Sheet, chance: random.Random) -> None:
    row = _some_row(sheet, chance)
    if any(a <= row <= c for a, _, c, _ in sheet.merges) or sheet.height < 4:
        return
    sheet.cells = {at: value for at, value in sheet.cells.items() if at[0] != row}
    sheet.move(rows=-1, from_row=row + 1)


def _clear_cell(sheet: Sheet, chance: random.Random) -> None:
    position = chance.choice(sorted(sheet.cells))
    if len(sheet.cells) > 1:
        del sheet.cells[position]


def _clear_merge(sheet: Sheet, chance: random.Random) -> None:
    if sheet.merges:
        sheet.merges.remove(chance.choice(sheet.merges))


def _cut_label(sheet: Sheet, chance: random.Random) -> None:
    labels = sorted(_labels(sheet))
    if labels:
        position = chance.choice(labels)
        text = str(sheet.cells[position])
        start = chance.randrange(len(text))
        sheet.cells[position] = text[:start] + text[start + chance.choice([1, 2, 5, 50]) :] or "表"


def _retype_number(sheet: Sheet, chance: random.Random) -> None:
    numbers = sorted(at for at, value in sheet.cells.items() if isinstance(value, int))
    for position in chance.sample(numbers, min(len(numbers), 5)):
        number = sheet.cells[position]
        wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        sheet.cells[position] = chance.choice([str(number), wide, f" {number} ", f"{number:,}"])


def _note(sheet: Sheet, chance: random.Random) -> None:
    """A number and a text somewhere nothing stood."""
    width = max(column for _, column in sheet.cells)
    position = chance.randrange(1, sheet.height + 6), chance.randrange(1, width + 4)
    sheet.cells.setdefault(position, chance.choice(["注：", "已核", "其他", STRAY, str(STRAY)]))


def _swap_labels(sheet: Sheet, chance: random.Random) -> None:
    labels = sorted(_labels(sheet))
    if len(labels) > 1:
        one, other = chance.sample(labels, 2)
        sheet.cells[one], sheet.cells[other] = sheet.cells[other], sheet.cells[one]


def _merge_area(sheet: Sheet, chance: random.Random) -> None:
    row, column = chance.choice(sorted(sheet.cells))
    area = (row, column, row + chance.randrange(3), column + chance.randrange(3))
    apart = all(
        area[2] < top or bottom < area[0] or area[3] < left or right < area[1]
        for top, left, bottom, right in sheet.merges
    )
    if apart and area[:2] != area[2:]:
        sheet.merges.append(area)


def _slip_column(sheet: Sheet, chance: random.Random) -> None:
    """The numbers of a row one column to the right."""
    row = _some_row(sheet, chance)
    for column in sorted((c for r, c in sheet.cells if r == row), reverse=True):
        if not isinstance(sheet.cells[row, column], str):
            sheet.cells[row, column + 1] = sheet.cells.pop((row, column))


KEEPING = (
    _swap_rows,
    _insert_row,
    _insert_column,
    _delete_row,
    _clear_cell,
    _clear_merge,
    _cut_label,
    _retype_number,
    _note,
)
MISLEADING = (_swap_labels, _merge_area, _slip_column)
