"""Doors of selling parts that stay shut: people of another store, posts without the right, keys and numbers of somebody else in
the form, acts sent twice, pages left open. Each is answered in words, and nothing is written."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import now

from huichang.billing.models import Payment
from huichang.company.roles import Role
from huichang.customers.models import Customer
from huichang.parts import catalogue
from huichang.parts.models import Batch, Move
from huichang.parts.states import ReplaceRule
from huichang.trade import advising, bills, returns
from huichang.trade.models import Address, Charge, ReturnLine, Sale, SaleLine
from huichang.trade.states import SaleKind
from tests import attack
from tests.parts import batchroom
from tests.trade import selling
from tests.web import page, post, signed_in
from tests.world import World

pytestmark = pytest.mark.req("PARTS-50")
SHUT = (403, 404, 405)
ROOMS = ("trade", "parts", "billing")


class Shop:
    """A store in the middle of its selling: one of everything, and what its forms would send."""

    def __init__(self, world: World) -> None:
        at = now()
        selling.quarantine(world)
        self.world = world
        self.account = selling.shop(world)
        self.draft = selling.written(world, {world.filter: 1}, kind=SaleKind.COUNTER, at=at)
        self.order = selling.picked(
            world, selling.ordered(world, {world.filter: 4}, account=self.account, at=at), at=at
        )
        self.dispatch = selling.sent(world, self.order, {world.filter: 2}, at=at)
        self.done = selling.delivered(world, {world.oil: 2}, account=self.account, at=at)
        self.line = selling.line(self.done, world.oil)
        self.back = returns.ask_return(
            world.parts_clerk, self.done.pk, quantities={self.line.pk: Decimal(1)}, reason="faulty", at=at
        )
        self.bill = bills.run_statements(world.parts_manager, world.north.pk, until=at.date(), at=at)[0]
        self.advice = advising.ask_advice(world.parts_clerk, world.north.pk, question="能不能用？", at=at)
        self.keys = {
            "sale_id": self.order.pk,
            "sale_line_id": selling.line(self.order, world.filter).pk,
            "dispatch_id": self.dispatch.pk,
            "trade_account_id": self.account.pk,
            "account_id": self.account.pk,
            "ship_address_id": Address.objects.get().pk,
            "address_id": Address.objects.get().pk,
            "bill_id": self.bill.pk,
            "goods_return_id": self.back.pk,
            "return_id": self.back.pk,
            "advice_id": self.advice.pk,
            "customer_id": self.account.customer_id,
        }
        self.form: dict[str, Any] = {
            "customer": self.account.customer_id,
            "code": "FL-2001",
            "part": world.filter.pk,
            "quantity": "1",
            "price": "38.00",
            "buyer": "别店",
            "via": "电话",
            "accepts": "yes",
            "why": "测试",
            "method": "cash",
            "amount": "1.00",
            "once": "attack",
            "way": "pickup",
            "signed_by": "某人",
            "signature": selling.SIGNATURE,
            "words": "没有人收货",
            "carrier": "顺丰",
            "tracking": "SF1",
            "kind": "shop",
            "pays": "at_once",
            "limit": "9",
            "customer_id": self.account.customer_id,
            "days": "9",
            "price_class": "shop",
            "name": "二店",
            "address": "某路 1 号",
            "reason": "faulty",
            "question": "问题",
            "answer": "答复",
            f"condition-{ReturnLine.objects.get().pk}": "sealed",
            f"back-{self.line.pk}": "1",
        }

    def urls(self, *, keyed: bool) -> list[str]:
        """The addresses of the screens with these rows' keys in them; all, or those with a key."""
        return [each.filled(self.keys) for each in attack.addresses("trade/") if each.names or not keyed]


