"""Four registers that the paper loops read, by hand: what they take, what they refuse, what they are called."""

import pytest
from tests.paper.world import FIRM, TOWN

from anlan.kernel.facts import BadFacts, read
from anlan.monitoring.registers.camera import CAMERA
from anlan.monitoring.registers.sensor import SENSOR
from anlan.prevention.registers.certificate import CERTIFICATE
from anlan.registry.registers.firm import FIRM as FIRMS
from anlan.registry.registers.firm import code_is_whole

CERTIFIED = {
    "number": "T140621199001010011", "holder": "李某（示例）", "unit": FIRM, "sort": "特种作业操作证",
    "scope": "焊接与热切割作业", "issued": "2024-06-01", "valid_until": "2030-05-31",
}  # fmt: skip
MEASURING = {
    "code": "s-1",
    "name": "罐区 1 号",
    "unit": FIRM,
    "place": TOWN,
    "measures": "可燃气体",
    "measured_in": "%LEL",
    "limit": "25",
}
WATCHING = {"code": "1" * 20, "name": "罐区东", "unit": FIRM, "place": TOWN, "spot": "4 号罐"}
RUNNING = {"code": "91350100M000100Y43", "name": "示例煤业有限公司", "sector": "煤矿", "place": TOWN}


@pytest.mark.parametrize("register, facts, called", [
    (CERTIFICATE, CERTIFIED, "特种作业操作证 T140621199001010011"), (SENSOR, MEASURING, "罐区 1 号"),
    (CAMERA, WATCHING, "罐区东"), (FIRMS, RUNNING, "示例煤业有限公司"),
])  # fmt: skip
def test_what_a_record_is_called(register, facts, called):
    kept = read(register.facts, facts)
    assert register.title_of(kept) == called
    assert read(register.facts, kept.dump()) == kept, "what is kept can be read again"


@pytest.mark.parametrize("register, facts, wrong", [
    (CERTIFICATE, CERTIFIED | {"valid_until": "长期"}, "有效期至请填日期，例如 2026-03-18。"),
    (CERTIFICATE, CERTIFIED | {"sort": "驾驶证"}, "证书种类请从“特种作业操作证、"),
    (SENSOR, MEASURING | {"limit": "二十五"}, "报警值请填数字。"),
    (SENSOR, MEASURING | {"point": [200 * 10**7, 0]}, "位置请在地图上选点，或填经纬度。"),
    (CAMERA, WATCHING | {"code": "12"}, "国标编码格式不对"),
    (FIRMS, RUNNING | {"colour": "red"}, "不认识的项目“colour”，请去掉后重试。"),
])  # fmt: skip
def test_what_a_record_may_not_say(register, facts, wrong):
    with pytest.raises(BadFacts) as refused:
        read(register.facts, facts)
    assert str(refused.value).startswith(wrong.rstrip("。"))


def test_a_certificate_does_not_end_before_it_began():
    assert CERTIFICATE.check is not None
    assert CERTIFICATE.check(read(CERTIFICATE.facts, CERTIFIED)) is None
    assert (
        CERTIFICATE.check(read(CERTIFICATE.facts, CERTIFIED | {"valid_until": "2024-01-01"}))
        == "有效期早于发证日期，请核对证书。"
    )


def test_a_firms_code_carries_its_check():
    assert code_is_whole(read(FIRMS.facts, RUNNING)) is None
    assert code_is_whole(read(FIRMS.facts, RUNNING | {"code": "91350100M000100Y44"})) is not None
