"""“下一单”: a technician asks for the next job and gets the right one; holding and giving back is rationed by reason."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from huichang.company import settings
from huichang.engines.dayplan import values
from huichang.engines.dayplan.moving import move
from huichang.kernel.actor import Warrant
from huichang.kernel.days import begin_of
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.planning import keeping, limits, names, permissions, reading, rules, saying, solving
from huichang.planning.models import PlannedStep, Pull
from huichang.planning.queries import taken
from huichang.planning.states import PULL, ArrangedBy, PullOutcome

ABOUT_MINUTES = 10
"""Work that is given to somebody who is free, to begin within this time, is his;"""
GIVEN_UP_MINUTES = 30
"""unless he should have begun it this long ago."""
END_OF_TODAY = 24 * 60
"""Minutes of a plan count from midnight."""
READY_PARTS = ("none", "ready", "issued")
HELD_FOR = timedelta(minutes=30)
"""What is held comes back to its technician after this time at the earliest."""


@use_case(permissions.TAKE_NEXT, "领取下一单")
def take_next(warrant: Warrant, store_id: int, *, at: datetime) -> Pull:
    """The most valuable job that I can begin now: its parts are there, a bay is free, I have the skill, the car is not
    being worked on. It is given out to me from now on, and what was planned moves behind it.

    Raises Refused with the reason when there is none, OutOfTurn while I am clocked on.
    """
    plan = keeping.locked(store_id, warrant)
    me = _me(warrant)
    found = reading.read(store_id, at=at)
    busy = _busy(found, me)
    if busy is not None:
        raise OutOfTurn(f"您正在做“{busy.title}”，请先完工或暂停，再领下一单。")
    before = solving.pushed(found)
    not_for_me = _not_for_me(me, store_id, at)
    fitting = {key: job for key, job in _candidates(found, me) if job not in not_for_me}
    left = [_candidate(found, before, key, me) for key in fitting]
    while (chosen := rules.next_job(left)) is not None:
        after = _from_now(found, before, chosen.key, me)
        if after is not None:
            return _take(warrant, plan.pk, found, after, chosen, me, at)
        left.remove(chosen)
    raise Refused(_why_none(found, me))


def _take(
    warrant: Warrant,
    plan_id: int,
    found: reading.Reading,
    after: values.Plan,
    chosen: rules.Candidate,
    me: int,
    at: datetime,
) -> Pull:
    plan = keeping.locked(found.store_id, warrant)
    will, was = solving.by_step(after), solving.by_step(found.accepted)
    moved = {key: will[key] for key in (*was, chosen.key) if key in will and will[key] != was.get(key)}
    name = found.steps[chosen.key]
    job_id = name.job_id
    assert job_id is not None
    why = rules.why_next(chosen)
    keeping.write(
        plan,
        found,
        moved,
        how=ArrangedBy.PULL,
        words=f"领取 {name.title}：{why}",
        cost=solving.cost_of(after),
        warrant=warrant,
        taking=me,
        at=at,
    )
    return Pull.objects.create(store_id=found.store_id, technician_id=me, job_id=job_id, at=at, why=why[:200])


@use_case(permissions.TAKE_NEXT, "挂起所领的作业")
def hold_job(warrant: Warrant, pull_id: int, *, reason: str, at: datetime) -> Pull:
    """The job waits (for parts, for an answer), I can take another meanwhile; it stays mine. Raises Refused when the
    day's ration for this reason is used up, NotAllowed for somebody else's job, OutOfTurn while it is being worked on."""
    pull = _mine(pull_id, warrant, "hold", reason, at)
    found, key = _put_down(pull, warrant, at, stays_with=pull.technician_id)
    PULL.move(pull, "hold")
    _end(pull, "hold", reason, at)
    warrant.note = f"{found.steps[key].title}：{pull.words}"
    return pull


@use_case(permissions.TAKE_NEXT, "退回所领的作业")
def give_back(warrant: Warrant, pull_id: int, *, reason: str, at: datetime) -> Pull:
    """The job is for somebody else; it is not offered to me again today. Refusals as `hold_job`."""
    pull = _mine(pull_id, warrant, "give_back", reason, at)
    found, key = _put_down(pull, warrant, at, stays_with=None)
    PULL.move(pull, "give_back")
    _end(pull, "give_back", reason, at)
    warrant.note = f"{found.steps[key].title}：{pull.words}"
    return pull


def _mine(pull_id: int, warrant: Warrant, kind: str, reason: str, at: datetime) -> Pull:
    """The pull, locked after its plan, mine, and within the ration."""
    store_id = (
        Pull.objects.seen_by(warrant.actor).filter(pk=pull_id).values_list("store_id", flat=True)
    ).first()
    if store_id is None:
        raise Missing("没有找到这次领单，请刷新页面。")
    keeping.locked(store_id, warrant)
    pull: Pull = Pull.objects.locked(pull_id, warrant)
    if pull.technician_id != _me(warrant):
        raise NotAllowed("这一单不是您领的，请由领单的技师操作。")
    says = limits.reason_says(kind, reason)
    if not says:
        raise Refused("请选择原因。", fields=("reason",))
    most = settings.of(store_id, limits.RATIONS[kind, reason])
    if taken.used_today(pull.technician_id, store_id, at=at).get((kind, reason), 0) >= most:
        word = "挂起" if kind == "hold" else "退回"
        raise Refused(f"今天以“{says}”{word}已满 {most} 次，请直接找车间调度处理。")
    return pull


def _put_down(
    pull: Pull, warrant: Warrant, at: datetime, *, stays_with: int | None
) -> tuple[reading.Reading, str]:
    """The job's time is free again."""
    plan = keeping.locked(pull.store_id, warrant)
    found = reading.read(pull.store_id, at=at)
    key = names.job_key(pull.job_id)
    name = found.steps.get(key)
    if name is None:
        raise OutOfTurn("这项作业已经完成或撤下了。")
    if name.running:
        raise OutOfTurn(f"“{name.title}”正在计时，请先暂停。")
    bay = next((each.bay for each in found.accepted.placed if each.step == key), None)
    word = "挂起" if stays_with else "退回"
    keeping.write(
        plan,
        found,
        {key: None},
        how=ArrangedBy.PULL,
        words=f"{word} {name.title}",
        cost=plan.cost,
        warrant=warrant,
        taking=pull.technician_id,
        at=at,
    )
    if stays_with is not None:
        PlannedStep.objects.create(
            store_id=pull.store_id,
            plan=plan,
            key=key,
            kind=name.kind,
            order_id=name.order_id,
            job_id=name.job_id,
            technicians=[stays_with],
            bay_id=bay,
            starts_at=at + HELD_FOR,
            ends_at=at + HELD_FOR + timedelta(minutes=name.minutes),
            pinned=True,
        )
    return found, key


