"""What stands behind a duty and is none: its aim, its measure, the bare words of carrying it out."""

import re

_BETTERS = re.compile(  # 强化学习效果, 把各项措施落到实处, 满足供水需要
    r"^(?:进一步|持续|不断|切实|有效|全面|着力|更好|努力|最大限度|充分|广泛)*(?:"
    r"(?:强化|扩大|改善|优化|巩固|满足|挖掘|释放|增长|调动(?:发挥)?)[^，\d、]{0,20}(?:效果|能力|水平|意识|质量|素质|成效|实效|效能|环境|影响力|覆盖面|知晓率|本领|质效|满意度|安全感|获得感|潜力|动能|面貌|条件|秩序|状况|形象|知识|宣传面|积极性)"
    r"|达到(?!.*(?:标准|要求|规定|等级|级别|\d))[^，]+|[^，]{2,30}的目的|由[^，]{1,12}向[^，]{1,12}(?:拓展|转变|延伸|转型)|推动[^，]{2,20}的(?:展开|开展|发展)"
    r"|满足[^，]*(?:需要|需求|要求)|(?:把|将|使|让)[^，\d]*(?:落到实处|落实到位|落实落细))$"
)
_NO_MORE = re.compile(
    r"^(?:坚决|有效|全力|严格|严密|切实|从严|切实有效|全面)*(?:严防|防止|防范|谨防|避免|预防|严密防范)[^，\d]*"
    r"(?:(?:事故|案件|事件|灾害|火灾|险情|问题|伤亡)的?(?:再次)?(?:发生|反弹|反复)|发生[^，]{0,16}(?:事故|事件|火灾|灾害|伤亡)|各[类种][^，]*事故)$"
)
_COVERS = re.compile(r"^(?:推进|实现|做到|确保|力争|达到)?[^，、对要应须]{0,12}(?:全覆盖|全达标|全到位|无死角|无盲区|全知晓)$")
_BARE_ACT = re.compile(
    r"^(?:并)?(?:认真|严格|全面|切实|及时|抓紧|扎实|坚决|统一|精心|具体)*(?:督促|推动|狠抓|抓好|组织|跟踪|强化|指导|推进)?(?:落实|实施|部署|推进|执行|问效|督办)$|^接受(?:社会|群众|职工|公众|各方|各界)*监督$"
)
_APPROVED = re.compile(
    r"^(?:并)?(?:按程序|按规定|及时)*报(?:请|经)?[^，\d]{2,16}(?:批准|审批|同意|审定|核准)(?:后?(?:实施|执行|印发|施行))?$"
)


def betters(phrase: str) -> bool:
    return _BETTERS.match(phrase) is not None


def wards_off(phrase: str) -> bool:
    """严防各类事故发生: a goal nobody can close."""
    return _NO_MORE.match(phrase) is not None


def measures(phrase: str) -> bool:
    """推进学习教育全覆盖: how far the duty before must reach."""
    return _COVERS.match(phrase) is not None


def carries_out(phrase: str) -> bool:
    """督促落实; 报县政府批准实施: a step of the duty before, without an object of its own."""
    return bool(_BARE_ACT.match(phrase) or _APPROVED.match(phrase))
