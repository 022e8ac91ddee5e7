"""A published web page: its encoding found out here, its markup read in a child process."""

import re
from importlib.util import find_spec

import msgspec
from msgspec import Struct

from gaitui.errors import UnreadableError
from gaitui.sources.child import run_child
from gaitui.sources.page import Page, Span, build_page

_CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_-]{1,40})""")
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
    read = run_child("gaitui.sources._html", text.encode("utf-8", "replace"), "网页")
    found = msgspec.json.decode(read, type=_Blocks)
    return build_page(found.blocks, found.title)


def decode(data: bytes) -> str:
    """A text's characters: by its byte order mark, else as UTF-8, Big5 where that is stated, or
    GB 18030, whichever it is; what fits none shows as U+FFFD."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    stated = _CHARSET.search(data[:4096])
    name = stated[1].decode("ascii").lower() if stated else "utf-8"
    # UTF-8 first, whatever is stated: no Chinese text in another encoding happens to be UTF-8.
    codecs = ("utf-8", "big5" if name == "big5" else "gb18030", "gb18030")
    for codec in codecs:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("gb18030" if name.startswith("gb") else "utf-8", "replace")
