"""What an auditor reads of the ledger: that every line is there and whole; what it says only under the rule of sight.

Of a subject that they may see, and of accounts, auditors read everything. Of 公开 and 内部 subjects that they may not see they
read when, who and which step, for that is what they audit. Of 限知悉人 subjects they read when and the hash, and nothing else.
"""

from collections.abc import Iterable

from anlan.kernel.models import Matter, Record
from anlan.kernel.people import Actor, Secrecy
from anlan.kernel.sight import records_visible_to, visible_to


def hushed(subjects: Iterable[str], by: Actor) -> frozenset[str]:
    """The subjects of 限知悉人 that these eyes may not see: neither who wrote of them nor what is told."""
    ids = list(subjects)
    named = {"id__in": ids, "secrecy": Secrecy.NAMED}
    matters = Matter.objects.filter(**named).exclude(visible_to(by)).values_list("id", flat=True)
    records = Record.objects.filter(**named).exclude(records_visible_to(by)).values_list("id", flat=True)
    return frozenset([*matters, *records])
