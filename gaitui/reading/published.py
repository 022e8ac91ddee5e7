"""A published report's words: whose it is, of which year, and the texts of its parts.

Its tables are handed on as they are; what they say is for others to recognise.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from gaitui.definition import Definition
from gaitui.finding import Finding, Severity
from gaitui.grid import Grid
from gaitui.reading.headings import MAX_HEADING, Heading, find_headings
from gaitui.report import META_LABELS
from gaitui.sources.page import Page

MAX_TITLE = 100
MAX_UNIT = 60

_YEAR = r"(20[0-9]{2}|二[〇○零][一二三四五六七八九〇○零]{2})"
_SUBJECT = "政府信息公开"
_NAME = rf"{_SUBJECT}(?:工作)?"
_TITLES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<unit>[^，。：；_|>—-]{{0,{MAX_UNIT}}}?)(?:关于)?(?P<year>{_YEAR})年?度?{_NAME}年?度?(?:工作)?报告",
        rf"(?P<year>{_YEAR})年?度?(?P<unit>[^，。：；_|>—-]{{1,{MAX_UNIT}}}?){_NAME}年?度?(?:工作)?报告",
        rf"(?P<unit>[^，。：；_|>—-]{{0,{MAX_UNIT}}}?){_NAME}(?P<year>{_YEAR})年?度?(?:工作)?(?:年度)?报告",
        rf"(?P<unit>[^，。：；_|>—-]{{0,{MAX_UNIT}}}?){_NAME}年?度?(?:工作)?报告[（(](?P<year>{_YEAR})年?度?[)）]",
    )
)
_CHINESE = {char: str(digit) for digit, char in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "○": "0",
}
_BYLINE = re.compile(
    r"[【\[（(]?(?:发布|发文|成文|生成|公开|更新)?(?:日期|时间|机构)|信息?来源|来\s{0,9}源|作者|字体|字号|浏览|点击|阅读"
    r"|访问|索引号?|文号|打印|分享|视力|编辑|责任编辑|当前位置|您的位置|首页|大\s{0,9}中\s{0,9}小"
)
_FOOTER = re.compile(
    r"[【\[（(]?(?:打印|关闭|返回|上一[篇条]|下一[篇条]|分享到|扫一扫|附件|相关(?:链接|文章|附件|信息|阅读)"
    r"|责任编辑|主办单位|主办[:：]|承办|版权所有|网站地图|网站标识|联系我们|Copyright|©|友情链接|阅读次数)",
    re.IGNORECASE,
)
_DRAFT = "〔草稿"


class Title(Struct, frozen=True):
    """What a report's title states; `place` is its block, None where only the page's own name
    has it."""

    unit: str = ""
    year: int | None = None
    place: int | None = None


class Published(Struct, frozen=True):
    """The words of a published report. `grids` are all its tables in order; `sections` says for
    each of them under which part's heading it stands, where that is known."""

    unit: str
    year: int | None
    narratives: Mapping[str, str]
    meta: Mapping[str, str]
    grids: tuple[Grid, ...]
    sections: tuple[str | None, ...]
    findings: tuple[Finding, ...]


def read_title(page: Page) -> Title:
    """Unit and year: of the last paragraph before part one that is a title, else as the page is
    called; a unit may stand in the paragraph above."""
    return _title(page.blocks, page.title)


def _title(blocks: Sequence[str | Grid], title: str) -> Title:
    found = Title()
    for place, block in enumerate(blocks):
        if not isinstance(block, str):
            continue
        tight = "".join(block.split())
        if tight.startswith(("一、", "（一）")) and found.year:
            break
        if len(tight) <= MAX_TITLE and (match := _match(tight, whole=True)):
            unit = _unit(match) or _unit_above(blocks[:place])
            found = Title(unit, _year(match["year"]), place)
    if found.year is None and (match := _match("".join(title.split())[: 3 * MAX_TITLE])):
        return Title(_unit(match), _year(match["year"]))
    return found


def read_published(page: Page, definition: Definition) -> Published:
    """The words of a page, by the parts of `definition`; a part whose heading was not found, or
    a title, is a finding."""
    blocks = [block for block in page.blocks if not _is_draft_mark(block)]
    named = _title(blocks, page.title)
    headings = find_headings(map(_heads, blocks), definition)
    narratives = dict(_narratives(blocks, headings, definition))
    meta: dict[str, str] = {}
    last = definition.sections[-1].narrative
    if last in narratives:
        narratives[last], meta = _split_meta(narratives[last])
    preamble = _preamble(blocks, named, headings)
    for key in definition.narratives:
        if definition.section_of(key) is None and preamble:
            narratives[key] = preamble
    places = [place for place, block in enumerate(blocks) if isinstance(block, Grid)]
    return Published(
        named.unit,
        named.year,
        {key: text for key, text in narratives.items() if text},
        meta,
        tuple(block for block in blocks if isinstance(block, Grid)),
        tuple(_section_at(place, headings) for place in places),
        tuple(_missing(named, headings, definition)),
    )


