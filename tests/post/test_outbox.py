"""Messages to customers."""

from datetime import timedelta

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn
from huichang.post import outbox, templates
from huichang.post.models import Message
from tests.world import NOON, World

HELLO = templates.declare("test.hello", "测试", "{name}您好，{plate}今天见。")
NOW = templates.declare("test.urgent", "测试紧急", "{name}您好，请答复。", urgent=True)


def write(
    world: World, *, template: templates.Template = HELLO, hours: float = 0, once: str | None = None
) -> None:
    outbox.write(
        store_id=world.north.pk,
        customer_id=world.wang.pk,
        template=template,
        about="booking.appointment:1",
        values={"plate": "川A8F6K2"},
        due_at=NOON + timedelta(hours=hours),
        once=once,
    )


class TestWrite:
    def test_addresses_the_customer(self, world: World) -> None:
        write(world)

        assert Message.objects.get().text == "王先生您好，川A8F6K2今天见。"

    def test_waits_until_the_quiet_hours_are_over(self, world: World) -> None:
        write(world, hours=10)

        assert Message.objects.get().due_at == NOON + timedelta(hours=20)

    def test_does_not_wait_with_what_is_urgent(self, world: World) -> None:
        write(world, template=NOW, hours=10)

        assert Message.objects.get().due_at == NOON + timedelta(hours=10)

    def test_is_kept_unsent_for_a_customer_who_wants_none(self, world: World) -> None:
        world.wang.channel = "none"
        world.wang.save()

        write(world)

        message = Message.objects.get()
        assert (message.state, message.problem) == ("stopped", "客户不接收消息")

    @pytest.mark.req("PLAT-12")
    def test_happens_once_for_one_key(self, world: World) -> None:
        write(world, once="reminder:1")
        write(world, once="reminder:1")

        assert Message.objects.count() == 1


class TestSendDue:
    def test_sends_what_is_due_and_leaves_the_rest(self, world: World) -> None:
        write(world)
        write(world, hours=2)

        assert outbox.send_due(world.care_agent, world.north.pk, at=NOON) == 1
        assert Message.objects.filter(state="sent", sent_at=NOON).count() == 1

    def test_fails_after_five_tries(self, world: World) -> None:
        write(world)
        Message.objects.update(address="")

        for _ in range(5):
            outbox.send_due(world.care_agent, world.north.pk, at=NOON)

        message = Message.objects.get()
        assert (message.state, message.tries, message.problem) == ("failed", 5, "没有手机号")

    def test_is_not_for_the_technician(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            outbox.send_due(world.technician, world.north.pk, at=NOON)

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            outbox.send_due(world.southern_manager, world.north.pk, at=NOON)


class TestSendAgain:
    def failed(self, world: World) -> Message:
        write(world)
        Message.objects.update(state="failed")
        return Message.objects.get()

    def test_puts_a_failed_message_back(self, world: World) -> None:
        assert outbox.send_again(world.care_agent, self.failed(world).pk, at=NOON).state == "waiting"

    def test_refuses_one_that_did_not_fail(self, world: World) -> None:
        write(world)

        with pytest.raises(OutOfTurn):
            outbox.send_again(world.care_agent, Message.objects.get().pk, at=NOON)

    def test_is_not_for_the_technician(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            outbox.send_again(world.technician, self.failed(world).pk, at=NOON)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            outbox.send_again(world.southern_manager, self.failed(world).pk, at=NOON)
