"""What lies on the desks today: bookings with their shelves and troubles, calls, help that was asked for, tools."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from huichang.booking import appointments, calls, capacity, permissions, preparation, taking, timekeeping
from huichang.booking.estimate import Items
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.knowledge import help as help_desk
from huichang.knowledge import tools
from huichang.parts import queries as parts
from huichang.parts import receiving, shelf
from huichang.site.demo import drawings
from huichang.site.demo.cast import House
from huichang.site.demo.chance import clock, minutes
from huichang.site.demo.content import Bundle
from huichang.site.demo.goods_day import goods_day
from huichang.site.demo.owners import Car
from huichang.site.demo.people import Person

TOOLS = (
    ("T-001", "四轮定位仪", "定位工位", 200),
    ("T-002", "故障诊断仪 A", "工具间 1 号柜", 120),
    ("T-003", "故障诊断仪 B", "工具间 1 号柜", 90),
    ("T-004", "高压绝缘测试仪", "高压工具柜", 45),
    ("T-005", "扭力扳手 40–200 N·m", "工具间 2 号柜", -6),
    ("T-006", "制动液更换机", "快修区", 0),
    ("T-007", "制冷剂回收加注机", "快修区", 0),
    ("T-008", "气缸压力表", "工具间 2 号柜", 150),
)
"""Label, name, place, days until the calibration runs out (0: needs none)."""
SHELVED, TRIES = 3, 6
QUESTION = "低速过坎前部咯噔响，已换稳定杆连杆，路试仍有，怀疑下控制臂胶套，请协助判断。"
SECOND_QUESTION = "客户说冷车抖，读不出故障码，节气门已清洗，下一步查什么？"
ANSWER = "先测燃油压力和长期燃油修正，再做对调点火线圈；有内窥镜请拍进气门背面。"


def book_for(house: House, car: Car, bundle: Bundle, arrives: datetime) -> Person | None:
    """A booking made yesterday for a car that comes today, at the free slot nearest to its time; returns its adviser.

    None when the car came yesterday already, or nothing is free near its time.
    """
    if arrives.date() != house.today:
        return None
    at = clock(house.today - timedelta(days=1), 15)
    free = [slot for slot in capacity.slots(house.store, house.today, at=at) if slot.free]
    near = sorted(free, key=lambda slot: abs(slot.starts_at - arrives))[:6]
    for slot in near:
        try:
            appointments.book(
                house.one(Role.CARE_AGENT, at.date()),
                store_id=house.store,
                caller=taking.Caller(customer_id=car.owner.id, vehicle_id=car.id),
                wish=wish_of(bundle),
                starts_at=slot.starts_at,
                adviser_id=slot.adviser_id,
                at=at,
            )
        except OutOfTurn:
            continue
        people = house.desk.crew.by_role[Role.ADVISER]
        return next(person for person in people if person.id == slot.adviser_id)
    return None


def wish_of(bundle: Bundle) -> taking.Wish:
    """What is booked: this work with its parts."""
    return taking.Wish(
        concern=bundle.concern or f"来店{bundle.title}",
        repair_type=bundle.repair_type,
        items=Items(
            operation_ids=tuple(each.id for each in bundle.operations),
            parts={part.id: quantity for part, quantity in bundle.parts},
        ),
        told_points=("remedy", "price", "minutes", "papers"),
    )


def desk_day(house: House) -> None:
    """Everything that waits on a desk."""
    _late(house)
    _short_booking(house)
    _lay_out(house)
    _lost_calls(house)
    _help(house)
    _tools(house)
    goods_day(house)


def _late(house: House) -> None:
    """Somebody booked for half an hour ago has not come."""
    car, bundle = house.car_for(("regular", "care"))
    if book_for(house, car, bundle, house.as_of - minutes(38)) is None:
        return
    grants = {house.store: frozenset({permissions.KEEP_TIME})}
    timekeeping.miss_late(
        Actor(None, "系统·预约", grants, house.store, door="job"), house.store, at=house.as_of
    )


def _short_booking(house: House) -> None:
    """A booking for tomorrow whose part has been ordered and will not be there in time: of the first of some cars for which
    there is time tomorrow."""
    for _ in range(TRIES):
        if _booked_short(house, *house.car_for(("wear", "fault"), in_stock=False)):
            return


def _booked_short(house: House, car: Car, bundle: Bundle) -> bool:
    """Whether the booking could be made."""
    tomorrow = house.today + timedelta(days=1)
    taken = clock(house.today - timedelta(days=4), 10.5)
    wish = wish_of(bundle)
    wanted = {part.id: quantity for part, quantity in bundle.parts}
    for slot in capacity.slots(house.store, tomorrow, part_needs=wanted, at=taken):
        if slot.free:
            break
    else:
        return False
    try:
        booked = appointments.book(
            house.one(Role.CARE_AGENT, taken.date()),
            store_id=house.store,
            caller=taking.Caller(customer_id=car.owner.id, vehicle_id=car.id),
            wish=wish,
            starts_at=slot.starts_at,
            adviser_id=slot.adviser_id,
            at=taken,
        )
    except Refused:
        return False
    order_missing(house, bundle, tomorrow + timedelta(days=2))
    clock_work = Actor(
        None, "系统·预约", {house.store: frozenset({permissions.KEEP_TIME})}, house.store, door="job"
    )
    preparation.review_parts(clock_work, booked.pk, at=house.as_of)
    return True


def order_missing(house: House, bundle: Bundle, expected_on: date) -> None:
    """What is not there is on its way from now on."""
    there = parts.availability(house.store, [part.id for part, _ in bundle.parts])
    for part, quantity in bundle.parts:
        if there[part.id].free <= 0 and there[part.id].expected_on is None:
            receiving.expect_parts(
                house.one(Role.PARTS_CLERK),
                part.id,
                store_id=house.store,
                quantity=max(quantity, Decimal(2)),
                expected_on=expected_on,
                supplier="远岚汽车销售有限公司备件中心",
                document=f"CG{house.today:%y%m%d}9{part.id % 1000:03d}",
                at=house.as_of - minutes(60),
            )


def _lay_out(house: House) -> None:
    """The parts of some of tomorrow's bookings lie on the shelf."""
    tomorrow: date = house.today + timedelta(days=1)
    clerk = house.one(Role.PARTS_CLERK)
    laid = 0
    for booking in parts.booking_shelf(house.store, on=tomorrow, days=1):
        if laid == SHELVED:
            return
        try:
            shelf.shelve_for_booking(clerk, booking.appointment_id, at=house.as_of - minutes(40 - laid * 6))
        except Refused:
            continue
        laid += 1