class TestStrangers:
    @pytest.mark.parametrize("role", [Role.PARTS_MANAGER, Role.SERVICE_MANAGER, Role.CASHIER])
    def test_of_another_store_find_no_row(self, world: World, role: Role) -> None:
        shop = Shop(world)
        southern = signed_in(world.actor(role, world.south))
        before = attack.written(*ROOMS)
        for url in shop.urls(keyed=True):
            for answer in (southern.get(url), post(southern, url, **shop.form)):
                assert answer.status_code in SHUT, (url, answer.status_code)
        assert attack.written(*ROOMS) == before

    @pytest.mark.parametrize("role", [Role.PARTS_MANAGER, Role.SERVICE_MANAGER])
    def test_machines_of_another_store_find_no_row(self, world: World, role: Role) -> None:
        shop = Shop(world)
        southern = attack.machine(world.staff(role, world.south), world.south)
        bodies = JSON | {"part_id": world.filter.pk}
        before = attack.written(*ROOMS)
        for each in attack.addresses("api/trade/"):
            if not each.names or each.names == ("customer_id",):
                continue  # a customer is the group's, and owes each store for itself
            url = each.filled(shop.keys)
            for answer in (southern.get(url), attack.call(southern, url, _fit(each.route, bodies, shop))):
                assert answer.status_code in SHUT, (url, answer.status_code, answer.content.decode())
        assert attack.written(*ROOMS) == before

    @pytest.mark.parametrize(
        "role", [Role.TECHNICIAN, Role.ADVISER, Role.GREETER, Role.MARKETING_OFFICER, Role.WARRANTY_CLERK]
    )
    def test_without_the_right_change_nothing(self, world: World, role: Role) -> None:
        shop = Shop(world)
        client = signed_in(world.actor(role))
        before = attack.written(*ROOMS)
        for url in shop.urls(keyed=False):
            for answer in (client.get(url), post(client, url, **shop.form)):
                assert answer.status_code in (403, 405), (url, answer.status_code)
        assert attack.written(*ROOMS) == before

    def test_the_cashier_takes_money_and_writes_nothing_else(self, world: World) -> None:
        shop = Shop(world)
        client = signed_in(world.cashier)
        may = ("sell/", "pay/", "refund/", "dun/", "run/")
        for url in shop.urls(keyed=False):
            if url.endswith(may):
                continue
            before = attack.written(*ROOMS)
            assert post(client, url, **shop.form).status_code in (200, 403, 405, 422), url
            assert attack.written(*ROOMS) == before, url


JSON: dict[str, Any] = {
    "quantity": "1",
    "why": "测试",
    "method": "cash",
    "amount": "1.00",
    "once": "attack",
    "accepts": True,
    "via": "电话",
    "way": "pickup",
    "signed_by": "某人",
    "signature": selling.SIGNATURE,
    "words": "没有人收货",
    "carrier": "顺丰",
    "tracking": "SF1",
    "kind": "shop",
    "pays": "at_once",
    "name": "二店",
    "address": "某路 1 号",
    "reason": "faulty",
    "answer": "答复",
}


def _fit(route: str, said: dict[str, Any], shop: Shop) -> dict[str, Any]:
    """Of a body only what an address takes: unknown fields are refused before anybody is asked who calls."""
    last = route.rstrip("/").rsplit("/", 1)[-1]
    taken: dict[str, dict[str, Any]] = {
        "head": {"head": {}},
        "lines": {"part_id": said["part_id"], "quantity": "1"},
        "cut": {"quantity": "1"},
        "quote": {},
        "answer": {"accepts": True, "via": "电话"} if "sales" in route else {"answer": "答复"},
        "revise": {},
        "confirm": {},
        "allow": {},
        "refuse": {"why": "测试"},
        "cancel": {"why": "测试"},
        "sell": {"method": "cash", "once": "attack"},
        "return": {"quantities": {str(shop.line.pk): "1"}, "reason": "faulty"},
        "accept": {"conditions": {}},
        "send": {"way": "pickup"},
        "deliver": {"signed_by": "某人", "signature": selling.SIGNATURE},
        "back": {"words": "没有人收货"},
        "tracking": {"carrier": "顺丰", "tracking": "SF1"},
        "addresses": {"name": "二店", "address": "某路 1 号"},
        "drop": {},
        "pay": {"method": "cash", "amount": "1.00", "once": "attack"},
        "refund": {"amount": "1.00", "reason": "测试", "once": "attack"},
        "dun": {},
        "sign": {"token": "x" * 30, "signed_by": "某人", "signature": selling.SIGNATURE},
    }
    if last in taken:
        return taken[last]
    if route.endswith("<sale_line_id>"):
        return {"quantity": "1"}
    if route.endswith("<account_id>"):
        return {"kind": "shop", "pays": "at_once"}
    return {}


