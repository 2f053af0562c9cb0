"""The cast: two stores, one person for every post in the north, an adviser in the south whom nothing here concerns."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from huichang.company import queries as company
from huichang.company import settings
from huichang.company.models import Bay, Grant, Member, Shift, Staff, StaffSkill, Store, Team
from huichang.company.roles import BayKind, Role, Skill
from huichang.customers.models import Customer, Phone
from huichang.kernel import pinyin
from huichang.kernel.actor import Actor
from huichang.parts.models import Bin, BinStock, Move, Part, PartPrice, Stock, Warehouse
from huichang.pricebook.models import LabourRate, Operation
from huichang.vehicles.models import Ownership, Vehicle

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""Monday 2 March 2026, 12:00 in the stores' time zone."""
TODAY = date(2026, 3, 2)


def minutes(count: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


class World:
    """Made afresh for every test; people are actors named by their post (`world.adviser`)."""

    def __init__(self) -> None:
        settings.forget()
        self.north = Store.objects.create(
            code="N",
            name="北城店",
            legal_name="北城汽车销售服务有限公司",
            phone="028-60000001",
            address="北城大道1号",
        )
        self.south = Store.objects.create(
            code="S",
            name="南城店",
            legal_name="南城汽车销售服务有限公司",
            phone="028-60000002",
            address="南城大道1号",
        )
        self._staff: dict[tuple[str, int], Staff] = {}
        self._team = Team.objects.create(store=self.north, name="机电一组")
        self._bays()
        self._prices()
        self._stock()
        self.wang = self._customer("王建国", "13800138001", sex="male")
        self.car = Vehicle.objects.create(
            vin="LSVAL41Z882104202",
            plate="川A8F6K2",
            plate_kind="blue",
            brand="远岚",
            series="R5",
            model="远岚 R5 1.5T 豪华型",
            energy="petrol",
            colour="珍珠白",
            customer=self.wang,
            odometer=45_210,
            odometer_on=TODAY - timedelta(days=120),
            sold_on=date(2023, 5, 1),
            licensed_on=date(2023, 5, 6),
        )
        Ownership.objects.create(vehicle=self.car, customer=self.wang, since=date(2023, 5, 1))

    def _customer(
        self, name: str, phone: str, *, sex: str = "unknown", store: Store | None = None
    ) -> Customer:
        customer = Customer.objects.create(
            name=name,
            pinyin=pinyin.full(name),
            initials=pinyin.initials(name),
            sex=sex,
            phone=phone,
            first_dealing_on=date(2023, 5, 1),
            known_at=[(store or self.north).pk],
        )
        Phone.objects.create(customer=customer, number=phone)
        return customer

    def another_car(
        self, plate: str = "川A66L88", vin: str = "1HGCM82633A004352", *, store: Store | None = None
    ) -> Vehicle:
        """A second customer with a car."""
        owner = self._customer("欧阳若兰", f"139{abs(hash(plate)) % 10**8:08d}", sex="female", store=store)
        return Vehicle.objects.create(
            vin=vin,
            plate=plate,
            plate_kind="blue",
            brand="远岚",
            series="R5",
            model="远岚 R5",
            customer=owner,
        )

    def _bays(self) -> None:
        kinds = {
            BayKind.GENERAL: 4,
            BayKind.ALIGNMENT: 1,
            BayKind.BODY: 1,
            BayKind.PAINT: 1,
            BayKind.WASH: 1,
            BayKind.PRECHECK: 3,
            BayKind.FINISHED: 4,
        }
        self.bays: dict[str, list[Bay]] = {}
        place = 0
        for kind, count in kinds.items():
            for number in range(1, count + 1):
                place += 1
                bay = Bay.objects.create(
                    store=self.north, name=f"{kind.label[:2]}{number}", kind=kind, place=place
                )
                self.bays.setdefault(kind, []).append(bay)
        self.south_bay = Bay.objects.create(store=self.south, name="机电1", kind=BayKind.GENERAL)

    def _prices(self) -> None:
        self.operation = Operation.objects.create(
            code="BR0101RR",
            name="更换前制动片",
            initials=pinyin.initials("更换前制动片"),
            system="brake",
            skill=Skill.MECHANICAL,
            minutes=60,
        )
        self.oil_change = Operation.objects.create(
            code="MT0101RR",
            name="更换机油机滤",
            initials=pinyin.initials("更换机油机滤"),
            system="maintenance",
            skill=Skill.MECHANICAL,
            minutes=30,
        )
        for store in (self.north, self.south):
            for repair_type in ("first", "maintenance", "repair", "warranty", "internal", "rework"):
                LabourRate.objects.create(
                    store=store,
                    repair_type=repair_type,
                    rate_class="standard",
                    per_hour=Decimal("200.00"),
                    from_on=date(2025, 1, 1),
                )

    def _stock(self) -> None:
        self.main = Warehouse.objects.create(store=self.north, name="主库", place="main")
        shelf = Warehouse.objects.create(store=self.north, name="预约货架", place="booking")
        self.bin = Bin.objects.create(store=self.north, warehouse=self.main, code="A-01-1", walk=1)
        self.second_bin = Bin.objects.create(store=self.north, warehouse=self.main, code="B-02-3", walk=20)
        self.shelf = Bin.objects.create(store=self.north, warehouse=shelf, code="YY-01", walk=900)
        self.pads = self.part("BR-1001", "前制动片", Decimal("480.00"), on_hand=2)
        self.filter = self.part("FL-2001", "机油滤清器", Decimal("38.00"), on_hand=20, bin=self.second_bin)
        self.oil = self.part("OL-3001", "全合成机油 4L", Decimal("328.00"), on_hand=12, bin=self.second_bin)

    def part(
        self, number: str, name: str, price: Decimal, *, on_hand: int = 0, bin: Bin | None = None
    ) -> Part:
        """A part with a price, and stock in the north (cost 60 % of the price), as the ledger would have it."""
        part = Part.objects.create(number=number, name=name, initials=pinyin.initials(name), use_class="wear")
        PartPrice.objects.create(part=part, price=price, from_on=date(2025, 1, 1))
        place = bin or self.bin
        value = (price * on_hand * Decimal("0.6")).quantize(Decimal("0.01"))
        Stock.objects.create(store=self.north, part=part, on_hand=on_hand, value=value, home_bin=place)
        if on_hand:
            BinStock.objects.create(store=self.north, part=part, bin=place, quantity=on_hand)
            Move.objects.create(
                store=self.north,
                part=part,
                bin=place,
                kind="receipt",
                quantity=on_hand,
                value=value,
                on_hand_after=on_hand,
                document="期初",
                at=NOON - timedelta(days=60),
            )
        return part

    def staff(self, role: str, store: Store | None = None) -> Staff:
        """The person who holds a post in a store; technicians are on shift today."""
        where = store or self.north
        key = (role, where.pk)
        if key not in self._staff:
            name = f"{where.name[0]}{Role(role).label}"
            person = Staff.objects.create(
                login=f"{where.code.lower()}.{role}", name=name, pinyin=pinyin.full(name)
            )
            Grant.objects.create(store=where, staff=person, role=role)
            Member.objects.create(store=where, staff=person, team=self._team if where == self.north else None)
            Shift.objects.create(
                store=where,
                staff=person,
                on=TODAY,
                starts_at=NOON - timedelta(hours=3, minutes=30),
                ends_at=NOON + timedelta(hours=6),
            )
            if role in (Role.TECHNICIAN, Role.TEAM_LEADER):
                for skill in (Skill.MECHANICAL, Skill.ELECTRICAL):
                    StaffSkill.objects.create(store=where, staff=person, skill=skill, level=3)
            self._staff[key] = person
        return self._staff[key]

    def actor(self, role: str, store: Store | None = None) -> Actor:
        """The actor for a post in a store."""
        actor = company.actor_of(self.staff(role, store).pk)
        assert actor is not None
        return actor

    @cached_property
    def greeter(self) -> Actor:
        return self.actor(Role.GREETER)

    @cached_property
    def care_agent(self) -> Actor:
        return self.actor(Role.CARE_AGENT)

    @cached_property
    def adviser(self) -> Actor:
        return self.actor(Role.ADVISER)

    @cached_property
    def dispatcher(self) -> Actor:
        return self.actor(Role.DISPATCHER)

    @cached_property
    def technician(self) -> Actor:
        return self.actor(Role.TECHNICIAN)

    @cached_property
    def team_leader(self) -> Actor:
        return self.actor(Role.TEAM_LEADER)

    @cached_property
    def inspector(self) -> Actor:
        return self.actor(Role.INSPECTOR)

    @cached_property
    def technical_manager(self) -> Actor:
        return self.actor(Role.TECHNICAL_MANAGER)

    @cached_property
    def parts_clerk(self) -> Actor:
        return self.actor(Role.PARTS_CLERK)

    @cached_property
    def parts_manager(self) -> Actor:
        return self.actor(Role.PARTS_MANAGER)

    @cached_property
    def cashier(self) -> Actor:
        return self.actor(Role.CASHIER)

    @cached_property
    def warranty_clerk(self) -> Actor:
        return self.actor(Role.WARRANTY_CLERK)

    @cached_property
    def service_manager(self) -> Actor:
        return self.actor(Role.SERVICE_MANAGER)

    @cached_property
    def marketing_officer(self) -> Actor:
        return self.actor(Role.MARKETING_OFFICER)

    @cached_property
    def administrator(self) -> Actor:
        return self.actor(Role.ADMINISTRATOR)

    @cached_property
    def stranger(self) -> Actor:
        """The south's adviser: nothing of the north exists for them."""
        return self.actor(Role.ADVISER, self.south)

    @cached_property
    def southern_manager(self) -> Actor:
        """The south's service manager."""
        return self.actor(Role.SERVICE_MANAGER, self.south)
