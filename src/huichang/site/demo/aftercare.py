"""What follows a visit: the call some days later, complaints, and every reason for the car to come back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from huichang.care import script
from huichang.care.due import ASSUMED_KM
from huichang.care.models import Attempt, Complaint, DueItem, FollowUp
from huichang.care.rules import call_window, declined_due_on, lasts_days, proposed_on
from huichang.care.states import DueState, FollowUpState, Result
from huichang.company.roles import Role
from huichang.kernel.money import ZERO
from huichang.site.demo.chance import Chance, Weighted, clock, minutes
from huichang.site.demo.course import Course
from huichang.site.demo.looking import Findings
from huichang.site.demo.orders import Written
from huichang.site.demo.people import Crew
from huichang.site.demo.rows import Rows
from huichang.workshop.rules import next_service
from huichang.workshop.states import Payer

LATEST = 7
RESULTS = Weighted([(Result.FINE, 83.0), (Result.SMALL, 12.0), (Result.DISSATISFIED, 5.0)])
WORDS = {
    Result.FINE: ("都很好，没有问题。", "车子正常，谢谢。", "服务态度不错。", "挺快的，满意。"),
    Result.SMALL: ("等的时间有点长，其他还行。", "座椅位置被动过，其他没问题。", "停车不太方便。"),
}
UNREACHED, TRIED_TWICE, STOPPED = 0.05, 0.16, 0.01
SETTLED = Weighted(
    [
        (DueState.DONE, 46.0),
        (DueState.REFUSED, 28.0),
        (DueState.LOST, 10.0),
        (DueState.LATER, 12.0),
        (DueState.OPEN, 1.5),
    ]
)
"""What became of matters that fell due some time ago."""
WHY_REFUSED = ("已在别处处理", "暂时不需要", "价格超出预算", "车辆已转让")


@dataclass
class Gone:
    """A car that has left."""

    course: Course
    order: Written
    found: Findings
    total: Decimal
    score: int | None


@dataclass
class Aftercare:
    """Customer care in one store."""

    rows: Rows
    crew: Crew
    chance: Chance
    until: datetime

    def __post_init__(self) -> None:
        self.services: dict[int, int] = {}

    def after(self, gone: Gone) -> None:
        """Everything that follows a delivery."""
        self._call(gone)
        for finding in gone.found:
            self._point(gone, finding)
        for work, line, reason in gone.order.declined:
            on = gone.course.delivered.date()
            due_on = declined_due_on(on, state="soon", is_safety=False, remaining_days=None)
            day = proposed_on(on, due_on=due_on, state="soon", remaining_days=None)
            values = {"text": work.title, "system": work.system, "why_not": reason, "worth": work.amount}
            self._due(gone, "declined", due_on, for_line=line, proposed_on=day, **values)
        if gone.course.wish.repair_type in ("first", "maintenance"):
            self._service(gone)

    def _call(self, gone: Gone) -> None:
        course, store = gone.course, self.crew.site.id
        repair_type = course.wish.repair_type
        due_on, latest_on = call_window(
            course.delivered.date(),
            after_days=script.script_for(repair_type).due_after_days,
            latest_days=LATEST,
        )
        values: dict[str, object] = {
            "store_id": store,
            "order_id": gone.order.id,
            "vehicle_id": course.car.id,
            "customer_id": course.car.owner.id,
            "adviser_id": course.adviser.id,
            "repair_type": repair_type,
            "due_on": due_on,
            "latest_on": latest_on,
        }
        called = clock(
            due_on + timedelta(days=self.chance.choice((0, 0, 0, 1, 1, 2))), self.chance.uniform(9.2, 17.6)
        )
        # What fell due some days ago was called; of the last days some calls are still to be made.
        if called >= self.until or (
            due_on >= self.until.date() - timedelta(days=1) and self.chance.maybe(0.6)
        ):
            self.rows.add(FollowUp, **values)
            return
        agent = self.crew.on(Role.CARE_AGENT, called.date())[0].id
        if self.chance.maybe(UNREACHED):
            self._not_reached(values, called, agent)
        else:
            self._reached(gone, values, called, agent)

    def _not_reached(self, values: dict[str, object], called: datetime, agent: int) -> None:
        last = called + timedelta(days=1, hours=2)
        if last >= self.until:
            self.rows.add(FollowUp, **values)
            return
        key = self.rows.add(
            FollowUp,
            **values,
            state=FollowUpState.UNREACHED,
            tries=3,
            result=Result.NOT_REACHED,
            done_at=last,
            done_by_id=agent,
        )
        for at in (called, called + timedelta(hours=4), last):
            self._attempt(key, at, agent, reached=False)

    def _reached(self, gone: Gone, values: dict[str, object], called: datetime, agent: int) -> None:
        result = self.chance.one(RESULTS)
        twice = self.chance.maybe(TRIED_TWICE)
        more: dict[str, object] = {}
        if result == Result.DISSATISFIED:
            step = self.chance.choice(script.steps())
            cause = self.chance.choice(step.reasons)
            more = {"step": step.code, "cause": cause, "words": f"{cause}，不太满意。"}
            self._complain(gone, step.code, cause, called, agent)
        else:
            more = {"words": self.chance.choice(WORDS[result])}
        key = self.rows.add(
            FollowUp,
            **values,
            state=FollowUpState.DONE,
            tries=2 if twice else 1,
            result=result,
            done_at=called,
            done_by_id=agent,
            **more,
        )
        if twice:
            self._attempt(key, called - timedelta(hours=4), agent, reached=False)
        self._attempt(key, called, agent, reached=True)

    def _attempt(self, follow_up: int, at: datetime, agent: int, *, reached: bool) -> None:
        note = "" if reached else self.chance.choice(script.not_reached())[:120]
        self.rows.add(
            Attempt,
            store_id=self.crew.site.id,
            follow_up_id=follow_up,
            at=at,
            by_id=agent,
            reached=reached,
            note=note,
        )

    def _complain(self, gone: Gone, step: str, cause: str, at: datetime, agent: int) -> None:
        closed = at + timedelta(days=self.chance.randint(1, 5), hours=3)
        self.rows.add(
            Complaint,
            store_id=self.crew.site.id,
            customer_id=gone.course.car.owner.id,
            vehicle_id=gone.course.car.id,
            order_id=gone.order.id,
            text=f"回访时客户反映：{cause}",
            wish=self.chance.choice(("希望给个说法", "希望下次优先安排", "要求免费检查一次")),
            step=step,
            responsible_id=gone.course.adviser.id,
            opened_at=at,
            opened_by_id=agent,
            closed_at=closed if closed < self.until else None,
        )

    def _point(self, gone: Gone, finding: dict[str, object]) -> None:
        """A point that left the store unrepaired."""
        on, state, car = gone.course.delivered.date(), str(finding["state"]), gone.course.car
        days, km = finding["remaining_days"], finding["remaining_km"]
        per_day = Decimal(str(round(car.km_per_day, 2)))
        lasts = lasts_days(
            remaining_days=days if isinstance(days, int) else None,
            remaining_km=km if isinstance(km, int) else None,
            km_per_day=per_day,
            assumed_km_per_day=ASSUMED_KM.default,
        )
        due_on = declined_due_on(on, state=state, is_safety=bool(finding["is_safety"]), remaining_days=lasts)
        declined = finding.get("outcome") == "declined"
        self._due(
            gone,
            "declined" if declined else "worn",
            due_on,
            for_finding=finding["id"],
            text=f"{finding['name']}{'（立即处理）' if finding['state'] == 'now' else ''}",
            system=finding["system"],
            is_safety=finding["is_safety"],
            why_not=finding.get("decline_reason", ""),
            due_km=gone.course.km + km if isinstance(km, int) and km else None,
            proposed_on=proposed_on(on, due_on=due_on, state=state, remaining_days=lasts),
        )

    def _due(self, gone: Gone, kind: str, due_on: date, **values: object) -> None:
        state: dict[str, object] = {}
        if due_on < self.until.date() - timedelta(days=4):
            state = self._settled(due_on)
        self._item(gone, kind, due_on, **values, **state)

    def _settled(self, due_on: date) -> dict[str, object]:
        said = self.chance.one(SETTLED)
        if said == DueState.OPEN:
            return {}
        if said == DueState.LATER:
            return {"state": said, "later_on": self.until.date() + timedelta(days=self.chance.randint(0, 20))}
        closed = min(clock(due_on + timedelta(days=3), 11), self.until - minutes(60))
        answer = self.chance.choice(WHY_REFUSED) if said != DueState.DONE else ""
        return {"state": said, "closed_at": closed, "answer": answer}

    def _item(self, gone: Gone, kind: str, due_on: date, **values: object) -> int:
        return self.rows.add(
            DueItem,
            store_id=self.crew.site.id,
            vehicle_id=gone.course.car.id,
            customer_id=gone.course.car.owner.id,
            order_id=gone.order.id,
            kind=kind,
            due_on=due_on,
            **values,
        )

    def _service(self, gone: Gone) -> None:
        """The next service; it replaces the forecast that stood before."""
        car, on = gone.course.car, gone.course.delivered.date()
        old = self.services.get(car.id)
        if old is not None:
            self.rows.change(DueItem, old, state=DueState.DONE, closed_at=gone.course.delivered)
        day, km = next_service(
            on=on,
            odometer=gone.course.km,
            every_km=10_000,
            every_months=12,
            km_per_day=Decimal(str(round(car.km_per_day, 2))),
        )
        worth = gone.total if all(charge.payer == Payer.CUSTOMER for charge in gone.order.charges) else ZERO
        self.services[car.id] = self._item(
            gone,
            "service",
            day,
            text="下次保养",
            system="maintenance",
            worth=worth,
            due_km=km,
            proposed_on=day,
        )