def _lost_calls(house: House) -> None:
    agent = house.one(Role.CARE_AGENT)
    for ago, rings in ((26, 5), (9, 7)):
        phone = house.chance.choice(house.desk.calendar.mine).owner.phone
        calls.log_call(
            agent,
            store_id=house.store,
            outcome="lost",
            phone=phone,
            rings=rings,
            at=house.as_of - minutes(ago),
        )


def _help(house: House) -> None:
    """A technician asks the technical manager; an older question has its answer."""
    asker = house.one(Role.TECHNICIAN)
    car = house.chance.choice(house.desk.calendar.mine)
    common = {"store_id": house.store, "plate": car.plate, "car": car.series.name}
    help_desk.ask_for_help(
        asker,
        **common,  # type: ignore[arg-type]
        question=QUESTION,
        about="作业中求助",
        photos=[drawings.photo("pad")],
        at=house.as_of - minutes(17),
    )
    managers = house.desk.crew.by_role.get(Role.TECHNICAL_MANAGER)
    if managers:
        asked = house.as_of - minutes(95)
        old = help_desk.ask_for_help(asker, **common, question=SECOND_QUESTION, at=asked)  # type: ignore[arg-type]
        help_desk.answer(house.actor(managers[0]), old.pk, text=ANSWER, at=asked + minutes(12))


def _tools(house: House) -> None:
    managers = house.desk.crew.by_role.get(Role.TECHNICAL_MANAGER)
    if not managers:
        return
    for code, name, place, days in TOOLS:
        until = house.today + timedelta(days=days) if days else None
        tools.register_tool(
            house.actor(managers[0]),
            store_id=house.store,
            code=code,
            name=name,
            place=place,
            calibrate_by=until,
        )
    tools.take_tool(house.one(Role.TECHNICIAN), "T-002", at=house.as_of - minutes(50))
    tools.take_tool(house.one(Role.TEAM_LEADER), "T-004", at=house.as_of - minutes(31))
