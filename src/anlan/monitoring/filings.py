"""Which sensors are filed to be out of service: what the rules are silent over."""

from datetime import datetime

from anlan.kernel import directory, queries
from anlan.kernel.people import Actor, GrantView, Role
from anlan.monitoring.loops.sensor_work import FILED, RESTORED

MOST = 5000


def eyes() -> Actor:
    """What the house's own processes may look up of matters: what the duty room of this node sees. It writes nothing as such."""
    return Actor(person="-", grants=(GrantView(Role.DUTY_OFFICER, directory.this_node().place),))


def filed(after: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
    """The windows that end after a moment, by the sensor's id. A work that was restored ends with its restoring."""
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for work in queries.matters(eyes(), kinds=("sensor_work",), states=(FILED, RESTORED))[:MOST]:
        starts, ends = (datetime.fromisoformat(work.facts[name]) for name in ("starts", "ends"))
        until = min(ends, datetime.fromisoformat(work.facts.get("restored_at") or work.facts["ends"]))
        for sensor in work.facts["sensors"] if until > after else ():
            found.setdefault(sensor, []).append((starts, until))
    return found
