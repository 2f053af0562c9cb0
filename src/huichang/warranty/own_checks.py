"""Checks that the store makes of past refusals, without code (WARR-12): conditions, tried on the past, then switched on."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.warranty import checking, dossier, permissions, states
from huichang.warranty.models import Check, Claim
from huichang.warranty.rules import Condition, hits
from huichang.warranty.states import ClaimState, Severity

MOST_CONDITIONS = 6
PAST_DAYS, MOST_CLAIMS = 365, 3000
"""How far back, and on how many claims at most, a check is tried."""
BAD = (ClaimState.RETURNED, ClaimState.REFUSED, ClaimState.SETTLING, ClaimState.CLOSED)


@use_case(permissions.KEEP_CHECKS, "编写索赔检查")
def keep_check(
    warrant: Warrant,
    store_id: int,
    *,
    name: str,
    says: str,
    conditions: Iterable[Mapping[str, str]],
    severity: str = Severity.STOP,
    check_id: int | None = None,
    at: datetime,
) -> Check:
    """A check, new or changed; changed it has to be tried anew. Raises Refused for a condition that makes no sense, none, or too
    many, without name or words; OutOfTurn while it is on."""
    warrant.show_at(store_id)
    wanted = [
        Condition(each.get("field", ""), each.get("compare", ""), str(each.get("value", "")).strip()[:80])
        for each in conditions
    ]
    if not 1 <= len(wanted) <= MOST_CONDITIONS:
        raise Refused(f"一条检查要有 1 到 {MOST_CONDITIONS} 个条件。", fields=("conditions",))
    for condition in wanted:
        if problem := condition.problem():
            raise Refused(problem, fields=("conditions",))
    if not name.strip() or not says.strip():
        raise Refused("请填写名称和提示：提示要说明怎么改。", fields=("name", "says"))
    if severity not in Severity.values:
        raise Refused("作用请选择不能上报或提醒。", fields=("severity",))
    if check_id is None:
        check = Check(store_id=store_id)
    else:
        check = Check.objects.locked(check_id, warrant)
        states.CHECK.move(check, "change")
    check.name, check.says, check.severity = name.strip()[:60], says.strip()[:160], severity
    check.conditions = [{"field": c.field, "compare": c.compare, "value": c.value} for c in wanted]
    check.kept_at, check.kept_by_id = at, warrant.actor.staff_id
    check.tried_at, check.tried_claims, check.tried_hits, check.tried_right = None, 0, 0, 0
    check.save()
    warrant.about(check, check.name)
    return check


def tried(check: Check, *, at: datetime) -> tuple[int, list[tuple[Claim, str]]]:
    """The check on the claims of the past year: how many were looked at, and those that it hits with the line's name. Twelve
    statements."""
    since = at - timedelta(days=PAST_DAYS)
    rows = Claim.objects.filter(store_id=check.store_id, opened_at__gte=since, round__gt=0)
    past = list(rows.exclude(state__in=states.DEAD).order_by("-opened_at")[:MOST_CLAIMS])
    wanted, on = checking.conditions(check), localdate(at)
    found = []
    for each in dossier.of(past):
        hit, name = hits(wanted, each.values(on), each.line_values())
        if hit:
            found.append((each.claim, name))
    return len(past), found


def was_bad(claim: Claim) -> bool:
    """The manufacturer did not pay the claim as it was asked at first."""
    return claim.state in BAD or claim.round > 1 or claim.lost > 0


@use_case(permissions.KEEP_CHECKS, "试算索赔检查")
def try_check(warrant: Warrant, check_id: int, *, at: datetime) -> Check:
    """What the check would have stopped in the past year, and how much of that had really been refused. Only a tried check can
    be switched on."""
    check: Check = Check.objects.locked(check_id, warrant)
    looked, found = tried(check, at=at)
    check.tried_at, check.tried_claims, check.tried_hits = at, looked, len(found)
    check.tried_right = sum(was_bad(claim) for claim, _ in found)
    check.save(update_fields=["tried_at", "tried_claims", "tried_hits", "tried_right"])
    return check


@use_case(permissions.KEEP_CHECKS, "启用或停用索赔检查")
def switch_check(warrant: Warrant, check_id: int, *, on: bool, at: datetime) -> Check:
    """In force from now on, or no more. Raises Refused for one that was not tried on the past."""
    check: Check = Check.objects.locked(check_id, warrant)
    states.CHECK.move(check, "switch_on" if on else "switch_off")
    if on and check.tried_at is None:
        raise Refused("请先用过去的索赔试算，看看会拦下哪些，再启用。")
    check.save(update_fields=["state"])
    warrant.note = f"{check.name} {'启用' if on else '停用'}"
    return check


@use_case(permissions.KEEP_CHECKS, "删除索赔检查")
def drop_check(warrant: Warrant, check_id: int, *, at: datetime) -> None:
    """A check that nobody wants. Raises Refused while it is on, Missing for an unknown one."""
    check: Check = Check.objects.locked(check_id, warrant)
    if check.state == "on":
        raise Refused("启用中的检查先停用再删除。")
    if not Check.objects.filter(pk=check.pk).delete()[0]:
        raise Missing("没有找到这条检查。")
