"""The demo's field: cars built and sold, and repairs of three parts that fail too often in cars of some months.

The repairs are orders of the past half year like any others; the warranty desk makes claims of them as of all work that the
manufacturer pays.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from huichang.billing.models import Payment, Statement
from huichang.billing.rules import tax_inside
from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.kernel.money import ZERO, money
from huichang.kernel.months import first_of
from huichang.network.models import Cars
from huichang.site.demo.money import NAMES, RATE
from huichang.vehicles.models import Vehicle
from huichang.workshop.models import Answer, Job, Line, Order, Visit
from huichang.workshop.states import JobState, LineKind, LineState, OrderState, Payer

MONTHS, FIRST_SALES = 42, 3
"""Months of production that are counted; a car is sold in one of so many months after its own."""
A_MONTH = 640
PER_HOUR = Decimal(200)
HALF_YEAR, SETTLED = timedelta(days=172), timedelta(days=52)
"""The repairs lie between so long ago and so long ago: the manufacturer has paid all of them."""


@dataclass(frozen=True)
class Defect:
    """A part of a model that fails in cars sold in some months (so many to so many ago): so many of them, and others.

    Like all that the manufacturer sends for a claim, it never lay in the store room: its line names no part of ours.
    """

    model: str
    number: str
    name: str
    system: str
    concern: str
    cause: str
    minutes: int
    price: Decimal
    sold: tuple[int, int]
    bad: int
    calm: int


DEFECTS = (
    Defect(
        "远岚 T3 1.5T", "3508010-YA01", "电子驻车电机", "brake", "驻车制动不能释放，仪表报警", "电机减速齿轮卡滞",
        60, Decimal("680.00"), (12, 16), 34, 7,
    ),
    Defect(
        "远岚 L5 1.5T", "2904030-YA01", "前减振器顶座及轴承", "suspension", "原地转向时前部异响", "轴承内圈锈蚀",
        96, Decimal("170.00"), (9, 13), 26, 6,
    ),
    Defect(
        "远岚 T5 2.0T", "3703010-YB01", "12V 蓄电池", "electric", "停放两天后不能启动", "极柱焊接虚焊，内阻大",
        30, Decimal("795.00"), (15, 20), 22, 6,
    ),
)  # fmt: skip


def fill(store_ids: Iterable[int], now: datetime) -> None:
    """Cars of the field, and the repairs at all stores, as of `now`."""
    _cars(now)
    work = _Work(list(store_ids), now, Random(811))
    for defect in DEFECTS:
        work.add(defect)
    work.write()


def _cars(now: datetime) -> None:
    last = first_of(now.date())
    models = ["远岚 L7 2.0T", *(defect.model for defect in DEFECTS)]
    Cars.objects.bulk_create(
        [
            Cars(
                model=model,
                produced_on=first_of(last, -made),
                sold_on=first_of(last, later - made),
                count=(A_MONTH + 37 * (made % 7)) * share // 100,
            )
            for model in models
            for made in range(MONTHS, 0, -1)
            for later, share in zip(range(FIRST_SALES), (18, 55, 27), strict=True)
            if later <= made
        ]
    )


class _Work:
    """Orders of the past, gathered and written at once."""

    def __init__(self, stores: list[int], now: datetime, chance: Random) -> None:
        self.stores, self.now, self.chance = stores, now, chance
        self.advisers = {store_id: company.people(store_id, Role.ADVISER) for store_id in stores}
        inside = Visit.objects.filter(left_at__isnull=True).values_list("vehicle_id", flat=True)
        self.taken = set(inside)
        self.rows: dict[type[Any], list[Any]] = {
            model: [] for model in (Visit, Order, Answer, Job, Line, Statement, Payment)
        }

    def add(self, defect: Defect) -> None:
        """The bad cars, and some of other months."""
        since, until = (first_of(self.now.date(), -months) for months in reversed(defect.sold))
        cars = list(
            Vehicle.objects.filter(
                model__startswith=defect.model,
                customer__isnull=False,
                sold_on__range=(first_of(self.now.date(), -34), self.now.date() - 3 * HALF_YEAR / 4),
            )
            .select_related("customer")
            .exclude(pk__in=self.taken)
            .exclude(plate="")
            .order_by("pk")
        )
        self.chance.shuffle(cars)
        bad = [car for car in cars if car.sold_on and since <= car.sold_on < until]
        calm = [car for car in cars if car.sold_on and not since <= car.sold_on < until]
        for car in (*bad[: defect.bad], *calm[: defect.calm]):
            store = next((each for each in self.stores if car.customer and each in car.customer.known_at), 0)
            if store:
                self.taken.add(car.pk)
                self._repair(store, car, defect)

    def _repair(self, store: int, car: Vehicle, defect: Defect) -> None:
        chance = self.chance
        assert car.sold_on is not None
        first = max((self.now - HALF_YEAR).date(), car.sold_on + timedelta(days=40))
        days = ((self.now - SETTLED).date() - first).days
        on = first + timedelta(days=chance.randint(0, max(0, days)))
        opened = self.now.replace(
            year=on.year, month=on.month, day=on.day, hour=9, minute=chance.randint(0, 50)
        )
        done = opened + timedelta(hours=4)
        adviser = chance.choice(self.advisers[store]).id
        serial = 8000 + len(self.rows[Order])
        labour = money(PER_HOUR * defect.minutes / 60)
        total = labour + defect.price
        visit = Visit(
            store_id=store, vehicle=car, customer=car.customer, ticket="A080", arrived_at=opened,
            greeted_at=opened, received_at=opened, adviser_id=adviser, waits=False,
            left_at=done + timedelta(hours=2),
        )  # fmt: skip
        order = Order(
            store_id=store, number=f"RO{on:%y%m%d}{serial}", visit=visit, vehicle=car, customer=car.customer,
            adviser_id=adviser, repair_type="warranty", concern=defect.concern,
            odometer=max(900, car.odometer - 30 * (self.now.date() - on).days), state=OrderState.DELIVERED,
            opened_at=opened, signed_at=opened, promised_first_at=done, promised_at=done, amount_signed=total,
            amount_agreed=total, amount_settled=total, done_at=done, checked_at=done, settled_at=done,
            delivered_at=done + timedelta(hours=1), last_job=1,
        )  # fmt: skip
        answer = Answer(
            store_id=store, order=order, via="screen", name=str(car.customer)[:40], at=opened, amount=total,
            promised_at=done, taken_by_id=adviser,
        )  # fmt: skip
        job = Job(
            store_id=store, order=order, position=1, title=f"更换{defect.name}", repair_type="warranty",
            payer=Payer.MANUFACTURER, system=defect.system, concern=defect.concern, cause=defect.cause,
            correction=f"更换{defect.name}，试车正常", state=JobState.DONE, minutes=defect.minutes,
            started_at=opened, finished_at=done,
        )  # fmt: skip
        said = {
            "store_id": store, "order": order, "job": job, "payer": Payer.MANUFACTURER,
            "state": LineState.DONE, "answer": answer,
        }  # fmt: skip
        lines = [
            Line(kind=LineKind.LABOUR, name=job.title, unit="工时", minutes=defect.minutes, unit_price=labour,
                 amount=labour, **said),
            Line(kind=LineKind.PART, code=defect.number, name=defect.name, unit="件",
                 unit_price=defect.price, amount=defect.price, **said),
        ]  # fmt: skip
        statement = Statement(
            store_id=store, number=f"JS{on:%y%m%d}{serial}", order=order, customer=car.customer,
            payer=Payer.MANUFACTURER, payer_name=NAMES[Payer.MANUFACTURER], labour=labour, parts=defect.price,
            other=ZERO, total=total, tax=tax_inside([(total, RATE)]), paid=total, state="paid",
            issued_at=done,
        )  # fmt: skip
        payment = Payment(
            store_id=store, number=f"SK{on:%y%m%d}{serial}", statement=statement, method="manufacturer",
            amount=total, reference="厂家月结", at=done + timedelta(days=45), once=f"field:{serial}",
        )  # fmt: skip
        for row in (visit, order, answer, job, *lines, statement, payment):
            self.rows[type(row)].append(row)

    def write(self) -> None:
        """Parents before their children."""
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows, batch_size=500)
