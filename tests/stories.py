"""A visit told step by step through the use-cases: every step continues where the one before left off.

`Visiting(world).signed()` is an order that the customer has signed; `.paid()` one whose money is in.
"""

import base64
import io
from datetime import datetime
from decimal import Decimal

from PIL import Image, ImageDraw

from huichang.billing import payments, statements
from huichang.billing.models import Statement
from huichang.kernel.actor import Actor
from huichang.parts import issuing
from huichang.vehicles.models import Vehicle
from huichang.workshop import (
    arrival,
    checklists,
    clock,
    dispatch,
    handover,
    inspection,
    orders,
    quoting,
    reception,
)
from huichang.workshop.models import Answer, GatePass, Job, Line, Order, Visit
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.rules import DELIVERY_POINTS
from tests.world import NOON, World, minutes


def signature() -> str:
    """A stroke on a screen, as a PNG data URL."""
    image = Image.new("RGBA", (400, 200), (0, 0, 0, 0))
    ImageDraw.Draw(image).line((20, 20, 380, 180), fill=(0, 0, 0, 255), width=4)
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


class Visiting:
    """One car's visit: brake pads (one part, one hour) and an oil change (two parts, half an hour), by maintenance."""

    def __init__(self, world: World, *, car: Vehicle | None = None, at: datetime = NOON) -> None:
        self.world = world
        self.car = car or world.car
        self.at = at
        self.visit: Visit
        self.order: Order

    def later(self, count: float) -> datetime:
        """Time goes on by so many minutes."""
        self.at = self.at + minutes(count)
        return self.at

    def arrived(self) -> "Visiting":
        """Greeted at the gate."""
        self.visit = arrival.greet_car(self.world.greeter, plate=self.car.plate, at=self.at)
        return self

    def opened(self) -> "Visiting":
        """The adviser has opened the order, nothing on it yet."""
        self.arrived()
        opened = reception.open_order(
            self.world.adviser, self.visit.pk, repair_type="maintenance", at=self.later(2)
        )
        self.order = opened.order
        return self

    def quoted(self) -> "Visiting":
        """Two jobs with five lines stand on the draft."""
        self.opened()
        world = self.world
        quoting.add_jobs(
            world.adviser,
            self.order.pk,
            jobs=[
                WantedJob(
                    concern="刹车有异响",
                    lines=(
                        WantedLine("labour", operation_id=world.operation.pk),
                        WantedLine("part", part_id=world.pads.pk),
                    ),
                ),
                WantedJob(
                    lines=(
                        WantedLine("labour", operation_id=world.oil_change.pk),
                        WantedLine("part", part_id=world.filter.pk),
                        WantedLine("part", part_id=world.oil.pk),
                    )
                ),
            ],
            at=self.later(5),
        )
        return self

    def signed(self) -> "Visiting":
        """The customer has signed on the tablet."""
        self.quoted()
        self.order = orders.sign_order(
            self.world.adviser,
            self.order.pk,
            name="王建国",
            signature=signature(),
            promised_at=self.at + minutes(180),
            at=self.later(3),
        )
        return self

    @property
    def jobs(self) -> list[Job]:
        """Jobs of the order in their order."""
        return list(Job.objects.filter(order=self.order).order_by("position"))

    @property
    def lines(self) -> list[Line]:
        """Lines of the order."""
        return list(Line.objects.filter(order=self.order).order_by("pk"))

    def dispatched(self) -> "Visiting":
        """Both jobs are with the technician, one after the other."""
        self.signed()
        start = self.later(1)
        for job in self.jobs:
            dispatch.assign_job(
                self.world.dispatcher,
                job.pk,
                technician_id=self.world.staff("technician").pk,
                bay_id=self.world.bays["general"][0].pk,
                starts_at=start,
                at=self.at,
            )
            start += minutes(job.minutes)
        return self

    def issued(self) -> "Visiting":
        """All parts are with the technician."""
        self.dispatched()
        issuing.issue(
            self.world.parts_clerk,
            self.order.pk,
            quantities=None,
            taken_by_id=self.world.staff("technician").pk,
            at=self.later(2),
        )
        return self

    def do(self, job: Job, *, actor: Actor | None = None) -> None:
        """The technician does one job from start to finish."""
        worker = actor or self.world.technician
        clock.clock_on(worker, job.pk, at=self.later(1))
        points = checklists.points([(job.repair_type, job.system)], "self")
        clock.finish_job(
            worker,
            job.pk,
            cause="制动片磨损到极限",
            correction="更换制动片并磨合",
            checked=[point.code for point in points],
            at=self.later(20),
        )

    def done(self) -> "Visiting":
        """All jobs are finished and self-checked."""
        self.issued()
        for job in self.jobs:
            self.do(job)
        self.order.refresh_from_db()
        return self

    def checked(self) -> "Visiting":
        """Peer check, road test and final check are passed."""
        self.done()
        self.inspect()
        return self

    def inspect(self) -> None:
        """The team leader checks each job, the inspector the car."""
        for job in self.jobs:
            inspection.pass_peer_check(
                self.world.team_leader,
                job.pk,
                checked=[point.code for point in checklists.points([(job.repair_type, job.system)], "peer")],
                at=self.later(2),
            )
        work = [(job.repair_type, job.system) for job in self.jobs]
        self.order = inspection.pass_final_check(
            self.world.inspector,
            self.order.pk,
            checked=[point.code for point in checklists.points(work, "final")],
            lines=[line.pk for line in self.lines if line.state == "done"],
            road_test=inspection.RoadTest(self.world.staff("technician").pk, 45_230, 45_236, "正常"),
            parked_at_id=self.world.bays["finished"][0].pk,
            washed=True,
            at=self.later(10),
        )

    def settled(self) -> "Visiting":
        """The statements are made."""
        self.checked()
        statements.settle(self.world.cashier, self.order.pk, at=self.later(3))
        return self

    @property
    def statement(self) -> Statement:
        """The customer's statement."""
        found: Statement = (
            Statement.objects.filter(order=self.order, payer="customer").exclude(state="reversed").get()
        )
        return found

    def paid(self) -> "Visiting":
        """The customer has paid everything."""
        self.settled()
        payments.take(
            self.world.cashier,
            self.statement.pk,
            method="wechat",
            amount=Decimal(self.statement.total),
            once=f"pay-{self.order.pk}",
            at=self.later(2),
        )
        self.order.refresh_from_db()
        return self

    def delivered(self) -> "Visiting":
        """Explained, old parts shown, keys handed back."""
        self.paid()
        self.order = handover.deliver_car(
            self.world.adviser,
            self.order.pk,
            items=[code for code, _ in DELIVERY_POINTS],
            old_parts={line.pk: "taken" for line in self.lines if line.kind == "part"},
            score=5,
            at=self.later(5),
        )
        return self

    def gone(self) -> "Visiting":
        """Out of the gate."""
        self.delivered()
        code = GatePass.objects.filter(order=self.order, void_at__isnull=True).get().token
        handover.scan_gate_pass(self.world.greeter, code, at=self.later(4))
        self.order.refresh_from_db()
        return self

    @property
    def answer(self) -> Answer:
        """The customer's first answer."""
        found: Answer = Answer.objects.filter(order=self.order).earliest("pk")
        return found
