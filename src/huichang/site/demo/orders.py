"""The repair order of a visit: jobs, lines, answers, extra work, and what was fetched for it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from huichang.company.roles import Role
from huichang.kernel.money import ZERO
from huichang.parts.models import PickLine
from huichang.site.demo.chance import Chance, minutes
from huichang.site.demo.course import Course, Extra, Step
from huichang.site.demo.looking import REASONS
from huichang.site.demo.money import RATE
from huichang.site.demo.numbers import Numbers
from huichang.site.demo.people import Crew
from huichang.site.demo.rows import Rows
from huichang.site.demo.store_room import Issue, StoreRoom
from huichang.site.demo.wishes import Charge, Work
from huichang.workshop.models import Answer, ExtraWork, Job, Line, Order
from huichang.workshop.states import ExtraState, JobState, LineState, OrderState

WAYS = ("link", "link", "phone", "phone", "wechat", "screen")
WORDS = {
    "brake": "制动片、制动盘磨损接近极限",
    "electric": "检测到蓄电池或电器件性能下降",
    "aircon": "空调滤清器脏，出风有异味",
    "tyre": "轮胎花纹不足或磨损不均",
}


@dataclass
class Written:
    """An order in the tables: its key and number, and the key of each job."""

    id: int
    number: str
    plate: str
    jobs: dict[int, int]
    charges: list[Charge]
    declined: list[tuple[Work, int, str]]

    def job(self, step: Step) -> int:
        """The key of a step's job."""
        return self.jobs[id(step.work)]


