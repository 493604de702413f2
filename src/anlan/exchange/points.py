"""Named points of the intake at which a test lets it die or run out of disk. In production `reached` does nothing.

ANLAN_DIES_AT=committed:3 kills the process (SIGKILL) when it comes to the point for the third time; a fourth word `full` lets the
disk be full there instead, once.
"""

import errno
import os
import signal
from collections.abc import Callable
from itertools import count

POINTS = ("fetched", "told", "taken", "committed", "written", "renamed", "settled", "dropped")
"""From the bus to the bus: a batch has come; its events are told; it is taken; history holds it; the snapshot lies beside the old
one; the snapshot is the new one; what pages read is written too; the bus has forgotten it."""


def from_environment(asked: str) -> Callable[[str], None]:
    """What happens at a point, as ANLAN_DIES_AT says."""
    name, _, rest = asked.partition(":")
    times, _, how = rest.partition(":")
    numbers = count(1)

    def at(point: str) -> None:
        if point == name and next(numbers) == int(times or 1):
            if how == "full":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.kill(os.getpid(), signal.SIGKILL)

    return at if asked else lambda point: None


reached = from_environment(os.environ.get("ANLAN_DIES_AT", ""))
