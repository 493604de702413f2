"""Cleaning: what is broken is mended and shown, what is whole stays as it is."""

import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anlan.engines.directives.clean import clean, repairs_tsv
from anlan.engines.directives.repair import Kind
from anlan.engines.directives.tests.corrupter import HALF, READERS, hunted, insert, syllable, traditional

SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[6] / "shared"))

NOTICE = """云岭县人民政府办公室文件
云政办发〔2031〕8号
云岭县人民政府办公室关于做好汛期和火灾防控工作的通知
各乡（镇）人民政府，县直有关单位：
为压实安全生产责任，防范各类风险，经县政府同意，现就有关工作通知如下。
一、落实责任
（一）落实领导责任。各乡镇主要负责人每季度专题研究安全生产工作不少于1次，对重大隐患实行挂牌督办，确保整改到位。（县安委会成员单位负责）
（二）落实监管责任。应急、水利、交通、自然资源等部门制定年度执法计划，开展专项检查，对违法行为依法处理。
二、排查隐患
（三）开展专项整治。对煤矿、危险化学品、建筑施工、燃气、消防等重点行业领域开展全覆盖排查，建立问题清单，12月底前完成整改率100%。
（四）加强监测预警。完善监测预警系统，对地质灾害隐患点、水库、尾矿库实行24小时监测，发现异常及时报告并转移群众。
（五）推广应用DCS系统。按照《公文格式》（GB/T 9704）要求，运用“互联网+监管”，严培+严考，3—5名专家参加，占比1.5%。
三、强化保障
（六）储备应急物资。各乡镇储备编织袋5000条、应急照明设备20套，对储备情况每月检查，经费纳入年度预算。
（七）组织应急演练。各单位每年至少组织1次应急演练，检验预案，学习处置方法，提高应对能力。
云岭县人民政府办公室
2031年3月5日
（此件公开发布）"""


def kinds(cleaned):
    return {repair.kind for repair in cleaned.repairs}


def test_a_clean_text_stays_as_it_is():
    assert clean(NOTICE).text == NOTICE
    assert clean(NOTICE).repairs == ()


@pytest.mark.parametrize(
    "kept",
    [
        "采用核磁共振（MRI）检查",
        "按照公文格式标准(GB/T 9704)执行",
        "乾隆年间的著作",
        "由钱镕、沈堃负责",
        "登录http://a.cn/b?c=1查询",
        "比例为1:2,000",
        "12:30开始",
        "一、总则",
        "1.煤矿。加强管理",
        "□是 □否",
        "垚(yáo)庄村",
        "隐患怎么办？谁来管？",
    ],
)
def test_what_is_right_survives(kept):
    assert clean(kept).text == kept


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        ("安全生產(chǎn)責(zé)任(試行)", "安全生产责任（试行）"),
        ("DCS(集散控制)系统", "DCS（集散控制）系统"),
        ("负责,落实;要求:做好!", "负责，落实；要求：做好！"),
        ("乾燥的倉庫裡，乾隆時期後設", "干燥的仓库里，乾隆时期后设"),
        ("“理论+实操” “严培+严考”", "“理论+实操”“严培+严考”"),
        ("县能源局等部门分工负责)", "县能源局等部门分工负责）"),
        ("加强管理</span>", "加强管理"),
        ('推行"双报告"制度', "推行“双报告”制度"),
        ("發展「智慧應急」，監測預警", "发展“智慧应急”，监测预警"),
    ],
)
def test_small_repairs(raw, mended):
    assert clean(raw).text == mended


LONG = "各乡镇要组织力量对辖区内的水库、河道、地质灾害隐患点逐一巡查，建立台账。对发现的问题立即整改，不能立即整改的要落实"


def test_a_page_turn_is_joined_and_its_number_dropped():
    cleaned = clean(f"一、巡查\n{LONG}\n\n— 3 —\n\n管控措施并明确责任人。\n\n- 4 -\n二、值守")
    assert cleaned.text.split("\n") == ["一、巡查", LONG + "管控措施并明确责任人。", "二、值守"]
    assert kinds(cleaned) == {Kind.PAGE_BREAK, Kind.FURNITURE}


def test_a_passage_repeated_at_the_page_turn_stands_once():
    cleaned = clean(f"{LONG}\n\n{LONG[-22:]}管控措施并明确责任人。")
    assert cleaned.text == LONG + "管控措施并明确责任人。"
    assert [(r.kind, r.needs_person) for r in cleaned.repairs] == [(Kind.DUPLICATE, False)]


def test_running_heads_beside_page_numbers_go():
    pages = "\n".join(f"云岭县应急管理局文件\n{LONG}管控措施，第{n}号。\n第 {n} 页 共 4 页" for n in range(1, 5))
    assert clean(pages).text.count("云岭县应急管理局文件") == 1
    assert "页" not in clean(pages).text


def test_a_text_wrapped_at_a_fixed_width_is_joined_by_its_indents():
    paragraphs = [line for line in NOTICE.split("\n") if len(line) > 50] * 2
    wrapped = "\n".join("\n".join(re.findall(".{1,28}", "　　" + line)) for line in paragraphs)
    assert clean(wrapped).text.split("\n") == paragraphs


def test_signature_and_date_stay_lines_of_their_own():
    assert clean(NOTICE.replace("\n", "\n\n")).text == NOTICE


