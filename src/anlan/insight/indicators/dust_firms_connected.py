"""粉尘涉爆企业接入率: of the firms that must be connected, how many are."""

from anlan.insight.indicator import Counted, Indicator

DUST_FIRMS_CONNECTED = Indicator(
    name="dust_firms_connected",
    title="粉尘涉爆企业接入率",
    unit="%",
    question="应接入监测预警系统的粉尘涉爆企业，接入了多少？",
    rows=Counted(register="dust_firm", facts=(("must", "应接入"), ("connected", "已接入"))),
    over=Counted(register="dust_firm", facts=(("must", "应接入"),)),
    source="晋政发〔2026〕1号 三（十一）8",
)
