"""The pre-approval desk: the manufacturer's word goes into the store at once (WARR-30)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from huichang.kernel import todo
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.network import approvals
from huichang.network.queries import approvals as asked
from huichang.warranty import approvals as of_store
from huichang.warranty.models import Approval, Claim
from huichang.warranty.states import ApprovalState, Grade
from tests.warranty.claiming import Claiming, cover_answers, covered
from tests.world import World

pytestmark = pytest.mark.req("WARR-30")


def waiting(world: World) -> tuple[Claiming, Approval]:
    """The pads are a safety part; the store has asked for 800 yuan."""
    world.pads.is_safety = True
    world.pads.save()
    story = Claiming(world).asked().decided()
    approval = of_store.ask_approval(
        world.warranty_clerk, story.claim.pk, estimate=Decimal(800), words="更换前制动片", at=story.at
    )
    return story, approval


@pytest.fixture
def told(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[Claiming, Approval]:
    """Asked, and waiting for the manufacturer."""
    monkeypatch.setattr(cover_answers, "answers", covered())
    return waiting(world)


class TestAnswer:
    def test_granted_the_work_may_begin(self, world: World, told: tuple[Claiming, Approval]) -> None:
        story, approval = told
        officer = world.actor("network_officer")
        approvals.answer(officer, approval.pk, answer="grant", granted=Decimal(700), at=story.at)
        approval.refresh_from_db()
        assert (approval.state, approval.granted) == (ApprovalState.GRANTED, Decimal(700))
        assert approval.their_number == f"SQ{approval.pk:06d}"
        assert (approval.from_desk, approval.answered_by_id) == (True, officer.staff_id)
        story.registered().work()
        assert story.claim.state == "ready"

    def test_never_gives_more_than_was_asked(self, world: World, told: tuple[Claiming, Approval]) -> None:
        story, approval = told
        officer = world.actor("network_officer")
        with pytest.raises(Refused, match="最多申请 ¥800.00"):
            approvals.answer(officer, approval.pk, answer="grant", granted=Decimal("800.01"), at=story.at)
        approvals.answer(officer, approval.pk, answer="grant", granted=Decimal(800), at=story.at)

    def test_sent_back_the_store_is_told_what_is_missing(
        self, world: World, told: tuple[Claiming, Approval]
    ) -> None:
        story, approval = told
        approvals.answer(
            world.actor("network_officer"), approval.pk, answer="send_back", words="缺测量值", at=story.at
        )
        waits = todo.for_actor(world.warranty_clerk, story.at)
        assert any(each.act == "补充再报" and "缺测量值" in each.why for each in waits)
        story.registered()
        with pytest.raises(OutOfTurn, match="预授权"):
            story.work()
        again = of_store.ask_approval(
            world.warranty_clerk, story.claim.pk, estimate=Decimal(800), words="补测量", at=story.at
        )
        assert not any(each.act == "补充再报" for each in todo.for_actor(world.warranty_clerk, story.at))
        page = asked.one(world.actor("network_officer"), again.pk, at=story.at).page
        assert [each.answer_words for each in page.before] == ["缺测量值"]

    @pytest.mark.parametrize(
        ("answer", "granted", "words", "says"),
        [
            ("", None, "", "请选择答复"),
            ("grant", None, "", "授权金额"),
            ("grant", Decimal(0), "", "授权金额"),
            ("refuse", None, " ", "理由"),
            ("send_back", None, "", "理由"),
        ],
    )
    def test_refuses_half_an_answer(
        self,
        world: World,
        told: tuple[Claiming, Approval],
        answer: str,
        granted: Decimal | None,
        words: str,
        says: str,
    ) -> None:
        story, approval = told
        with pytest.raises(Refused, match=says):
            approvals.answer(
                world.actor("network_officer"),
                approval.pk,
                answer=answer,
                granted=granted,
                words=words,
                at=story.at,
            )
        approval.refresh_from_db()
        assert approval.state == ApprovalState.ASKED

    def test_tells_the_second_who_was_first(self, world: World, told: tuple[Claiming, Approval]) -> None:
        story, approval = told
        officer = world.actor("network_officer")
        approvals.answer(officer, approval.pk, answer="grant", granted=Decimal(700), at=story.at)
        with pytest.raises(OutOfTurn, match=rf"{officer.name}.*通过 ¥700.00"):
            approvals.answer(officer, approval.pk, answer="refuse", words="x", at=story.at)

    def test_is_for_the_officer_alone(self, world: World, told: tuple[Claiming, Approval]) -> None:
        story, approval = told
        for actor in (world.warranty_clerk, world.service_manager, world.southern_manager):
            with pytest.raises(NotAllowed):
                approvals.answer(actor, approval.pk, answer="refuse", words="x", at=story.at)
            with pytest.raises(NotAllowed):
                asked.desk(actor, at=story.at)
            with pytest.raises(NotAllowed):
                asked.one(actor, approval.pk, at=story.at)
        with pytest.raises(Missing):
            approvals.answer(world.actor("network_officer"), 0, answer="refuse", words="x", at=story.at)

    def test_reaches_every_store(self, world: World, told: tuple[Claiming, Approval]) -> None:
        story, approval = told
        southern = world.actor("network_officer", world.south)
        approvals.answer(southern, approval.pk, answer="refuse", words="非质量问题", at=story.at)
        approval.refresh_from_db()
        assert approval.state == ApprovalState.REFUSED


class TestDesk:
    def test_puts_serious_matters_first_and_reddens_what_is_over(
        self, world: World, told: tuple[Claiming, Approval]
    ) -> None:
        story, approval = told
        officer = world.actor("network_officer")
        serious = Approval.objects.create(
            store=world.north,
            number="YS0",
            claim=Claim.objects.create(
                **{
                    field: getattr(story.claim, field)
                    for field in ("store", "order", "job", "vehicle", "state_since", "opened_at")
                },
                number="SPD0",
                state="own",
                grade=Grade.A,
            ),
            reasons=["safety"],
            estimate=1,
            words="制动失效",
            asked_at=story.at,
            due_at=approval.due_at + timedelta(days=1),
        )
        page = asked.desk(officer, at=approval.due_at + timedelta(seconds=1))
        assert [(each.row.id, each.late) for each in page.rows] == [(serious.pk, False), (approval.pk, True)]
        assert (page.rows[0].row.serious, page.late) == ("重大质量问题", 1)
        assert asked.desk(officer, at=approval.due_at).late == 0
        assert any(
            each.act == "审批预授权" and each.urgent
            for each in todo.for_actor(officer, approval.due_at - timedelta(hours=1))
        )

    def test_finds_by_number_plate_vin_and_pinyin(
        self, world: World, told: tuple[Claiming, Approval]
    ) -> None:
        story, approval = told
        officer = world.actor("network_officer")
        for text in (approval.number.lower(), "A8F6K2", world.car.vin[-6:], "zdp", story.claim.number):
            assert [each.row.id for each in asked.desk(officer, at=story.at, text=text).rows] == [approval.pk]
        assert asked.desk(officer, at=story.at, text="zzz").rows == []
        assert asked.desk(officer, at=story.at, store_id=world.south.pk).rows == []
        assert asked.desk(officer, at=story.at, only="granted").rows == []

    def test_shows_all_that_the_store_sent(self, world: World, told: tuple[Claiming, Approval]) -> None:
        story, approval = told
        page = asked.one(world.actor("network_officer"), approval.pk, at=story.at)
        assert (page.store, page.page.words) == ("北城店", "更换前制动片")
        assert len(page.page.lines) == len(story.lines)
        assert page.page.lines[0].clause == "整车质保 第 3 条"
        assert page.page.photos
        assert page.page.measurements == [("前制动片厚度", "1.8 mm", "≥ 3 mm")]
        assert (page.page.record.asked, page.page.record.share, page.next_id) == (1, None, None)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover_answers, "answers", covered())
    world = World()
    story, approval = waiting(world)
    officer = world.actor("network_officer")

    def run(who: str) -> str:
        try:
            if who == "grant":
                approvals.answer(officer, approval.pk, answer="grant", granted=Decimal(700), at=story.at)
            else:
                approvals.answer(officer, approval.pk, answer="refuse", words="不属质量", at=story.at)
        except OutOfTurn:
            return "late"
        finally:
            connection.close()
        return who

    with ThreadPoolExecutor(2) as pool:
        said: Iterator[str] = pool.map(run, ["grant", "refuse"])
        found = list(said)
    assert found.count("late") == 1
    approval.refresh_from_db()
    story.claim.refresh_from_db()
    assert (approval.state == ApprovalState.GRANTED) == (not story.claim.waits_for_word)