def stranger_of(world: World) -> Customer:
    """A customer whom the north has never met."""
    return world._customer("南店客户", "13700137000", store=world.south)


class TestKeysOfSomebodyElse:
    def test_in_a_form_are_answered_in_words(self, world: World) -> None:
        shop = Shop(world)
        client = signed_in(world.parts_manager)
        stranger = stranger_of(world)
        southern = world.staff(Role.PARTS_CLERK, world.south).pk
        other = selling.line(shop.done, world.oil).pk
        here = f"/trade/orders/{shop.order.pk}/"
        draft = f"/trade/orders/{shop.draft.pk}/"
        account = f"/trade/accounts/{shop.account.pk}/"
        before = attack.written(*ROOMS)
        for url, fields, status in (
            (f"{draft}head/", {"customer": stranger.pk}, 404),
            (f"{draft}head/", {"customer": 10**12}, 404),
            ("/trade/counter/begin/", {"customer": stranger.pk, "code": "FL-2001"}, 404),
            ("/trade/orders/new/", {"customer": stranger.pk}, 404),
            ("/trade/accounts/open/", {"customer": stranger.pk}, 404),
            (f"{draft}add/", {"part": 10**12}, 404),
            (f"{draft}lines/{other}/", {"quantity": "1"}, 404),
            (f"{here}lines/{other}/cut/", {"quantity": "1"}, 404),
            (f"{here}send/", {"way": "driver", "driver": southern}, 422),
            (f"{here}send/", {"way": "pickup", f"send-{other}": "1"}, 404),
            (f"{here}return/", {f"back-{other}": "1", "reason": "faulty"}, 404),
            (f"{account}change/", {"kind": "shop", "pays": "at_once", "driver": southern}, 422),
            (f"{account}addresses/", {"address_id": 10**12, "name": "二店", "address": "某路"}, 404),
            ("/trade/advice/ask/", {"question": "？", "sale": 10**12}, 404),
            (f"/trade/returns/{shop.back.pk}/accept/", {"condition-1": "sealed"}, 422),
        ):
            answer = post(client, url, **fields)
            assert answer.status_code == status, (url, fields, answer.status_code)
        assert attack.written(*ROOMS) == before

    def test_a_sale_of_another_stores_customer_class_is_not_priced(self, world: World) -> None:
        """The prices of a class are asked with the customer's key in the address: of a stranger they are everybody's."""
        client = signed_in(world.parts_clerk)
        stranger = stranger_of(world)
        assert "公布售价" in page(client, f"/trade/parts/?q=qzdp&customer={stranger.pk}")


