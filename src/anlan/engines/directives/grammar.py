"""What part a comma phrase plays in its sentence, decided by how it begins and ends.

Nothing is a duty because its verb is known; a phrase is a duty unless it looks like something else. So a verb that no
list holds still yields a record, and the lists say only what is *not* one: aims, principles, conditions, means.
"""

import re
from enum import Enum
from functools import lru_cache

from anlan.engines.directives import frames, results, telling
from anlan.engines.directives.bodies import Bodies
from anlan.engines.directives.closed_class import IS_HEAD, MODAL_HEAD, MUST, NAMED_BODY, NOT_A_WORD, STRIKES_BACK, TOGETHER
from anlan.engines.directives.lexicon import DEFAULT, Lexicon, any_of
from anlan.engines.directives.measures import BEAT

_NO_TIME = re.compile(
    r"(?:平时|届时|此前|今后|此后|随后|然后|(?<![\u4e00-\u9fff\d])日[前后]|善后|灾后|事后|先后|前后|最后|落后|滞后|同时|及时|随时|按时|(?<!标)准时|实时|临时|小时|学时|课时|[定长工周限按到超任分假延\d]期|[目当提超面空眼]前)$"
)


_SHORT_TIME = re.compile(  # 作业前，; 夜间，; 雨雪天气，
    r"在?[\u4e00-\u9fff]{2}(?<![年月日汛节会])[前时后]|夜间|白天|凌晨|(?:[雨雪雾]|大风|高温|恶劣|极端|雷电|冰冻|寒潮|强对流|沙尘)[^，]{0,6}天气?"
)
_MUST = re.compile(MUST)
_BOUND = re.compile(r"应当|必须|须(?!知)|应(?![急用对变])")
_BOUND_BRIEFLY = re.compile(  # 应当记录浓度, 方可返回, 渡船停航: no slogans
    r"(?:应当|必须|须|应(?!急)|方可|方能|才可|才能)[^，]{2,4}|[^，]{0,2}(?:停[航运课工产业售]|撤离|封闭|关闭|报批)"
)
_MEASURED = re.compile(r"\d|每[\d两日天周旬月季年半]")
_OWN_LIMIT = re.compile(r"[^，]{0,3}(?:期限|时限|周期|间隔)(?:原则上)?(?:不得|不)(?:超过|少于|低于|多于)")
_PHYSICAL = re.compile(  # aims by their verb, works by their object
    r"形成[^，]{2,}(?:清单|台账|报告|档案|方案|记录|名册)(?:报[^，]{2,12})?$|(?:及时|立即|限期|逐一|彻底|全面)(?:发现和|发现并|排查)?(?:消除|排除)[^，]*(?:隐患|险情|故障|障碍)$|(?:补齐|打通|切断|堵塞|消除|维护)[^，]{2,}"
    r"(?:通道|道路|壁垒|电源|气源|水源|线路|设备|设施|器材|装备|物资|水带|水枪|管网|漏洞|空白)$"
)
_THROUGH = re.compile(
    r"(?:通过|经过|借助|结合|围绕)[^，\d]{2,10}(?:整治|治理|行动|排查|检查|培训|演练|活动|宣传|改造|建设|工作|执法)"
)
_STRUCK = re.compile(rf"的{STRIKES_BACK}(?!的)")
_MATTER = re.compile(r"(?:工作|方法|办法|活动|资金|费用|经费|标准|名单|内容|事项|程序|手续|信息|数据|方案|任务|事宜)$")
_RHYTHMIC = re.compile(r"(?:每|至少|不少于|不低于|不得少于)[\d一两三半]{0,2}个?[日天周旬月季年次]|定期|全覆盖|不少于\d")
_SOON_AFTER = re.compile(r"[后时]\d{1,3}个?(?:分钟|小时|工作日|日|天)(?:之|以)?内[^，]{2,}")
_REACHES = re.compile(r"[^，要应须将把]{2,16}(?<!不)(?<!不得)(?:接近|达到|超过|超出|低于|跌破|突破|出现|发生)[^，]{2,12}")
_NEW = re.compile(r"(?:年初|前期|原先?|尚)?(?:新建|改建|扩建|在建|新增|拟建|涉及|使用|采用|未|已)")
_PROVIDES = re.compile(
    r"(?:切实|足额)?(?:保证|保障|确保)[^，]{0,10}(?:投入|经费|资金|供应|力量|物资|装备)"
)  # not a result: 资金到位
_SUPPLIES = re.compile(  # 为省防总提供调度意见: no purpose
    r"为[^，]{2,20}提供[^，]*(?:意见|方案|信息|数据|资料|报告|人员|车辆|物资|装备|食宿|场地|器材)"
)
_ZEROED = re.compile(r"[\u4e00-\u9fff]{1,3}(?:动态)?(?:清零|归零|见底)")