def test_a_lost_character_is_shown_and_never_filled_in():
    cleaned = clean(NOTICE.replace("挂牌督办", "挂牌\ufffd办") + "\n对拒不整改的实行挂牌督办。")
    (repair,) = cleaned.repairs
    assert cleaned.text[repair.start] == "□"
    assert (repair.kind, repair.needs_person, repair.candidates[0]) == (Kind.LOST, True, "督")


def test_repairs_point_at_the_cleaned_text():
    cleaned = clean(traditional(NOTICE).replace("產", "產(chǎn)").replace("，", ",") + "</p>")
    assert cleaned.text == NOTICE
    assert all(cleaned.text[r.start : r.end] == r.replacement for r in cleaned.repairs)
    assert any(r.original == "產(chǎn)" and r.replacement == "产" for r in cleaned.repairs)


def test_the_table_has_the_columns_of_the_gold_and_one_line_a_row():
    rows = [line.split("\t") for line in repairs_tsv(clean(f"{LONG}\n\n管控(试行)措施。")).splitlines()]
    assert rows[0] == ["id", "class", "garbled", "restored", "confidence", "reason"]
    assert [row[1] for row in rows[1:]] == ["page-break", "punctuation", "punctuation"]
    assert "⏎⏎" in rows[1][2]


def close(cleaned, whole):
    """Share of the whole text's characters that stand in the cleaned one, in order."""
    from difflib import SequenceMatcher

    blocks = SequenceMatcher(None, whole, cleaned, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(whole)


@pytest.mark.parametrize("reader", READERS)
@given(count=st.integers(5, 160), step=st.integers(0, 160))
@example(count=60, step=0)
@settings(max_examples=15, deadline=None)
def test_blind_insertions_of_pinyin_are_undone(reader, count, step):
    broken = READERS[reader](insert(traditional(NOTICE), hunted(NOTICE, count, step)))
    cleaned = clean(broken)
    assert close(cleaned.text, NOTICE) >= 0.995
    assert clean(cleaned.text).text == cleaned.text


BREAKS = {
    "across two characters": ("領域專項整治", "驅"),
    "to the next ASCII byte": ("燃氣管網改造", "細"),
    "before a full stop": ("城鎮燃氣。持續深化", "細"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("case", BREAKS)
def test_known_kinds_of_break(reader, case):
    phrase, hunt = BREAKS[case]
    text = traditional(NOTICE) + f"\n對{phrase}，對{phrase}情況每月檢查"
    whole = clean(text).text
    broken = READERS[reader](insert(text, [hunt, "責", "產", "應"]))
    assert f"({syllable(hunt)})" in broken or f"{syllable(hunt)})" in broken
    assert close(clean(broken).text, whole) >= 0.995


PIECES = (
    *(
        "安全",
        "生产",
        "责任",
        "1",
        "20",
        "3.5%",
        "（一）",
        "一、",
        "、",
        "，",
        "。",
        "；",
        "：",
        "（",
        "）",
        "(",
        ")",
        ",",
        ".",
        "?",
    ),
    *(
        "“",
        "”",
        '"',
        "DCS",
        "(MRI)",
        "產",
        "業",
        "(chǎn)",
        "?xì)",
        "\n",
        "\n\n",
        "\f",
        "　　",
        "— 3 —",
        "□",
        "\ufffd",
        " ",
        "</p>",
    ),
)
WORDS = st.sampled_from(PIECES)


@given(st.lists(WORDS, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_cleaning_twice_is_cleaning_once(raw):
    once = clean(raw).text
    assert clean(once).text == once


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_at_all_is_cleaned_to_a_fixed_point(raw):
    once = clean(raw).text
    assert clean(once).text == once


@pytest.mark.shared
def test_the_notice_of_2025_is_the_gold_text():
    raw = next((SHARED / "notices").glob("000_*.txt")).read_text("utf-8")
    assert clean(raw).text == (SHARED / "gold" / "seed-2025-clean.txt").read_text("utf-8").strip()


@pytest.mark.shared
def test_the_broken_places_of_2026_are_restored():
    cleaned = clean(next((SHARED / "notices").glob("003_*.txt")).read_text("utf-8"))
    for phrase in (
        "重点行业领域专项整治，加强自然灾害综合防治",
        "狠抓重点行业领域专项治理\n（十）",
        "城镇燃气、人员密集场所",
        "6.城镇燃气。持续深化",
        "强化城镇燃气管网智慧化管理",
        "推动安装燃气泄漏报警器等防护设施",
        "规范用气、燃气长输管线",
        "重点区域实行挂牌责任制",
        "各重点行业领域对监管人员",
    ):
        assert phrase in cleaned.text
    assert not re.search("[a-zàáǎā]+[)）]|[?？□\ufffd]", cleaned.text)
    assert {repair.kind for repair in cleaned.repairs if repair.needs_person} <= {Kind.LOST, Kind.SHIFTED}


def test_twenty_thousand_characters_are_cleaned_in_time():
    raw = traditional("\n".join([NOTICE] * 36)).replace("產", "產(chǎn)").translate(HALF)
    assert len(raw) > 20_000
    begun = time.process_time()
    clean(raw)
    assert time.process_time() - begun < 16
