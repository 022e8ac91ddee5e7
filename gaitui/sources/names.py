"""Defined names as most programs write them, taken out of a workbook's markup by pattern.

A form has hundreds: to parse them as XML takes most of the time of opening one. What is left goes
to the XML parser, and so does everything where a name is written in another way.
"""

import re
from typing import TypeAlias

DefinedName: TypeAlias = tuple[str, str | None, str]
"""A name, the sheet it is of (None: the whole workbook), and what it refers to."""

_PLAIN = r'([^"<>&\x00-\x1f]*+)'
_NAME = re.compile(
    rf'<definedName name="{_PLAIN}"( localSheetId="[0-9]{{1,5}}")?>{_PLAIN}</definedName>'
)


def split_names(markup: str) -> tuple[str, list[DefinedName]]:
    """A workbook's markup without its defined names, and the names; the whole markup and none
    where some are not plain."""
    head, _, rest = markup.partition("<definedNames>")
    inside, _, tail = rest.partition("</definedNames>")
    around = head + tail
    between, *parts = _NAME.split(inside)
    is_plain = parts and not between and not any(parts[3::4])
    has_more = "definedNames" in around or "<!" in around or around.find("<?", 1) > 0
    if not is_plain or has_more or "\ufffe" in inside or "\uffff" in inside:
        return markup, []
    names = list(zip(parts[::4], parts[1::4], parts[2::4], strict=True))
    return f"{head}<definedNames/>{tail}", names
