"""The clerk's inspection: evidence, decisions with the cover's answers, the car's data (WARR-10)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from huichang.engines.coverage.values import Asked, Verdict
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.vehicles import cover_answers
from huichang.vehicles.models import KeptAnswer
from huichang.warranty import approvals, inspecting
from huichang.warranty.inspecting import Diagnosis, Measured
from huichang.warranty.models import Claim, Evidence, Measurement
from huichang.warranty.queries import split
from huichang.warranty.states import ClaimState, Decision
from huichang.workshop.models import Line
from tests.warranty.claiming import AMOUNT, JPEG, Claiming, covered
from tests.world import TODAY, World

pytestmark = pytest.mark.req("WARR-10")
FOUND = Diagnosis(concern="异响", cause="摩擦片脱层")


class TestAddEvidence:
    def test_keeps_photos_by_what_they_show_and_measurements(self, world: World) -> None:
        Claiming(world).asked().proved()
        assert Evidence.objects.count() == 6
        assert Measurement.objects.get().value == "1.8 mm"

    def test_names_what_is_missing(self, world: World) -> None:
        story = Claiming(world).asked()
        clerk, pk = world.warranty_clerk, story.claim.pk
        with pytest.raises(Refused, match="拍照或填写"):
            inspecting.add_evidence(clerk, pk, photos={}, at=story.at)
        with pytest.raises(Refused, match="列表"):
            inspecting.add_evidence(clerk, pk, photos={"x": [JPEG]}, at=story.at)
        with pytest.raises(Refused, match="实测值"):
            inspecting.add_evidence(clerk, pk, photos={}, measured=[Measured("厚度", "")], at=story.at)
        with pytest.raises(Refused, match="最多"):
            inspecting.add_evidence(clerk, pk, photos={"fault": [JPEG] * 31}, at=story.at)
        with pytest.raises(NotAllowed):
            inspecting.add_evidence(world.adviser, pk, photos={"fault": [JPEG]}, at=story.at)


class TestDecideClaim:
    def test_covered_lines_become_the_manufacturers_and_their_answers_are_kept(self, world: World) -> None:
        story = Claiming(world).asked().decided()
        assert story.claim.state == ClaimState.REPAIR
        assert {row.payer for row in Line.objects.filter(job=story.job)} == {"manufacturer"}
        assert {row.answer_ref for row in story.lines} == set(KeptAnswer.objects.values_list("pk", flat=True))

    def test_what_no_policy_covers_can_only_be_goodwill(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cover_answers, "answers", covered(Verdict.NOT_COVERED))
        story = Claiming(world).asked()
        with pytest.raises(Refused, match="不在质保内"):
            story.decided()
        assert story.decided(Decision.GOODWILL).claim.waits_for_word

    def test_what_has_to_be_judged_needs_its_reason(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cover_answers, "answers", covered(Verdict.TO_JUDGE))
        story = Claiming(world).asked()
        with pytest.raises(Refused, match="写明判定理由"):
            story.decided()
        assert story.decided(why="拆检为粘接不良").claim.state == ClaimState.REPAIR

    def test_where_nothing_is_left_the_claim_ends(self, world: World) -> None:
        story = Claiming(world).asked()
        with pytest.raises(Refused, match="写明理由"):
            story.decided(Decision.OWN)
        story.decided(Decision.OWN, why="正常磨损到限")
        assert (story.claim.state, any(row.live for row in story.lines)) == (ClaimState.OWN, False)

    def test_every_line_once_one_causal_and_all_words(self, world: World) -> None:
        story = Claiming(world).asked()
        judged = story.judged()
        clerk, pk = world.warranty_clerk, story.claim.pk
        wrong: list[tuple[str, dict[str, Any]]] = [
            ("还没有判定", {"judged": judged[:1]}),
            ("主因件", {"judged": [inspecting.Judged(each.line_id, "claim") for each in judged]}),
            ("故障现象", {"found": Diagnosis(concern=" ", cause="x")}),
            ("原因分析", {"found": Diagnosis(concern="x", cause=" ")}),
            ("故障属性", {"found": Diagnosis(concern="x", cause="x", grade="Z")}),
            ("排除情形", {"found": Diagnosis(concern="x", cause="x", circumstances=["x"])}),
            ("今天以后", {"found": Diagnosis(concern="x", cause="x", failed_on=date(2026, 3, 3))}),
            ("早于购车", {"found": Diagnosis(concern="x", cause="x", failed_on=date(2020, 1, 1))}),
        ]
        for says, change in wrong:
            with pytest.raises(Refused, match=says):
                inspecting.decide_claim(
                    clerk, pk, at=story.at, **{"judged": judged, "found": FOUND, **change}
                )
        with pytest.raises(Missing):
            inspecting.decide_claim(
                clerk, pk, judged=[inspecting.Judged(0, "claim")], found=FOUND, at=story.at
            )

    def test_once_and_by_the_clerk(self, world: World) -> None:
        story = Claiming(world).asked()
        with pytest.raises(NotAllowed):
            inspecting.decide_claim(
                world.adviser, story.claim.pk, judged=story.judged(), found=FOUND, at=story.at
            )
        story.decided()
        with pytest.raises(OutOfTurn):
            story.decided()


class TestReopenInspection:
    def test_every_line_is_judged_anew_and_the_order_follows(self, world: World) -> None:
        story = Claiming(world).asked().decided(Decision.OWN, "自然磨损")
        assert story.claim.state == ClaimState.OWN
        again = Claiming(world, story.visiting).split().decided()
        assert {line.payer for line in Line.objects.filter(job=again.job)} == {"manufacturer"}
        inspecting.reopen_inspection(world.warranty_clerk, again.claim.pk, why="判错了", at=again.at)
        again.decided(Decision.OWN, "自然磨损")
        assert again.claim.state == ClaimState.OWN
        assert {line.payer for line in Line.objects.filter(job=again.job)} == {"customer"}

    def test_tags_go_and_come_again(self, world: World) -> None:
        story = Claiming(world).repaired()
        tag = story.part.tag
        inspecting.reopen_inspection(world.warranty_clerk, story.claim.pk, why="主因件选错", at=story.at)
        story.decided()
        assert story.claim.state == ClaimState.READY
        assert story.part.tag != tag

    def test_not_when_it_went_on(self, world: World) -> None:
        story = Claiming(world).repaired()
        clerk, pk = world.warranty_clerk, story.claim.pk
        with pytest.raises(Refused, match="为什么"):
            inspecting.reopen_inspection(clerk, pk, why=" ", at=story.at)
        with pytest.raises(NotAllowed):
            inspecting.reopen_inspection(world.adviser, pk, why="x", at=story.at)
        with pytest.raises(Missing):
            inspecting.reopen_inspection(world.southern_manager, pk, why="x", at=story.at)
        asked = approvals.ask_approval(
            clerk, pk, estimate=Decimal(680), words="x", reasons=["amount"], at=story.at
        )
        with pytest.raises(Refused, match="撤回申请"):
            inspecting.reopen_inspection(clerk, pk, why="x", at=story.at)
        approvals.withdraw_approval(clerk, asked.pk, at=story.at)
        story.stored()
        with pytest.raises(Refused, match="已经入库"):
            inspecting.reopen_inspection(clerk, pk, why="x", at=story.at)
        Claim.objects.filter(pk=pk).update(waits_for_word=False)
        story.reported().send()
        with pytest.raises(OutOfTurn):
            inspecting.reopen_inspection(clerk, pk, why="x", at=story.at)


class TestInspectedLate:
    def test_a_job_that_is_done_already_is_ready_at_once(self, world: World) -> None:
        """The technician was quicker than the clerk: no later fact would tell the claim that the work is done."""
        story = Claiming(world)
        story.visiting.checked()
        story.split().decided()
        assert story.claim.state == ClaimState.READY
        assert story.claim.due_on is not None
        assert story.claim.asked == AMOUNT
        assert story.part.state == "tagged"

    def test_labour_is_asked_about_with_the_part_that_it_fits(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[Asked] = []
        usual = covered()

        def heard(vehicle_id: int, *, asked: list[Asked], **more: object) -> object:
            told.extend(asked)
            return usual(vehicle_id, asked=asked, **more)  # type: ignore[operator]

        monkeypatch.setattr(cover_answers, "answers", heard)
        story = Claiming(world)
        story.visiting.quoted()
        split.split_page(world.adviser, story.visiting.order.pk)
        brakes = [each for each in told if each.part_number == "BR-1001"]
        assert len(brakes) == 2
        assert {each.is_wear for each in brakes} == {True}
        assert {each.operation_code for each in brakes} == {"", "BR0101RR"}


class TestRegisterVehicle:
    GOOD = {
        "vin": "LSVAL41Z882104202",
        "km": 45_210,
        "km_at_sale": 12,
        "sold_on": date(2023, 5, 1),
        "licensed_on": date(2023, 5, 6),
    }

    def register(self, world: World, story: Claiming, **change: object) -> None:
        inspecting.register_vehicle(
            world.warranty_clerk,
            story.claim.pk,
            at=story.at,
            **{**self.GOOD, **change},  # type: ignore[arg-type]
        )

    @pytest.mark.parametrize(
        ("says", "change"),
        [
            ("不会有字母 I、O", {"vin": "LSVAI41Z88210O202"}),
            ("17 位", {"vin": "LSV"}),
            ("低于售车时", {"km": 5}),
            ("购车日期", {"sold_on": None}),
            ("以后，请核对发票", {"sold_on": date(2026, 5, 1), "licensed_on": None}),
            ("以后，请核对行驶证", {"licensed_on": date(2026, 5, 1)}),
            ("早于购车日期", {"licensed_on": date(2023, 4, 30)}),
        ],
    )
    def test_refuses_data_that_cannot_be(self, world: World, says: str, change: dict[str, object]) -> None:
        story = Claiming(world).asked()
        with pytest.raises(Refused, match=says):
            self.register(world, story, **change)

    def test_says_all_that_is_wrong_at_once(self, world: World) -> None:
        story = Claiming(world).asked()
        with pytest.raises(Refused, match="17 位.*请填写购车日期.*低于售车时") as refused:
            self.register(world, story, vin="LSV", sold_on=None, km=5)
        assert refused.value.fields == ("vin", "sold_on", "km")

    def test_keeps_it_with_the_time(self, world: World) -> None:
        story = Claiming(world).asked().registered()
        assert (story.claim.km_at_sale, story.claim.registered_at) == (12, story.at)
        with pytest.raises(NotAllowed):
            inspecting.register_vehicle(world.adviser, story.claim.pk, at=story.at, **self.GOOD)  # type: ignore[arg-type]

    def test_not_once_it_is_out(self, world: World) -> None:
        story = Claiming(world).sent()
        with pytest.raises(OutOfTurn):
            self.register(world, story)
        assert story.claim.failed_on == TODAY
