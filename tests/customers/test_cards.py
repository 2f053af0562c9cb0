"""Customers' files: opened, changed, found; who sees what."""

from datetime import date
from decimal import Decimal

import pytest

from huichang.customers import cards, consent, queries, rules
from huichang.customers.models import Customer, Phone
from huichang.kernel import finder, journal
from huichang.kernel.refusals import Changed, Missing, NotAllowed, Refused
from tests.world import NOON, World


def register(world: World, **more: object) -> Customer:
    values: dict[str, object] = {"name": "李晓敏", "phone": "136 8123-4567", **more}
    return cards.register_customer(world.adviser, store_id=world.north.pk, at=NOON, **values)  # type: ignore[arg-type]


@pytest.mark.req("CARE-01")
class TestRegisterCustomer:
    def test_opens_a_file_that_is_found_by_phone_tail_name_and_pinyin(self, world: World) -> None:
        made = register(world, sex="female", birthday=date(1988, 5, 4), wechat="lixm88")
        assert (made.phone, made.pinyin, made.initials) == ("13681234567", "lixiaomin", "lxm")
        assert made.first_dealing_on == date(2026, 3, 2)
        for typed in ("4567", "李晓", "lxm", "lixiao", "13681234567", "李晓敏"):
            assert [one.id for one in queries.find(world.adviser, typed)] == [made.pk], typed

    def test_keeps_a_firm_with_its_papers(self, world: World) -> None:
        made = register(
            world,
            kind="company",
            name="成都鑫达运输有限公司",
            legal_representative="陈大勇",
            credit_code="91350100M000100Y43",
            registered_capital=Decimal("5000000.00"),
            bank="工商银行春熙路支行",
            bank_account="4402001009022012345",
            contact_name="刘队长",
        )
        card = queries.card(world.adviser, made.pk)
        assert card.is_firm
        assert card.registered_capital == Decimal("5000000.00")

    def test_refuses_a_second_file_for_the_same_phone(self, world: World) -> None:
        with pytest.raises(Refused, match="这个手机号已有客户档案：王建国"):
            register(world, phone="13800138001")
        family = register(world, phone="13800138001", even_so=True)
        assert family.pk != world.wang.pk

    def test_makes_a_file_of_another_store_known_when_the_customer_comes(self, world: World) -> None:
        there = world._customer("李晓敏", "13681234567", store=world.south)
        assert queries.find(world.adviser, "4567") == []
        assert register(world).pk == there.pk
        there.refresh_from_db()
        assert there.known_at == [world.south.pk, world.north.pk]

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"phone": ""}, "请填写客户的手机号"),
            ({"phone": "1381234567"}, "现在是 10 位"),
            ({"phone": "66668888"}, "座机请带区号"),
            ({"name": "  "}, "请填写客户姓名"),
            ({"sex": "x"}, "请从给出的选项中选择"),
            ({"identity_number": "510104198805042223"}, "校验位不对"),
            ({"credit_code": "91350100M000100Y44"}, "校验位不对"),
            ({"postcode": "61"}, "邮编应为 6 位"),
            ({"birthday": date(1800, 1, 1)}, "生日不对"),
            ({"wechat": "x" * 41}, "最多 40 个字"),
            ({"nickname": "x"}, "没有“nickname”这一项"),
        ],
    )
    def test_refuses_a_wrong_field_in_words(self, world: World, wrong: dict[str, object], says: str) -> None:
        with pytest.raises(Refused, match=says):
            register(world, **wrong)

    def test_is_not_for_every_post_and_not_for_another_store(self, world: World) -> None:
        for actor in (world.technician, world.stranger):
            with pytest.raises(NotAllowed):
                cards.register_customer(
                    actor, store_id=world.north.pk, name="张三", phone="13900000001", at=NOON
                )


