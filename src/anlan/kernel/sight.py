"""The rule of sight (kernel.people.may_see) as conditions on rows: used by every list, map, count, search, export and feed."""

from dataclasses import dataclass

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
from anlan.kernel.places import PlaceError, level_of, levels


def at_level(place: str) -> Q:
    """Rows at or below a place; none for what is no place."""
    try:
        return Q(**{f"l{level_of(place)}": place})
    except PlaceError:
        return Q(pk__in=[])


def visible_to(by: Actor) -> Q:
    """The rule of sight (kernel.people.may_see) as one condition on matters;
    used by every list, map, count, search, export and feed.

    What several grants say alike is said once: a list's time is half Django's over the branches of this condition."""
    if not by.person:
        return Q(id=by.code_for) if by.code_for else Q(pk__in=[])
    mine = Q(opener=by.person) | Q(holder_person=by.person) | Q(id__in=Party.objects.filter(person=by.person).values("matter"))
    mine |= _held_by(by.grants)
    inside = _internal(by.grants)
    if inside:
        mine |= inside & ~Q(secrecy=Secrecy.NAMED)
    return mine | Q(secrecy=Secrecy.PUBLIC) if any(grant.role not in ADMINS for grant in by.grants) else mine


def _held_by(grants: tuple[GrantView, ...]) -> Q:
    """Held by one of these roles: of the unit, or of nobody's unit where the grant reaches."""
    of_unit: dict[str, set[Role]] = {}
    there: dict[Reach, set[Role]] = {}
    for grant in grants:
        if grant.unit:
            of_unit.setdefault(grant.unit, set()).add(grant.role)
        if grant.role.bound != "unit" or grant.unit:
            there.setdefault(Reach.of(grant), set()).add(grant.role)
    found = Q()
    for unit, roles in of_unit.items():
        found |= Q(holder_role__in=sorted(roles), holder_unit=unit)
    for reach, roles in there.items():
        found |= Q(holder_role__in=sorted(roles), holder_unit="") & reach.condition()
    return found


@dataclass(frozen=True)
class Reach:
    """Where a grant reaches: a unit's matters, or a place's in some sectors (none: all)."""

    unit: str = ""
    place: str = ""
    sectors: frozenset[str] = frozenset()

    @staticmethod
    def of(grant: GrantView) -> "Reach":
        return Reach(unit=grant.unit) if grant.role.bound == "unit" else Reach(place=grant.place, sectors=grant.sectors)

    def within(self, other: "Reach") -> bool:
        """Whether all that this reaches, the other one at a place reaches too."""
        sectors = not other.sectors or bool(self.sectors) and self.sectors <= other.sectors
        return bool(other.place) and sectors and other.place in _levels(self.place)

    def condition(self) -> Q:
        if self.unit:
            return Q(unit=self.unit)
        here = at_level(self.place)
        return here & Q(sector__in=sorted(self.sectors)) if self.sectors else here


def _levels(place: str) -> tuple[str, ...]:
    try:
        return levels(place)
    except PlaceError:
        return ()


def covered(grant: GrantView) -> Q:
    if grant.role.bound == "unit" and not grant.unit:
        return Q(pk__in=[])
    return Reach.of(grant).condition()


def _internal(grants: tuple[GrantView, ...]) -> Q:
    """What is 内部 at the places of some roles, and of the units of others unless it has not gone out yet."""
    there = {Reach.of(grant) for grant in grants if grant.role in SEES_PLACE}
    found = Q()
    for reach in there:
        if not any(reach.within(other) for other in there - {reach}):
            found |= reach.condition()
    units = sorted({grant.unit for grant in grants if grant.role in SEES_UNIT and grant.unit})
    if units:
        mine = Q(unit__in=units) | Q(id__in=Party.objects.filter(unit__in=units).values("matter"))
        found |= mine & ~_unsent()
    return found


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