class TestOddNumbers:
    @pytest.mark.parametrize("odd", ["NaN", "Infinity", "-1", "1e999", "一二", "9" * 40, "0.5", "1.0001"])
    def test_are_refused_in_words_by_every_form(self, world: World, odd: str) -> None:
        shop = Shop(world)
        client = signed_in(world.parts_manager)
        draft = f"/trade/orders/{shop.draft.pk}/"
        line = selling.line(shop.draft, world.filter).pk
        here = f"/trade/orders/{shop.order.pk}/"
        mine = selling.line(shop.order, world.filter).pk
        before = attack.written(*ROOMS)
        forms: list[tuple[str, dict[str, object]]] = [
            (f"{draft}add/", {"code": "FL-2001", "quantity": odd}),
            (f"{draft}lines/{line}/", {"quantity": odd}),
            (f"{here}lines/{mine}/cut/", {"quantity": odd}),
            (f"{here}send/", {"way": "pickup", f"send-{mine}": odd}),
            (f"/trade/orders/{shop.done.pk}/return/", {f"back-{shop.line.pk}": odd, "reason": "faulty"}),
        ]
        if odd not in ("0.5",):
            forms += [
                (f"{draft}lines/{line}/", {"quantity": "1", "price": odd}),
                (f"/trade/bills/{shop.bill.pk}/pay/", {"method": "cash", "amount": odd, "once": "o"}),
                (f"/trade/accounts/{shop.account.pk}/pay/", {"method": "cash", "amount": odd, "once": "o"}),
                (f"/trade/accounts/{shop.account.pk}/credit/", {"limit": odd, "days": "30"}),
            ]
        if odd == "0.5":
            forms = [each for each in forms if "return/" not in each[0]]
        for url, fields in forms:
            answer = post(client, url, **fields)
            assert answer.status_code in (403, 422), (url, fields, answer.status_code)
        assert attack.written(*ROOMS) == before


class TestCodes:
    def test_that_are_unknown_or_superseded_lead_on(self, world: World) -> None:
        newer = world.part("BR-1002", "前制动片（新）", Decimal("500.00"))
        catalogue.supersede_part(
            world.parts_manager, world.pads.pk, new_id=newer.pk, rule=ReplaceRule.NEW_ONLY
        )
        client = signed_in(world.parts_clerk)
        sale = selling.written(world, {world.filter: 1}, kind=SaleKind.COUNTER, at=now())
        url = f"/trade/orders/{sale.pk}/add/"
        said = post(client, url, code="br1001").content.decode()
        assert "请扫或输入新编码 BR-1002" in said
        assert "没有编码为“XX-9”的配件" in post(client, url, code="XX-9").content.decode()
        assert post(client, "/trade/counter/begin/", code="br1001").status_code == 422
        assert SaleLine.objects.filter(sale=sale).count() == 1

    def test_of_an_old_part_that_is_used_up_first_still_sell_it(self, world: World) -> None:
        newer = world.part("BR-1002", "前制动片（新）", Decimal("500.00"))
        catalogue.supersede_part(world.parts_manager, world.pads.pk, new_id=newer.pk)
        client = signed_in(world.parts_clerk)
        assert post(client, "/trade/counter/begin/", code="br1001").status_code == 302
        assert SaleLine.objects.get().part == world.pads


class TestTwice:
    def test_a_counter_sale_is_paid_and_handed_over_once(self, world: World) -> None:
        shop = Shop(world)
        client = signed_in(world.parts_clerk)
        url = f"/trade/orders/{shop.draft.pk}/sell/"
        assert post(client, url, method="cash", once="twice").status_code == 302
        moves, paid = Move.objects.count(), Payment.objects.count()
        assert post(client, url, method="cash", once="other").status_code == 409
        assert (Move.objects.count(), Payment.objects.count()) == (moves, paid)

    def test_goods_are_sent_signed_for_and_credited_once(self, world: World) -> None:
        shop = Shop(world)
        client = signed_in(world.parts_clerk)
        here = f"/trade/orders/{shop.order.pk}/"
        line = selling.line(shop.order, world.filter).pk
        assert post(client, f"{here}send/", way="pickup", **{f"send-{line}": "2"}).status_code == 302
        assert post(client, f"{here}send/", way="pickup", **{f"send-{line}": "2"}).status_code == 422
        signed = f"/trade/deliveries/{shop.dispatch.pk}/deliver/"
        proof = {"signed_by": "刘师傅", "signature": selling.SIGNATURE}
        assert post(client, signed, **proof).status_code == 302
        assert post(client, signed, **proof).status_code == 409
        assert Charge.objects.filter(dispatch=shop.dispatch).count() == 1
        row = ReturnLine.objects.get()
        accept = f"/trade/returns/{shop.back.pk}/accept/"
        assert post(client, accept, **{f"condition-{row.pk}": "bad"}).status_code == 302
        assert post(client, accept, **{f"condition-{row.pk}": "bad"}).status_code == 409
        assert Charge.objects.filter(goods_return=shop.back).count() == 1
        selling.assert_proved(world)


