"""The rule of sight (kernel.people.may_see) as conditions on rows: used by every list, map, count, search, export and feed."""

from django.db.models import Q

from anlan.kernel.catalogue import catalogue
from anlan.kernel.models import Party
from anlan.kernel.people import (
    ADMINS,
    SEES_PLACE,
    SEES_UNIT,
    Actor,
    GrantView,
    Role,
    Secrecy,
)
from anlan.kernel.places import PlaceError, level_of


def at_level(place: str) -> Q:
    """Rows at or below a place; none for what is no place."""
    try:
        return Q(**{f"l{level_of(place)}": place})
    except PlaceError:
        return Q(pk__in=[])


def visible_to(by: Actor) -> Q:
    """The rule of sight (kernel.people.may_see) as one condition on matters;
    used by every list, map, count, search, export and feed."""
    if not by.person:
        return Q(id=by.code_for) if by.code_for else Q(pk__in=[])
    mine = Q(opener=by.person) | Q(holder_person=by.person) | Q(id__in=Party.objects.filter(person=by.person).values("matter"))
    for grant in by.grants:
        mine |= _held_by(grant) | (_internal(grant) & ~Q(secrecy=Secrecy.NAMED))
    return mine | Q(secrecy=Secrecy.PUBLIC) if any(grant.role not in ADMINS for grant in by.grants) else mine


def _held_by(grant: GrantView) -> Q:
    there = Q(holder_role=grant.role, holder_unit="") & covered(grant)
    return there | Q(holder_role=grant.role, holder_unit=grant.unit) if grant.unit else there


def covered(grant: GrantView) -> Q:
    if grant.role.bound == "unit":
        return Q(unit=grant.unit) if grant.unit else Q(pk__in=[])
    here = at_level(grant.place)
    return here & Q(sector__in=sorted(grant.sectors)) if grant.sectors else here


def _internal(grant: GrantView) -> Q:
    if grant.role in SEES_PLACE:
        return covered(grant) if grant.role.bound == "place" else at_level(grant.place)
    if grant.role in SEES_UNIT and grant.unit:
        mine = Q(unit=grant.unit) | Q(id__in=Party.objects.filter(unit=grant.unit).values("matter"))
        return mine & ~_unsent()
    return Q(pk__in=[])


def _unsent() -> Q:
    """Papers that have not gone out, alike states together."""
    kinds: dict[frozenset[str], list[str]] = {}
    for kind, states in catalogue().unsent().items():
        kinds.setdefault(states, []).append(kind)
    found = Q(pk__in=[])
    for states, named in kinds.items():
        found |= Q(kind__in=named, state__in=sorted(states))
    return found


def records_visible_to(by: Actor) -> Q:
    """The same rule for records: 公开 to all with a grant, 内部 by place and sector or unit, 限知悉人 by unit or owner.

    Administrators see no business; the registers that a system administrator keeps (units, 县里的规定) are their own work."""
    if not by.person:
        return Q(pk__in=[])
    mine = Q(owner=by.person)
    for grant in by.grants:
        if grant.role in SEES_PLACE:
            mine |= covered(grant) & ~Q(secrecy=Secrecy.NAMED)
        if grant.unit:
            mine |= Q(unit=grant.unit) | Q(id=grant.unit) | Q(owner=grant.unit)
        if grant.role is Role.SYSTEM_ADMIN:
            mine |= Q(kind__in=[one.kind for one in catalogue().registers() if Role.SYSTEM_ADMIN in one.may_put])
    return mine | Q(secrecy=Secrecy.PUBLIC) if any(grant.role not in ADMINS for grant in by.grants) else mine