def _match(text: str, whole: bool = False) -> re.Match[str] | None:
    if _SUBJECT not in text:
        return None
    for pattern in _TITLES:
        if match := (pattern.fullmatch(text) if whole else pattern.search(text)):
            return match
    return None


def _unit(match: re.Match[str]) -> str:
    """The unit of a title; 人民政府 and 政府信息公开 may share a word."""
    unit = match["unit"]
    return unit + "政府" if unit.endswith("人民") else unit


def _year(text: str) -> int:
    return int("".join(_CHINESE.get(char, char) for char in text))


def _unit_above(blocks: Sequence[str | Grid]) -> str:
    """A title set in two paragraphs: the unit alone stands above the rest."""
    above = blocks[-1] if blocks else ""
    if (
        isinstance(above, str)
        and len(above) <= MAX_UNIT
        and not re.search(r"[，。：；:>《]", above)
    ):
        return "".join(above.split())
    return ""


def _is_draft_mark(block: str | Grid) -> bool:
    return isinstance(block, str) and block.startswith(_DRAFT)


def _heads(block: str | Grid) -> Sequence[str]:
    """Texts of a block that may be a heading: a paragraph, or what a table's first row says."""
    if isinstance(block, str):
        return (block,)
    tops = (block.cells.get(f"{column}1") for column in "ABC")
    return [cell.text for cell in tops if cell and cell.text and len(cell.text) <= MAX_HEADING]


def _ends(headings: Mapping[str, Heading], count: int) -> dict[str, int]:
    """Where each part that was found ends."""
    places = sorted(heading.place for heading in headings.values())
    after = dict(zip(places, [*places[1:], count], strict=False))
    return {key: after[heading.place] for key, heading in headings.items()}


def _narratives(
    blocks: Sequence[str | Grid], headings: Mapping[str, Heading], definition: Definition
) -> Iterator[tuple[str, str]]:
    ends = _ends(headings, len(blocks))
    for section in definition.sections:
        heading = headings.get(section.id)
        if heading is None or section.narrative is None:
            continue
        inside = blocks[heading.place + 1 : ends[section.id]]
        texts = [heading.rest, *(block for block in inside if isinstance(block, str))]
        if ends[section.id] == len(blocks):
            texts = _before_footer(texts)
        yield section.narrative, "\n".join(filter(None, texts))


def _before_footer(texts: list[str]) -> list[str]:
    """The last part's text without what the site says below a report."""
    for place, text in enumerate(texts):
        if _FOOTER.match(text) and len(text) <= MAX_TITLE * 2:
            return texts[:place]
    return texts


def _split_meta(text: str) -> tuple[str, dict[str, str]]:
    """What our own print adds below the last part: labelled lines, in their fixed order."""
    lines = text.split("\n")
    meta: dict[str, str] = {}
    labels = list(META_LABELS.items())
    while lines and labels:
        label, _, value = lines[-1].partition("：")
        at = next((n for n, item in enumerate(labels) if item[1] == label), None)
        if at is None or not value:
            break
        meta[labels[at][0]] = value
        labels = labels[:at]
        lines.pop()
    return "\n".join(lines), meta


def _preamble(blocks: Sequence[str | Grid], title: Title, headings: Mapping[str, Heading]) -> str:
    """The paragraphs between title and first heading, without the site's line below a title."""
    first = min((heading.place for heading in headings.values()), default=0)
    start = title.place + 1 if title.place is not None else 0
    texts = [block for block in blocks[start:first] if isinstance(block, str)]
    while texts and _is_byline(texts[0]):
        texts.pop(0)
    if title.place is None:
        # Without a title the site's own lines may stand above; a preamble is a sentence.
        texts = [text for text in texts if len(text) > MAX_HEADING and "。" in text]
    return "\n".join(texts)


def _is_byline(text: str) -> bool:
    return len(text) <= MAX_TITLE and "。" not in text and bool(_BYLINE.search(text))


def _section_at(place: int, headings: Mapping[str, Heading]) -> str | None:
    """The part that a block stands in: that of the last heading at or above it."""
    above = [(heading.place, key) for key, heading in headings.items() if heading.place <= place]
    return max(above)[1] if above else None


def _missing(
    title: Title, headings: Mapping[str, Heading], definition: Definition
) -> Iterator[Finding]:
    if title.year is None:
        yield Finding(
            "W606",
            Severity.WARNING,
            "没有找到报告的标题，机关名称和年度不知道",
            "year",
            hint="标题的固定写法：机关名称 + 年份 + 年政府信息公开工作年度报告。",
        )
    lost = [section for section in definition.sections if section.id not in headings]
    if lost:
        words = "、".join(f"“{section.heading}”" for section in lost)
        yield Finding(
            "W606",
            Severity.WARNING,
            f"没有找到这些部分的标题：{words}；其中的文字没有读入",
            hint="请核对正文的六个部分是否齐全，标题是否与格式一致。",
        )
