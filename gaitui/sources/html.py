"""A published web page: its encoding found out here, its markup read in a child process."""

import re
from importlib.util import find_spec

import msgspec
from msgspec import Struct

from gaitui.errors import UnreadableError
from gaitui.sources.child import run_child
from gaitui.sources.page import Page, Span, build_page

_CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_-]{1,40})""")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class _Blocks(Struct, frozen=True):
    title: str
    blocks: list[str | list[list[Span]]]


def read_html(data: bytes) -> Page:
    """A web page as its reader sees it; `UnreadableError` if it cannot be read."""
    if find_spec("selectolax") is None:
        raise UnreadableError(
            "读网页（.html）要先装上网页读取组件：pip install 'gaitui[pages]'，然后重试。"
        )
    text = decode(data)
    read = run_child("_html", text.encode("utf-8", "replace"), "网页")
    found = msgspec.json.decode(read, type=_Blocks)
    return build_page(found.blocks, found.title)


def decode(data: bytes) -> str:
    """A text's characters: by its byte order mark, by the encoding that it states, else as UTF-8
    or GB 18030, whichever it is; what fits neither shows as U+FFFD."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    stated = _CHARSET.search(data[:4096])
    name = stated[1].decode("ascii").lower() if stated else "utf-8"
    for codec in (_WIDER.get(name, name), "utf-8", "gb18030"):
        if codec.replace("-", "") in ("utf8", "gb18030", "big5"):
            try:
                return data.decode(codec)
            except UnicodeDecodeError:
                continue
    return data.decode("gb18030" if name in _WIDER else "utf-8", "replace")
