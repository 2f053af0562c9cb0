"""Proposals: what changed, why, against what; nothing lost when somebody else was quicker or the worker died."""

from datetime import timedelta

import pytest

from huichang.booking.models import Need
from huichang.company import settings
from huichang.company.models import Member, Team
from huichang.kernel.refusals import NotAllowed
from huichang.planning import accepting, keeping, names, proposing, solving
from huichang.planning.models import Disturbance, Proposal, StorePlan
from huichang.workshop.models import Assignment
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.workshop.floor import Work, given, job_of, signed
from tests.workshop.lane_story import booking
from tests.world import TODAY, World


@pytest.mark.req("LANE-40")
class TestPropose:
    def test_every_job_gets_people_a_bay_and_a_time_with_the_reason(self, world: World) -> None:
        floor.crew(world)
        orders = floor.three_cars(world)
        found = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert found is not None
        lines = {line.key: line for line in found.changes.all()}
        assert set(lines) == {names.job_key(job.pk) for order in orders for job in order.jobs.all()}
        assert {line.code for line in lines.values()} == {"new"}
        assert all(line.because and line.after and line.before is None for line in lines.values())
        assert not Assignment.objects.exists()

    def test_nothing_new_is_no_proposal(self, world: World) -> None:
        assert proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST) is None
        assert StorePlan.objects.get().planned_at == AFTER_REST

    def test_a_job_that_cannot_be_planned_is_named_and_the_rest_is_planned(self, world: World) -> None:
        floor.crew(world)
        body = Work(title="翼子板钣金", repair_type="body", system="body", skill="body", bay_kind="body")
        impossible = job_of(signed(world, body, vehicle=world.another_car()))
        possible = job_of(signed(world))
        found = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert found is not None
        lines = {line.key: line for line in found.changes.all()}
        refused = lines[names.job_key(impossible.pk)]
        assert (refused.code, refused.after) == ("refused", None)
        assert refused.because == "排期内没有会“钣金”的人在岗，请调班或外包"
        assert lines[names.job_key(possible.pk)].code == "new"

    def test_of_what_cannot_be_planned_only_the_first_step_of_cars_that_are_here_is_said(
        self, world: World
    ) -> None:
        floor.crew(world)
        body = Work(title="翼子板钣金", repair_type="body", system="body", skill="body", bay_kind="body")
        here = job_of(signed(world, body, vehicle=world.another_car()))
        possible = job_of(signed(world))
        row = booking(world, AFTER_REST + timedelta(hours=1))
        Need.objects.create(
            store=world.north,
            appointment=row,
            title="钣金",
            skill="body",
            bay_kind="body",
            minutes=60,
            on=TODAY,
        )
        found = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert found is not None
        lines = dict(found.changes.values_list("key", "code"))
        assert lines == {names.job_key(here.pk): "refused", names.job_key(possible.pk): "new"}

    def test_what_only_cannot_be_planned_is_no_proposal(self, world: World) -> None:
        floor.crew(world)
        signed(
            world, Work(title="翼子板钣金", repair_type="body", system="body", skill="body", bay_kind="body")
        )
        assert proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST) is None

    def test_people_keep_what_they_have_for_a_gain_of_a_few_minutes_unless_they_ask(
        self, world: World
    ) -> None:
        floor.crew(world)
        given(world, job_of(signed(world)), at=AFTER_REST + timedelta(minutes=15))
        store, machine = world.north.pk, floor.machine(world)
        world.north.settings = {"planning.worth_minutes": 30}
        world.north.save()
        settings.forget()
        assert proposing.propose(machine, store, seconds=0, at=AFTER_REST) is None
        asked = proposing.propose(world.dispatcher, store, seconds=0, cause="asked", at=AFTER_REST)
        assert asked is not None
        assert [line.code for line in asked.changes.all()] == ["earlier"]

    def test_who_reads_a_proposal_is_not_interrupted_by_the_same_one(self, world: World) -> None:
        floor.crew(world)
        floor.three_cars(world)
        first = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        second = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert first == second
        assert Proposal.objects.get().state == "open"

    def test_people_stay_with_their_team(self, world: World) -> None:
        _, second = floor.crew(world)
        own = Team.objects.create(store=world.north, name="快修组", adviser=world.staff("adviser"))
        Member.objects.filter(staff_id=second.staff_id).update(team=own)
        signed(world, waits=False)
        made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert made is not None
        who = {tuple(line.after["technicians"]) for line in made.changes.all() if line.after}
        assert who == {(second.staff_id,)}

    def test_what_was_left_does_not_come_back_by_itself(self, world: World) -> None:
        floor.crew(world)
        floor.three_cars(world)
        store = world.north.pk
        first = proposing.propose(floor.machine(world), store, seconds=0, at=AFTER_REST)
        assert first is not None
        accepting.drop_proposal(world.dispatcher, first.pk, at=AFTER_REST)
        assert proposing.propose(floor.machine(world), store, seconds=0, at=AFTER_REST) is None
        assert proposing.propose(world.dispatcher, store, seconds=0, cause="asked", at=AFTER_REST) is not None

    def test_the_older_proposal_is_outdated(self, world: World) -> None:
        floor.crew(world)
        floor.three_cars(world)
        first = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        signed(world, vehicle=world.another_car("川A77777", "1HGCM82633A004357"))
        second = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert first is not None
        assert second is not None
        first.refresh_from_db()
        assert (first.state, second.state) == ("outdated", "open")

    def test_answers_what_has_disturbed_the_plan(self, world: World) -> None:
        floor.crew(world)
        order = signed(world)
        Disturbance.objects.create(store=world.north, cause="signed", order=order, at=AFTER_REST)
        found = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert found is not None
        assert found.causes == ["客户签字"]
        assert not Disturbance.objects.filter(answered_at__isnull=True).exists()

    def test_when_somebody_was_quicker_nothing_is_proposed_and_nothing_forgotten(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        floor.crew(world)
        order = signed(world)
        Disturbance.objects.create(store=world.north, cause="signed", order=order, at=AFTER_REST)
        think = solving.better

        def meanwhile(*said: object, **more: object) -> object:
            StorePlan.objects.update(version=7)
            return think(*said, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(solving, "better", meanwhile)
        assert proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST) is None
        assert Disturbance.objects.filter(answered_at__isnull=True).count() == 1

    def test_a_crash_in_the_middle_leaves_the_accepted_plan(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST)
        signed(world, vehicle=world.another_car())
        kept = keeping.ensured(world.north.pk)
        Disturbance.objects.create(store=world.north, cause="asked", at=AFTER_REST)

        def dies(*_: object, **__: object) -> None:
            raise MemoryError

        monkeypatch.setattr(proposing, "_keep", dies)
        with pytest.raises(MemoryError):
            proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        kept.refresh_from_db()
        assert kept.version == 0
        assert kept.planned_at is None
        assert Assignment.objects.filter(job=job, is_open=True).count() == 1
        assert Disturbance.objects.filter(answered_at__isnull=True).exists()
        assert not Proposal.objects.exists()

    def test_the_store_may_let_it_happen_by_itself(self, world: World) -> None:
        floor.crew(world)
        world.north.settings = {"planning.accept_by_itself": True}
        world.north.save()
        settings.forget()
        orders = floor.three_cars(world)
        found = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert found is not None
        assert found.state == "accepted"
        assert Assignment.objects.filter(is_open=True).count() == sum(order.jobs.count() for order in orders)

    def test_what_slips_by_minutes_is_no_news(self, world: World) -> None:
        floor.crew(world)
        given(world, job_of(signed(world)), at=AFTER_REST)
        later = AFTER_REST + timedelta(minutes=5)
        assert proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=later) is None

    def test_not_for_advisers_nor_in_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            proposing.propose(world.adviser, world.north.pk, seconds=0, at=AFTER_REST)
        with pytest.raises(NotAllowed):
            proposing.propose(world.southern_manager, world.north.pk, seconds=0, at=AFTER_REST)
