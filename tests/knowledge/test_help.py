"""Help from the technical manager."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from huichang.kernel.models import Picture
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.knowledge import help as helping
from huichang.knowledge import queries
from huichang.knowledge.models import HelpRequest, Lesson
from tests.world import NOON, World

pytestmark = pytest.mark.req("PEOPLE-31")


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return out.getvalue()


def asked(world: World, **more: object) -> HelpRequest:
    given = {"question": "冷车抖，节气门洗过了还抖", "codes": "p0301", "plate": "川A8F6K2", **more}
    return helping.ask_for_help(world.technician, store_id=world.north.pk, at=NOON, **given)  # type: ignore[arg-type]


def answered(world: World) -> HelpRequest:
    request = asked(world)
    return helping.answer(world.technical_manager, request.pk, text="查一缸喷油器", at=NOON)


class TestAskForHelp:
    def test_reaches_the_technical_manager_with_photos_and_codes(self, world: World) -> None:
        request = asked(world, photos=[photo(), photo()])

        card = queries.help_request(world.technical_manager, request.pk)
        assert (card.asker, card.codes, card.plate, len(card.photos)) == (
            "北维修技师",
            "P0301",
            "川A8F6K2",
            2,
        )
        assert [waiting.id for waiting in queries.open_help(world.north.pk)] == [request.pk]

    def test_may_come_from_the_booking_desk_and_the_adviser(self, world: World) -> None:
        for actor in (world.care_agent, world.adviser):
            helping.ask_for_help(actor, store_id=world.north.pk, question="多久能修好？", at=NOON)
        assert len(queries.open_help(world.north.pk)) == 2

    def test_refuses_an_empty_question(self, world: World) -> None:
        with pytest.raises(Refused, match="请写下"):
            asked(world, question=" ")

    def test_refuses_too_many_photos(self, world: World) -> None:
        with pytest.raises(Refused, match="最多传 6 张"):
            asked(world, photos=[photo()] * 7)

    def test_refuses_what_is_no_photo_and_keeps_nothing(self, world: World) -> None:
        with pytest.raises(Refused, match="不是能打开的照片"):
            asked(world, photos=[photo(), b"hello"])
        assert not HelpRequest.objects.exists()
        assert not Picture.objects.exists()

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            helping.ask_for_help(world.cashier, store_id=world.north.pk, question="？", at=NOON)

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            helping.ask_for_help(world.stranger, store_id=world.north.pk, question="？", at=NOON)


class TestAnswer:
    def test_comes_back_to_the_asker(self, world: World) -> None:
        request = answered(world)

        (card,) = queries.answered_help(world.north.pk, world.technician.staff_id or 0)
        assert card.id == request.pk
        assert queries.help_request(world.technician, request.pk).messages[0].text == "查一缸喷油器"
        assert queries.open_help(world.north.pk) == []

    def test_refuses_no_words(self, world: World) -> None:
        with pytest.raises(Refused, match="先写内容"):
            helping.answer(world.technical_manager, asked(world).pk, text="", at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            helping.answer(world.technician, asked(world).pk, text="我猜", at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            helping.answer(world.southern_manager, asked(world).pk, text="我猜", at=NOON)


class TestAskOn:
    def test_lets_the_question_wait_again(self, world: World) -> None:
        request = helping.ask_on(world.technician, answered(world).pk, text="换了还抖", at=NOON)

        assert request.state == "open"
        assert len(queries.help_request(world.technician, request.pk).messages) == 2

    def test_refuses_a_closed_one(self, world: World) -> None:
        request = answered(world)
        helping.close(world.technician, request.pk, solved=True, at=NOON)
        with pytest.raises(OutOfTurn):
            helping.ask_on(world.technician, request.pk, text="还有", at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            helping.ask_on(world.parts_clerk, asked(world).pk, text="？", at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            helping.ask_on(world.stranger, asked(world).pk, text="？", at=NOON)


class TestPassOn:
    def test_keeps_the_reference_of_the_manufacturers_line(self, world: World) -> None:
        request = helping.pass_on(world.technical_manager, asked(world).pk, reference="TL-2603-88", at=NOON)

        assert (request.state, request.passed_to) == ("open", "TL-2603-88")

    def test_refuses_without_a_reference(self, world: World) -> None:
        with pytest.raises(Refused, match="受理号"):
            helping.pass_on(world.technical_manager, asked(world).pk, reference="", at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            helping.pass_on(world.adviser, asked(world).pk, reference="TL", at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            helping.pass_on(world.southern_manager, asked(world).pk, reference="TL", at=NOON)


class TestClose:
    def test_ends_the_question_with_what_came_of_it(self, world: World) -> None:
        request = helping.close(
            world.technician, answered(world).pk, solved=True, at=NOON + timedelta(hours=1)
        )

        assert (request.state, request.solved, request.closed_at) == (
            "closed",
            True,
            NOON + timedelta(hours=1),
        )

    def test_may_be_done_by_who_answers(self, world: World) -> None:
        assert (
            helping.close(world.technical_manager, asked(world).pk, solved=False, at=NOON).state == "closed"
        )

    def test_is_refused_to_a_third_person(self, world: World) -> None:
        with pytest.raises(OutOfTurn, match="由提问人"):
            helping.close(world.adviser, asked(world).pk, solved=True, at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            helping.close(world.cashier, asked(world).pk, solved=True, at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            helping.close(world.stranger, asked(world).pk, solved=True, at=NOON)


class TestProposeLesson:
    pytestmark = pytest.mark.req("PEOPLE-30")

    def test_makes_a_good_answer_wait_for_review(self, world: World) -> None:
        request = answered(world)
        helping.propose_lesson(world.technician, request.pk, cause="一缸喷油器积碳", at=NOON)

        lesson = Lesson.objects.get()
        assert (lesson.concern, lesson.cause, lesson.correction) == (
            "冷车抖，节气门洗过了还抖",
            "一缸喷油器积碳",
            "查一缸喷油器",
        )

    def test_happens_once(self, world: World) -> None:
        request = answered(world)
        helping.propose_lesson(world.technician, request.pk, cause="喷油器", at=NOON)
        with pytest.raises(OutOfTurn, match="已经提为经验"):
            helping.propose_lesson(world.technician, request.pk, cause="喷油器", at=NOON)

    def test_refuses_without_an_answer_or_a_cause(self, world: World) -> None:
        with pytest.raises(Refused, match="还没有答复"):
            helping.propose_lesson(world.technician, asked(world).pk, cause="喷油器", at=NOON)
        with pytest.raises(Refused, match="故障原因"):
            helping.propose_lesson(world.technician, answered(world).pk, cause=" ", at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            helping.propose_lesson(world.dispatcher, answered(world).pk, cause="喷油器", at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            helping.propose_lesson(world.stranger, answered(world).pk, cause="喷油器", at=NOON)
