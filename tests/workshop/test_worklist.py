"""“现在要做什么” of the workshop: each post finds its act, with why, and nothing that is not its own."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from huichang.company.models import Team
from huichang.company.roles import Role
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.workshop import clock, comebacks, inspection, progress
from huichang.workshop.models import Guarantee, Line, Order
from tests.workshop import floor
from tests.workshop.floor import BRAKES, OIL
from tests.world import NOON, World, minutes


def acts(actor: Actor, at: object = NOON) -> list[tuple[str, str]]:
    return [(item.act, item.why) for item in todo.for_actor(actor, at)]  # type: ignore[arg-type]


class TestWorklist:
    @pytest.mark.req("LANE-30")
    def test_gives_the_dispatcher_what_nobody_has(self, world: World) -> None:
        order = floor.signed(world, BRAKES, OIL)
        floor.given(world, floor.job_of(order))
        assert ("派工", "更换机油机滤 等派工") in acts(world.dispatcher)
        assert ("派工", "更换前制动片 等派工") not in acts(world.dispatcher)
        assert ("派工", "更换机油机滤 等派工") not in acts(world.adviser)

    @pytest.mark.req("LANE-30")
    def test_gives_it_to_the_adviser_who_leads_a_team(self, world: World) -> None:
        Team.objects.update(led_by_adviser=True, adviser=world.staff(Role.ADVISER))
        floor.signed(world, OIL)
        assert ("派工", "更换机油机滤 等派工") in acts(world.adviser)

    @pytest.mark.req("LANE-32")
    def test_gives_the_technician_own_jobs(self, world: World) -> None:
        job = floor.given(world, floor.job_of(floor.signed(world)))
        assert ("开工", "更换机油机滤 已派给您") in acts(world.technician)
        clock.clock_on(world.technician, job.pk, at=NOON)
        assert ("去完工", "更换机油机滤 正在做") in acts(world.technician)
        clock.pause_job(world.technician, job.pk, reason="tool", at=NOON + minutes(5))
        assert ("开工", "更换机油机滤 暂停：等专用工具或设备") in acts(world.technician)
        assert acts(floor.another_technician(world)) == []

    @pytest.mark.req("LANE-51")
    def test_gives_back_what_a_check_refused_and_tells_the_adviser(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        inspection.fail_final_check(
            world.inspector, floor.job_of(order).pk, cause="leak", at=NOON + minutes(40)
        )
        (first,) = [item for item in todo.for_actor(world.technician, NOON) if item.act == "开工"]
        assert first.urgent
        assert "被退回，请返工" in first.why
        later = NOON + minutes(45)
        assert ("看进度", "终检退回返工，请关注交车时间") in acts(world.adviser, later)

    @pytest.mark.req("LANE-50")
    def test_gives_leader_and_inspector_what_waits_for_a_check(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, BRAKES))
        assert ("互检", "更换前制动片 等互检") in acts(world.team_leader)
        assert ("终检", "已完工，等终检") in acts(world.inspector)
        job = floor.job_of(order)
        inspection.pass_peer_check(world.team_leader, job.pk, checked=floor.peer_points(job), at=NOON)
        assert ("互检", "更换前制动片 等互检") not in acts(world.team_leader)

    @pytest.mark.req("LANE-33")
    def test_tells_the_adviser_of_promises_and_of_customers_to_call(self, world: World) -> None:
        world.wang.channel = "phone"
        world.wang.save()
        order = floor.signed(world)
        hour = NOON + minutes(61)
        assert ("已告知", "客户在店等候，请当面或电话告知进度") in acts(world.adviser, hour)
        assert progress.tell_waiting(world.service_manager, world.north.pk, at=hour) == []
        progress.note_told(world.adviser, order.pk, at=hour)
        assert ("已告知", "客户在店等候，请当面或电话告知进度") not in acts(world.adviser, hour)
        Order.objects.filter(pk=order.pk).update(promise_danger_at=hour + minutes(5))
        said = "赶不上承诺的 16:00，请告知客户新时间"
        assert ("告知客户", said) in acts(world.adviser, hour + minutes(5))

    @pytest.mark.req("LANE-62")
    def test_leads_the_adviser_from_the_check_to_the_keys(self, world: World) -> None:
        order = floor.checked(world, floor.worked(world, floor.signed(world)), at=NOON + minutes(40))
        assert ("去结算", "质检合格，请和客户结算") in acts(world.adviser)
        Order.objects.filter(pk=order.pk).update(state="settled", settled_at=NOON)
        assert ("交车", "已结清，请交车") in acts(world.adviser)

    @pytest.mark.req("LANE-53")
    def test_asks_the_service_manager_about_comebacks(self, world: World) -> None:
        at = now()
        floor.present(world)
        first = floor.checked(
            world, floor.worked(world, floor.signed(world, BRAKES), at=at - timedelta(hours=3)), at=at
        )
        first.visit.left_at = at
        first.visit.save()
        again = floor.signed(world, BRAKES, signed_at=at)
        Line.objects.filter(order=again).update(state="draft", answer=None)
        guarantee = Guarantee.objects.get(order=first)
        comebacks.mark_comeback(world.adviser, floor.job_of(again).pk, guarantee_id=guarantee.pk, at=at)
        assert ("裁定", "返修：更换前制动片，现按免费处理") in acts(world.service_manager, at)

    def test_is_empty_in_another_store(self, world: World) -> None:
        floor.signed(world)
        assert acts(world.actor(Role.DISPATCHER, world.south)) == []
