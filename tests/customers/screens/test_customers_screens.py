"""Customers' files as pages."""

import pytest
from pytest_django import DjangoAssertNumQueries

from huichang.customers.models import Consent, Customer, Phone
from huichang.kernel import journal
from tests.web import page, post, signed_in
from tests.world import World

MOST = 12


@pytest.mark.req("CARE-01", "CARE-03")
class TestCustomers:
    def test_lists_finds_and_opens_new_files(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = signed_in(world.adviser)
        with django_assert_max_num_queries(MOST):
            assert "王建国" in page(client, "/customers/")
        assert "王建国" in page(client, "/customers/?q=8001")
        assert "没有找到" in page(client, "/customers/?q=zzz")
        answer = post(
            client, "/customers/register/", kind="person", name="李晓敏", phone="13681234567", sex="female"
        )
        made = Customer.objects.get(name="李晓敏")
        assert answer["Location"] == f"/customers/{made.pk}/"
        assert (
            "手机号应为 11 位"
            in post(
                client, "/customers/register/", kind="person", name="李", phone="136", sex="female"
            ).content.decode()
        )

    def test_the_file_takes_few_statements(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = signed_in(world.adviser)
        page(client, f"/customers/{world.wang.pk}/")
        with django_assert_max_num_queries(MOST):
            text = page(client, f"/customers/{world.wang.pk}/")
        assert "先问开放的问题" in text
        assert world.adviser.name in text

    def test_hidden_fields_are_shown_with_a_reason_only(self, world: World) -> None:
        client, address = signed_in(world.cashier), f"/customers/{world.wang.pk}/"
        assert "138 0013 8001" not in page(client, address)
        assert post(client, f"{address}reveal/phone/").status_code == 422
        shown = post(client, f"{address}reveal/phone/", reason="开票或退款")
        assert "138 0013 8001" in shown.content.decode()
        assert journal.latest(world.wang)[0][1] == "查看客户敏感信息"
        assert client.get(f"{address}reveal/phone/")["Location"] == address

    def test_changes_the_file_and_refuses_an_old_page(self, world: World) -> None:
        client, address = signed_in(world.adviser), f"/customers/{world.wang.pk}/edit/"
        assert "王建国" in page(client, address)
        form = {
            "kind": "person",
            "name": "王建国",
            "sex": "male",
            "phone": "13800138001",
            "wechat": "wjg88",
            "address": "",
            "channel": "phone",
            "board_name": "surname",
            "seen": 1,
        }
        assert post(client, address, **form).status_code == 302
        world.wang.refresh_from_db()
        assert (world.wang.wechat, world.wang.channel, world.wang.version) == ("wjg88", "phone", 2)
        assert post(client, address, **{**form, "wechat": "other"}).status_code == 409

    def test_an_empty_hidden_field_stays(self, world: World) -> None:
        Customer.objects.filter(pk=world.wang.pk).update(identity_number="11010519491231002X")
        client, address = signed_in(world.adviser), f"/customers/{world.wang.pk}/edit/"
        assert "不改请留空" in page(client, address)
        post(
            client,
            address,
            kind="person",
            name="王建国",
            sex="male",
            phone="13800138001",
            identity_number="",
            channel="sms",
            board_name="plate",
            seen=1,
        )
        world.wang.refresh_from_db()
        assert world.wang.identity_number == "11010519491231002X"

    def test_consents_numbers_and_notes(self, world: World) -> None:
        client, address = signed_in(world.adviser), f"/customers/{world.wang.pk}/"
        post(client, f"{address}consents/", purpose="contact", source="前台签字")
        consent = Consent.objects.get()
        post(client, f"{address}consents/{consent.pk}/withdraw/")
        post(client, f"{address}phones/", number="02866668888", label="单位")
        number = Phone.objects.get(number="02866668888")
        post(client, f"{address}phones/{number.pk}/remove/")
        post(client, f"{address}notes/", text="来电问轮胎")
        assert "撤回" in page(client, address)
        assert "来电问轮胎" in page(client, f"{address}dealings/")
        assert not Phone.objects.filter(pk=number.pk).exists()

    def test_other_stores_and_posts_stay_out(self, world: World) -> None:
        assert signed_in(world.stranger).get(f"/customers/{world.wang.pk}/").status_code == 404
        assert signed_in(world.technician).get(f"/customers/{world.wang.pk}/").status_code == 403
        assert signed_in(world.stranger).get(f"/customers/{world.wang.pk}/dealings/").status_code == 404