def _end(pull: Pull, kind: str, reason: str, at: datetime) -> None:
    pull.reason, pull.words, pull.ended_at = reason, limits.reason_says(kind, reason), at
    pull.save(update_fields=["state", "reason", "words", "ended_at"])


def _me(warrant: Warrant) -> int:
    if warrant.actor.staff_id is None:
        raise NotAllowed("请用技师本人的账号操作。")
    return warrant.actor.staff_id


def _busy(found: reading.Reading, me: int) -> names.StepName | None:
    for step in found.problem.steps:
        if step.started is not None and me in step.started.technicians:
            return found.steps[step.id]
    return None


def _not_for_me(me: int, store_id: int, at: datetime) -> set[int]:
    """Jobs that I gave back today, and those that somebody else took or holds: he may be on the way to the car. One
    statement."""
    mine = Q(technician_id=me, state=PullOutcome.RETURNED)
    theirs = ~Q(technician_id=me) & Q(state__in=[PullOutcome.TAKEN, PullOutcome.HELD])
    today = Pull.objects.filter(store_id=store_id, at__gte=begin_of(localdate(at)))
    return set(today.filter(mine | theirs).values_list("job_id", flat=True))


def _candidates(found: reading.Reading, me: int) -> Iterator[tuple[str, int]]:
    """Steps that could begin now in my hands, with their jobs: parts there, nothing before them, car not in work, and
    nobody else is about to begin them."""
    now = found.problem.now
    busy = {
        who for step in found.problem.steps if step.started is not None for who in step.started.technicians
    }
    about_to_begin = {
        each.step
        for each in found.accepted.placed
        if -GIVEN_UP_MINUTES <= each.start - now <= ABOUT_MINUTES
        and each.technicians
        and not {*each.technicians} & {me, *busy}
    }
    person = next((each for each in found.problem.technicians if each.id == me), None)
    open_steps = {step.id for step in found.problem.steps}
    in_work = {step.car for step in found.problem.steps if step.started is not None}
    for step in found.problem.steps:
        name = found.steps[step.id]
        fixed = step.technicians and me not in step.technicians
        if person is None or not name.dispatched or name.job_id is None or fixed or step.hands > 1:
            continue
        able = step.skill is None or step.skill in person.skills
        ready = step.ready <= now and name.parts in READY_PARTS and not set(step.after) & open_steps
        if able and ready and step.car not in in_work and step.id not in about_to_begin:
            yield step.id, name.job_id


