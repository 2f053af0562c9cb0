"""Customers and their cars: believable names, numbers that reach nobody, valid plates and VINs."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from huichang.customers.models import Consent, Customer, Phone
from huichang.customers.states import WORDINGS, BoardName, Channel, Kind, Purpose, Sex
from huichang.engines import plates, vin
from huichang.kernel import pinyin
from huichang.site.demo.chance import Chance, Weighted, clock
from huichang.site.demo.content import Content, Series
from huichang.site.demo.rows import Rows
from huichang.site.demo.stores import Site, credit_code
from huichang.vehicles.models import Mileage, Ownership, Vehicle
from huichang.vehicles.states import Energy, Use

FIRMS, SECOND_CARS, SHARED = 0.045, 0.06, 0.05
NUMBERS = 10_000
"""1390000 and four places: a form that is valid, and numbers that are nobody's."""
SERIAL = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
OFFICES = Weighted([("川A", 82.0), ("川G", 12.0), ("川B", 2.0), ("川F", 2.0), ("渝A", 2.0)])
CHANNELS = Weighted([(Channel.SMS, 55.0), (Channel.WECHAT, 34.0), (Channel.PHONE, 8.0), (Channel.NONE, 3.0)])
BOARD = Weighted([(BoardName.PLATE, 84.0), (BoardName.SURNAME, 13.0), (BoardName.NAME, 3.0)])
USES = Weighted([(Use.FAMILY, 90.0), (Use.RIDE, 7.0), (Use.TAXI, 1.0), (Use.OTHER, 2.0)])
TRIMS = ("舒适型", "豪华型", "尊贵型", "旗舰型")
KM_A_DAY = {
    Use.FAMILY: (33, 14),
    Use.COMPANY: (62, 20),
    Use.RIDE: (175, 40),
    Use.TAXI: (260, 40),
    Use.OTHER: (25, 10),
}


@dataclass
class Car:
    """A car as the simulation drives it; `odometer` and `seen_on` follow its visits."""

    id: int
    owner: "Owner"
    series: Series
    plate: str
    sold_on: date
    km_per_day: float
    odometer: int
    seen_on: date
    use: str
    store: int
    last_maintenance: date | None = None
    readings: list[tuple[int, datetime]] = field(default_factory=list)
    busy_until: date | None = None

    def km_on(self, day: date) -> int:
        """What the odometer shows on a day."""
        return self.odometer + round(self.km_per_day * (day - self.seen_on).days)


@dataclass
class Owner:
    """A customer."""

    id: int
    name: str
    sex: str
    phone: str
    kind: str


