"""Frames around a duty that are none themselves: a permission, a circumstance, the paper it follows, the forces it uses."""

import re

_MAY = re.compile(  # 可 as a modal, never 可能, 可靠, 不可, 方可
    r"^(?:也|还|均|都|并|又)?(?:必要时|视情况?)?(?:允许|可以(?!看出|说)|可(?=以|将|把|通过|由|按|根据|依据|视情|在|向|参照|结合|适当|采取|采用|申请|自行|依托|给予|委托|选择"
    r"|实行|组织|统筹|提前|延[长期]|适时|从|用于|对|与|联合|会同|不再|免|暂|调用|征用|酌情|依法|从轻|予以|聘请|享受|一并|就近|简化|优先|同时|单独|合并|越级|直接))"
)
_MAY_WHO = re.compile(
    r"^[^，不未方才即均后]{2,24}?(?<![不方才即后许认准])(?:可以(?!看出|说)|可(?=越级|直接|根据|将|通过|结合|按照?|适当|自行|委托|申请|采取|视情|依托|组织|参照))"
)
_ORDERS = re.compile(r"(?<![主重需必只])要(?![求素点])|应当|[应须](?![急用对变])|必须|不得|严禁|一律|务必")
_AMID = re.compile(
    r"^[^，在要应须]{2,16}在[^，]{2,24}的同时$"
    r"|^(?:并|同时|要)?在[^，\d]{1,24}?(?<![集其适居])(?:中|基础上|框架[下内]|同时|条件下)$"
)
_AREA = re.compile(r"^(?:在)?[^，\d要应须]{2,16}方面$")
_PAPER = re.compile(r"^(?:严格|认真|要|应|须|并)*(?:按照?|根据|依据|依照|遵照|参照|对照|结合|比照|落实)(?!职责)[^，]{2,}")
_PAPER_END = re.compile(
    r"(?:方案|计划|规划|通知|办法|制度|清单|指南|目录|规程|条例|结果|指引|导则|细则|文件|意见|标准|规范|规定|预案|部署|安排|要求)(?:等)?□*$"
)
_DRAFTS = re.compile(
    r"制定|编制|修订|完善|印发|出台|起草|细化|拟定|健全|建立|形成|执行|上报|报送|公布|公示|明确|开展|组织|落实(?=.)"
)
_FORCES = re.compile(
    r"(?:将|适时|不定期)*(?:组织|派出|组成|抽调)[^，\d每]{0,12}(?:督查组|督导组|检查组|工作组|巡查组|专家组|暗访组|调查组)$"
    r"|(?:积极|充分|科学|主动|广泛|及时|立即|迅速)*(?:组织|抽调|统筹|调集|整合|集中|动员|调配|邀请|聘请|协调|发动)[^，\d每]{0,24}?(?:力量|资金|专家|资源|骨干|警力|人手|技术人员|专业人员|(?<=组织)(?:人员|人力|群众)|(?<=发动)[^，]{0,8}(?:员工|群众|职工)|第三方|(?:第三方|专业)机构)$"
)
_MANNER = re.compile(
    r"(?:进一步|切实)?(?:加强|强化|加大|密切)(?:(?:组织|统筹|沟通|协调|调度|领导|协作|配合|协同|衔接|联动|对接|交流|合作|信息)[与和、]?){2,3}(?:力度)?$"
    r"|加强(?:协作|配合|协调|沟通|联动)$|(?:密切|紧密|通力|主动|积极|相互)(?:配合|协作|协同|合作|沟通|联动)$"
    r"|各司其职|各负其责|齐抓共管|上下联动|精心组织|周密部署|精心部署|科学安排|统筹安排|全面部署|迅速行动|靠前指挥|深入一线|加强领导|统一指挥|倒排工期|挂图作战|攻坚克难|全力以赴"
)
_FINDS = re.compile(r"(?:全面|彻底|及时|认真|并)?(?:查清|查明|弄清|找准|厘清)[^，\d]{0,8}(?:原因|责任|症结|问题|性质)$")
_INQUIRES = re.compile(r"调查|核查|倒查|剖析")
_BARE = re.compile(
    r"(?:并)?(?:实施|采取|落实|细化|完善|强化|做好|推进|制定)(?:具体|有效|有力|相应|针对性|各项|相关|有关|配套)+(?:措施|举措|惩戒|处置|工作|任务|要求)$"
    r"|进行(?:重点|全面|集中|彻底|认真|严肃)*(?:整治|整改|治理|处置|处理)$|(?:全面|积极|迅速)开展(?:各项|相关|有关)?工作$"
)
_APART = re.compile(
    r"与[^，]{1,12}(?:分开|隔开|隔离|分离|分设)[^，\d]{0,4}$|(?:保持|留有|留足|留出)[^，、\d]{0,6}(?:距离|间距|间隔|空间)$"
)

