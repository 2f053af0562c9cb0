"""The trade desk of the demo's today: something in every state, made through the use-cases."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Refused
from huichang.parts import issuing
from huichang.parts.models import Stock
from huichang.trade import advising, counter, dispatching, ordering, quoting, returns, writing
from huichang.trade.models import Account, Sale, SaleLine
from huichang.trade.sending import Route
from huichang.trade.states import ReturnReason, SaleKind, Way
from huichang.trade.writing import Head, Wanted

QUESTIONS = (
    (
        "前制动片换上以后低速有异响，要不要退？",
        "先查消音片和导向销，涂专用润滑脂；片上有倒角记号的一面朝进端。还响再退。",
    ),
    ("老款机油滤清器能不能用在新款上？", "螺纹一样但旁通阀开启压力不同，不能互换，请按编码订新款。"),
    ("变速箱油加多少？型号能混加吗？", "放油更换约 4 升，按油温查液面；不同型号不能混加。"),
    ("这个传感器装上报故障码 P0171 是不是件坏了？", ""),
)


def fill(
    clerk: Actor,
    store_id: int,
    now: datetime,
    chance: Random,
    goods: Sequence[Stock],
    accounts: Sequence[Account],
) -> None:
    """Quotations, orders, deliveries, a counter sale that comes back, questions; as of `now`."""

    def write(
        account: Account | None,
        kind: str = SaleKind.ORDER,
        *,
        pieces: int = 1,
        hours_ago: int = 0,
        **head: Any,
    ) -> Sale:
        rows = chance.sample(list(goods), k=2)
        wanted = [Wanted(row.part_id, Decimal(pieces)) for row in rows]
        customer = account.customer_id if account else None
        return writing.write_sale(
            clerk,
            store_id,
            kind=kind,
            head=Head(customer_id=customer, **head),
            lines=wanted,
            at=now - timedelta(hours=hours_ago),
        )

    def sure(act: Any) -> bool:
        """What the shelf of the day does not allow is left out."""
        try:
            act()
        except Refused:
            return False
        return True

    write(None, SaleKind.COUNTER, buyer="赵先生", vehicle="远岚 R5")
    quoting.quote(clerk, write(accounts[2], hours_ago=3).pk, at=now - timedelta(hours=3))
    accepted = write(accounts[3], hours_ago=5)
    quoting.quote(clerk, accepted.pk, at=now - timedelta(hours=5))
    quoting.answer_quote(clerk, accepted.pk, accepts=True, via="电话", at=now - timedelta(hours=1))
    ordering.confirm_sale(clerk, write(accounts[0]).pk, at=now)
    ordering.confirm_sale(clerk, write(accounts[4], pieces=6).pk, why="车队集中保养，月底结清", at=now)
    for account, how in ((accounts[1], "picked"), (accounts[5], "sent")):
        sale = write(account)

        def go(sale: Sale = sale, how: str = how) -> None:
            ordering.confirm_sale(clerk, sale.pk, at=now)
            issuing.issue(clerk, sale.pk, quantities=None, taken_by_id=clerk.staff_id or 0, at=now)
            if how == "sent":
                route = Route(way=Way.DRIVER, driver_id=clerk.staff_id)
                dispatching.send_goods(clerk, sale.pk, route=route, at=now)

        sure(go)
    sold = write(None, SaleKind.COUNTER, buyer="钱女士")
    if sure(
        lambda: counter.sell_at_counter(clerk, sold.pk, method="wechat", once=f"demo-{sold.number}", at=now)
    ):
        line = SaleLine.objects.filter(sale=sold).order_by("pk")[0]
        returns.ask_return(
            clerk,
            sold.pk,
            quantities={line.pk: Decimal(1)},
            reason=ReturnReason.MISORDERED,
            words="买错车型",
            at=now,
        )
    managers = company.people(store_id, Role.PARTS_MANAGER)
    manager = company.actor_of(managers[0].id, store_id=store_id) if managers else None
    for place, (question, answer) in enumerate(QUESTIONS):
        made = advising.ask_advice(
            clerk,
            store_id,
            question=question,
            asker=accounts[place].contact,
            customer_id=accounts[place].customer_id,
            part_id=goods[place].part_id,
            at=now - timedelta(days=20 * (3 - place)),
        )
        if answer and manager is not None:
            advising.answer_advice(manager, made.pk, answer=answer, at=now - timedelta(days=20 * (3 - place)))