class Names:
    """Names as they are given in each decade."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.surnames = Weighted([(row["text"], float(row["weight"])) for row in content["surnames"]])
        self.given = Weighted(
            [(row, 3.0 if row["decade"] in (1970, 1980, 1990) else 1.0) for row in content["given"]]
        )
        self.firms: list[str] = content["companies"]
        self.districts = Weighted([(row["name"], float(row["weight"])) for row in content["districts"]])
        self.streets: list[str] = content["streets"]
        self.estates: list[str] = content["estates"]
        self.city: str = content["city"]

    def person(self, chance: Chance) -> tuple[str, dict[str, Any]]:
        """A name, and the row of given names (sex, decade) that it came from."""
        row = chance.one(self.given)
        surname, how = chance.one(self.surnames), chance.random()
        if how < 0.5:
            given = chance.choice(row["names"])
        elif how < 0.62:
            given = chance.choice(row["single"])
        else:
            given = chance.choice(row["first"]) + chance.choice(row["second"])
        return f"{surname}{given}", row

    def address(self, chance: Chance) -> str:
        """Somewhere in the city."""
        where = f"{self.city}{chance.one(self.districts)}{chance.choice(self.streets)}"
        return f"{where} {chance.randint(1, 220)} 号{chance.choice(self.estates)}"


class Register:
    """Makes customers with their cars, each plate, VIN and phone number once."""

    def __init__(self, rows: Rows, content: Content, names: Names, seed: int, today: date, past: int) -> None:
        self.rows, self.content, self.names, self.today, self.past = rows, content, names, today, past
        self.chance = Chance(seed, "owners")
        self.numbers = list(range(NUMBERS))
        self.chance.shuffle(self.numbers)
        self.plates: set[str] = set()
        self.serial = 100_000
        self.made = 0

    def fill(self, customers: int, sites: list[Site]) -> list[Car]:
        """So many customers with their cars."""
        cars = []
        for _ in range(customers):
            store = sites[0] if self.chance.random() < sites[0].plan.share else sites[1]
            owner, since = self._customer(store, sites)
            cars.append(self._car(owner, store, since))
            if self.chance.maybe(0.5 if owner.kind == Kind.COMPANY else SECOND_CARS):
                cars.append(self._car(owner, store, since))
        return cars

    def _customer(self, store: Site, sites: list[Site]) -> tuple[Owner, date]:
        chance, number = self.chance, self.made
        self.made += 1
        phone = f"1390000{self.numbers[number % NUMBERS]:04d}" if number < NUMBERS else f"139{number:08d}"
        since = self.today - timedelta(days=chance.randint(1, 2600))
        known = [site.id for site in sites] if chance.maybe(SHARED) else [store.id]
        values: dict[str, Any] = {
            "phone": phone,
            "channel": chance.one(CHANNELS),
            "board_name": chance.one(BOARD),
            "first_dealing_on": since,
            "known_at": known,
            "share_in_group": len(known) > 1,
        }
        name, row = self.names.person(chance)
        if chance.maybe(FIRMS):
            values |= self._firm(name, number)
        else:
            values |= {"kind": Kind.PERSON, "name": name, "sex": Sex(row["sex"])}
            if chance.maybe(0.5):
                values["birthday"] = date(
                    row["decade"] + chance.randint(0, 9), chance.randint(1, 12), chance.randint(1, 28)
                )
            if values["channel"] == Channel.WECHAT:
                values["wechat"] = f"demo_{phone[-4:]}"
        if chance.maybe(0.7):
            values["address"] = self.names.address(chance)
        values |= {"pinyin": pinyin.full(values["name"]), "initials": pinyin.initials(values["name"])}
        key = self.rows.add(Customer, **values)
        self.rows.add(Phone, customer_id=key, number=phone, label="演示号码")
        self._consents(key, since, shares=len(known) > 1)
        return Owner(key, values["name"], values.get("sex", Sex.UNKNOWN), phone, values["kind"]), since

    def _firm(self, contact: str, number: int) -> dict[str, Any]:
        firms = self.names.firms
        name = firms[number % len(firms)]
        return {
            "kind": Kind.COMPANY,
            "name": name if number < len(firms) * 20 else f"{name}第{number}分公司",
            "contact_name": contact,
            "legal_representative": self.names.person(self.chance)[0],
            "credit_code": credit_code(number + 100) if number < 9000 else "",
            "business_state": "存续",
            "credit_state": "良好",
            "bank": "演示银行成都分行",
            "bank_account": f"6200000000{number:06d}",
        }

    def _consents(self, customer_id: int, since: date, *, shares: bool) -> None:
        wanted = [(Purpose.CONTACT, 0.94), (Purpose.MARKETING, 0.42), (Purpose.GROUP, 1.0 if shares else 0.0)]
        for purpose, share in wanted:
            if self.chance.maybe(share):
                self.rows.add(
                    Consent,
                    customer_id=customer_id,
                    purpose=purpose,
                    wording=WORDINGS[purpose],
                    source="前台签字",
                    given_at=clock(since, 10),
                )

    def _car(self, owner: Owner, store: Site, since: date) -> Car:
        chance, series = self.chance, self.chance.one(self.content.series)
        newest = min(series.years[1], self.today.year)
        sold_on = min(since, self.today - timedelta(days=3))
        if sold_on.year < series.years[0]:
            sold_on = date(series.years[0], chance.randint(1, 12), chance.randint(1, 28))
            sold_on = min(sold_on, self.today - timedelta(days=3))
        use = Use.COMPANY if owner.kind == Kind.COMPANY else chance.one(USES)
        year = min(newest, max(series.years[0], sold_on.year + (1 if sold_on.month > 9 else 0)))
        self.serial += chance.randint(1, 7)
        start = self.today - timedelta(days=self.past)
        per_day = chance.about(*KM_A_DAY[use], least=4)
        licensed = sold_on + timedelta(days=chance.randint(2, 12))
        plate = self._plate(series.energy) if licensed < self.today else ""
        seen_on = max(sold_on, start - timedelta(days=chance.randint(30, 200)))
        odometer = round(per_day * (seen_on - sold_on).days)
        values = {
            "vin": str(
                vin.make_valid(series.first8, vin.year_code(year), "C", f"{self.serial % 1_000_000:06d}")
            ),
            "plate": plate,
            "plate_kind": str(plates.parse(plate).colour) if plate else "",
            "brand": series.brand,
            "series": series.code,
            "model": " ".join(part for part in (series.name, series.engine, chance.choice(TRIMS)) if part),
            "model_year": year,
            "engine_number": f"{series.first8[3:8]}{self.serial:07d}" if series.energy != Energy.BEV else "",
            "colour": chance.choice(series.colours),
            "energy": series.energy,
            "rate_class": series.rate_class,
            "use": use,
            "sold_on": sold_on,
            "licensed_on": licensed if plate else None,
            "odometer": odometer,
            "odometer_on": seen_on,
            "customer_id": owner.id,
            "insurance_ends_on": self._next(licensed, 1),
            "inspection_ends_on": self._next(licensed, 2),
        }
        key = self.rows.add(Vehicle, **values)
        self.rows.add(Ownership, vehicle_id=key, customer_id=owner.id, since=sold_on)
        self.rows.add(Mileage, vehicle_id=key, km=odometer, at=clock(seen_on, 10))
        car = Car(key, owner, series, plate, sold_on, per_day, odometer, seen_on, use, store.id)
        car.readings.append((odometer, clock(seen_on, 10)))
        return car

    def _next(self, licensed: date, years: int) -> date:
        """The next time that something falls due that comes every so many years."""
        ends = licensed.replace(day=min(licensed.day, 28))
        while ends <= self.today:
            ends = ends.replace(year=ends.year + years)
        return ends

    def _plate(self, energy: str) -> str:
        while True:
            office = self.chance.one(OFFICES)
            if energy in (Energy.BEV, Energy.PHEV):
                letter = "D" if energy == Energy.BEV else "F"
                if self.chance.maybe(0.2):
                    letter = self.chance.choice(
                        plates.BATTERY_LETTERS if energy == Energy.BEV else plates.HYBRID_LETTERS
                    )
                plate = f"{office}{letter}{self.chance.choice(SERIAL)}{self.chance.randint(0, 9999):04d}"
            else:
                places = [self.chance.choice("0123456789") for _ in range(5)]
                for at in self.chance.sample(range(5), self.chance.randint(1, 2)):
                    places[at] = self.chance.choice(LETTERS)
                plate = f"{office}{''.join(places)}"
            if plate not in self.plates:
                self.plates.add(plate)
                return plate
