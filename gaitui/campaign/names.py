"""Names of departments: compared whatever their width and spaces, and made fit for file names."""

import re
import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from itertools import combinations

MAX_BYTES = 120
"""Longest file name made from a department's; paths stay short enough for every system."""
LOST_CHARACTERS = 2
"""Names that differ by so many left-out characters are taken for two spellings of one."""
FEWEST_LEFT = 3
MAX_TWICE = 25
"""Longer names are compared with one character left out only: pairs of them are too many."""
_TELLING = frozenset("一二三四五六七八九十百零〇东南西北中上下左右前后新老大小甲乙丙丁0123456789")
"""Characters that make another name of the same words: 第一中学 is not 第十一中学."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2066-\u2069]')
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9]|@report)(\..*)?")
_LOOSE = re.compile(r"[\s\u200b\ufeff·・,，、.。()\[\]【】《》“”\"'_-]+")


def canonical_name(text: str) -> str:
    """A name by which two spellings are the same: full width, spaces and marks do not count."""
    return _LOOSE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def shortenings(name: str) -> Iterator[str]:
    """What a canonical name becomes with one or two characters left out that do not make it
    another department's."""
    for count in range(1, 1 + (LOST_CHARACTERS if len(name) <= MAX_TWICE else 1)):
        if len(name) - count < FEWEST_LEFT:
            return
        for left_out in combinations(range(len(name)), count):
            if not any(name[index] in _TELLING for index in left_out):
                yield "".join(char for index, char in enumerate(name) if index not in left_out)


def received_name(text: str) -> str:
    """A received file's name as part of a path: programs know it by its suffix, which stays."""
    match = _SUFFIX.search(text)
    suffix = match[0] if match else ""
    return file_name(text.removesuffix(suffix)) + suffix


def file_name(text: str) -> str:
    """A name as part of a path, the same for the same text and different for others."""
    safe = _UNSAFE.sub("_", text).strip(" .")
    cut = safe.encode("utf-8", "replace")[:MAX_BYTES].decode("utf-8", "ignore").strip(" .")
    if cut == text and not _RESERVED.fullmatch(text):
        return text
    return f"{cut}-{sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"
