"""The workshop's floor: bays with what they are fitted for, teams with who leads them and who dispatches for them."""

from django.db.models import Max

from huichang.company import facts, permissions
from huichang.company.models import Bay, Grant, Member, Staff, Team
from huichang.company.roles import BayKind, Role
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case


@use_case(permissions.MANAGE_FLOOR, "新增工位")
def add_bay(warrant: Warrant, store_id: int, *, name: str, kind: str) -> Bay:
    """A place for a car, last in the order. Raises Refused without a name, for one that is taken, and for an unknown kind."""
    warrant.show_at(store_id)
    if kind not in BayKind.values:
        raise Refused("请选择工位类型。")
    wanted = _free_name(Bay, store_id, name, "工位")
    last = Bay.objects.filter(store_id=store_id).aggregate(last=Max("place"))["last"] or 0
    bay = Bay.objects.create(store_id=store_id, name=wanted, kind=kind, place=last + 1)
    warrant.about(bay)
    announce(facts.PresenceChanged(store_id))
    return bay


@use_case(permissions.MANAGE_FLOOR, "修改工位")
def change_bay(warrant: Warrant, bay_id: int, *, name: str, is_open: bool) -> Bay:
    """Another name, or closed (`is_open` false): nothing is booked, planned or parked in it any more. What is planned
    already stays until somebody moves it. Raises Refused as `add_bay`."""
    bay: Bay = Bay.objects.locked(bay_id, warrant)
    bay.name = _free_name(Bay, bay.store_id, name, "工位", but=bay.pk)
    bay.is_open = is_open
    bay.save(update_fields=["name", "is_open"])
    announce(facts.PresenceChanged(bay.store_id))
    return bay


@use_case(permissions.MANAGE_FLOOR, "新增班组")
def add_team(warrant: Warrant, store_id: int, *, name: str) -> Team:
    """A team of technicians; the dispatcher gives it work until somebody says otherwise. Raises Refused as `add_bay`."""
    warrant.show_at(store_id)
    team = Team.objects.create(store_id=store_id, name=_free_name(Team, store_id, name, "班组"))
    warrant.about(team)
    return team


@use_case(permissions.MANAGE_FLOOR, "设置班组派工方式")
def lead_team(warrant: Warrant, team_id: int, *, leader_id: int | None, adviser_id: int | None) -> Team:
    """Who leads the team, and who gives it work (LANE-30): this adviser, or (None) the dispatcher.

    Raises Refused for a leader who is no technician of the store and for somebody who is no adviser of it.
    """
    team: Team = Team.objects.locked(team_id, warrant)
    if leader_id is not None and not _holds(team.store_id, leader_id, Role.TECHNICIAN, Role.TEAM_LEADER):
        raise Refused("组长要是本店的维修技师或维修组长，请重新选择。")
    if adviser_id is not None and not _holds(team.store_id, adviser_id, Role.ADVISER):
        raise Refused("带组派工的要是本店的服务顾问，请重新选择。")
    team.leader_id, team.adviser_id, team.led_by_adviser = leader_id, adviser_id, adviser_id is not None
    team.save(update_fields=["leader", "adviser", "led_by_adviser"])
    announce(facts.PresenceChanged(team.store_id))
    return team


@use_case(permissions.MANAGE_FLOOR, "调整班组成员")
def join_team(warrant: Warrant, staff_id: int, *, store_id: int, team_id: int | None) -> Member:
    """Somebody works in this team from now on (None: in none). Raises Missing for a person or team of another store."""
    warrant.show_at(store_id)
    if team_id is not None:
        Team.objects.locked(team_id, warrant)
    if not Grant.objects.filter(store_id=store_id, staff_id=staff_id).exists():
        raise Missing("本店没有这位员工，请刷新人员名单。")
    member, _ = Member.objects.update_or_create(
        store_id=store_id, staff_id=staff_id, defaults={"team_id": team_id}
    )
    warrant.about(member, Staff.objects.get(pk=staff_id).name)
    announce(facts.PresenceChanged(store_id))
    return member


def _holds(store_id: int, staff_id: int, *roles: Role) -> bool:
    return Grant.objects.filter(
        store_id=store_id, staff_id=staff_id, role__in=roles, staff__is_active=True
    ).exists()


def _free_name(model: type[Bay] | type[Team], store_id: int, name: str, word: str, *, but: int = 0) -> str:
    wanted = name.strip()[:20]
    if not wanted:
        raise Refused(f"请填写{word}名称。")
    wait_for_turn(f"company.floor:{store_id}")
    if model.objects.filter(store_id=store_id, name=wanted).exclude(pk=but).exists():
        raise Refused(f"本店已有叫“{wanted}”的{word}，请换一个名称。")
    return wanted
