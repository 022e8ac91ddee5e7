"""Words of the language, not of the form: what may stand in a clause without changing what is
counted, and what makes a count uncertain."""

import re

FILLERS = frozenset(
    word
    for line in (
        "本年,全年,上年,下年,共,共计,总共,总计,合计,累计,一共,其中,其,有,为,是,了,已,均,均已,都",
        "全部,各类,各,各种,的,并,也,亦,且,而,另,另有,另外,以,继续,新,我,本,向,在,到,来,从,自,至,处",
        "依法,按时,按期,及时,依规,依法依规,依法依规及时,规范,妥善,认真,作出,做出,决定,作,计,包括,含",
        "包含,申请,申请件,申请数,申请量,申请数量,申请总量,申请人,案件,案,数量,总数,总量,总数量,件数",
        "数,数为,结果,办理结果,情况,情形,方面,类,达,达到,结案,提出,提起,发生,产生,出现,引发,引起,导致",
        "被,被申请,被提起,因,由,涉及,答复意见,等情形,公开决定,告知,属,期间,内,中,政府信息,任何,相关,有关",
        "工作",
    )
    for word in line.split(",")
)
"""Words that leave it certain what is counted."""

UNITS_OF_ONE = "区市县省州旗局委办厅镇乡处院馆所部会"
OWN = re.compile(
    rf"[我本](?:[{UNITS_OF_ONE}](?:政府|人民政府|机关)?|街道(?:办事处)?|机关|单位|部门|中心"
    r"|行政机关|办事处|管委会)"
)
"""The reporting unit as it calls itself."""

OWN_NAME = "\x00"
"""The sign for a name of the reporting unit."""
SEAT = re.compile(rf"{OWN_NAME}(?:办公[室厅]|办(?![理结复公]))")
"""The office of a government, whose own requests are a part of the government's."""
ALL_OF = frozenset({"全区", "全市", "全县", "全省", "全州", "全旗", "全镇", "全街道", "全乡"})
"""A government's own scope; in a department's report, a wider one."""
SCOPE = re.compile(
    r"(?:区|市|县|省|州|镇|局)?(?:政府)?本级|代表[区市县省州]?(?:人民)?政府|以[区市县省州]政府名义|备案"
    r"|全(?:区|市|县|省|州|旗|镇|乡|街道|系统)(?:各级|各)?(?:行政机关|政府机关)?|各行政机关|各级(?:行政机关|政府|部门)?|各(?:有关|职能|行政)?部门"
    r"|各单位|各街道|各镇|各乡镇|各区|各县|机关本部|局机关|全局|下级|基层"
)
"""Words that count another circle of offices than the tables may."""
_AGENT = (
    r"[区市县省州旗][\u4e00-\u9fff]{1,8}(?:委|办|中心|院|支队|大队|公司|集团)"
    r"|[\u4e00-\u9fff]{2,8}(?:局(?!面|限|势|部)|街道|镇政府|乡政府)|下属|所属|直属|公司|医院|学校"
)
_ENDS_OF_AGENTS = frozenset("委办心院队司团局道府属校")


def names_agent(words: str) -> bool:
    """Whether words name another office, which the counts that follow may be about."""
    if _ENDS_OF_AGENTS.isdisjoint(words):
        return False
    return re.search(_AGENT, SCOPE.sub("", words)) is not None


NONE = frozenset({"未曾", "未", "没有", "无", "零", "不存在"})
RIVAL = re.compile(
    r"热线|信件|来信|信访|咨询|建议|提案|议案|留言|投诉|网民|邮件|邮箱|诉求|工单|电话|问政|媒体|解读"
    r"|培训|调查|许可|证照|政务服务|信用|案卷|评议|回应|宣传|活动|网站|公众号|微信|微博"
)
"""Other things that are received and answered: bare verbs after them may be about those."""
REQUESTISH = re.compile(r"申请|受理|收到|公开|复议|诉讼|办理|答复|许可|处罚|渠道|平台")
LINKED = re.compile(r"(?:因|涉及?|关于|围绕)[^，]{0,8}公开|公开[^，]{0,4}(?:引发|引起|类|领域)")
"""Words that tie disputes to government information."""

CARRY = re.compile(
    r"(?:结转|承接)自?上年(?:度)?(?:[至到]?本年)?|上年(?:度)?(?:结转|转入|转来|转结|遗留)"
    r"(?:[至到入]?本年)?"
)
COMPARED = re.compile("较上年|比上年|与上年|同上年|同比")
THIS_YEAR = re.compile(r"本年|全年")
OTHER_TIME = re.compile(
    "上年|他年|上半年|下半年|季度|[0-9]月|近[一二两三四五几0-9]+年|以来|同期|截至|截止|十[一二三四五]五"
)
OTHER_YEAR = re.compile(r"上年|他年")
HEADING = re.compile(
    r"(?:[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十0-9]{1,3}[、.．])"
)
