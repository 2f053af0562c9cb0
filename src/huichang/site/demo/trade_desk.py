"""The demo's trade in parts: half a year of deliveries to repair shops, fleets and owners, their monthly bills, and a desk of
today with something in every state.

The past is written at once: goods that came for a customer and went out to him leave the ledger's totals as they were. What is
under way today is made through the use-cases.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils.timezone import get_current_timezone

from huichang.billing.models import CreditAccount, Payment
from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.customers.models import Customer
from huichang.kernel import pinyin
from huichang.kernel.money import ZERO, Money, with_tax_inside
from huichang.kernel.numbering import next_number
from huichang.parts.models import BuyerClass, Move, PartPrice, Stock
from huichang.pricebook import tax
from huichang.site.demo import trade_today
from huichang.trade import rules
from huichang.trade.models import Account, Address, Bill, Charge, Dispatch, DispatchLine, Sale, SaleLine
from huichang.trade.states import BillKind, DispatchState, Pays, SaleKind, SaleState, Way

SHOPS = (
    ("顺达汽车维修厂", "shop", "shop", "刘师傅", "东线", "成华区八里桥路 18 号"),
    ("兴隆汽修", "shop", "shop", "何老板", "东线", "成华区龙潭工业园 6 栋"),
    ("鑫程快修连锁", "shop", "shop", "罗店长", "西线", "金牛区茶店子路 77 号"),
    ("蓉北汽车服务部", "shop", "shop", "唐师傅", "北线", "新都区大丰街 112 号"),
    ("天府货运车队", "fleet", "fleet", "车队长老周", "南线", "双流区物流大道 9 号"),
    ("锦城网约车管理公司", "fleet", "fleet", "秦经理", "南线", "武侯区科园三路 4 号"),
)
DAYS, A_WEEK = 180, 2
LIMIT = Decimal("60000.00")


def fill(store_ids: Iterable[int], now: datetime) -> None:
    """All stores, as of `now`."""
    for place, store_id in enumerate(store_ids):
        _store(store_id, now, Random(4100 + place))


def _store(store_id: int, now: datetime, chance: Random) -> None:
    clerks = company.people(store_id, Role.PARTS_CLERK, Role.PARTS_MANAGER)
    parts = list(
        Stock.objects.filter(
            store_id=store_id, part__tracking="none", part__is_active=True, part__is_whole=True,
            part__is_hazardous=False, on_hand__gt=0, home_bin__isnull=False,
        )
        .select_related("part")
        .order_by("part__number")
    )  # fmt: skip
    if not clerks or len(parts) < 20:
        return
    prices = dict(
        PartPrice.objects.filter(part__in=[row.part_id for row in parts], from_on__lte=now.date())
        .order_by("part_id", "from_on")
        .values_list("part_id", "price")
    )
    goods = [row for row in parts if prices.get(row.part_id, ZERO) > row.value / row.on_hand]
    accounts = _accounts(store_id, now, clerks[0].id)
    with transaction.atomic():
        _Past(store_id, now, chance, goods, prices, clerks[0].id).write(accounts)
    clerk = company.actor_of(clerks[0].id, store_id=store_id)
    if clerk is not None:
        trade_today.fill(clerk, store_id, now, chance, goods, accounts)


def _accounts(store_id: int, now: datetime, driver_id: int) -> list[Account]:
    made = []
    for place, (name, kind, price_class, contact, route, address) in enumerate(SHOPS):
        full = f"{name}" if store_id % 2 else f"{name}（分号）"
        phone = f"1390000{store_id % 10}{place:03d}"
        customer = Customer.objects.create(
            kind="company",
            name=full,
            pinyin=pinyin.full(full),
            initials=pinyin.initials(full),
            phone=phone,
            contact_name=contact,
            first_dealing_on=now.date() - timedelta(days=DAYS + 40),
            known_at=[store_id],
        )
        CreditAccount.objects.create(store_id=store_id, customer=customer, limit=LIMIT, days=30)
        BuyerClass.objects.create(store_id=store_id, customer=customer, price_class=price_class)
        account = Account.objects.create(
            store_id=store_id,
            customer=customer,
            kind=kind,
            pays=Pays.MONTHLY,
            contact=contact,
            phone=phone,
            route=route,
            driver_id=driver_id,
            invoice_title=full,
            tax_number=f"915101{place:02d}MA6C{store_id % 10}{place:04d}X",
            opened_at=now - timedelta(days=DAYS + 40),
        )
        Address.objects.create(
            store_id=store_id,
            account=account,
            name="门店",
            address=f"成都市{address}",
            receiver=contact,
            phone=phone,
            is_first=True,
        )
        made.append(account)
    return made


class _Past:
    """Half a year of one store, gathered and written in a few statements."""

    def __init__(
        self,
        store_id: int,
        now: datetime,
        chance: Random,
        goods: Sequence[Stock],
        prices: dict[int, Decimal],
        clerk_id: int,
    ) -> None:
        self.store_id, self.now, self.chance, self.goods = store_id, now, chance, goods
        self.prices, self.clerk_id = prices, clerk_id
        self.rate = tax.rate(store_id, "part")
        self.on_hand: dict[int, Decimal] = {row.part_id: row.on_hand for row in goods}
        self.lines: list[SaleLine] = []
        self.dispatches: list[Dispatch] = []
        self.charges: list[Charge] = []

    def write(self, accounts: Sequence[Account]) -> None:
        """Deliveries of every week, bills of every month but the last, paid but for the newest."""
        sales = []
        for ago in range(DAYS, 6, -7):
            for account in self.chance.sample(list(accounts), k=A_WEEK):
                on = self.now.date() - timedelta(days=ago - self.chance.randrange(5))
                sales.append((self._sale(account, on), account))
        Sale.objects.bulk_create([sale for sale, _ in sales])
        for sale, account in sales:
            self._goods(sale, account)
        for sale, _ in sales:
            sale.total = sum((line.amount for line in self.lines if line.sale_id == sale.pk), ZERO)
        Sale.objects.bulk_update([sale for sale, _ in sales], ["total"])
        SaleLine.objects.bulk_create(self.lines)
        Dispatch.objects.bulk_create(self.dispatches)
        DispatchLine.objects.bulk_create(
            DispatchLine(store_id=self.store_id, dispatch=dispatch, line=line, quantity=line.quantity)
            for dispatch in self.dispatches
            for line in self.lines
            if line.sale_id == dispatch.sale_id
        )
        self._moves()
        self._charge()
        self._bills(accounts)

    def _sale(self, account: Account, on: date) -> Sale:
        at = datetime.combine(on, time(9, self.chance.randrange(60)), get_current_timezone())
        return Sale(
            store_id=self.store_id,
            number=next_number(self.store_id, "XS", on=on),
            kind=SaleKind.ORDER,
            state=SaleState.DONE,
            customer_id=account.customer_id,
            buyer=account.invoice_title,
            phone=account.phone,
            pays=Pays.MONTHLY,
            written_at=at,
            written_by_id=self.clerk_id,
            confirmed_at=at + timedelta(minutes=8),
            ended_at=at + timedelta(hours=5),
        )

    def _goods(self, sale: Sale, account: Account) -> None:
        for stock in self.chance.sample(list(self.goods), k=self.chance.randint(1, 4)):
            quantity = Decimal(self.chance.randint(1, 4))
            published = self.prices[stock.part_id]
            price = (published * Decimal("0.88")).quantize(Decimal("0.01"))
            self.lines.append(
                SaleLine(
                    store_id=self.store_id,
                    sale=sale,
                    part_id=stock.part_id,
                    name=stock.part.name,
                    quality=stock.part.quality,
                    quantity=quantity,
                    published=published,
                    price=price,
                    price_why="维修厂 8.8 折",
                    amount=rules.amount(price, quantity),
                    picked=quantity,
                    sent=quantity,
                    delivered=quantity,
                )
            )
        on = sale.written_at.date()
        by_carrier = self.chance.random() < 0.3
        self.dispatches.append(
            Dispatch(
                store_id=self.store_id,
                number=next_number(self.store_id, "SH", on=on),
                sale=sale,
                state=DispatchState.DELIVERED,
                way=Way.CARRIER if by_carrier else Way.DRIVER,
                carrier="顺丰速运" if by_carrier else "",
                tracking=f"SF{self.chance.randrange(10**9):09d}" if by_carrier else "",
                driver_id=None if by_carrier else self.clerk_id,
                ship_to="客户门店",
                receiver=account.contact,
                phone=account.phone,
                sent_at=sale.written_at + timedelta(hours=1),
                sent_by_id=self.clerk_id,
                ended_at=sale.ended_at,
                ended_by_id=self.clerk_id,
                signed_by=account.contact,
            )
        )

    def _moves(self) -> None:
        """Each line's goods came for the customer and went to him: the totals stay as they were."""
        homes = {row.part_id: row for row in self.goods}
        moves = []
        for line in self.lines:
            stock, sale = homes[line.part_id], line.sale
            worth = (stock.value / stock.on_hand * line.quantity).quantize(Decimal("0.01"))
            for sign, kind, document, at in (
                (1, "receipt", f"CG-{sale.number[2:]}"[:20], sale.written_at - timedelta(days=1)),
                (-1, "sale", sale.number, sale.written_at + timedelta(minutes=40)),
            ):
                here = self.on_hand[line.part_id]
                moves.append(
                    Move(
                        store_id=self.store_id,
                        part_id=line.part_id,
                        bin_id=stock.home_bin_id or 0,
                        kind=kind,
                        quantity=sign * line.quantity,
                        value=sign * worth,
                        on_hand_after=here + line.quantity if sign > 0 else here,
                        for_line=line.pk if sign < 0 else None,
                        document=document,
                        at=at,
                        by_id=self.clerk_id,
                    )
                )
        Move.objects.bulk_create(moves)

    def _charge(self) -> None:
        for dispatch in self.dispatches:
            amount = Money(
                sum((line.amount for line in self.lines if line.sale_id == dispatch.sale_id), ZERO)
            )
            self.charges.append(
                Charge(
                    store_id=self.store_id,
                    customer_id=dispatch.sale.customer_id or 0,
                    sale=dispatch.sale,
                    dispatch=dispatch,
                    amount=amount,
                    tax=with_tax_inside(amount, self.rate).tax,
                    on=dispatch.sale.written_at.date(),
                )
            )

    def _bills(self, accounts: Sequence[Account]) -> None:
        bills, payments = [], []
        today = self.now.date()
        ends = sorted({rules.last_closed(today - timedelta(days=30 * back), 25) for back in range(7)})
        for account in accounts:
            begun = date.min
            for end in ends:
                mine = [
                    charge
                    for charge in self.charges
                    if charge.customer_id == account.customer_id and begun < charge.on <= end
                ]
                begun = end
                if not mine:
                    continue
                issued = end + timedelta(days=1)
                bill = Bill(
                    store_id=self.store_id,
                    number=next_number(self.store_id, "DZ", on=issued),
                    kind=BillKind.MONTH,
                    customer_id=account.customer_id,
                    buyer=account.invoice_title,
                    from_on=mine[0].on,
                    until_on=end,
                    issued_at=datetime.combine(issued, time(5, 20), get_current_timezone()),
                    due_on=issued + timedelta(days=30),
                    total=sum((charge.amount for charge in mine), ZERO),
                    tax=sum((charge.tax for charge in mine), ZERO),
                )
                late = account is accounts[1] and bill.due_on > today - timedelta(days=70)
                if bill.due_on < today and not late:
                    bill.paid, bill.state = bill.total, "paid"
                bills.append((bill, mine))
        Bill.objects.bulk_create([bill for bill, _ in bills])
        for bill, mine in bills:
            for charge in mine:
                charge.bill = bill
            if bill.paid:
                at = bill.issued_at + timedelta(days=20, hours=5)
                payments.append(
                    Payment(
                        store_id=self.store_id,
                        number=next_number(self.store_id, "SK", on=at.date()),
                        for_sale=bill.pk,
                        method="transfer",
                        amount=bill.total,
                        reason=f"配件月结对账单 {bill.number}",
                        at=at,
                        once=f"demo-{bill.number}",
                    )
                )
        Charge.objects.bulk_create(self.charges)
        Payment.objects.bulk_create(payments)
