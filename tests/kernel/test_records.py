"""The readable history of records, each on its page (PLAT-11)."""

import pytest
from django.apps import apps

from huichang.care import followups
from huichang.care.models import FollowUp
from huichang.company import people
from huichang.company.models import Store
from huichang.company.roles import Role
from huichang.kernel import records
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.knowledge import help as helping
from tests.stories import Visiting
from tests.world import NOON, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PLAT-11")]


@pytest.fixture
def world() -> World:
    """Histories are joined by the transaction: each act needs its own."""
    return World()


def test_every_declared_kind_is_a_table_of_ours_with_children_that_name_it() -> None:
    for kind in records.KINDS.values():
        apps.get_model(kind.label)
        for child, names_it in kind.children.items():
            assert apps.get_model(child)._meta.get_field(names_it).related_model is apps.get_model(kind.label)


def test_a_follow_up_tells_its_tries(world: World) -> None:
    story = Visiting(world).delivered()
    call = FollowUp.objects.get(order=story.order)
    followups.not_reached(world.care_agent, call.pk, note="占线", at=story.later(4000))
    (event, *_) = records.history(world.care_agent, "care.followup", call.pk)
    assert event.who == world.care_agent.name
    assert "次数：0 → 1" in event.detail


def test_a_question_tells_its_answers(world: World) -> None:
    asked = helping.ask_for_help(
        world.technician, store_id=world.north.pk, question="冷车抖动，换过火花塞", at=NOON
    )
    helping.answer(world.technical_manager, asked.pk, text="先查节气门积碳", at=NOON)
    told = records.history(world.technician, "knowledge.helprequest", asked.pk)
    assert [event.who for event in told][:2] == [world.technical_manager.name, world.technician.name]


def test_a_store_tells_its_settings_and_only_to_itself(world: World) -> None:
    Store.objects.filter(pk=world.north.pk).update(phone="028-61111111")
    manager = world.service_manager
    assert (
        "服务热线：028-60000001 → 028-61111111"
        in records.history(manager, "company.store", world.north.pk)[0].detail
    )
    with pytest.raises(Missing):
        records.history(manager, "company.store", world.south.pk)


def test_a_password_is_never_told(world: World) -> None:
    administrator = world.actor(Role.ADMINISTRATOR)
    adviser = world.staff("adviser")
    people.reset_password(administrator, adviser.pk, store_id=world.north.pk, password="quite-long-9")
    adviser.refresh_from_db()
    (event, *_) = records.history(administrator, "company.staff", adviser.pk)
    assert event.words == "重置密码"
    assert "不显示" in event.detail
    assert adviser.password not in event.detail


class TestRefuses:
    def test_another_stores_record_and_person(self, world: World) -> None:
        story = Visiting(world).delivered()
        call = FollowUp.objects.get(order=story.order)
        stranger = world.actor(Role.SERVICE_MANAGER, world.south)
        with pytest.raises(Missing):
            records.history(stranger, "care.followup", call.pk)
        with pytest.raises(Missing):
            records.history(
                world.actor(Role.ADMINISTRATOR, world.south), "company.staff", world.staff("adviser").pk
            )

    def test_who_may_not_see_such_records(self, world: World) -> None:
        story = Visiting(world).delivered()
        with pytest.raises(NotAllowed):
            records.history(world.cashier, "care.followup", FollowUp.objects.get(order=story.order).pk)

    def test_unknown_kinds_and_keys(self, world: World) -> None:
        for kind, pk in [("kernel.entry", 1), ("nonsense", 1), ("care.followup", 10**17)]:
            with pytest.raises(Missing):
                records.history(world.service_manager, kind, pk)