PER = re.compile(r"每(?:再|逾期|延迟)?(?:增加|新增|减少|增|减|超过?|满|多|少|逾期|延迟)[^，]{0,3}\d[^，要应须]{1,6}")


def permits(phrase: str) -> bool:
    """县局可将…, 可通过…: leaves free, orders nothing; 应, 要, 不得 in the same phrase order after all."""
    found = _MAY.match(phrase) or _MAY_WHO.match(phrase)
    return bool(found) and not _ORDERS.search(phrase)


def circumstance(phrase: str) -> bool:
    """在检查执法中，; 根据专项治理实施方案，; 依照《…》，: waits for the act behind it."""
    if _AMID.match(phrase) or _AREA.match(phrase):
        return True
    if not _PAPER.match(phrase) or phrase.startswith("落实"):
        return False
    titled = phrase.endswith("□") and not _DRAFTS.search(phrase)
    return titled or bool(_PAPER_END.search(phrase)) and not _DRAFTS.search(phrase)


_CARRIES = re.compile(r"(?:携带|带上|带足|带齐)[^，\d]{2,12}(?:工具|装备|器材|物资|设备)$")
_GOES = re.compile(r"(?:迅速|立即|及时|第一时间)*(?:赶赴|奔赴|前往|到达|上堤|上山)")


def carries_along(phrase: str, following: str) -> bool:
    """携带抢险工具，迅速赶赴现场."""
    return bool(_CARRIES.match(phrase) and _GOES.match(following))


def manner(phrase: str) -> bool:
    """组织专门力量，加强统筹协调，before the act they serve; a number would make them acts of their own."""
    return bool(_FORCES.match(phrase) or _MANNER.fullmatch(phrase))


def outcome(before: str, phrase: str) -> bool:
    """Behind its duty: 调查…，查清原因; 实施有效惩戒, which names nothing; 与…分开设置，保持…距离."""
    return bool(_FINDS.match(phrase) and _INQUIRES.search(before) or _BARE.match(phrase) or _APART.match(phrase))


def opens_object(phrase: str) -> bool:
    """对规模小、条件差，难以…的敬老院: does the phrase open an object whose noun stands behind the next comma?"""
    return bool(re.match(r"(?:并|要)?对(?!标|接|照|表|于|口)[^，的]{2,40}$", phrase))


_WHETHER = re.compile(r"(?!重点|检查|核查|排查|抽查)[^，]{2,30}是否[^，]{2,}|(?:有无|是不是)[^，]{2,}")
_CHECKS = re.compile(r"检查|核查|排查|抽查|督查|查看|查验|核实|关注|评估|摸清|是否|有无")


def whether(before: str, phrase: str) -> bool:
    """重点检查出口是否畅通，设施是否完好: the second question belongs to the same check."""
    return bool(_WHETHER.fullmatch(phrase) and _CHECKS.search(before))


_WAY = re.compile(r"[^，]{0,16}(?:采取|采用)[^，]{2,}")
_WAY_END = re.compile(r"的(?:办法|方式|方法|形式|模式)$")


def way_end(phrases: list[str]) -> int:
    """采取先由企业自评，再由专家复评的办法: how many phrases behind the first belong to the means."""
    if not _WAY.fullmatch(phrases[0]) or re.search(r"(?:办法|方式|方法|形式|模式|措施|手段)$", phrases[0]):
        return 0
    return next((count for count, phrase in enumerate(phrases[1:3], 1) if _WAY_END.search(phrase)), 0)


_FOUNDS = re.compile(r"(?:要|应|须)?(?:成立|组建|设立|组成|建立)(?:了)?(?:由|以)[^，]{2,}")
_BODIES = re.compile(r"的[^，的]{0,20}(?:小组|专班|指挥部|工作组|委员会|机构|联席会议|队伍)□*$")


def founded_end(phrases: list[str]) -> int:
    """成立由…任组长，…为成员的领导小组: how many phrases behind the first name the body."""
    if not _FOUNDS.search(phrases[0]) or _BODIES.search(phrases[0]):
        return 0
    return next((count for count, phrase in enumerate(phrases[1:5], 1) if _BODIES.search(phrase)), 0)
