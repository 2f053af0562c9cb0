"""Fault reports: weekly, and serious ones at once with an alarm (WARR-13)."""

from datetime import date

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.warranty import reports
from huichang.warranty.models import FaultReport
from huichang.warranty.reports import Told
from huichang.warranty.states import Danger, Grade
from huichang.workshop.models import Alarm
from tests.warranty.claiming import Claiming
from tests.world import TODAY, World

pytestmark = pytest.mark.req("WARR-13")


class TestWriteReport:
    def test_is_written_from_the_claim_and_again_until_it_is_out(self, world: World) -> None:
        story = Claiming(world).repaired().reported().reported(topic="制动片脱层")
        report = FaultReport.objects.get()
        assert (report.topic, report.failed_part, report.supplier_code) == (
            "制动片脱层",
            "BR-1001 前制动片",
            "BOSCH01",
        )
        assert report.sent_at is None
        reports.send_reports(world.warranty_clerk, world.north.pk, at=story.at)
        with pytest.raises(OutOfTurn, match="已经报出"):
            story.reported()

    def test_a_serious_one_goes_at_once_and_the_service_manager_is_told(self, world: World) -> None:
        Claiming(world).repaired().reported(dangers=[Danger.BRAKES])
        report = FaultReport.objects.get()
        assert (report.grade, report.sent_at is not None) == (Grade.A, True)
        alarm = Alarm.objects.get(kind="serious_fault")
        assert "制动失效" in alarm.text

    def test_names_what_is_missing(self, world: World) -> None:
        story = Claiming(world).repaired()
        for says, change in (
            ("主题", {"topic": " "}),
            ("客户抱怨", {"complaint": ""}),
            ("检查步骤", {"analysis": ""}),
            ("措施", {"measure": ""}),
            ("列表", {"grade": "Z"}),
            ("出现时", {"conditions": ["x"]}),
            ("今天以后", {"failed_on": date(2026, 3, 9)}),
            ("生产日期", {"made_on": TODAY.replace(year=2027)}),
            ("次数", {"nth": 0}),
        ):
            with pytest.raises(Refused, match=says):
                story.reported(**change)

    def test_only_of_a_claim_that_is_one(self, world: World) -> None:
        story = Claiming(world).asked()
        with pytest.raises(OutOfTurn):
            story.reported()
        told = Told(topic="x", failed_on=TODAY, complaint="x", analysis="x", measure="x")
        with pytest.raises(NotAllowed):
            reports.write_report(world.adviser, story.claim.pk, told=told, at=story.at)
        with pytest.raises(Missing):
            reports.write_report(world.southern_manager, story.claim.pk, told=told, at=story.at)


class TestSendReports:
    def test_all_that_is_written_goes_together(self, world: World) -> None:
        story = Claiming(world).repaired().reported()
        dispatch = reports.send_reports(world.warranty_clerk, world.north.pk, at=story.at)
        assert dispatch.count == 1
        assert FaultReport.objects.get().dispatch == dispatch
        with pytest.raises(Refused, match="没有待寄发"):
            reports.send_reports(world.warranty_clerk, world.north.pk, at=story.at)
        with pytest.raises(NotAllowed):
            reports.send_reports(world.technical_manager, world.north.pk, at=story.at)
