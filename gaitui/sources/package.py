"""The guarded way into a zip package: every size is capped before and while inflating, and XML
that could expand or hide declarations is refused."""

import re
import zlib
from collections.abc import Set
from io import BytesIO
from struct import Struct
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from gaitui.errors import UnreadableError

MAX_ENTRIES = 2_000
MAX_DIRECTORY = 1 << 20
MAX_PART = 8 << 20
MAX_TOTAL = 64 << 20
MAX_RATIO = 200
RATIO_FLOOR = 1 << 20
"""Parts below this size are not worth a ratio check: short repetitive XML packs well."""
SLACK = 1 << 16
"""A part takes at most so much more room packed than unpacked: what it does not need would be
copied each time that a part claims it."""
MAX_ELEMENTS = 400_000

_END_OF_DIRECTORY, _DIRECTORY_ENTRY = b"PK\x05\x06", b"PK\x01\x02"
_UTF_8 = 0x800
"""The flag of entries whose names are not in the old code page of zip files."""
_LOCAL_HEADER, _HEADER = b"PK\x03\x04", Struct("<4s22xHH")
"""What stands before a part: the lengths of its name and of further fields end it."""
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_DECLARATION = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS = {
    b"utf-8": "utf-8",
    b"utf8": "utf-8",
    b"us-ascii": "ascii",
    b"ascii": "ascii",
}


def _refuse(why: str) -> UnreadableError:
    return UnreadableError(f"{why}。为安全起见没有打开，请向报送单位核实后重新报送。")


def _damaged(why: str) -> UnreadableError:
    return UnreadableError(
        f"{why}。文件可能没有传完或已损坏，请用 Excel 或 WPS 打开另存为 .xlsx 后重试。"
    )


class Package:
    """A zip file held in memory, its parts read one at a time under the caps."""

    def __init__(self, data: bytes) -> None:
        _check_directory(data)
        self._data = data
        try:
            entries = ZipFile(BytesIO(data)).infolist()
        except (BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
            raise _damaged("压缩结构读不出来") from error
        self._entries: dict[str, ZipInfo] = {}
        for info in entries:
            if info.filename in self._entries:
                raise _refuse(f"压缩包里有两个同名的部件 {info.filename[:80]}")
            self._entries[info.filename] = info
        self._inflated = 0
        if sum(info.file_size for info in self._entries.values()) > MAX_TOTAL:
            raise _refuse(f"解压后超过 {MAX_TOTAL >> 20} MiB")

    @property
    def names(self) -> Set[str]:
        """Names of all parts."""
        return self._entries.keys()

    def check(self) -> None:
        """Hold every part against the caps, for a library that will inflate them itself."""
        for name in self._entries:
            self.read(name)

    def read(self, name: str) -> bytes:
        """One part, inflated under the caps; `UnreadableError` if it is missing or refused."""
        info = self._entries.get(name)
        if info is None:
            raise _damaged(f"缺少部件 {name[:80]}")
        _check_entry(info)
        try:
            data = self._inflate(info)
        except (zlib.error, UnicodeDecodeError) as error:
            raise _damaged(f"部件 {name[:80]} 解压失败") from error
        if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
            raise _damaged(f"部件 {name[:80]} 解压失败")
        self._inflated += len(data)
        if self._inflated > MAX_TOTAL:
            raise _refuse(f"部件 {name[:80]} 过大")
        return data

    def _inflate(self, info: ZipInfo) -> bytes:
        """A part's bytes, no more than one beyond the size that the directory states and that is
        held against the cap; `zlib.error` if they are damaged."""
        name_at = info.header_offset + _HEADER.size
        signature, name_length, extra_length = _HEADER.unpack(
            self._data[info.header_offset : name_at].ljust(_HEADER.size)
        )
        extra_at = name_at + name_length
        name = self._data[name_at:extra_at].decode("utf-8" if info.flag_bits & _UTF_8 else "cp437")
        if signature != _LOCAL_HEADER or name != info.orig_filename:
            raise zlib.error("another entry than the directory says")
        start = extra_at + extra_length
        packed = self._data[start : start + info.compress_size]
        if info.compress_type == ZIP_STORED:
            return packed[: info.file_size + 1]
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, info.file_size + 1)

    def xml(self, name: str) -> ElementTree.Element:
        """One part parsed as XML; declarations and foreign encodings are refused."""
        return parse_xml(name, self.markup(name))

    def markup(self, name: str) -> str:
        """One part as text that is safe to parse; declarations and foreign encodings are
        refused."""
        data = self.read(name)
        if b"\x00" in data or (b"!" in data and any(mark in data for mark in _DECLARATIONS)):
            raise _refuse(f"部件 {name[:80]} 含有不该有的声明或编码")
        declared = _DECLARATION.match(data)
        encoding = declared[1].lower() if declared else b"utf-8"
        if encoding not in _ENCODINGS:
            raise _refuse(f"部件 {name[:80]} 的编码不是 UTF-8")
        if len(data) > 2 * MAX_ELEMENTS and data.count(b"<") > 2 * MAX_ELEMENTS:
            raise _refuse(f"部件 {name[:80]} 的内容过多")
        try:
            return data.decode(_ENCODINGS[encoding]).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise _damaged(f"部件 {name[:80]} 的 XML 不完整") from error


def parse_xml(name: str, markup: str) -> ElementTree.Element:
    """The markup of a part, or what was left of it, as XML."""
    try:
        return ElementTree.fromstring(markup)
    except ElementTree.ParseError as error:
        raise _damaged(f"部件 {name[:80]} 的 XML 不完整") from error


def _check_directory(data: bytes) -> None:
    """Look at the zip's own statement of its size before letting anyone walk it."""
    end = data.rfind(_END_OF_DIRECTORY, max(0, len(data) - 66_000))
    if end < 0 or len(data) < end + 20:
        raise _damaged("压缩包没有结尾")
    if int.from_bytes(data[end + 12 : end + 16], "little") > MAX_DIRECTORY:
        raise _refuse("压缩包目录过大")
    # Counted as they stand: a second, 64-bit end record may contradict the one looked at here.
    entries = data.count(_DIRECTORY_ENTRY)
    if entries > MAX_ENTRIES:
        raise _refuse(f"压缩包里有 {entries} 个部件，超过 {MAX_ENTRIES} 个")


def _check_entry(info: ZipInfo) -> None:
    if info.flag_bits & 1:
        raise UnreadableError("工作簿加了密码。请取消密码后重新保存。")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        # Only deflate can be inflated piece by piece; the others expand a bomb whole.
        raise _refuse(f"部件 {info.filename[:80]} 的压缩方法不是表格文件用的")
    if info.file_size > MAX_PART:
        raise _refuse(f"部件 {info.filename[:80]} 解压后有 {info.file_size >> 20} MiB")
    if info.compress_size > info.file_size + SLACK:
        raise _refuse(f"部件 {info.filename[:80]} 压缩后反而大得多")
    if info.file_size > RATIO_FLOOR and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise _refuse(f"部件 {info.filename[:80]} 的压缩率异常")
