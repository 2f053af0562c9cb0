"""The store room over half a year: receipts that come in time, issues, returns, counts; a ledger that adds up.

The simulation knows what will be issued, so it orders what a careful parts manager would have ordered: stock never is
negative, and every running value is the moving average of the house (`parts.rules`).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple
from zlib import crc32

from huichang.company.roles import Role
from huichang.kernel.money import ZERO, money
from huichang.parts.models import BinStock, Delivery, Move, Stock
from huichang.parts.rules import share_of_value
from huichang.parts.states import CountKind, MoveKind, Place
from huichang.site.demo import batches, counting, purchase_desk, stock_plan
from huichang.site.demo.chance import Chance, clock
from huichang.site.demo.content import PartFact
from huichang.site.demo.numbers import Numbers
from huichang.site.demo.people import Crew
from huichang.site.demo.purchases import Purchases
from huichang.site.demo.rows import Rows

NOTHING = Decimal(0)
OPENING = "期初建账"
SUPPLIERS = ("远岚汽车销售有限公司备件中心", "博安润滑成都总代理", "西南通用件配送中心")
RECEIPT_DAYS = (0, 3)
"""Monday and Thursday mornings."""
STOCKED = 0.8
SAFETY_DAYS, LIST_SHARE = 30, 0.7
"""Days of use that are kept; at least by this share of what a store of the size usually needs."""
REFILL = Decimal("0.7")
"""A part is bought anew when less than this share of what is kept is left: near to what the planning of the stock would say, so
that the suggestions of today are those of a usual week."""
FORGOTTEN, WEEKS_FORGOTTEN, EVERY_DAY = 0.12, 4, 4
"""How many of the parts that go now and then were not bought for stock lately, and since when: they are what cannot wait today.
Of what goes every day (so many pieces a month, filters and oil) nobody forgets any."""
OLD_SHARE = 10
"""Per cent of the slow parts on the shelf that were there when the ledger began; the others were bought for it since."""
RETURNED, MISCOUNTED = 0.008, 0.01


class Issue(NamedTuple):
    """A technician fetches a part for a line of an order."""

    at: datetime
    part: PartFact
    quantity: Decimal
    line: int
    order: str
    clerk: int
    taker: int


class Entry(NamedTuple):
    """A line of the ledger before it has its value."""

    at: datetime
    kind: MoveKind
    quantity: Decimal
    document: str
    by: int
    line: int | None = None
    taker: int | None = None
    cost: Decimal | None = None
    note: str = ""


@dataclass
class Shelf:
    """What lies there of a part in the end: the key of its totals, how much, and how much of it is promised."""

    stock: int
    on_hand: Decimal
    held: Decimal = NOTHING

    def has(self, quantity: Decimal) -> bool:
        """Whether so much is still free."""
        return self.on_hand - self.held >= quantity


@dataclass
class StoreRoom:
    """The store room of one store; `issues` are gathered while the visits are made."""

    crew: Crew
    chance: Chance
    numbers: Numbers
    since: date
    until: datetime

    def __post_init__(self) -> None:
        self.issues: dict[int, list[Issue]] = defaultdict(list)
        self.receipts: list[tuple[datetime, str, int, datetime]] = []
        self.shelves: dict[int, Shelf] = {}
        self.counts = counting.PastCounts(self.crew, self.chance, self.numbers)
        buying = Chance(self.since.toordinal(), f"{self.crew.site.plan.code} buying")
        self.buying = Purchases(self.crew, buying, self.numbers, self.until)

    def issue(self, issue: Issue) -> None:
        """Note that a part was fetched."""
        self.issues[issue.part.id].append(issue)

    def keep(self, rows: Rows, parts: dict[str, PartFact]) -> None:
        """Write the ledger of every part, in the order of time, with totals, bins, and what is on its way."""
        stock_plan.write_demand(rows, self, parts.values())
        site = self.crew.site
        moves: list[tuple[datetime, int, dict[str, object]]] = []
        bins = {False: site.bins[Place.MAIN], True: site.bins[Place.HAZARD]}
        for place, part in enumerate(parts.values()):
            if not part.is_current:
                continue
            homes = bins[part.is_hazardous]
            home = homes[place % len(homes)]
            on_hand, value = self._book(rows, part, home, moves)
            in_transit = self._on_its_way(rows, part)
            stock = rows.add(
                Stock,
                store_id=site.id,
                part_id=part.id,
                on_hand=on_hand,
                value=value,
                home_bin_id=home,
                in_transit=in_transit,
            )
            self.shelves[part.id] = Shelf(stock, on_hand)
            rows.add(BinStock, store_id=site.id, part_id=part.id, bin_id=home, quantity=on_hand)
        moves.sort(key=lambda move: move[:2])
        for _, _, values in moves:
            rows.add(Move, **values)
        self.counts.keep(rows)
        self.buying.keep(rows, parts)
        purchase_desk.fill(rows, self.buying, parts)

    def _book(
        self, rows: Rows, part: PartFact, home: int, moves: list[tuple[datetime, int, dict[str, object]]]
    ) -> tuple[Decimal, Decimal]:
        """The ledger of one part; returns what is left and what it is worth."""
        on_hand, value = NOTHING, Decimal(ZERO)
        out: dict[int, tuple[Decimal, Decimal]] = {}
        lots = batches.Batches(rows, self.chance, self.crew.site.id, part, home, self.until.date())
        for entry in self._entries(part):
            worth: Decimal
            if entry.kind is MoveKind.RECEIPT:
                worth = money((entry.cost or ZERO) * entry.quantity)
            elif entry.quantity < 0:
                worth = -share_of_value(on_hand, value, -entry.quantity)
            elif entry.kind is MoveKind.RETURN and entry.line is not None:
                worth = -out[entry.line][1]
            else:
                worth = money(part.cost * entry.quantity)
            if entry.kind is MoveKind.ISSUE and entry.line is not None:
                out[entry.line] = (entry.quantity, worth)
            if entry.kind is MoveKind.COUNT:
                self.counts.note(entry.document, part.id, home, on_hand, entry.quantity, worth)
                if not entry.quantity:
                    continue
            for batch, quantity, share in batches.split(worth, self._shares(lots, entry)):
                on_hand, value = on_hand + quantity, value + share
                values: dict[str, object] = {
                    "store_id": self.crew.site.id,
                    "part_id": part.id,
                    "bin_id": home,
                    "kind": entry.kind,
                    "quantity": quantity,
                    "value": share,
                    "on_hand_after": on_hand,
                    "for_line": entry.line,
                    "document": entry.document,
                    "at": entry.at,
                    "by_id": entry.by,
                    "taken_by_id": entry.taker,
                    "note": entry.note,
                    "batch_id": batch,
                }
                moves.append((entry.at, len(moves), values))
        lots.keep()
        return on_hand, value

    @staticmethod
    def _shares(lots: batches.Batches, entry: Entry) -> list[batches.Share]:
        """The batches of a line, with quantities as the ledger counts them."""
        if entry.kind is MoveKind.RECEIPT:
            supplier = entry.note.removesuffix(" 送货单")
            return lots.come(entry.at, entry.quantity, entry.document, supplier, entry.by)
        if entry.quantity < 0:
            return [(batch, -quantity) for batch, quantity in lots.leave(entry.quantity, entry.line)]
        return lots.come_back(entry.quantity, entry.line)

    def _entries(self, part: PartFact) -> Iterator[Entry]:
        """What moved, in the order of time."""
        issues = sorted(self.issues.pop(part.id, []), key=lambda issue: (issue.at, issue.line))
        used = sum((issue.quantity for issue in issues), NOTHING)
        days = max(1, (self.until.date() - self.since).days)
        a_day = max(float(used) / days, part.demand * self.crew.site.plan.share / 30 * LIST_SHARE)
        safety = self._packs(part, Decimal(str(round(a_day * SAFETY_DAYS, 2))))
        slow = a_day < 0.06
        # A slow part lies on the shelf of a large store more often than on that of a small one.
        scarce = slow and not self.chance.maybe(STOCKED * self.crew.site.plan.share + 10 * a_day)
        forgotten = not slow and part.demand < EVERY_DAY and self.chance.maybe(FORGOTTEN)
        self.receipts = self.receipts or list(self._receipts())
        lately = len(self.receipts) - WEEKS_FORGOTTEN * len(RECEIPT_DAYS)
        begun = self._first(part) if slow and not scarce else 0
        left, next_issue = NOTHING, 0
        old = self.until - timedelta(days=counting.OLD_ENOUGH)
        counted = max((number for number, each in enumerate(self.receipts) if each[0] < old), default=0)
        for number, (at, document, clerk, until) in enumerate(self.receipts):
            while next_issue < len(issues) and issues[next_issue].at < at:
                yield from self._issued(issues[next_issue])
                left -= issues[next_issue].quantity
                next_issue += 1
            coming = NOTHING
            for issue in issues[next_issue:]:
                if issue.at >= until:
                    break
                coming += issue.quantity
            kept = NOTHING if scarce or number < begun or (forgotten and number >= lately) else safety
            wanted = coming + kept
            if number == begun and slow and not scarce:
                wanted = max(wanted, self._packs(part, Decimal(1)))
            if left < coming or (left < wanted and (number == begun or left < coming + kept * REFILL)):
                got = self._packs(part, max(wanted, coming) - left)
                cost = money(part.cost * Decimal(str(round(self.chance.uniform(0.97, 1.04), 3))))
                note = "" if number == 0 else f"{SUPPLIERS[part.id % len(SUPPLIERS)]} 送货单"
                paper = document if number == 0 else self.buying.came(document, at, clerk, part, got, cost)
                yield Entry(at, MoveKind.RECEIPT, got, paper, clerk, cost=cost, note=note)
                left += got
            if number == counted and part.tracking == "none" and left:
                off = self.counts.differs(left - coming) if part.whole else NOTHING
                yield self._count(part, CountKind.FULL, at + timedelta(seconds=30), off)
                left += off
        for issue in issues[next_issue:]:
            yield from self._issued(issue)
            left -= issue.quantity
        if left > 1 and part.whole and self.chance.maybe(MISCOUNTED):
            # The small count is this morning's: what it found missing is not needed for anything that was issued.
            at = clock(self.until.date(), 8.4) if self.until > clock(self.until.date(), 8.4) else self.until
            last = issues[-1].at if issues else at
            yield self._count(part, CountKind.BINS, max(at, last), Decimal(-1))

    def _first(self, part: PartFact) -> int:
        """Which receipt brought the first piece of a slow part that is kept on the shelf."""
        # The number and not the key: keys go on when the same past is written again.
        turn = crc32(part.number.encode()) % 100
        return (
            0 if turn < OLD_SHARE else 1 + (turn - OLD_SHARE) * (len(self.receipts) - 1) // (100 - OLD_SHARE)
        )

    def _count(self, part: PartFact, kind: CountKind, at: datetime, difference: Decimal) -> Entry:
        """What a count found of a part; the ledger keeps it when it differs."""
        document = self.counts.document(kind, at)
        manager = self.crew.by_role[Role.PARTS_MANAGER][0].id
        note = self.counts.words(document, part.id)
        return Entry(at, MoveKind.COUNT, difference, document, manager, note=note)

    def _issued(self, issue: Issue) -> Iterator[Entry]:
        """A part goes out; now and then the wrong one, which comes back before the right one goes."""
        out = Entry(
            issue.at, MoveKind.ISSUE, -issue.quantity, issue.order, issue.clerk, issue.line, issue.taker
        )
        yield out
        if self.chance.maybe(RETURNED):
            yield out._replace(kind=MoveKind.RETURN, quantity=issue.quantity, taker=None, note="领错件")
            yield out

    def _receipts(self) -> Iterator[tuple[datetime, str, int, datetime]]:
        """(when, document, clerk, when the next comes) of every receipt, the opening first."""
        days = [self.since - timedelta(days=3)]
        day = self.since
        while day <= self.until.date():
            if day.weekday() in RECEIPT_DAYS:
                days.append(day)
            day += timedelta(days=1)
        for number, day in enumerate(days):
            at = clock(day, 8.5)
            if at > self.until:
                return
            document = self.numbers.next(self.crew.site.id, "RK", day) if number else OPENING
            clerk = self.crew.on(Role.PARTS_CLERK, day)[0].id
            after = days[number + 1] if number + 1 < len(days) else self.until.date() + timedelta(days=4)
            yield at, document, clerk, clock(after, 8.5)

    @staticmethod
    def _packs(part: PartFact, quantity: Decimal) -> Decimal:
        """A quantity in whole packages, or whole pieces where the package is large."""
        if quantity <= 0:
            return NOTHING
        step = part.pack if part.pack <= 12 else Decimal(1)
        if not part.whole and part.pack > 12:
            step = Decimal(20)
        return (quantity / step).to_integral_value(ROUND_CEILING) * step

    def _on_its_way(self, rows: Rows, part: PartFact) -> Decimal:
        """Some of the faster parts are on order."""
        if part.demand < 2 or not self.chance.maybe(0.12):
            return NOTHING
        quantity = self._packs(part, Decimal(max(1, round(part.demand * self.crew.site.plan.share / 3))))
        day = self.until.date() + timedelta(days=self.chance.randint(1, 5))
        order, line = self.buying.coming(rows, part, quantity, day)
        rows.add(
            Delivery,
            store_id=self.crew.site.id,
            part_id=part.id,
            quantity=quantity,
            supplier=SUPPLIERS[part.id % len(SUPPLIERS)],
            document=order,
            for_purchase=line,
            expected_on=day,
            told_at=self.until - timedelta(days=1),
        )
        return quantity
