"""The day of today in full swing: cars in every state, made by the people of the stores through the use-cases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Refused
from huichang.site.demo.cast import House, NoChoice
from huichang.site.demo.chance import Chance, clock, minutes
from huichang.site.demo.content import Bundle
from huichang.site.demo.count_day import cycle_of_today
from huichang.site.demo.desk_day import book_for, desk_day, order_missing
from huichang.site.demo.history import Past
from huichang.site.demo.stay import Stay
from huichang.workshop import alarms, extra_work, orders, permissions, staying
from huichang.workshop.models import Job
from huichang.workshop.states import WaitingFor

ORDINARY = ("regular", "care", "fluid", "wear")
SERVICES = ("regular", "care", "fluid")
QUICK, REPAIRS = ("regular", "wear"), ("fault", "wear")
Steps = tuple[tuple[str, float], ...]
Act = Callable[[], object]
Story = tuple[float, Act]
"""How many minutes ago the work of a car began, and what is done to tell it."""


class Found(NamedTuple):
    """What a technician finds: in words, the drawn photo, the system, the risk that is read to the customer, and by which
    words the work that mends it is known."""

    what: str
    photo: str
    system: str
    risk: str
    mends: tuple[str, ...]


PADS = Found(
    "前制动片只剩 2 毫米，制动盘已起槽",
    "pad",
    "brake",
    "制动片磨到钢背后制动距离明显变长，存在安全风险。",
    ("前制动盘及制动片", "前制动片"),
)
LEAK = Found(
    "气门室罩垫渗油，油迹流到排气管",
    "leak",
    "engine",
    "漏油会逐渐加重，油量不足将损坏发动机。",
    ("气门室罩盖密封垫", "气门室罩盖"),
)
IN: Steps = (("arrive", 4), ("call", 2), ("open", 2), ("walk", 9), ("quote", 6))
"""From the gate to the quote, with the minutes that each step takes."""
SIGNED: Steps = (*IN, ("sign", 7))
GIVEN: Steps = (*SIGNED, ("dispatch", 3), ("fetch", 3))
CHECKED = 11


def play(past: Past, told: Callable[[int, int], None]) -> list[str]:
    """The day of both stores. Returns what could not be shown: on a day when too many rest, or in a very small demo."""
    acts = [
        scene for number, house in enumerate(_houses(past)) for scene in _scenes(house, is_first=number == 0)
    ]
    missing = []
    for done, act in enumerate(acts, start=1):
        try:
            act()
        except (NoChoice, Refused) as why:
            missing.append(str(why))
        told(done, len(acts))
    return missing


def _houses(past: Past) -> list[House]:
    return [
        House(desk, Chance(past.seed, f"{desk.crew.site.plan.code} today"), past.until) for desk in past.desks
    ]


@dataclass
class Scenes:
    """What is to be seen in one store."""

    house: House

    def stay(
        self,
        kinds: Sequence[str],
        steps: Steps,
        *,
        most: int = 120,
        in_stock: bool = True,
        booked: bool = False,
        promised: datetime | None = None,
        found: Found | None = None,
    ) -> Stay:
        """A car with work of some kind, taken through these steps."""
        car, bundle = self.house.car_for(
            SERVICES if booked else tuple(kinds),
            most=most,
            in_stock=in_stock,
            also=found.mends if found else (),
        )
        stay = Stay(self.house, car, [bundle])
        stay.promised = promised
        if booked:
            arrives = self.house.moments(*steps)[0][1]
            stay.adviser = book_for(self.house, car, bundle, arrives) or stay.adviser
        return stay.run(steps)

    def at_the_gate(self, ago: float) -> None:
        """A car that came and waits in the pre-check area."""
        car, bundle = self.house.car_for(ORDINARY)
        Stay(self.house, car, [bundle]).arrive(self.house.as_of - minutes(ago), in_precheck=True)

    def walking(self) -> None:
        """An adviser is half way round a car in the pre-check area."""
        car, bundle = self.house.car_for(QUICK)
        stay, at = Stay(self.house, car, [bundle]), self.house.as_of
        stay.arrive(at - minutes(14), in_precheck=True)
        stay.call(at - minutes(9))
        stay.open(at - minutes(8))
        stay.quote(at - minutes(7))
        stay.look_round(at - minutes(6), zones=3)

    def to_sign(self) -> None:
        """Walked round and quoted, the customer sits at the desk."""
        self.stay(ORDINARY, IN, booked=True)

    def sign_by_phone(self) -> None:
        """The customer has gone; the link to sign is on their phone."""
        stay = self.stay(REPAIRS, IN)
        at = self.house.as_of - minutes(4)
        promised = (self.house.as_of + minutes(240)).replace(minute=0)
        orders.send_to_sign(stay.desk, stay.order_id, promised_at=promised, at=at)

    def signed(self, ago: float, *, booked: bool = False) -> None:
        """Signed, waits for the dispatcher."""
        self.stay(ORDINARY, (*IN, ("sign", ago)), booked=booked)

    def working(self, ago: float, *, kinds: Sequence[str] = ORDINARY, booked: bool = False) -> Stay:
        """On the lift for some minutes."""
        return self.stay(kinds, (*GIVEN, ("start", ago)), booked=booked, most=140)

    def in_danger(self) -> None:
        """More work than the promise has room for."""
        soon = (self.house.as_of + minutes(25)).replace(second=0)
        car, bundle = self.house.car_for(("regular", "wear", "fault"), least=100, most=200)
        stay = Stay(self.house, car, [bundle])
        stay.promised = soon
        stay.run((*GIVEN, ("start", 7)))

    def failed(self) -> None:
        """The inspector sent a job back; it is being put right."""
        self.stay(("wear",), (*GIVEN, ("start", 30), ("finish", 9), ("fail", 8), ("start", 7)))

    def asked(self, ago: float, found: Found, *, is_safety: bool = False) -> None:
        """Extra work was found; the customer has the photo and the price on the phone, and has not answered."""
        stay = self.stay(ORDINARY, (*GIVEN, ("start", ago + 16)), most=60, found=found)
        at = self.house.as_of
        extra = stay.report(
            at - minutes(ago + 4),
            found.what,
            found.photo,
            system=found.system,
            risk=found.risk,
            is_safety=is_safety,
        )
        stay.pause(at - minutes(ago + 2), "customer")
        mending = self.house.mending(stay.car, found.mends)
        stay.ask(at - minutes(ago), extra, [mending] if mending else self._more(stay, 1))

    def partly(self) -> None:
        """Extra work of two points, of which the customer wants one."""
        stay, at = self.working(29, kinds=QUICK), self.house.as_of
        risk = "继续使用可能扩大损坏，建议尽早处理。"
        extra = stay.report(
            at - minutes(22), "发动机下护板有油迹，另有易损件到期", "leak", system="engine", risk=risk
        )
        price = stay.ask(at - minutes(18), extra, self._more(stay, 2))
        jobs = list(Job.objects.filter(extra_work_id=extra).order_by("position").values_list("pk", flat=True))
        declined = {jobs[-1]: "later"} if len(jobs) > 1 else {}
        extra_work.answer_extra(
            stay.desk,
            extra,
            name=stay.car.owner.name,
            via="phone",
            price_told=price,
            declined=declined,
            at=at - minutes(9),
        )

    def found(self) -> None:
        """Something was found that the adviser has still to price."""
        stay = self.working(8)
        risk = "鼓包处随时可能爆胎，请勿高速行驶。"
        stay.report(
            self.house.as_of - minutes(5), "左前轮胎侧鼓包", "tyre", system="tyre", risk=risk, is_safety=True
        )

    def _more(self, stay: Stay, many: int) -> list[Bundle]:
        """Further work for a car, of which nothing is charged twice."""
        found: list[Bundle] = []
        codes = {each.code for bundle in stay.bundles for each in bundle.operations}
        for _ in range(12):
            bundle = self.house.bundle(stay.car, ("wear", "fluid", "care"), most=110, least=6, in_stock=None)
            mine = {each.code for each in bundle.operations} if bundle else codes
            covered = {code for each in bundle.operations for code in each.covers} if bundle else codes
            if bundle and not mine & codes and not covered & codes:
                found.append(bundle)
                codes |= mine | covered
            if len(found) == many:
                break
        return found

    def waits_for_parts(self, *, begun: bool) -> None:
        """A part is not there; it is on its way."""
        day = self.house.today + timedelta(days=1)
        steps: Steps = (*IN, ("sign", 130))
        if begun:
            steps = (*SIGNED, ("dispatch", 5), ("fetch", 4), ("start", 20), ("pause", 70))
        stay = self.stay(REPAIRS, steps, in_stock=False, promised=clock(day, 16), most=90)
        if not begun:
            at = self.house.as_of - minutes(110)
            orders.wait_order(stay.desk, stay.order_id, waiting_for=WaitingFor.PARTS, reason="ordered", at=at)
        staying.note_stay(stay.desk, stay.visit_id, waits=False, at=self.house.as_of - minutes(60))
        order_missing(self.house, stay.bundles[0], day)

    def done(self, ago: float, *, kinds: Sequence[str] = ORDINARY) -> None:
        """Finished, waits for the inspector."""
        self.stay(kinds, (*GIVEN, ("start", 31), ("finish", ago)), booked=ago > 40, most=80)

    def checked(self, ago: float, *, with_statement: bool = False) -> None:
        """Checked, waits for the cashier (or for the money)."""
        more: Steps = (("settle", 3),) if with_statement else ()
        self.stay(ORDINARY, (*GIVEN, ("start", 28), ("finish", CHECKED), ("check", ago), *more), most=80)

    def paid(self, ago: float, *rest: tuple[str, float]) -> None:
        """Paid; waits for its delivery, or is handed over already."""
        before: Steps = (*GIVEN, ("start", 33), ("finish", CHECKED), ("check", 9), ("settle", 2))
        self.stay(ORDINARY, (*before, ("pay", ago), *rest), most=80)


def _scenes(house: House, *, is_first: bool) -> list[Act]:
    """Every car's story, in the order in which the work on it began; then what the desks have to do.

    A clock that runs has no end yet: whoever began later must come later, or nobody would be free for him.
    """
    stories = _many(Scenes(house)) if is_first else _few(Scenes(house))
    ordered = sorted(stories, key=lambda story: -story[0])
    return [
        *(act for _, act in ordered),
        lambda: desk_day(house),
        lambda: cycle_of_today(house),
        lambda: _watch(house),
    ]


def _few(on: Scenes) -> list[Story]:
    """The smaller store: one or two cars in each state."""
    return [
        (90, lambda: on.waits_for_parts(begun=True)),
        (81, lambda: on.paid(26)),
        (62, lambda: on.checked(23)),
        (45, lambda: on.done(14)),
        (30, lambda: on.working(30)),
        (12, lambda: on.working(12, kinds=REPAIRS)),
        (9, lambda: on.signed(9)),
        (6, on.to_sign),
        (3, lambda: on.at_the_gate(3)),
    ]


def _many(on: Scenes) -> list[Story]:
    """The larger store: at least two cars in every state, two alarms, and something of everything that goes wrong."""
    return [
        (160, lambda: on.paid(4, ("deliver", 6), ("leave", 95))),
        (131, lambda: on.waits_for_parts(begun=False)),
        (120, lambda: on.paid(62, ("deliver", 3))),
        (105, lambda: on.checked(66)),
        (103.5, lambda: on.paid(48)),
        (103, lambda: on.done(72)),
        (90, lambda: on.waits_for_parts(begun=True)),
        (76, lambda: on.paid(21)),
        (73, lambda: on.checked(34)),
        (69, lambda: on.done(38, kinds=REPAIRS)),
        (54, on.failed),
        (50, lambda: on.checked(8, with_statement=True)),
        (48, lambda: on.working(48, booked=True)),
        (29, on.partly),
        (47, lambda: on.done(16)),
        (27, lambda: on.asked(11, PADS, is_safety=True)),
        (22.5, lambda: on.asked(6, LEAK)),
        (15.5, on.found),
        (15, on.in_danger),
        (14, lambda: on.working(5, kinds=REPAIRS)),
        (13.5, lambda: on.signed(26, booked=True)),
        (13, lambda: on.signed(15)),
        (12.5, lambda: on.signed(6)),
        (12, on.to_sign),
        (11.5, on.sign_by_phone),
        (11, on.walking),
        (10.5, lambda: on.at_the_gate(11)),
        (5, lambda: on.at_the_gate(5)),
        (2, lambda: on.at_the_gate(2)),
    ]


def _watch(house: House) -> None:
    """The lane's own watch looks once: waiting too long, too many cars in the pre-check area."""
    grants = {house.store: frozenset({permissions.WATCH_LANE})}
    alarms.watch_lane(Actor(None, "接待守候", grants, house.store, door="job"), house.store, at=house.as_of)