class TestPagesLeftOpen:
    @pytest.mark.parametrize("act", ["confirm", "cancel", "sell", "quote", "head"])
    def test_do_not_overwrite_what_was_written_since(self, world: World, act: str) -> None:
        shop = Shop(world)
        client = signed_in(world.parts_clerk)
        url = f"/trade/orders/{shop.draft.pk}/"
        seen = shop.draft.version
        assert post(client, f"{url}add/", code="FL-2001").status_code == 302
        answer = post(client, f"{url}{act}/", seen=seen, why="不要了", method="cash", once="o")
        assert answer.status_code == 409, answer.content.decode()[-400:]
        assert selling.fresh(shop.draft).state == "draft"


class TestSerialNumbersAtTheCounter:
    def sold(self, world: World, count: int = 3) -> tuple[Sale, SaleLine, list[Batch]]:
        """A draft of two pieces of a part with so many serial numbers in stock."""
        part = batchroom.tracked(world, "SN-1", tracking="serial")
        batchroom.receive(world, part, count, batchroom.came(*(f"SN{place}" for place in range(count))))
        sale = selling.written(world, {part: 2}, kind=SaleKind.COUNTER, at=now())
        return sale, selling.line(sale, part), list(Batch.objects.order_by("pk"))

    def test_are_chosen_and_leave_as_chosen(self, world: World) -> None:
        sale, line, batches = self.sold(world)
        client = signed_in(world.parts_clerk)
        url = f"/trade/orders/{sale.pk}/"
        assert "交哪几件" in page(client, url)
        refused = post(client, f"{url}sell/", method="cash", once="a")
        assert refused.status_code == 422
        assert "请扫描或选择要发的序列号" in refused.content.decode()
        one = post(client, f"{url}sell/", method="cash", once="b", **{f"batch-{line.pk}": batches[0].pk})
        assert "选了 1 个序列号" in one.content.decode()
        chosen = {f"batch-{line.pk}": [batches[0].pk, batches[2].pk]}
        assert post(client, f"{url}sell/", method="cash", once="c", **chosen).status_code == 302
        left = Move.objects.filter(kind="sale").values_list("batch__number", flat=True)
        assert sorted(left) == ["SN0", "SN2"]
        selling.assert_proved(world)

    def test_of_another_part_are_refused(self, world: World) -> None:
        sale, line, batches = self.sold(world)
        client = signed_in(world.parts_clerk)
        chosen = {f"batch-{line.pk}": [batches[0].pk, 10**12]}
        answer = post(client, f"/trade/orders/{sale.pk}/sell/", method="cash", once="c", **chosen)
        assert answer.status_code == 422
        assert not Payment.objects.exists()

    def test_just_as_many_as_are_sold_need_no_choice(self, world: World) -> None:
        sale, _, _ = self.sold(world, 2)
        client = signed_in(world.parts_clerk)
        assert "checked" in page(client, f"/trade/orders/{sale.pk}/")
        assert post(client, f"/trade/orders/{sale.pk}/sell/", method="cash", once="a").status_code == 302


class TestTheSendDialog:
    def test_knows_who_brings_this_customers_goods(self, world: World) -> None:
        shop = Shop(world)
        clerk = world.parts_clerk
        shop.account.driver_id = clerk.staff_id
        shop.account.save()
        text = page(signed_in(clerk), f"/trade/orders/{shop.order.pk}/")
        assert f'<option value="{clerk.staff_id}" selected>' in text
        assert 'value="driver" checked' in text
