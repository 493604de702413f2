"""What speaks beside sensors, as channels of the roster: "晋F12345/lon", "K0417/zone", "TFS-3/2". So positions, vehicles,
drilling and cameras come through the same doors, lie in the same history and obey the same rights as every reading. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from anlan.monitoring.registers.gateway import TELLS

Facts = Mapping[str, Any]
VEHICLE = {"lon": "度", "lat": "度", "speed": "公里/小时", "persons": "人", "load": "千克", "driver": ""}
TAG = {"lon": "度", "lat": "度", "zone": ""}
FACE, DONE = "face", "done"


def of(kind: str, facts: Facts, gateway: Facts) -> Iterator[tuple[str, Facts]]:
    """The channels of one record, (name, facts); name "" is the record itself."""
    base = {"level": "橙色"} | dict(facts)
    if kind == "sensor":
        if facts.get("limit") is not None and gateway.get("limits") == TELLS:
            yield "limit", base
        return
    yield "", _named(kind, base)
    for name, unit in _channels(kind, facts).items():
        yield name, _named(kind, base) | {"measured_in": unit}


def _channels(kind: str, facts: Facts) -> Mapping[str, str]:
    if kind == "camera":
        return dict.fromkeys(facts.get("detects", ()), "")
    if kind == "drilling":
        holes = [f"{one['hole']}" for one in facts.get("holes", ())]
        return {**dict.fromkeys(holes, "米"), **dict.fromkeys((f"{hole}/{DONE}" for hole in holes), ""), FACE: "米"}
    return {"vehicle": VEHICLE, "tag": TAG}.get(kind, {})


def _named(kind: str, facts: Facts) -> dict[str, Any]:
    """Everything that speaks has a name, as alarms and lists show it."""
    names = {"vehicle": facts.get("plate"), "tag": f"{facts.get('post')}（卡 {facts.get('code')}）"}
    return {**facts, "name": names.get(kind) or facts.get("name")}
