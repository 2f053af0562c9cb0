"""What a car needs when it comes: maintenance by its kilometres, worn parts, faults as people tell them, dents."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from huichang.company.roles import Skill
from huichang.kernel.money import ZERO, money
from huichang.site.demo.chance import Chance, Weighted
from huichang.site.demo.content import Bundle, Content, OperationFact, PartFact
from huichang.site.demo.owners import Car
from huichang.workshop.amounts import list_amount, payer_of
from huichang.workshop.states import LineKind, OldPart, Payer, RepairType

WHY = Weighted(
    [("maintenance", 47.0), ("wear", 13.0), ("care", 10.0), ("fault", 19.0), ("body", 6.0), ("check", 5.0)]
)
MAINTENANCE_DAYS = 75
"""A car that was maintained in these days comes for something else."""
GUARANTEE_DAYS = 3 * 365
WARRANTED, ACCIDENTS, DISCOUNTED = 0.35, 0.45, 0.05
CONSUMABLES = Decimal("30.00")
TOWING = Decimal("280.00")
DISCOUNTS = (("善意让利", 5), ("老客户优惠", 8), ("与报价一致", 10))
CORRECTIONS = (
    "按标准流程完成，路试正常。",
    "更换后检查无渗漏、无异响，功能恢复正常。",
    "已按力矩拧紧并复查，故障码清除后未再出现。",
    "完成后复位保养周期，各油液位正常。",
)
ORDINARY = {
    "maintenance": ("正常保养", "该保养了，顺便检查一下", "保养，换机油机滤"),
    "first": ("首次保养", "新车首保"),
    "wear": ("上次建议{title}", "要{title}", "先检查，需要就{title}"),
    "care": ("上次建议做{title}", "做一下{title}", "{title}，顺便检查"),
    "check": ("出长途前检查", "要年检了，先检查一遍"),
    "body": ("车身有划痕，补漆", "被蹭了一下，修一下"),
}


@dataclass
class Charge:
    """A line as it will be written."""

    kind: LineKind
    name: str
    code: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    payer: str
    minutes: int = 0
    operation: OperationFact | None = None
    part: PartFact | None = None
    discount: Decimal = ZERO
    rule: str = ""
    price_reason: str = ""
    old_part: str = OldPart.NONE

    @property
    def listed(self) -> Decimal:
        """Before the discount."""
        return list_amount(self.kind, self.unit_price, self.quantity, self.minutes)

    @property
    def amount(self) -> Decimal:
        """After it."""
        return self.listed - self.discount


@dataclass
class Work:
    """A job as it will be written."""

    title: str
    repair_type: str
    payer: str
    system: str
    skill: str
    bay_kind: str
    repair_class: str
    minutes: int
    concern: str
    cause: str
    correction: str
    charges: list[Charge] = field(default_factory=list)
    codes: frozenset[str] = frozenset()
    covers: frozenset[str] = frozenset()

    @property
    def amount(self) -> Decimal:
        """What the job costs."""
        return sum((charge.amount for charge in self.charges), ZERO)


@dataclass
class Wish:
    """Why a car comes, and the work that it needs."""

    repair_type: str
    concern: str
    jobs: list[Work]


class Workbook:
    """Turns what a car is and how far it has run into work at the published prices."""

    def __init__(self, content: Content, seed: int) -> None:
        self.content, self.chance = content, Chance(seed, "wishes")
        self.panels = [
            (body, self._paint_of(body))
            for body in content.operations.values()
            if body.skill == Skill.BODY and body.name.endswith("钣金整形") and body.minutes <= 180
        ]

    def _paint_of(self, body: OperationFact) -> OperationFact:
        place = body.name.removesuffix("钣金整形")
        found = (
            op
            for op in self.content.operations.values()
            if op.skill == Skill.PAINT and op.name.startswith(place)
        )
        return next(found)

    def wish(self, car: Car, day: date, km: int) -> Wish:
        """What this car needs on this day."""
        why = self.chance.one(WHY)
        maintained = car.last_maintenance is not None and (day - car.last_maintenance).days < MAINTENANCE_DAYS
        if why == "maintenance" and maintained:
            why = self.chance.choice(("fault", "wear", "care"))
        if why == "body":
            return self._body(car)
        if why == "fault":
            return self._fault(car, day)
        wish = self._package(car, why, km, day)
        if why == "maintenance":
            car.last_maintenance = day
            if self.chance.maybe(0.22):
                self._add(wish, self.extra(car))
        return wish

    def extra(self, car: Car) -> Work:
        """Something more that is found on a car: a worn part, a fluid, a thing to clean."""
        found = [b for b in self.content.packages[car.series.code] if b.kind in ("wear", "fluid", "care")]
        return self.work(car, self.chance.choice([b for b in found if b.minutes <= 150]), "repair")

    def _add(self, wish: Wish, more: Work) -> None:
        """More work, unless it is in the order already, under its own name or inside other labour."""
        there = frozenset().union(*(job.codes for job in wish.jobs))
        covered = frozenset().union(*(job.covers for job in wish.jobs))
        if not (more.codes & there or more.codes & covered or more.covers & there):
            wish.jobs.append(more)

    def fits(self, jobs: list[Work], more: Work) -> bool:
        """Whether work can be added to what is there without charging labour twice."""
        wish = Wish("", "", list(jobs))
        self._add(wish, more)
        return len(wish.jobs) > len(jobs)

    def _package(self, car: Car, why: str, km: int, day: date) -> Wish:
        known = self.content.packages[car.series.code]
        first = [bundle for bundle in known if bundle.kind == "first"]
        if (
            why == "maintenance"
            and km < 8_000
            and (day - car.sold_on).days < 400
            and car.last_maintenance is None
            and first
        ):
            bundle, repair_type = first[0], "first"
        elif why == "maintenance":
            bundle, repair_type = self._regular(known, km), "maintenance"
        else:
            kinds = {"wear": ("wear",), "care": ("care", "fluid"), "check": ("check",)}[why]
            fitting = [b for b in known if b.kind in kinds and b.repair_type != "internal"]
            bundle = self.chance.choice(fitting)
            repair_type = bundle.repair_type
        job = self.work(car, bundle, repair_type)
        words = self.chance.choice(ORDINARY["first" if repair_type == "first" else why]).format(
            title=job.title
        )
        job.concern = words
        return Wish(repair_type, words, [job])

    def _regular(self, known: list[Bundle], km: int) -> Bundle:
        """The package whose kilometres are nearest: the big ones at 20, 40 and 60 thousand, the small one between."""
        regular = [bundle for bundle in known if bundle.kind == "regular"]
        marked = [(abs(mark - km), bundle) for bundle in regular for mark in bundle.at_km]
        nearest = min(marked, key=lambda pair: pair[0], default=None)
        small = [bundle for bundle in regular if not bundle.at_km] or regular
        return nearest[1] if nearest is not None and nearest[0] <= 2600 else self.chance.choice(small)

    def _fault(self, car: Car, day: date) -> Wish:
        known = self.content.faults[car.series.code]
        bundle = self.chance.one(Weighted(known))
        young = (day - car.sold_on).days < GUARANTEE_DAYS
        repair_type = "warranty" if young and self.chance.maybe(WARRANTED) else "repair"
        job = self.work(car, bundle, repair_type)
        if self.chance.maybe(0.04):
            job.charges.append(
                Charge(LineKind.TOWING, "拖车费", "", "次", Decimal(1), TOWING, Payer.CUSTOMER)
            )
        return Wish(repair_type, bundle.concern, [job])

    def _body(self, car: Car) -> Wish:
        accident = self.chance.maybe(ACCIDENTS)
        repair_type = RepairType.ACCIDENT if accident else RepairType.BODY
        jobs = []
        for body, paint in self.chance.sample(self.panels, 2 if accident and self.chance.maybe(0.4) else 1):
            for operation, kind in ((body, RepairType.BODY), (paint, RepairType.PAINT)):
                bundle = Bundle(operation.name, "body", kind, (operation,), ())
                job = self.work(car, bundle, RepairType.ACCIDENT if accident else kind)
                job.cause, job.concern = "外力碰撞、刮擦", "车身损伤修复"
                if operation is paint:
                    job.charges.append(
                        Charge(
                            LineKind.CONSUMABLE,
                            "漆面辅料费",
                            "",
                            "项",
                            Decimal(1),
                            CONSUMABLES * 4,
                            job.payer,
                        )
                    )
                jobs.append(job)
        return Wish(str(repair_type), self.chance.choice(ORDINARY["body"]), jobs)

    def work(self, car: Car, bundle: Bundle, repair_type: str) -> Work:
        """A bundle as a job on this car, at the published prices, with a discount now and then."""
        payer, first = payer_of(repair_type), bundle.operations[0]
        per_hour = self.content.rates[repair_type, car.series.rate_class]
        job = Work(
            bundle.title,
            repair_type,
            payer,
            first.system,
            first.skill,
            first.bay_kind,
            "overhaul"
            if any(each.repair_class == "overhaul" for each in bundle.operations)
            else first.repair_class,
            bundle.minutes,
            bundle.concern,
            bundle.cause or "到期更换、正常损耗",
            (bundle.remedy or self.chance.choice(CORRECTIONS))[:300],
            codes=frozenset(each.code for each in bundle.operations),
            covers=frozenset().union(*(each.covers for each in bundle.operations)),
        )
        for operation in bundle.operations:
            job.charges.append(
                Charge(
                    LineKind.LABOUR,
                    operation.name,
                    operation.code,
                    "次",
                    Decimal(1),
                    per_hour,
                    payer,
                    minutes=operation.minutes,
                    operation=operation,
                )
            )
        for part, quantity in bundle.parts:
            job.charges.append(self.part_charge(part, quantity, payer))
        if payer == Payer.CUSTOMER and self.chance.maybe(DISCOUNTED):
            self._discount(job)
        return job

    def part_charge(self, part: PartFact, quantity: Decimal, payer: str) -> Charge:
        """A part line."""
        old: str = OldPart.NONE
        if part.use_class != "consumable":
            taken = OldPart.TAKEN if self.chance.maybe(0.2) else OldPart.LEFT
            old = taken if payer == Payer.CUSTOMER else OldPart.CLAIMED
        return Charge(
            LineKind.PART,
            part.name,
            part.number,
            part.unit,
            quantity,
            part.price,
            payer,
            part=part,
            old_part=old,
        )

    def _discount(self, job: Work) -> None:
        reason, percent = self.chance.choice(DISCOUNTS)
        for charge in job.charges:
            charge.discount = charge.listed - money(charge.listed * (100 - percent) / 100)
            charge.rule, charge.price_reason = "手工改价", reason
