"""Numbers with their units, as they stand in a clause."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from gaitui.numerals import parse_chinese_number

COUNT_UNITS = frozenset("件宗条起次份个项例")
AMOUNTS = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}
"""What an amount's unit is in 万元, the form's."""
_FIGURE = re.compile(
    r"(?<![0-9.,第A-Za-z〔\[-])"
    r"(?:([0-9]{1,3}(?:,[0-9]{3}){1,3}(?:\.[0-9]{1,9})?|[0-9]{1,12}(?:\.[0-9]{1,9})?)"
    r"|([〇零一二三四五六七八九十百千万亿两]{1,16}))"
    r"([万亿](?!元))?(余|多|来|几)?"
    r"(件次|人次|个百分点|亿元|万元|元|[件宗条起次份个项例篇期场部人名家]|%|倍)"
)
_FEW = ("数", "几", "近", "约")


class Figure(Struct, frozen=True):
    """A number in a clause: `decimals` are the digits printed behind the point, `exact` is
    false where words or a rounded scale make it an estimate."""

    value: Decimal
    decimals: int
    unit: str
    exact: bool
    start: int
    end: int

    @property
    def is_count(self) -> bool:
        return self.unit in COUNT_UNITS


@lru_cache(maxsize=512)
def figures(words: str) -> tuple[Figure, ...]:
    """The numbers of a clause that have a unit, in order; remembered, as each step of reading a
    text asks again."""
    return tuple(_figures(words))


def _figures(words: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(words):
        arabic, chinese, scale, vague, unit = match.groups()
        if arabic:
            value: Decimal | None = Decimal(arabic.replace(",", ""))
        else:
            number = parse_chinese_number(chinese)
            value = None if number is None else Decimal(number)
        estimated = scale or vague or (chinese and words[match.start() - 1 : match.start()] in _FEW)
        yield Figure(
            value or Decimal(0),
            len(arabic.partition(".")[2]) if arabic else 0,
            unit,
            value is not None and not estimated,
            match.start(),
            match.end(),
        )
