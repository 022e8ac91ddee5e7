"""A workbook made ready for openpyxl, and finished after it: escaped texts kept, results of
formulas put back, equal bytes for equal contents."""

import re
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FORMULA = re.compile(
    r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)(?: t="[a-z]+")?>'
    r"(<f[^>]*?(?:/>|>[^<]*</f>))<v ?(?:/>|></v>)</c>"
)
_TYPES = {"n": "", "s": ' t="str"', "b": ' t="b"', "e": ' t="e"'}
_MERGE = re.compile(r"<mergeCell [^>]*/>")
_MERGES = re.compile(r"(<mergeCells[^>]*>)((?:<mergeCell [^>]*/>)*)(</mergeCells>)")
_CORE, _MODIFIED = "docProps/core.xml", re.compile(r"(<dcterms:modified[^>]*>)[^<]*")
_SPECIAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_STRINGS = re.compile(r"xl/sharedStrings\.xml|xl/worksheets/[^/]*\.xml")
_TEXT = re.compile(rb"<(si|is)>.*?</\1>", re.DOTALL)
_MADE = (1980, 1, 1, 0, 0, 0)


def prepare(workbook: bytes) -> bytes:
    """The file with texts that survive the library's removal of every `x005F_` (half of what
    marks `_x0041_` as those seven characters and no escape)."""
    with ZipFile(BytesIO(workbook)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    changed = {
        name: _TEXT.sub(lambda match: match[0].replace(b"x005F_", b"x005x005F_F_"), data)
        for name, data in parts.items()
        if b"x005F_" in data and _STRINGS.fullmatch(name)
    }
    if not changed:
        return workbook
    output = BytesIO()
    with ZipFile(output, "w", ZIP_DEFLATED) as new:
        for name, data in (parts | changed).items():
            new.writestr(name, data)
    return output.getvalue()


def finish(
    workbook: bytes,
    cached: Mapping[str, Mapping[str, tuple[str, str]]],
    modified: datetime | None,
) -> bytes:
    """The file with the results `cached` (by part and address, as type and text), and with
    nothing of the moment it was saved at."""
    output = BytesIO()
    with ZipFile(BytesIO(workbook)) as old, ZipFile(output, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name in cached:
                xml = _MERGES.sub(_in_order, data.decode("utf-8"))
                data = _with_results(xml, cached[name]).encode("utf-8")
            elif name == _CORE:
                stated = f"{modified or datetime(2000, 1, 1):%Y-%m-%dT%H:%M:%SZ}"
                data = _MODIFIED.sub(rf"\g<1>{stated}", data.decode("utf-8")).encode("utf-8")
            info = ZipInfo(name, _MADE)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, data)
    return output.getvalue()


def _in_order(match: re.Match[str]) -> str:
    """Merges in one order; the library keeps them in a set."""
    return match[1] + "".join(sorted(_MERGE.findall(match[2]))) + match[3]


def _with_results(xml: str, results: Mapping[str, tuple[str, str]]) -> str:
    def put_back(match: re.Match[str]) -> str:
        address, style, formula = match[1], match[2], match[3]
        kind, text = results.get(address, ("", ""))
        if kind not in _TYPES:
            return match[0]
        value = escape(_SPECIAL.sub(lambda char: f"_x{ord(char[0]):04X}_", text))
        return f'<c r="{address}"{style}{_TYPES[kind]}>{formula}<v>{value}</v></c>'

    return _FORMULA.sub(put_back, xml)
