"""A step is dragged to another place on the board, fixed there, or let go again (LANE-31).

The engine says at once whether it may and what it costs; what lies in the way moves behind it; the database has the last
word against somebody else's drag or a replan at the same moment.
"""

from collections.abc import Sequence
from datetime import datetime

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Changed, Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.planning import keeping, permissions, reading, rules, saying, solving, trying
from huichang.planning.models import Arrangement, PlannedStep, StorePlan
from huichang.planning.states import ArrangedBy


@use_case(permissions.ARRANGE_PLAN, "拖动排程")
def move_step(
    warrant: Warrant,
    store_id: int,
    key: str,
    *,
    technician_ids: Sequence[int],
    bay_id: int | None,
    starts_at: datetime,
    seen: int | None = None,
    at: datetime,
) -> Arrangement:
    """A job for these people in this bay from `starts_at` on, fixed there by hand; what is in the way moves behind it.

    `seen`: the version of the plan that the board showed. Raises Changed when it has been arranged since, Refused with
    the reason when it cannot stand there, OutOfTurn for a step that is no job or must not be dispatched yet.
    """
    plan = keeping.locked(store_id, warrant)
    _check(plan, seen)
    found = reading.read(store_id, at=at)
    trial = trying.tried(found, key, technician_ids=technician_ids, bay_id=bay_id, starts_at=starts_at)
    name, after = found.steps[key], trial.verdict.plan_after
    if not name.dispatched and not name.running:
        raise OutOfTurn(f"“{name.title}”现在还不能派工，它会跟着前面的作业自动安排。")
    if after is None:
        raise Refused(saying.verdict_says(found, name, trial.verdict))
    will, was = solving.by_step(after), solving.by_step(found.accepted)
    moved = {each: will[each] for each in (*was, key) if each in will and will[each] != was.get(each)}
    place = will[key]
    who = "、".join(saying.who_says(found, each) for each in place.technicians)
    where = saying.bay_says(found, place.bay) if place.bay else "不占工位"
    words = (
        f"{saying.step_says(found, key)} → {who}，{where}，{saying.time_says(found, place.start)}；"
        f"{rules.cost_words(trial.cost)}"
    )
    return keeping.write(
        plan,
        found,
        moved,
        how=ArrangedBy.DRAG,
        words=words,
        cost=solving.cost_of(after),
        warrant=warrant,
        pin=(key,),
        at=at,
    )


@use_case(permissions.ARRANGE_PLAN, "固定排程步骤")
def pin_step(warrant: Warrant, store_id: int, key: str, *, at: datetime) -> PlannedStep:
    """A step stays with its people in its bay, and not earlier: replanning leaves it there. Raises Missing for a step that
    stands nowhere yet."""
    plan = keeping.locked(store_id, warrant)
    found = reading.read(store_id, at=at)
    placed = solving.by_step(found.accepted).get(key)
    if placed is None or key not in found.steps:
        raise Missing("这项作业还没有排定，请先拖到一个位置。")
    keeping.keep_steps(plan, found, {key: placed}, (key,))
    warrant.about(plan, f"固定 {saying.step_says(found, key)}")
    return plan.steps.get(key=key)


@use_case(permissions.ARRANGE_PLAN, "取消固定排程步骤")
def unpin_step(warrant: Warrant, store_id: int, key: str, *, at: datetime) -> None:
    """The step may be planned freely again. Raises Missing for one that is not fixed."""
    plan = keeping.locked(store_id, warrant)
    if not PlannedStep.objects.filter(plan=plan, key=key, pinned=True).update(pinned=False):
        raise Missing("这项作业没有固定，请刷新排程。")
    warrant.about(plan, "取消固定")


def _check(plan: StorePlan, seen: int | None) -> None:
    if seen is not None and seen != plan.version:
        last = plan.arrangements.select_related("by").order_by("-version").first()
        who = (last.by.name if last.by else "自动排程") if last else "别人"
        raise Changed(f"{who}刚刚调整过排程（{last.words[:40] if last else ''}），请看最新的排程再拖动。")
