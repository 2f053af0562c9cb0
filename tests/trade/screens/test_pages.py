"""The screens of selling parts: what they show, how few statements they cost, and the whole course by their forms."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.timezone import now

from huichang.billing.models import Payment
from huichang.post.models import Message
from huichang.trade import bills
from huichang.trade.models import Account, Advice, Bill, Dispatch, GoodsReturn, ReturnLine, Sale, SaleLine
from tests.supply.screens.test_pages import budget, went
from tests.trade import selling
from tests.web import page, post, signed_in
from tests.world import World

pytestmark = pytest.mark.req("PARTS-50")


class TestThePages:
    def test_show_a_store_at_work_within_the_budget(self, world: World) -> None:
        account = selling.shop(world)
        selling.quarantine(world)
        sale = selling.ordered(world, {world.pads: 3, world.filter: 5}, account=account, at=now())
        selling.written(world, {world.oil: 1}, account=account, at=now())
        done = selling.delivered(world, {world.oil: 2}, account=account, at=now())
        made = bills.run_statements(world.parts_manager, world.north.pk, until=now().date(), at=now())
        manager = signed_in(world.parts_manager)
        assert "待拣货" in budget(manager, "/trade/desk/")
        assert "没卖完的单" in budget(manager, "/trade/counter/")
        assert "顺达汽车维修厂" in budget(manager, "/trade/orders/?q=sdqc")
        assert sale.number in budget(manager, "/trade/orders/?only=short")
        assert "到货日待定" in budget(manager, f"/trade/orders/{sale.pk}/")
        assert done.number in budget(manager, f"/trade/orders/{done.pk}/")
        assert "选客户" in budget(manager, "/trade/orders/new/")
        assert "SF1001" in budget(manager, "/trade/deliveries/?only=ended")
        dispatch = Dispatch.objects.get()
        assert "刘师傅" in budget(manager, f"/trade/deliveries/{dispatch.pk}/")
        assert "顺达" in budget(manager, "/trade/accounts/")
        assert "八里桥路" in budget(manager, f"/trade/accounts/{account.pk}/")
        assert made[0].number in budget(manager, "/trade/bills/")
        assert "656.00" in budget(manager, f"/trade/bills/{made[0].pk}/")
        budget(manager, "/trade/returns/")
        budget(manager, "/trade/advice/")
        assert "毛利" in budget(manager, "/trade/parts/?q=qzdp")
        pick = page(manager, f"/parts/counter/{sale.pk}/")
        assert sale.number in pick
        assert page(manager, "/parts/counter/")

    def test_papers_are_printed(self, world: World) -> None:
        account = selling.shop(world)
        sale = selling.delivered(world, {world.oil: 2}, account=account, at=now())
        bill = bills.run_statements(world.parts_manager, world.north.pk, until=now().date(), at=now())[0]
        manager = signed_in(world.parts_manager)
        for url in (
            f"/trade/orders/{sale.pk}/quote.pdf",
            f"/trade/orders/{sale.pk}/slip.pdf",
            f"/trade/deliveries/{Dispatch.objects.get().pk}/note.pdf",
            f"/trade/bills/{bill.pk}/bill.pdf",
            f"/trade/bills/{bill.pk}/dunning.pdf",
        ):
            answer = manager.get(url)
            assert answer.status_code == 200, url
            assert answer.content.startswith(b"%PDF"), url
        for url in (f"/trade/bills/{bill.pk}/bill.xlsx", "/trade/bills/open.xlsx"):
            assert manager.get(url).content.startswith(b"PK")


class TestTheCourse:
    def test_of_an_order_by_its_forms(self, world: World) -> None:
        account = selling.shop(world)
        selling.quarantine(world)
        clerk, manager = signed_in(world.parts_clerk), signed_in(world.parts_manager)
        went(clerk, "/trade/orders/new/", customer=account.customer_id)
        sale = Sale.objects.get()
        here = f"/trade/orders/{sale.pk}/"
        went(clerk, f"{here}add/", code="br1001")
        went(clerk, f"{here}add/", part=world.filter.pk, quantity="4")
        line = SaleLine.objects.get(part=world.filter)
        went(clerk, f"{here}lines/{line.pk}/", quantity="5", price=str(line.price))
        went(clerk, f"{here}quote/")
        link = Message.objects.get(template="trade.quote").link
        phone = Client()
        assert "请确认报价" in page(phone, link)
        sale.refresh_from_db()
        assert post(phone, f"{link}answer/", accepts="yes", told=str(sale.total)).status_code == 302
        assert phone.get(f"{link}paper.pdf").content.startswith(b"%PDF")
        went(clerk, f"{here}confirm/")
        issue = f"/parts/counter/{sale.pk}/issue/"
        went(clerk, issue, everything="1", taken_by=world.parts_clerk.staff_id)
        went(clerk, f"{here}send/", way="driver", driver=world.parts_clerk.staff_id)
        dispatch = Dispatch.objects.get()
        assert dispatch.ship_to == "成都市成华区八里桥路 18 号"
        assert "签名" in page(clerk, f"/trade/deliveries/{dispatch.pk}/")
        refused = post(clerk, f"/trade/deliveries/{dispatch.pk}/deliver/", signed_by="刘师傅")
        assert refused.status_code == 422
        link = Message.objects.get(template="trade.sent").link
        assert "确认收货" in page(phone, link)
        signed = post(phone, f"{link}sign/{dispatch.pk}/", signed_by="刘师傅", signature=selling.SIGNATURE)
        assert signed.status_code == 302
        assert Sale.objects.get().state == "done"
        went(clerk, f"{here}return/", **{f"back-{line.pk}": "2"}, reason="unwanted")
        back = GoodsReturn.objects.get()
        row = ReturnLine.objects.get()
        went(clerk, f"/trade/returns/{back.pk}/accept/", **{f"condition-{row.pk}": "bad", "fee-0": "0"})
        assert clerk.get(f"/trade/returns/{back.pk}/credit.pdf").content.startswith(b"%PDF")
        went(manager, "/trade/bills/run/", customer=account.customer_id)
        bill = Bill.objects.get()
        assert bill.total == sale.total - Decimal("76.00")
        assert "未付" in page(phone, Message.objects.get(template="trade.bill").link)
        cashier = signed_in(world.cashier)
        went(
            cashier,
            f"/trade/accounts/{account.pk}/pay/",
            method="transfer",
            amount=str(bill.total),
            once="pay-1",
        )
        bill.refresh_from_db()
        assert bill.state == "paid"
        selling.assert_proved(world)

    def test_of_a_counter_sale_and_its_refund(self, world: World) -> None:
        selling.quarantine(world)
        clerk = signed_in(world.parts_clerk)
        went(clerk, "/trade/counter/begin/", code="FL-2001")
        sale = Sale.objects.get()
        went(clerk, f"/trade/orders/{sale.pk}/add/", code="FL-2001")
        went(clerk, f"/trade/orders/{sale.pk}/sell/", method="cash", once="s-1")
        assert Payment.objects.get().amount == Decimal("76.00")
        line = SaleLine.objects.get()
        went(clerk, f"/trade/orders/{sale.pk}/return/", **{f"back-{line.pk}": "1"}, reason="faulty")
        back, row = GoodsReturn.objects.get(), ReturnLine.objects.get()
        went(clerk, f"/trade/returns/{back.pk}/accept/", **{f"condition-{row.pk}": "bad"})
        bill = Bill.objects.get()
        assert "应退" in page(clerk, f"/trade/bills/{bill.pk}/")
        went(
            signed_in(world.cashier),
            f"/trade/bills/{bill.pk}/refund/",
            amount="38.00",
            reason="质量问题退货",
            once="r-1",
        )
        bill.refresh_from_db()
        assert (bill.paid, bill.credited, bill.state) == (Decimal("38.00"), Decimal("38.00"), "paid")
        selling.assert_proved(world)

    def test_of_an_account_and_a_question(self, world: World) -> None:
        manager = signed_in(world.parts_manager)
        went(manager, "/trade/accounts/open/", customer=world.wang.pk, kind="owner")
        account = Account.objects.get()
        here = f"/trade/accounts/{account.pk}/"
        service = signed_in(world.service_manager)
        went(service, f"{here}credit/", limit="3000", days="30")
        went(manager, f"{here}class/", price_class="shop")
        went(manager, f"{here}addresses/", name="家", address="北城大道 9 号")
        went(
            manager,
            f"{here}change/",
            kind="shop",
            pays="monthly",
            route="东线",
            is_open="on",
            tax_number="91510100MA6C00001A",
            seen=str(account.version),
        )
        assert "东线" in page(manager, here)
        went(manager, "/trade/advice/ask/", question="前制动片装上有异响怎么办", code="BR-1001", asker="老王")
        advice = Advice.objects.get()
        technical = signed_in(world.technical_manager)
        went(technical, f"/trade/advice/{advice.pk}/answer/", answer="检查消音片和导向销，涂专用润滑脂。")
        assert "消音片" in page(manager, "/trade/advice/?q=yx")
        went(service, f"{here}addresses/{account.addresses.get().pk}/drop/")
        assert (now() - advice.asked_at) < timedelta(minutes=5)