class Part(Enum):
    DUTY = "duty"
    BINDING = "binding"  # 做到…, 确保…: a checkable result, inside the span of its duty
    AIM = "aim"  # 提升…: what the duty is for
    EMPTY = "empty"  # principles, goals, slogans: not a record
    LEAD_IN = "lead_in"  # 针对…, 按照…原则: belongs to the duty that follows
    TRIGGER = "trigger"  # 对…的, 一旦…: the condition of the duties that follow
    FREE = "free"  # 可…: a permission
    MORE = "more"  # 以及…, 而且…: goes on with the phrase before


class Grammar(Bodies):
    """The lexicon as compiled patterns."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__(lexicon)
        adverb, doing = self.adverb, any_of(lexicon.doing)
        self.doing = re.compile(doing)
        self.opening = re.compile(rf"^(?:{any_of(lexicon.connectors)}{NOT_A_WORD})*")
        self.opening_verb = re.compile(
            rf"^{adverb}{{0,6}}(?P<verb>(?:{doing}(?:和|并|、|与)?)*{doing})(?!{NAMED_BODY}|单(?!独)|值(?!班|守|勤)|率(?!先)|仪|器)"
        )
        self._results_and_principles()
        self._means_and_conditions()

    def _results_and_principles(self) -> None:
        lexicon, adverb = self.lexicon, self.adverb
        self.aim = re.compile(
            rf"^(?:{adverb}|以){{0,6}}{any_of(lexicon.aims)}|^{any_of(lexicon.hopes)}|^{adverb}{{0,6}}推动(?![^，]{{0,8}}(?:企业|单位|部门|机构|场所)[^，]*到位$).*{any_of(lexicon.betterments)}$"
        )
        self.binding = re.compile(rf"^(?:切实|务必|真正)?{any_of(lexicon.binding)}")
        self.goal = re.compile(rf"^{adverb}{{0,6}}{any_of(lexicon.goals)}")
        self.principle = re.compile(rf"^{adverb}{{0,6}}{any_of(lexicon.principles)}")
        self.bettered = re.compile(rf"(?:明显|显著|持续|稳步|大幅|有效)(?:{any_of(lexicon.outcomes)})$")
        self.mind = re.compile(rf"{any_of(lexicon.minds)}$")
        self.enforceable = re.compile(rf"{any_of(lexicon.enforceable)}$")
        self.state = re.compile(rf"{any_of(lexicon.states)}$")
        self.generality = re.compile(rf"{adverb}{{0,3}}{any_of(lexicon.heads)}")
        self.slogan = re.compile(r"^[^□\d]{2,4}$")
        self.hollow = re.compile(rf"^(?:并)?{adverb}{{0,6}}.{{0,4}}{any_of(lexicon.hollow)}$")

    def _means_and_conditions(self) -> None:
        lexicon, adverb, doing = self.lexicon, self.adverb, self.doing.pattern
        self.lead_in = re.compile(rf"^{adverb}{{0,6}}{any_of(lexicon.lead_ins)}")
        self.lead_in_end = re.compile(rf"{any_of(lexicon.lead_in_ends)}$")
        self.lever = re.compile(rf"^{adverb}{{0,6}}{any_of(lexicon.levers)}.*{any_of(lexicon.lever_ends)}$")
        self.means = re.compile(rf"{any_of(lexicon.means)}$")
        self.as_purpose = re.compile(r"^(?:要)?以.+为.{1,10}$")
        self.condition = re.compile(rf"^{any_of(lexicon.conditions)}(?!、)")
        self.acts = re.compile(
            rf"(?<![主重需必只不未拒无非])(?!应[急用变对]|要[求素]){any_of(lexicon.consequences)}(?!的|中|过程|情况|不[到力足]|后)"
        )
        self.acts_then = re.compile(rf"(?<![未不拒依按]){adverb}{doing}(?!的)")
        self.acts_at_once = re.compile(
            rf"(?:(?<![主重需必只])要(?![求素点])|应(?![急用对变])|须|必须|不得|一律|予以|立即|及时|第一时间|提前\d|的(?:{adverb}|{any_of(lexicon.consequences)})|{adverb}{doing})"
        )
        self.purpose = re.compile(
            rf"为(?:了|深入|切实|{adverb}|{any_of(lexicon.aims)}|{any_of(lexicon.goals)}|{any_of(lexicon.binding)}|{doing})(?!.*\d)"
        )
        self.topic = re.compile(r"(?![对将把在由以按从为])[^，]{2,40}的[^，、的]{2,16}")
        self.decided = re.compile(r"由(?!于)|予以|给予|一律|立即|及时|限期|在[^，]{2,12}[前后内]")
        self.answers = re.compile(rf"{self.decided.pattern}|应当|[应须](?![急用对变])|必须|不得|严禁|禁止|要(?!求)")
        self.means_then_verb = re.compile(
            rf"(?:方式|渠道|形式|手段|途径|方法|平台|媒体|力量|契机|机会|系统|技术|措施|等)+(?:{adverb}|，){{0,6}}{doing}(?!等)"
        )
        self.time = re.compile(rf"{any_of(lexicon.times)}$")
        self.timed_verb = re.compile(rf"^[^，]{{0,16}}(?:[前内底日周月年]|季度|期间){adverb}{{0,4}}{doing}")
        self.when = re.compile(
            r"(?:力争|确保)?(?:于|在|从|自|截至|截止|到|至)?(?:(?:\d{4}|今|本|当|明|次)年度?)?[上下\d一二三四五六七八九十半季度年月日号底末初中旬]{0,12}(?:之?前|以前|以内|内|底|末|起|中旬|[上下]旬|上半年|[日年月])"
            r"|(?:自|从)?[年\d月日初底即]{2,12}(?:起)?[至到—\-][年\d月日初底]{2,12}"
            r"|每个?(?:年|半年|季度|月|旬|周)(?:首月|末月|初|末|底)?的?\d{0,2}[日号]?(?:之?前|以前)?|(?:力争)?用[\d一两二三]{1,2}(?:个?月|年)(?:左右)?的?时间|[^，]{0,6}以来|自[^，]{2,20}之日起\d{1,3}个?(?:工作日|日|天|月)(?:之|以)?内"
        )
        self.more = re.compile(
            r"^(?:以及|及(?!时|早|其)|或者?|而且|不仅|不但|和|也(?!要|应|须)|既不|(?:[^、]{1,3}式、?)+|(?:特别是|尤其是)(?![^，]{2,60}(?<![主重需必只])(?:要(?!求|素|点)|应当|[应须](?!急)|必须|不得))|包括|□+$|不(?:留|放过|漏|落|走|搞)[^，]{0,8}$"
            r"|落实到[^，]{1,10}$|由[^，]{2,16}(?:担?任|兼任)[^，]{0,6}(?:组长|主任|总指挥|指挥长|召集人)$"
            r"|.{0,4}(?:至少|不少于|不低于|不超过|不得少于)?\d{1,9}(?:[—\-~至]\d{1,9})?[次人个项名]$)"
        )

    def strip(self, phrase: str) -> str:
        """Without 要, 并, 同时 at its head."""
        match = self.opening.match(phrase)
        return phrase[match.end() :] if match else phrase

    def begins_with_verb(self, phrase: str) -> bool:
        return bool(self.opening_verb.match(self.strip(phrase)))

    def part(self, blanked: str, *, first: bool) -> Part:
        """`blanked` is the phrase with quoted text blanked; `first` says that no duty stands before it in the sentence."""
        if self.more.match(blanked) or not first and (_OWN_LIMIT.match(blanked) or _ZEROED.fullmatch(blanked)):
            return Part.MORE
        part = self._leading_part(self.strip(blanked), first=first)
        return Part.DUTY if part is Part.EMPTY and _BOUND_BRIEFLY.fullmatch(blanked) else part

    def _leading_part(self, phrase: str, *, first: bool) -> Part:
        if frames.permits(phrase):
            return Part.FREE
        verbless = not any(pattern.match(phrase) for pattern in (self.opening_verb, self.condition, self.lead_in))
        if telling.states(phrase) or verbless and telling.lists(phrase):
            return Part.EMPTY
        if self.when.fullmatch(phrase) or self.purpose.match(phrase) or frames.circumstance(self.acted(phrase)):
            return Part.LEAD_IN
        if self._parallel(phrase):
            return self._parallel_part(phrase, first=first)
        if self._is_trigger(phrase):
            return Part.TRIGGER
        if self._is_empty(phrase, first=first):
            return Part.EMPTY
        if self._is_lead_in(phrase):
            return Part.LEAD_IN
        return Part.DUTY if first else self._following_part(phrase)

    def _following_part(self, phrase: str) -> Part:
        """Behind a duty of the same sentence: its result, its aim, or the next duty."""
        if _PROVIDES.fullmatch(phrase) or _SUPPLIES.fullmatch(phrase):
            return Part.DUTY
        if self.binding.match(phrase) or results.measures(phrase):
            return Part.BINDING
        if _PHYSICAL.match(phrase):
            return Part.DUTY
        if results.betters(phrase) or results.wards_off(phrase):
            return Part.AIM
        if (self.aim.match(phrase) or self.state.search(phrase)) and not re.search(r"\d", phrase):
            return Part.AIM
        if results.carries_out(phrase):
            return Part.MORE
        return Part.DUTY

    def _parallel(self, phrase: str) -> bool:
        """抓落实、促整改; 清单化管理、项目化推进: items of one length, each a little clause, none with an object to close."""
        phrase = phrase.lstrip("□")
        if BEAT.search(phrase):
            return False
        match = re.match(rf"^{self.adverb}{{1,6}}", phrase)
        rest = phrase[match.end() :] if match and "、" not in match[0] and len(set(map(len, phrase.split("、")))) > 1 else phrase
        sizes = {len(item) for item in rest.split("、")}
        return (
            "、" in rest
            and not rest.endswith("的")
            and not (self.lead_in.match(rest) and self.lead_in_end.search(rest))
            and len(sizes) == 1
            and (3 <= min(sizes) <= 5 or sizes == {6} and not all(map(self.opening_verb.match, rest.split("、"))))
            and not re.search(r"[□\d]|等|以[^、]*以", rest)
        )

    def _parallel_part(self, phrase: str, *, first: bool) -> Part:
        """建立台账、限期整改 at the head of a sentence is a duty, behind a duty its manner; 抓落实、促整改 is nothing."""
        if self.opening_verb.match(phrase):
            return Part.DUTY if first else Part.MORE
        return Part.EMPTY if first or len(phrase) < 8 else Part.MORE

    def _is_trigger(self, phrase: str) -> bool:
        if phrase.endswith("的") and not phrase.endswith("目的") or frames.PER.fullmatch(phrase):
            return True
        if self.condition.match(phrase) and not (self.acts_at_once.search(phrase, 2) or _SOON_AFTER.search(phrase)):
            who = self.bare_subject.match(phrase)
            return not (who and "的" in who["subject"])
        written = phrase.rstrip("□")
        if _SHORT_TIME.fullmatch(written) and not _NO_TIME.search(written):
            return True
        if self.time.search(written) and len(written) > 3 and "宣布" not in written and not _NO_TIME.search(written):
            return True
        if self._is_object(phrase := self.acted(phrase)) and "，" in phrase:
            return True
        spoken_of = re.match(r"对(?!标|接|照|表)", phrase) and not (_RHYTHMIC.search(phrase) or _STRUCK.search(phrase))
        return bool(spoken_of) and not self.acts.search(phrase, 2) and not self.acts_then.search(phrase, 4)

    def _is_topic(self, phrase: str) -> bool:
        """An object narrowed by a clause, without a verb that does something to it."""
        if not self.topic.fullmatch(phrase) or self.opening_verb.match(phrase):
            return False
        return not self.doing.search(phrase, phrase.rfind("的")) and not self.acts_at_once.search(phrase)

    def _is_matter(self, phrase: str) -> bool:
        """选举产生的办法，由市局制定: what the next phrase does something to, no condition."""
        spoken = self.opening_verb.match(phrase) or self.condition.match(phrase) or self.subject.match(phrase)
        return bool(_MATTER.search(phrase)) and not spoken and not phrase.startswith(("对", "将", "把", "在", "以", "按", "做"))

    def in_context(self, part: Part, phrase: str, following: str) -> Part:
        """A second look with the next phrase: 跨汛期施工的项目，须… is a condition, 按照指令开闸，各单位不得… two duties."""
        answered = self.subject.match(self.strip(following))
        if part in (Part.DUTY, Part.EMPTY) and self._opens(phrase, following):
            return Part.LEAD_IN
        if part in (Part.DUTY, Part.LEAD_IN) and self._waits_for(phrase, following):
            return Part.TRIGGER
        if part is Part.LEAD_IN and _BOUND.match(phrase) and _MUST.match(following):
            return Part.DUTY  # 应当采用强制通风措施，严禁…
        if part is Part.DUTY and self.urges_only.fullmatch(phrase) and not following.startswith(("并", "同时")):
            return Part.LEAD_IN
        dealt = (
            self.answers.match(following) or self.begins_with_verb(following) or following.startswith(("按", "依", "严", "视"))
        )
        if part is Part.DUTY and self._is_object(phrase) and dealt:
            return Part.TRIGGER
        answer = answered or self.answers.match(following.lstrip("也均都还"))
        if part in (Part.DUTY, Part.TRIGGER) and self._is_matter(phrase) and (answer or _MUST.match(following)):
            return Part.LEAD_IN
        if part is Part.DUTY and self._is_topic(phrase) and answer:
            named = re.search(rf"{any_of(self.lexicon.subject_ends)}$", phrase)
            return Part.LEAD_IN if named and not answered and not self.decided.match(following) else Part.TRIGGER
        loose = (
            part is Part.LEAD_IN
            and not self.lead_in_end.search(phrase)
            and not (self.when.fullmatch(phrase) or frames.circumstance(self.acted(phrase)))
        )
        return Part.DUTY if loose and answered and not self.as_purpose.match(phrase) else part

    def _opens(self, phrase: str, following: str) -> bool:
        """甲局牵头，乙局配合，…; 加强协作，…; 各堤段防守单位，要…: who acts and how, before the act."""
        if TOGETHER.fullmatch(phrase) and not self.opening_verb.match(phrase):
            goes_on = TOGETHER.fullmatch(following) or self.begins_with_verb(following) or following.startswith("对")
            return bool(goes_on)
        if self.is_manner(phrase) and self._served(following) or frames.carries_along(phrase, following):
            return True
        waits = _MUST.match(following) or self.lead_in.match(following) and not self.bare_subject.match(phrase)
        return bool(waits and self.body.fullmatch(phrase))

    def acted(self, phrase: str) -> str:
        """The phrase without a subject and its modal."""
        who = None if self.opening_verb.match(phrase) else self.subject.match(phrase) or self.intends.match(phrase)
        return self.strip(phrase[who.end() :] if who else phrase)

    def is_manner(self, phrase: str) -> bool:
        return frames.manner(self.acted(phrase))

    def _served(self, following: str) -> bool:
        """An act, a means of it, or one more manner stands behind a manner."""
        return (
            self._acts_on(following)
            or self._is_lead_in(self.strip(following))
            or self.is_manner(following)
            or following.startswith("携带")
        )

    def _acts_on(self, following: str) -> bool:
        """Does an act of its own with an object follow?"""
        following = self.strip(following)
        verb = self.opening_verb.match(following)
        toward = re.match(r"对(?!标|接|照|表)|每(?!家|户|队|镇|乡|村|县)|定期", following) and self.acts.search(following, 2)
        if not toward and not (verb and len(following) - verb.end() > 1):
            return False
        return not (self.aim.match(following) or self.binding.match(following))

    def _waits_for(self, phrase: str, following: str) -> bool:
        """从业人员发现隐患，应当报告; 改建项目的安全设施，必须验收: what the modal behind it speaks of."""
        if not MODAL_HEAD.match(following) or phrase.endswith("同时"):
            return False
        if _REACHES.fullmatch(phrase) and not self.subject.match(phrase):
            return True
        topic = self.topic.fullmatch(phrase) and not self.doing.search(phrase, phrase.rfind("的"))
        told = self.subject_of_condition.match(phrase)
        return bool(topic and _NEW.match(phrase) or told and not phrase.startswith("对", told.end()))

    def _is_object(self, phrase: str) -> bool:
        """对…的矿井: the verbs in it all stand before the noun it ends with."""
        last = phrase.rfind("的")
        return last > 4 and bool(re.match(r"(?:并|要)?对(?!标|接|照|表)", phrase)) and not self.doing.search(phrase, last)

    def object_end(self, phrases: list[str]) -> int:
        """How many phrases behind the first belong to its object (对规模小、条件差，难以…的敬老院 → 1)."""
        opened = self.acted(phrases[0])
        if not frames.opens_object(opened) or self.acts.search(opened, 2) or self.acts_then.search(opened, 4):
            return 0
        for count, phrase in enumerate(phrases[1:4], 1):
            if self.topic.search(phrase) and self._is_object("对" + phrases[0] + phrase):
                return count
            if self.begins_with_verb(phrase) or MODAL_HEAD.search(phrase):
                return 0
        return 0

    def names_subject(self, phrase: str) -> bool:
        """船厂要坚持源头治理，…: a principle that holds the subject of the duty behind it."""
        return bool((self.subject.match(phrase) or IS_HEAD.match(phrase)) and not self.goal.search(phrase))

    def _is_empty(self, phrase: str, *, first: bool) -> bool:
        subject = self.subject.match(phrase)
        phrase = phrase[subject.end() :] if subject else phrase
        if telling.announces(phrase):
            return True
        if self.goal.match(phrase) or self.bettered.search(phrase) or first and results.wards_off(phrase):
            return True
        held = self.principle.match(phrase) and not re.match(rf"坚持(?:{self.adverb})*{self.doing.pattern}(?!为|优先)", phrase)
        if held and not self.enforceable.search(phrase) and not _MEASURED.search(phrase):
            return True
        if self.mind.search(phrase) and not re.search(r"\d", phrase):
            return True
        if phrase in self.lexicon.heads or self.generality.fullmatch(phrase):
            return True
        return (
            not subject
            and bool(self.slogan.match(phrase))
            and not self.opening_verb.match(phrase)
            and not (self.lead_in.match(phrase) and self.lead_in_end.search(phrase))
            and not _MEASURED.search(phrase)
        )

    def _is_lead_in(self, phrase: str) -> bool:
        subject = None if self.opening_verb.match(phrase) else self.subject.match(phrase) or self.leading_subject.match(phrase)
        phrase = phrase[subject.end() :] if subject else phrase
        if _THROUGH.fullmatch(phrase):
            return True
        if self.as_purpose.match(phrase) or self.lever.match(phrase):
            return True
        match = self.lead_in.match(phrase)
        if match and self.means.search(phrase):
            return True
        if self.means_then_verb.search(phrase):
            return False
        if not match:
            acts = self.opening_verb.match(phrase) or self.timed_verb.match(phrase) or self.bare_subject.match(phrase)
            return bool(self.means.search(phrase)) and not (acts or phrase.endswith("情况") and telling.handles(phrase))
        if self.lead_in_end.search(phrase):
            return True
        return not (self.doing.search(phrase, match.end() + 1) or _MEASURED.search(phrase))


@lru_cache(maxsize=8)
def _compiled(lexicon: Lexicon) -> Grammar:
    return Grammar(lexicon)


def grammar(lexicon: Lexicon = DEFAULT) -> Grammar:
    return _compiled(lexicon)