def _candidate(found: reading.Reading, before: values.Plan, key: str, me: int) -> rules.Candidate:
    step = next(each for each in found.problem.steps if each.id == key)
    car = next(each for each in found.problem.cars if each.id == step.car)
    known = solving.by_step(found.accepted).get(key)
    finish = before.finish.get(car.id)
    return rules.Candidate(
        key,
        step.minutes,
        car.promise - finish if car.promise is not None and finish is not None else None,
        car.waits,
        car.statutory,
        mine=known is not None and me in known.technicians,
        others=known is not None and me not in known.technicians,
        amount=found.steps[key].amount,
    )


def _from_now(found: reading.Reading, before: values.Plan, key: str, me: int) -> values.Plan | None:
    """The plan with the step in my hands from now on, in the best bay that is free for it: its own, else one in which
    nobody has to make room, else the kind that fits best; None when none is free."""
    step = next(each for each in found.problem.steps if each.id == key)
    now = found.problem.now
    taken = {
        each.started.bay
        for each in found.problem.steps
        if each.started is not None and each.car != step.car and each.started.bay is not None
    }
    known = solving.by_step(found.accepted).get(key)
    own = [known.bay] if known is not None and known.bay is not None else []
    kinds = list(step.bay_kinds)
    free = [bay for bay in found.problem.bays if bay.kind in kinds and bay.id not in taken]
    meant = {
        each.bay
        for each in found.accepted.placed
        if each.step != key and each.start < now + step.minutes and each.end > now
    }
    free.sort(key=lambda bay: (bay.id not in own, bay.id in meant, kinds.index(bay.kind), bay.id))
    places: list[int | None] = [step.bay] if step.bay is not None else [bay.id for bay in free]
    for bay in places if kinds or step.bay is not None else [None]:
        verdict = move(found.problem, before, key, start=now, bay=bay, technicians=(me,))
        if verdict.ok:
            return verdict.plan_after
    return None


def _why_none(found: reading.Reading, me: int) -> str:
    """Why there is nothing to take, and what to do."""
    person = next((each for each in found.problem.technicians if each.id == me), None)
    now = found.problem.now
    windows = person.windows if person is not None else ()
    if person is None or not any(opens <= now < closes for opens, closes in windows):
        back = next((opens for opens, _ in windows if now < opens < END_OF_TODAY), None)
        if back is not None:
            return f"您现在在休息或还没到班，{saying.time_says(found, back)} 起可以领单。"
        return "您现在不在班次内，不能领单；需要加班请车间调度先排班。"
    able = [
        found.steps[step.id]
        for step in found.problem.steps
        if found.steps[step.id].dispatched and (step.skill is None or step.skill in person.skills)
    ]
    if not able:
        return "现在没有您能做的作业，请协助同组同事，或告诉车间调度。"
    short = [name for name in able if name.parts not in READY_PARTS]
    if len(short) == len(able):
        return f"您能做的 {len(able)} 项都在等零件，请告诉车间调度。"
    return "您能做的作业都在等前面的工序、零件或工位，或别人正要开工，请稍后再领，或告诉车间调度。"
