"""The first store and the first administrator."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from huichang.company import first_start
from huichang.company import sign_in as door
from huichang.company.models import Grant, Staff, Store
from huichang.kernel.models import Entry
from huichang.kernel.refusals import OutOfTurn, Refused
from tests.world import NOON, World

WORDS = {
    "code": "a1",
    "store": "高新店",
    "legal_name": "高新汽车销售服务有限公司",
    "phone": "028-60000000",
    "login": "Li.Lei",
    "name": "李雷",
    "password": "long-enough-7",
}


@pytest.mark.django_db
class TestOpenHouse:
    def test_makes_store_and_administrator_who_can_sign_in(self) -> None:
        assert first_start.is_new()
        store_id, staff_id = first_start.open_house(**WORDS)
        assert not first_start.is_new()
        assert Store.objects.get().code == "A1"
        assert list(Grant.objects.values_list("store", "staff", "role")) == [
            (store_id, staff_id, "administrator")
        ]
        assert door.sign_in("li.lei", "long-enough-7", address="127.0.0.1", at=NOON) == staff_id

    def test_the_journal_tells_it(self) -> None:
        store_id, staff_id = first_start.open_house(**WORDS, address="10.0.0.5")
        entry = Entry.objects.get()
        assert (entry.store_id, entry.who, entry.subject, entry.address) == (
            store_id,
            "首次启动",
            f"company.staff:{staff_id}",
            "10.0.0.5",
        )

    def test_never_once_anybody_is_there(self, world: World) -> None:
        world.staff("adviser")
        stores = Store.objects.count()
        with pytest.raises(OutOfTurn, match="已经有人员"):
            first_start.open_house(**WORDS)
        assert Store.objects.count() == stores

    def test_not_even_when_everybody_has_left(self, world: World) -> None:
        world.staff("adviser")
        Staff.objects.update(is_active=False)
        with pytest.raises(OutOfTurn):
            first_start.open_house(**WORDS)

    @pytest.mark.parametrize("field", ["code", "store", "legal_name", "phone", "login", "name"])
    def test_refuses_what_is_empty_and_leaves_nothing(self, field: str) -> None:
        with pytest.raises(Refused, match="都填上"):
            first_start.open_house(**{**WORDS, field: " "})
        assert not Store.objects.exists()

    @pytest.mark.parametrize("password", ["short", "password", "12345678"])
    def test_refuses_a_weak_password_and_leaves_nothing(self, password: str) -> None:
        with pytest.raises(Refused, match="密码"):
            first_start.open_house(**{**WORDS, "password": password})
        assert not Store.objects.exists()
        assert not Staff.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told() -> None:
    together, ended = Barrier(2), []

    def attempt(number: int) -> None:
        together.wait(10)
        try:
            first_start.open_house(
                **{**WORDS, "login": f"boss{number}", "code": f"B{number}", "store": f"店{number}"}
            )
            ended.append("made")
        except OutOfTurn:
            ended.append("told")
        finally:
            connection.close()

    threads = [Thread(target=attempt, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["made", "told"]
    assert Store.objects.count() == Staff.objects.count() == 1
