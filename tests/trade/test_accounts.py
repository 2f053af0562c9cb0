"""Trade customers of a store (PARTS-50)."""

import pytest

from huichang.kernel.refusals import Changed, Missing, NotAllowed, Refused
from huichang.trade import accounts
from huichang.trade.models import Address
from tests.trade import selling
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-50")


class TestOpenAccount:
    def test_takes_phone_and_invoice_title_from_the_file(self, world: World) -> None:
        account = accounts.open_account(
            world.parts_manager, world.north.pk, customer_id=world.wang.pk, kind="owner", at=NOON
        )
        assert (account.phone, account.invoice_title, account.pays) == ("13800138001", "王建国", "at_once")

    def test_refuses_a_second_account_and_a_stranger(self, world: World) -> None:
        account = selling.shop(world)
        with pytest.raises(Refused, match="已经是配件客户"):
            accounts.open_account(
                world.parts_manager, world.north.pk, customer_id=account.customer_id, kind="shop", at=NOON
            )
        with pytest.raises(Missing, match="没有找到这位客户"):
            accounts.open_account(
                world.southern_manager, world.south.pk, customer_id=account.customer_id, kind="shop", at=NOON
            )

    def test_is_not_for_a_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            accounts.open_account(
                world.parts_clerk, world.north.pk, customer_id=world.wang.pk, kind="owner", at=NOON
            )


class TestChangeAccount:
    def test_keeps_words_and_refuses_an_old_page(self, world: World) -> None:
        account = selling.shop(world)
        changed = accounts.change_account(
            world.parts_manager,
            account.pk,
            kind="fleet",
            pays="monthly",
            driver_id=world.parts_clerk.staff_id,
            words={"route": "东线", "tax_number": "91510100ma6c00001a"},
            seen=account.version,
            at=NOON,
        )
        assert (changed.route, changed.tax_number) == ("东线", "91510100MA6C00001A")
        with pytest.raises(Changed):
            accounts.change_account(
                world.parts_manager,
                account.pk,
                kind="fleet",
                pays="monthly",
                words={},
                seen=account.version,
                at=NOON,
            )

    def test_refuses_a_wrong_tax_number_and_a_driver_of_another_store(self, world: World) -> None:
        account = selling.shop(world)
        with pytest.raises(Refused, match="税号是"):
            accounts.change_account(
                world.parts_manager,
                account.pk,
                kind="shop",
                pays="monthly",
                words={"tax_number": "12"},
                at=NOON,
            )
        with pytest.raises(Refused, match="送货员不是本店"):
            accounts.change_account(
                world.parts_manager,
                account.pk,
                kind="shop",
                pays="monthly",
                driver_id=world.stranger.staff_id,
                words={},
                at=NOON,
            )

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        account = selling.shop(world)
        with pytest.raises(Missing):
            accounts.change_account(
                world.southern_manager, account.pk, kind="shop", pays="monthly", words={}, at=NOON
            )


class TestKeepAddress:
    def test_has_one_that_is_the_usual_one(self, world: World) -> None:
        account = selling.shop(world)
        second = accounts.keep_address(
            world.parts_manager, account.pk, name="二店", address="双流区 2 号", is_first=True, at=NOON
        )
        assert [row.pk for row in Address.objects.filter(account=account, is_first=True)] == [second.pk]

    def test_refuses_an_empty_address(self, world: World) -> None:
        with pytest.raises(Refused, match="收货点名称和地址"):
            accounts.keep_address(
                world.parts_manager, selling.shop(world).pk, name="二店", address=" ", at=NOON
            )


class TestDropAddress:
    def test_goes_out_of_use_once(self, world: World) -> None:
        account = selling.shop(world)
        first = Address.objects.get()
        accounts.drop_address(world.parts_manager, account.pk, first.pk, at=NOON)
        with pytest.raises(Missing, match="可能已经停用"):
            accounts.drop_address(world.parts_manager, account.pk, first.pk, at=NOON)