class Orders:
    """Writes the orders of one store."""

    def __init__(
        self, rows: Rows, crew: Crew, chance: Chance, numbers: Numbers, store_room: StoreRoom
    ) -> None:
        self.rows, self.crew, self.chance, self.numbers, self.store_room = (
            rows,
            crew,
            chance,
            numbers,
            store_room,
        )
        self.store = crew.site.id

    def write(self, course: Course, visit_id: int, signature: int) -> Written:
        """The order as it stands when the car has left; what it came to is set by `settle`."""
        owner, wish = course.car.owner, course.wish
        number = self.numbers.next(self.store, "RO", course.received.date())
        works = [step.work for step in course.steps]
        base = [step.work for step in course.steps if not step.is_extra]
        signed = sum((work.amount for work in base), ZERO)
        order_id = self.rows.add(
            Order,
            store_id=self.store,
            number=number,
            visit_id=visit_id,
            vehicle_id=course.car.id,
            customer_id=owner.id,
            adviser_id=course.adviser.id,
            sender_name=owner.name[:40],
            sender_phone=owner.phone,
            repair_type=wish.repair_type,
            concern=wish.concern,
            odometer=course.km,
            state=OrderState.DELIVERED,
            opened_at=course.received,
            signed_at=course.signed,
            promised_first_at=course.promised_first,
            promised_at=course.promised,
            amount_signed=signed,
            amount_agreed=sum((work.amount for work in works), ZERO),
            done_at=course.done,
            checked_at=course.checked,
            settled_at=course.settled,
            delivered_at=course.delivered,
            wash=True,
            washed_at=course.checked,
            told_at=course.done,
            last_job=len(works) + len(course.declined) + len(course.extra.declined if course.extra else ()),
            version=12 + len(works),
        )
        written = Written(order_id, number, course.car.plate, {}, [], [])
        answer = self._answer(course, order_id, signed, signature)
        for place, step in enumerate((step for step in course.steps if not step.is_extra), start=1):
            self._job(written, step.work, place, step, answer)
        for work in course.declined:
            self._unwanted(written, work, len(written.jobs) + 1, answer, None)
        if course.extra is not None:
            self._extra(course, course.extra, written)
        return written

    def _answer(self, course: Course, order_id: int, amount: Decimal, signature: int) -> int:
        on_screen = self.chance.maybe(0.9)
        return self.rows.add(
            Answer,
            store_id=self.store,
            order_id=order_id,
            about="sign",
            via="screen" if on_screen else "link",
            name=course.car.owner.name[:40],
            at=course.signed,
            amount=amount,
            promised_at=course.promised_first,
            signature_id=signature,
            taken_by_id=course.adviser.id,
        )

    def _job(
        self, written: Written, work: Work, position: int, step: Step, answer: int, extra: int | None = None
    ) -> None:
        """A job that was done, with its lines and what was fetched for them."""
        start, end = step.place.start, (step.again or step.place).end
        job_id = self._plain_job(written, work, position, JobState.DONE, extra, start, end)
        clerks = self.crew.on(Role.PARTS_CLERK, start.date())
        for charge in work.charges:
            is_part = charge.part is not None
            line = self._line(written.id, job_id, charge, LineState.DONE, answer, extra, start, is_part)
            written.charges.append(charge)
            if charge.part is None:
                continue
            self.rows.add(
                PickLine,
                store_id=self.store,
                for_order=written.id,
                for_line=line,
                order_number=written.number,
                plate=written.plate,
                promised_at=end,
                part_id=charge.part.id,
                asked=charge.quantity,
                issued=charge.quantity,
                is_open=False,
                asked_at=start - minutes(9),
            )
            at = start - minutes(4) + self.chance.wait(0, 3)
            clerk = clerks[line % len(clerks)].id
            self.store_room.issue(
                Issue(at, charge.part, charge.quantity, line, written.number, clerk, step.place.person.id)
            )

    def _plain_job(
        self,
        written: Written,
        work: Work,
        position: int,
        state: JobState,
        extra: int | None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> int:
        done = state == JobState.DONE
        job_id = self.rows.add(
            Job,
            store_id=self.store,
            order_id=written.id,
            position=position,
            title=work.title[:80],
            repair_type=work.repair_type,
            payer=work.payer,
            system=work.system,
            skill=work.skill,
            bay_kind=work.bay_kind,
            repair_class=work.repair_class,
            concern=work.concern[:300],
            cause=work.cause if done else "",
            correction=work.correction if done else "",
            minutes=work.minutes,
            state=state,
            started_at=start,
            finished_at=end,
            extra_work_id=extra,
        )
        written.jobs[id(work)] = job_id
        return job_id

    def _line(
        self,
        order_id: int,
        job_id: int,
        charge: Charge,
        state: LineState,
        answer: int | None,
        extra: int | None,
        start: datetime | None,
        is_issued: bool,
        reason: str = "",
    ) -> int:
        return self.rows.add(
            Line,
            store_id=self.store,
            order_id=order_id,
            job_id=job_id,
            kind=charge.kind,
            operation_id=charge.operation.id if charge.operation else None,
            part_id=charge.part.id if charge.part else None,
            code=charge.code,
            name=charge.name,
            unit=charge.unit,
            minutes=charge.minutes,
            quantity=charge.quantity,
            unit_price=charge.unit_price,
            discount=charge.discount,
            rule=charge.rule,
            price_reason=charge.price_reason,
            amount=charge.amount,
            tax_rate=RATE,
            payer=charge.payer,
            state=state,
            answer_id=answer,
            extra_work_id=extra,
            issued=charge.quantity if is_issued else 0,
            started_at=start,
            old_part=charge.old_part,
            decline_reason=reason,
        )

    def _unwanted(self, written: Written, work: Work, position: int, answer: int, extra: int | None) -> None:
        """A job that was quoted and not wanted."""
        reason = self.chance.choice(REASONS)
        job_id = self._plain_job(written, work, position, JobState.DROPPED, extra)
        first = 0
        for charge in work.charges:
            line = self._line(
                written.id, job_id, charge, LineState.DECLINED, None, extra, None, False, reason
            )
            first = first or line
        written.declined.append((work, first, reason))

    def _extra(self, course: Course, extra: Extra, written: Written) -> None:
        """Extra work with the customer's word on every point of it."""
        works = [*extra.agreed, *extra.declined]
        said = (
            ExtraState.APPROVED
            if not extra.declined
            else ExtraState.PARTLY
            if extra.agreed
            else ExtraState.DECLINED
        )
        system = works[0].system
        extra_id = self.rows.add(
            ExtraWork,
            store_id=self.store,
            order_id=written.id,
            position=1,
            found_by_id=course.steps[0].place.person.id,
            found_at=extra.found_at,
            what=f"{WORDS.get(system, '检查中发现')}，建议{works[0].title}"[:300],
            system=system,
            point_state=self.chance.choice(("soon", "soon", "now")),
            risk="继续使用可能扩大损坏，建议尽早处理。",
            state=said,
            promised_at=course.promised,
            asked_at=extra.asked_at,
            answered_at=extra.answered_at,
        )
        amount = sum((work.amount for work in extra.agreed), ZERO)
        answer = self.rows.add(
            Answer,
            store_id=self.store,
            order_id=written.id,
            extra_work_id=extra_id,
            about="extra",
            via=self.chance.choice(WAYS),
            name=course.car.owner.name[:40],
            at=extra.answered_at,
            amount=amount,
            promised_at=course.promised,
            taken_by_id=course.adviser.id,
        )
        steps = {id(step.work): step for step in course.steps}
        for work in extra.agreed:
            self._job(written, work, len(written.jobs) + 1, steps[id(work)], answer, extra_id)
        for work in extra.declined:
            self._unwanted(written, work, len(written.jobs) + 1, answer, extra_id)
