"""N3xx: the cases of each code; the sentences they are read from are in test_narratives."""

from tests.check_cases import Case, CodeCases, filled, told, zeros
from tests.support import with_values

TRIAL = "gwy-2019"
CLEAN = {"2021": Case(filled()), "2019": Case(filled(TRIAL))}


def text(found: str, overview: str, name: str = "gwy-2021") -> Case:
    """The finished report with another overview."""
    return Case(told(filled(name), overview=overview), tuple(filter(None, found.split(", "))))


def number(key: str, name: str = "gwy-2021") -> int:
    """A number of the finished report."""
    return int(filled(name).total([ref for ref in filled(name).cells if ref == key]))


NEW, CARRIED = number("requests.new.total"), number("requests.carried_in.total")
HANDLED = number("requests.handled.total")
OTHER_YEAR = f"2020年受理政府信息公开申请{NEW + 9}件。2021年受理政府信息公开申请{NEW}件。"
RECEIVED = "全年受理政府信息公开申请{}件。"
GROWTH = "全年受理政府信息公开申请{}件，较上年{}件增长{}。"
LISTED = "公开信息{}条，其中动态12条、公告8条、其余{}条。"

CASES = {
    "N301": CodeCases(
        clean=CLEAN,
        failing={
            "one too many": text("N301 error overview", RECEIVED.format(HANDLED + 1)),
            "in the trial form": text("N301 error overview", RECEIVED.format(99_999), TRIAL),
            "another scope": text(
                "N301 warning overview", "局本级" + RECEIVED.format(1).removeprefix("全年")
            ),
        },
        boundary={
            "what came in": text("", RECEIVED.format(NEW)),
            "with what was carried in": text("", RECEIVED.format(NEW + CARRIED)),
            "what was handled": text("", RECEIVED.format(HANDLED)),
            "another year": text("", OTHER_YEAR),
            "a cell left blank": Case(
                told(
                    with_values(zeros(), {"requests.granted.natural_person": None}),
                    overview="自然人5件。",
                ),
                (
                    "N301 error overview",
                    "V204 warning requests.granted.natural_person",
                ),
            ),
        },
    ),
    "N302": CodeCases(
        clean=CLEAN,
        failing={
            "not what follows": text(
                "N302 error overview", GROWTH.format(NEW, NEW - 10, "99%")
            ),
            "the wrong way": text(
                "N302 error overview", GROWTH.format(NEW, NEW * 2, "50%")
            ),
        },
        boundary={
            "rounded": text("", GROWTH.format(NEW, NEW * 2, "50%").replace("增长", "下降")),
            "percentage points": text("", RECEIVED.format(NEW)[:-1] + "，同比提高5个百分点。"),
            "times": text("", RECEIVED.format(NEW)[:-1] + "，同比增长2倍。"),
        },
    ),
    "N303": CodeCases(
        clean=CLEAN,
        failing={
            "more than the whole": text("N303 warning overview", LISTED.format(25, 15)),
            "less, with a rest": text("N303 warning overview", LISTED.format(25, 1)),
        },
        boundary={
            "as much": text("", LISTED.format(25, 5)),
            "less, without a rest": text("", "公开信息25条，其中动态12条、公告8条。"),
        },
    ),
    "N304": CodeCases(
        clean=CLEAN,
        failing={
            "requests": text("N304 error overview", "未收到政府信息公开申请。"),
            "disputes": text(
                "N304 error overview, N304 error overview",
                "未发生因政府信息公开引发的行政复议、行政诉讼。",
            ),
        },
        boundary={
            "none indeed": Case(told(zeros(), overview="未收到政府信息公开申请。")),
            "none of something else": text("", "未收到关于政府信息公开的投诉。"),
        },
    ),
}  # fmt: skip
