"""接车检查单 filled from the walk round the car."""

from datetime import datetime

from huichang.company import letterhead, settings
from huichang.customers import queries as customers
from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.papers import UNSIGNED, Signed
from huichang.kernel.refusals import Missing
from huichang.vehicles import queries as vehicles
from huichang.workshop import papers, walk
from huichang.workshop.models import Finding, Job, Order
from huichang.workshop.papers.check_in import drawn
from huichang.workshop.queries import walks
from huichang.workshop.states import RepairType

TERMS = settings.declare(
    "workshop.terms_check_in",
    "\n".join(
        (
            "贵重物品请随身带走；已登记的物品由本店保管至交车。",
            "因检查、维修需要进行路试的，客户同意由本店人员驾驶，里程不超过必要范围。",
        )
    ),
    "接车检查单上的条款（一行一条）",
)
MOST_PHOTOS = 12


def check_in_paper(actor: Actor, order_id: int, *, at: datetime, address: str) -> papers.CheckIn:
    """The sheet of an order; `address` is the house's own, for the code that opens the record. Raises Missing."""
    card = walks.check_in(actor, order_id)
    row = (
        Order.objects.seen_by(actor)
        .filter(pk=order_id)
        .select_related("check_in", "customer", "vehicle", "adviser")
        .first()
    )
    kept = getattr(row, "check_in", None)
    if row is None or kept is None:
        raise Missing("这张委托书还没有环检记录。")
    customer = customers.cards([row.customer_id])[row.customer_id]
    car = vehicles.brief(row.vehicle)
    drawing, damages = drawn(card.damages)
    declined = [each for each in card.findings if each.outcome == "declined" and each.is_safety]
    return papers.CheckIn(
        store=letterhead.head(row.store_id),
        no=f"JC-{row.number}",
        qr=f"{address}workshop/check-in/{order_id}/",
        printed_at=at,
        printed_by=actor.name,
        opened_at=row.opened_at,
        adviser=card.adviser,
        repair_type=RepairType(row.repair_type).label,
        party=papers.Party(
            owner=customer.name,
            phone=customer.phone,
            sender=row.sender_name,
            sender_phone=row.sender_phone,
            address=row.customer.address,
        ),
        car=papers.Car(
            plate=car.plate,
            vin=car.vin,
            model=car.title if car.brand in car.title else f"{car.brand} {car.title}",
            colour=car.colour,
            engine_no=row.vehicle.engine_number,
            mileage_km=row.odometer,
            fuel_eighths=card.fuel_eighths,
            charge_percent=card.battery_percent,
            sold_on=row.vehicle.sold_on,
        ),
        covers=tuple(papers.Tick(name=word, on=kept.covers_on_at is not None) for _, word in walk.COVERS),
        concerns=tuple(
            papers.Concern(no=str(number), words=words)
            for number, words in enumerate(_concerns(row), start=1)
        ),
        belongings=(
            *(papers.Tick(name=word, on=key in card.belongings) for key, word in walk.BELONGINGS[:9]),
            *(papers.Tick(name=word, on=True) for key, word in walk.BELONGINGS[9:] if key in card.belongings),
            *(
                (papers.Tick(name="其他", on=True, note=card.belongings_note),)
                if card.belongings_note
                else ()
            ),
        ),
        groups=tuple(
            papers.PointGroup(name=step.word, points=tuple(_point(point) for point in step.points))
            for step in card.steps
            if step.points
        ),
        damages=damages,
        drawing=drawing,
        photos=tuple(
            papers.Photo(image=image, caption=words)
            for number, words in _photos(kept, card)
            if (image := pictures.content_of(number)) is not None
        ),
        insured_until=row.vehicle.insurance_ends_on,
        declined=tuple(_found(each) for each in declined),
        terms=letterhead.terms(row.store_id, TERMS),
        customer=_signed(card.signed_name, card.signed_at, kept.signature_id),
        declined_by=_declined_by(row, card) if declined else UNSIGNED,
        adviser_signed=Signed(name=card.adviser),
    )


def _concerns(row: Order) -> list[str]:
    said = (
        Job.objects.filter(order=row)
        .exclude(concern="")
        .order_by("position")
        .values_list("concern", flat=True)
    )
    return list(said) or ([row.concern] if row.concern else [])


def _point(point: walks.PointCard) -> papers.Point:
    return papers.Point(name=point.name, state="") if point.finding is None else _found(point.finding)


def _found(found: walks.FindingCard) -> papers.Point:
    state = found.state if found.state in ("ok", "soon", "now") else ""
    return papers.Point(
        name=found.name,
        state=state,  # type: ignore[arg-type]
        value=found.measured,
        remaining=found.remaining if found.notable else "",
        risk=found.risk,
    )


def _photos(kept: object, card: walks.CheckInCard) -> list[tuple[int, str]]:
    words = {step.key: step.word for step in card.steps}
    taken = getattr(kept, "pictures", [])
    return [(each["id"], words.get(each["step"], "接车")) for each in taken if "id" in each][:MOST_PHOTOS]


def _signed(name: str, at: datetime | None, picture_id: int | None) -> Signed:
    if at is None:
        return UNSIGNED
    return Signed(name=name, at=at, way="平板签字", image=pictures.content_of(picture_id))


def _declined_by(row: Order, card: walks.CheckInCard) -> Signed:
    found = (
        Finding.objects.filter(order=row, declined_signature__isnull=False).order_by("-declined_at").first()
    )
    if found is None:
        return UNSIGNED
    return _signed(card.signed_name or row.sender_name, found.declined_at, found.declined_signature_id)