@pytest.mark.req("CARE-03")
class TestChangeCustomer:
    def test_keeps_who_when_before_and_after(self, world: World) -> None:
        cards.change_customer(
            world.adviser, world.wang.pk, changes={"name": "王建华", "phone": "13900139000"}, at=NOON, seen=1
        )
        brief = queries.cards([world.wang.pk])[world.wang.pk]
        assert (brief.name, brief.phone, brief.addressed) == ("王建华", "13900139000", "王先生")
        assert queries.find(world.adviser, "wjh")
        event = queries.history(world.adviser, world.wang.pk)[0]
        assert (event.who, event.what) == (world.adviser.name, "修改客户档案")
        assert journal.ChangedField("姓名/名称", "王建国", "王建华") in event.changes
        assert Phone.objects.filter(customer=world.wang).count() == 2

    def test_hides_sensitive_values_in_the_history_by_post(self, world: World) -> None:
        cards.change_customer(world.adviser, world.wang.pk, changes={"phone": "13900139000"}, at=NOON)
        event = queries.history(world.actor("cashier"), world.wang.pk)[0]
        assert journal.ChangedField("手机", "138****8001", "139****9000") in event.changes

    def test_refuses_an_old_page_and_says_who_changed_it(self, world: World) -> None:
        cards.change_customer(world.care_agent, world.wang.pk, changes={"wechat": "wang1"}, at=NOON, seen=1)
        with pytest.raises(Changed, match=f"{world.care_agent.name}在 .* 已经“修改客户档案”"):
            cards.change_customer(world.adviser, world.wang.pk, changes={"wechat": "wang2"}, at=NOON, seen=1)

    def test_is_missing_in_another_store_and_not_allowed_without_the_right(self, world: World) -> None:
        with pytest.raises(Missing):
            cards.change_customer(world.stranger, world.wang.pk, changes={"wechat": "x"}, at=NOON)
        with pytest.raises(NotAllowed):
            cards.change_customer(world.technician, world.wang.pk, changes={"wechat": "x"}, at=NOON)


@pytest.mark.req("CARE-01")
class TestCard:
    def test_scores_completeness_and_names_what_is_missing(self, world: World) -> None:
        before = queries.card(world.adviser, world.wang.pk).completeness
        assert "联系同意" in before.missing
        consent.give(world.adviser, world.wang.pk, purpose="contact", source="前台签字", at=NOON)
        after = queries.card(world.adviser, world.wang.pk).completeness
        assert after.score == before.score + 15
        assert queries.completeness([world.wang.pk]) == {world.wang.pk: after.score}

    def test_shows_likely_duplicates(self, world: World) -> None:
        family = register(world, phone="13800138001", even_so=True)
        assert [one.id for one in queries.likenesses(world.adviser, world.wang.pk)] == [family.pk]

    def test_is_missing_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            queries.card(world.stranger, world.wang.pk)
        with pytest.raises(NotAllowed):
            queries.card(world.technician, world.wang.pk)
        assert list(finder.find(world.stranger, "8001")) == []

    def test_lists_customers_newest_first_page_by_page(self, world: World) -> None:
        second = register(world)
        first_page = queries.listed(world.adviser, limit=1)
        assert [row.id for row in first_page] == [second.pk]
        assert [row.id for row in queries.listed(world.adviser, after=second.pk)] == [world.wang.pk]
        assert [row.id for row in queries.listed(world.adviser, "wjg")] == [world.wang.pk]

    def test_the_short_card_takes_the_known_customer(self, world: World) -> None:
        assert cards.record(store_id=world.north.pk, phone="13800138001", at=NOON) == world.wang.pk
        made = cards.record(store_id=world.north.pk, phone="15900001111", at=NOON)
        assert Customer.objects.get(pk=made).name == rules.UNNAMED
        assert cards.record(store_id=world.south.pk, phone="13800138001", at=NOON) != world.wang.pk
        assert (
            cards.record(store_id=world.south.pk, phone="13800138001", name="王建国", at=NOON)
            == world.wang.pk
        )


class TestRules:
    def test_credit_codes_and_identity_numbers(self) -> None:
        assert rules.credit_code_problem("91350100M000100Y43") == ""
        assert rules.identity_problem("11010519491231002X") == ""
        assert rules.identity_problem("E12345678") == ""
        assert rules.identity_problem("?") != ""

    def test_forms_of_address(self) -> None:
        assert rules.addressed("欧阳若兰", "female", "person") == "欧阳女士"
        assert rules.addressed("王建国", "unknown", "person") == "王建国"
        assert rules.addressed("鑫达公司", "male", "company") == "鑫达公司"
