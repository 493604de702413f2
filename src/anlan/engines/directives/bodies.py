"""Patterns of who acts: the body in front of a modal or a verb, behind 由, in front of a condition, the body that is urged."""

import re

from anlan.engines.directives.closed_class import BY, ENDS, MUST, NOT_A_WORD, THEN, URGES
from anlan.engines.directives.lexicon import Lexicon, any_of

_ONE_BY_ONE = r"逐[条户个点村企人台件栋处站口家厂矿段层楼房校库河井车船屋]"


class Bodies:
    """The lexicon's bodies as compiled patterns."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.adverb = rf"(?:{any_of(lexicon.adverbs)}|{_ONE_BY_ONE})"
        self._subjects()

    def _subjects(self) -> None:
        lexicon, adverb = self.lexicon, self.adverb
        units = rf"{any_of(lexicon.subject_ends)}(?<![督举承主开]办)(?!(?:级|及)以[上下])"
        place = r"(?<=[\u4e00-\u9fff])[县市乡镇]|(?<=[）县市各城])区"
        place += r"|(?<![\u4e00-\u9fff])各(?![项类种个处自方])[\u4e00-\u9fff]{1,2}|各级[\u4e00-\u9fff]{2,4}"
        place += r"(?<![名清]单)(?<!方案)(?<!预案)(?<!计划)"
        place += r"|(?:每个?|各)?[县市区乡镇村]□+|□[长委办]"
        self.subject = re.compile(
            rf"^(?=[^，]*[要应须得禁律准需以])(?P<subject>(?:(?!{MUST})[^，]){{0,90}}?(?:{units}|{place})(?:[（(][^）)]*[）)]|□+)?)"
            r"(?:[^，要应须]{2,6}前|未经[^，要应须]{2,6}|连续[^，要应须]{2,8}|(?:(?<!所)在|于|每)[^，要应须]{2,16})?"
            rf"(?:[一二三四五六七八九]是?)?(?<![主重需必只简扼纪摘])(?P<modal>{any_of(lexicon.modals)}){NOT_A_WORD}"
        )
        doing = any_of(lexicon.doing)
        acting = any_of(lexicon.doing + lexicon.aims)
        self.bare_subject = re.compile(
            rf"^(?P<subject>(?:(?!{MUST})[^，由]){{0,60}}?{units}(?:[（(][^）)]*[）)]|□+)?)"
            rf"(?!(?!充实|配备|配齐|配强|抽调){doing}(?:部门|机构|单位|人员|企业|队伍|所|站|局))(?!{doing}率)(?={adverb}{{0,6}}(?:{acting}|{THEN})|将{adverb}{{0,6}}{acting})"
        )
        self.intends = re.compile(
            rf"^(?=[^，]*将)(?P<subject>(?:(?!{MUST})[^，由对把]){{0,40}}?{units})将(?={adverb}{{0,6}}{acting})"
        )
        self.each_place = re.compile(r"^(?P<subject>(?:每个?|各)[县市区乡镇村社街道]+(?:□+)?)(?=至少|不少于|都?要|[应须](?!急))")
        self.named_body = re.compile(
            r"^(?P<subject>(?:各|全)?(?:省|市|县|区|镇|乡|街道|办事处|村|社区)[^，的将把对由在（]{0,12}?"
            r"(?:局|委|(?<![开举主承协兴])办|电视台|中心|大队|支队|政府|委员会|公司|集团|学校|医院|监管所|派出所|供电所|财政所))(?![的、和与及等公事理法员会人领学附内外办局室]|副|主|班|有关|相关|各|所属|以[上下])(?=[^，]{3})"
        )
        self.by = re.compile(
            rf"^(?:(?![^，由]*采[取用])[^，由]{{2,40}})?由(?!于|来|此|[^，]{{2,80}}(?:组成|构成|任组长|为组长|担任))(?P<subject>[省市县区镇乡村](?=统一|统筹|负责)|[^，]{{2,24}}?(?:(?<={ENDS})(?={THEN}|{adverb}{{0,6}}{acting})|(?=(?:{adverb}|及时|立即){{0,3}}(?:{BY}))))"
        )
        self.by_anyone = re.compile(
            rf"^(?:(?![^，由]*采[取用])[^，由]{{2,16}})?由(?!于|来|此|[^，]{{2,80}}(?:组成|构成|任组长|为组长|担任))(?P<subject>[^，的]{{0,20}}{units})(?![的、和与及等])(?=[^，]{{2}})"
        )

        self.leading_subject = re.compile(
            rf"^(?P<subject>[^，]{{0,40}}?{units}(?:□+)?)(?=(?!以[上下内外及]){any_of(lexicon.lead_ins)})"
        )
        self._subjects_in_front(units, adverb, doing, acting)

    def _subjects_in_front(self, units: str, adverb: str, doing: str, acting: str) -> None:
        self.body = re.compile(
            rf"(?!{doing}|[对将把在由按以从为]|[^，]{{0,8}}的(?!各级|有关|相关))(?:(?!{MUST})[^，]){{2,60}}{units}(?:[（(][^）)]*[）)]|□+)?"
        )
        charged = re.compile(rf"^(?P<subject>[^，的由对将把]{{2,40}}?(?<={ENDS}))(?=(?:具体)?负责(?!人|同志))")  # 护路队负责…
        self.plain_subjects = (self.bare_subject, self.leading_subject, self.each_place, self.named_body, charged)
        self.narrowed = re.compile(rf"^(?!并?对)[^，]{{2,30}}的(?P<subject>[^，的]{{0,10}}{units})，?$")
        self.subject_of_condition = re.compile(
            rf"^(?=[^，]*[到现悉知察凡如若对在])(?P<subject>[^，]{{0,24}}?{units})(?=接到|(?:督查|检查|巡查|排查|抽查|监测)?发现|收到|获悉|获知|察觉|凡|如[果遇]?|若|对|(?<!所)在[^，]{{2,24}}(?:时|中|期间|后|前))"
        )
        self.helpers = re.compile(
            rf"^(?:会同|联合)[^，]{{0,40}}?(?:{units}|[局委办厅队所站院会心])(?=(?:{THEN}|{adverb}{{0,6}}{acting}))"
        )
        self.urges_only = re.compile(
            rf"(?=[^，]*(?:{URGES}|会同|联合|协同|组织|协调|召集))(?:(?:[^，]{{0,30}}{units}(?:要|应当?|须)?)?{adverb}{{0,3}}{URGES}+(?:(?!{doing})[^，]){{2,24}}(?:{units}|工地|场所|户)"
            rf"|(?:[^，]{{0,30}}{units}(?:要|应当?|须)?)?(?:{adverb}{{0,3}}(?:组织|协调|召集)[^，\d]{{2,40}}(?:等(?:有关|相关)?|有关|相关)(?:部门|单位)|(?:会同|联合|协同)(?:(?!组成|成立|组建)[^，]){{2,40}}{units}))"
        )
        self.pivot = re.compile(
            rf"^{adverb}{{0,6}}(?:{any_of(self.lexicon.pivots)}(?:和|、|并)?)+(?P<actor>[^，]{{0,36}}?{units})(?={adverb}{{0,6}}{acting}|按|在|对|每|于)"
        )
