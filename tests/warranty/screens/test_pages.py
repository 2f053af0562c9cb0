"""The pages of claims: opened by those who work there, with few statements, and what their forms do."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huichang.kernel import finder
from huichang.warranty import own_checks, shipping
from huichang.warranty.models import (
    Approval,
    Check,
    Claim,
    ClaimedPart,
    ClaimLine,
    FaultReport,
    Inventory,
    Scrap,
    Shipment,
)
from huichang.warranty.states import ClaimState, Decision
from tests.warranty.claiming import JPEG, Claiming
from tests.warranty.settlement import imported
from tests.web import page, post, signed_in
from tests.world import NOON, World

MOST = 12


@pytest.mark.req("WARR-10", "WARR-12")
class TestPages:
    def test_open_with_few_statements(self, world: World) -> None:
        story = Claiming(world).sent().settled()
        imported(world, (story.claim.number, 500, "工时超标"))
        shipment = shipping.open_shipment(world.warranty_clerk, world.north.pk, kind="normal", at=story.at)
        check = own_checks.keep_check(
            world.warranty_clerk,
            world.north.pk,
            name="里程",
            says="核对里程",
            conditions=[{"field": "km", "compare": "gt", "value": "1"}],
            at=NOON,
        )
        claim, part = story.claim.pk, story.part.pk
        clerk = signed_in(world.warranty_clerk)
        urls = [
            "desk/",
            "claims/",
            "claims/?only=all&q=zdp",
            f"claims/{claim}/",
            f"claims/{claim}/findings/",
            f"claims/{claim}/inspect/",
            f"claims/{claim}/report/",
            f"split/{story.visiting.order.pk}/",
            "reports/",
            "approvals/",
            "goodwill/",
            "parts/",
            f"parts/{part}/",
            "parts/inventory/",
            "parts/scrap/",
            "shipments/",
            f"shipments/{shipment.pk}/",
            "settlements/",
            "settlements/lines/?only=all",
            "checks/",
            "checks/new/?reason=%E5%B7%A5%E6%97%B6",
            f"checks/{check.pk}/",
            "ageing/",
        ]
        page(clerk, "/warranty/desk/")
        for url in urls:
            with CaptureQueriesContext(connection) as told:
                page(clerk, f"/warranty/{url}")
            asked = [each["sql"] for each in told if "SAVEPOINT" not in each["sql"]]
            assert len(asked) <= MOST, (url, len(asked), asked)

    def test_what_stops_a_claim_and_the_split_cost_few_statements(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With the true policies, a check of the store's own, and the claim before it is sent."""
        story = Claiming(world).ready()
        monkeypatch.undo()
        check = own_checks.keep_check(
            world.warranty_clerk,
            world.north.pk,
            name="里程",
            says="核对里程",
            conditions=[{"field": "km", "compare": "gt", "value": "1"}],
            at=NOON,
        )
        own_checks.try_check(world.warranty_clerk, check.pk, at=NOON)
        own_checks.switch_check(world.warranty_clerk, check.pk, on=True, at=NOON)
        clerk = signed_in(world.warranty_clerk)
        for url in (f"claims/{story.claim.pk}/findings/", f"split/{story.visiting.order.pk}/"):
            with CaptureQueriesContext(connection) as told:
                page(clerk, f"/warranty/{url}")
            asked = [each["sql"] for each in told if "SAVEPOINT" not in each["sql"]]
            assert len(asked) <= MOST, (url, len(asked), asked)

    def test_the_inspection_says_what_the_cover_says_in_few_statements(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        story = Claiming(world).asked().proved()
        clerk, url = signed_in(world.warranty_clerk), f"/warranty/claims/{story.claim.pk}/inspect/"
        assert page(clerk, url).count("质保内") >= 2
        monkeypatch.undo()
        with CaptureQueriesContext(connection) as told:
            text = page(clerk, url)
        asked = [each["sql"] for each in told if "SAVEPOINT" not in each["sql"]]
        assert len(asked) <= MOST, (len(asked), asked)
        assert "不在质保内" in text or "要人判断" in text

    def test_the_inspection_names_the_photos_that_nobody_has_taken(self, world: World) -> None:
        story = Claiming(world).asked()
        clerk, base = signed_in(world.warranty_clerk), f"/warranty/claims/{story.claim.pk}/"
        assert "还缺照片：故障部位、故障件和零件号、车架号、里程表" in page(clerk, f"{base}inspect/")
        files = {f"photos-{kind}": SimpleUploadedFile("a.jpg", JPEG) for kind in ("fault", "part", "vin")}
        post(clerk, f"{base}evidence/", **files)
        said: dict[str, object] = {"concern": "异响", "cause": "摩擦片脱层", "nature": "part", "grade": "C"}
        for line in story.lines:
            said |= {f"decision-{line.pk}": Decision.CLAIM, f"way-{line.pk}": "replace"}
            said |= {"causal": line.pk} if line.part_id else {}
        assert post(clerk, f"{base}inspect/", **said).status_code == 302
        assert "还缺照片：里程表，请在车离店前补拍" in page(clerk, base)
        post(clerk, f"{base}evidence/", **{"photos-odometer": SimpleUploadedFile("a.jpg", JPEG)})
        assert "还缺照片" not in page(clerk, f"{base}inspect/")

    def test_papers_are_pdf(self, world: World) -> None:
        story = Claiming(world).sent()
        shipment = shipping.open_shipment(world.warranty_clerk, world.north.pk, kind="normal", at=story.at)
        shipping.box_part(world.warranty_clerk, shipment.pk, tag=story.part.tag, box=1, at=story.at)
        clerk = signed_in(world.warranty_clerk)
        for url in (
            f"claims/{story.claim.pk}/claim.pdf",
            f"reports/{FaultReport.objects.get().pk}/report.pdf",
            f"parts/{story.part.pk}/tag.pdf",
            f"shipments/{shipment.pk}/list.pdf",
        ):
            answer = clerk.get(f"/warranty/{url}")
            assert answer.status_code == 200, url
            assert answer.content.startswith(b"%PDF")
        assert clerk.get("/warranty/reports/reports.xlsx?only=all").content.startswith(b"PK")

    def test_papers_are_found_by_their_numbers(self, world: World) -> None:
        story = Claiming(world).sent()
        shipment = shipping.open_shipment(world.warranty_clerk, world.north.pk, kind="normal", at=story.at)
        for number, kind, url in (
            (FaultReport.objects.get().number, "故障报告", f"/warranty/claims/{story.claim.pk}/report/"),
            (shipment.number.lower(), "旧件回运单", f"/warranty/shipments/{shipment.pk}/"),
        ):
            hits = [(each.kind, each.url) for each in finder.find(world.warranty_clerk, number)]
            assert hits == [(kind, url)]
            assert finder.find(world.stranger, number) == []

    def test_a_search_without_a_hit_says_so(self, world: World) -> None:
        clerk = signed_in(world.warranty_clerk)
        assert "申请鉴定后会出现" in page(clerk, "/warranty/claims/")
        assert "没有这样的索赔单" in page(clerk, "/warranty/claims/?q=nothing")

    def test_the_causal_part_is_proposed_only_when_there_is_one(self, world: World) -> None:
        story = Claiming(world).asked()
        clerk, url = signed_in(world.warranty_clerk), f"/warranty/claims/{story.claim.pk}/inspect/"
        pads = next(line for line in story.lines if line.part_id)
        assert f'name="causal" value="{pads.pk}" checked' in page(clerk, url)
        ClaimLine.objects.filter(claim=story.claim).update(kind="part")
        assert "checked" not in "".join(re.findall(r'name="causal"[^>]*>', page(clerk, url)))

    def test_the_word_that_is_needed_is_asked_for_at_the_first_button(self, world: World) -> None:
        story = Claiming(world).asked().decided()
        Claim.objects.filter(pk=story.claim.pk).update(waits_for_word=True, word_reasons=["safety"])
        clerk, url = signed_in(world.warranty_clerk), f"/warranty/claims/{story.claim.pk}/"
        assert page(clerk, url).count('data-opens="approval"') == 2

    def test_a_covered_job_goes_through_the_forms(self, world: World) -> None:
        story = Claiming(world)
        story.visiting.quoted()
        adviser, clerk = signed_in(world.adviser), signed_in(world.warranty_clerk)
        order = story.visiting.order.pk
        assert "质保内" in page(adviser, f"/warranty/split/{order}/")
        assert post(adviser, f"/warranty/split/{order}/{story.job.pk}/", kind="normal").status_code == 302
        story.claim = Claim.objects.get()
        base = f"/warranty/claims/{story.claim.pk}/"
        photos = {
            f"photos-{kind}": SimpleUploadedFile("a.jpg", JPEG)
            for kind in ("fault", "part", "vin", "odometer")
        }
        assert (
            post(clerk, f"{base}evidence/", **photos, **{"name-1": "厚度", "value-1": "2"}).status_code == 302
        )
        said: dict[str, object] = {"concern": "异响", "cause": "摩擦片脱层", "nature": "part", "grade": "C"}
        for line in story.lines:
            said[f"decision-{line.pk}"] = Decision.CLAIM
            said[f"way-{line.pk}"] = "replace"
            if line.part_id:
                said |= {"causal": line.pk, f"supplier-{line.pk}": "B1", f"back-{line.pk}": "on"}
        assert post(clerk, f"{base}inspect/", **said).status_code == 302
        car = {
            "vin": world.car.vin,
            "km": 45210,
            "km_at_sale": 5,
            "sold_on": "2023-05-01",
            "licensed_on": "2023-05-06",
        }
        assert post(clerk, f"{base}vehicle/", **car).status_code == 302
        story.work()
        assert "扫标签入库" in page(clerk, f"{base}findings/")
        assert post(clerk, "/warranty/parts/store/", tag=story.part.tag, place="SP-1").status_code == 302
        words = {"topic": "x", "grade": "C", "failed_on": "2026-03-02", "nth": 1}
        words |= {"complaint": "x", "analysis": "x", "measure": "x"}
        assert post(clerk, f"{base}report/", **words).status_code == 302
        answer = post(clerk, f"{base}send/", late_why="厂家张工同意")
        assert answer.status_code == 302, answer.content.decode()[:300]
        story.claim.refresh_from_db()
        assert story.claim.state == ClaimState.SENT
        assert post(clerk, f"{base}answer/", answer="accept", their_number="SL1").status_code == 302

    def test_the_rest_of_the_forms(self, world: World) -> None:
        story = Claiming(world).repaired()
        clerk, manager = signed_in(world.warranty_clerk), signed_in(world.service_manager)
        base = f"/warranty/claims/{story.claim.pk}/"
        part = story.part.claim_line_id
        assert (
            post(
                clerk, f"{base}describe/", concern="a", cause="粘接不良", **{f"supplier-{part}": "x9"}
            ).status_code
            == 302
        )
        assert post(clerk, f"{base}outlays/", kind="towing", name="拖车", amount="100").status_code == 302
        outlay = story.claim.outlays.get()
        assert post(clerk, f"{base}outlays/{outlay.pk}/drop/").status_code == 302
        assert post(clerk, f"{base}approval/", estimate="800", words="x", reasons="amount").status_code == 302
        approval = Approval.objects.get()
        assert "待审" in page(clerk, f"/warranty/approvals/{approval.pk}/")
        said = {"answer": "grant", "granted": "700", "their_number": "S1"}
        assert post(clerk, f"/warranty/approvals/{approval.pk}/answer/", **said).status_code == 302
        assert post(clerk, "/warranty/parts/store/", tag=story.part.tag, place="A1").status_code == 302
        pk = story.part.pk
        assert post(clerk, f"/warranty/parts/{pk}/move/", place="B1", why="整理").status_code == 302
        call = {"their_number": "ZH1", "due_on": "2099-01-01", "numbers": story.part.tag}
        assert post(clerk, "/warranty/parts/call-back/", **call).status_code == 302
        assert post(clerk, "/warranty/parts/inventory/", tags=story.part.tag).status_code == 302
        assert Inventory.objects.get().found == 1
        assert post(clerk, "/warranty/reports/send/").status_code == 422
        assert post(clerk, f"{base}withdraw/", why="客户自费").status_code == 302
        assert post(clerk, f"/warranty/parts/{pk}/give-back/", document="Q1", to="王").status_code == 302
        assert ClaimedPart.objects.get().state == "returned"
        assert post(manager, f"{base}close/", why="x").status_code == 409

    def test_shipments_scrap_and_checks_by_their_forms(self, world: World) -> None:
        story = Claiming(world).sent()
        clerk = signed_in(world.warranty_clerk)
        assert post(clerk, "/warranty/shipments/new/", kind="normal").status_code == 302
        base = f"/warranty/shipments/{Shipment.objects.get().pk}/"
        assert post(clerk, f"{base}box/", tag=story.part.tag, box=2).status_code == 302
        assert post(clerk, f"{base}unbox/{story.part.pk}/").status_code == 302
        assert post(clerk, f"{base}box/", tag=story.part.tag, box=2).status_code == 302
        assert post(clerk, f"{base}send/", carrier="SF1").status_code == 302
        assert "签收" in page(clerk, base)
        bad = {f"deduction-{story.part.pk}": "no_tag", f"amount-{story.part.pk}": "x"}
        assert post(clerk, f"{base}audit/", **bad).status_code == 422
        assert post(clerk, f"{base}audit/", **{**bad, f"amount-{story.part.pk}": "48"}).status_code == 302
        assert post(clerk, "/warranty/shipments/new/", kind="urgent").status_code == 302
        other = Shipment.objects.latest("pk").pk
        assert post(clerk, f"/warranty/shipments/{other}/cancel/").status_code == 302
        words = {"name": "里程", "says": "核对", "severity": "mind"}
        first = {"field-1": "km", "compare-1": "gt", "value-1": "1"}
        assert post(clerk, "/warranty/checks/new/", **words, **first).status_code == 302
        check = Check.objects.get().pk
        assert post(clerk, f"/warranty/checks/{check}/", **words, **first).status_code == 302
        assert story.claim.number in post(clerk, f"/warranty/checks/{check}/try/").content.decode()
        assert post(clerk, f"/warranty/checks/{check}/switch/", on="on").status_code == 302
        assert post(clerk, f"/warranty/checks/{check}/switch/").status_code == 302
        assert post(clerk, f"/warranty/checks/{check}/drop/").status_code == 302

    def test_scrap_and_settlement_by_their_forms(self, world: World) -> None:
        story = Claiming(world).sent().settled()
        clerk = signed_in(world.warranty_clerk)
        said = {"tags": story.part.tag, "instruction": "B1", "witness": "李四", "how": "切割"}
        photo = SimpleUploadedFile("a.jpg", JPEG)
        assert post(clerk, "/warranty/parts/scrap/", **said, photos=photo).status_code == 302
        answer = clerk.get(f"/warranty/parts/scrap/{Scrap.objects.get().pk}/scrap.pdf")
        assert answer.content.startswith(b"%PDF")
        imported(world, (story.claim.number, 500, "工时"), ("SPD0", 1, ""))
        assert post(clerk, "/warranty/settlements/book/", month="2026-03").status_code == 302
        assert post(clerk, "/warranty/settlements/unbook/", month="2026-03", why="错").status_code == 302
        line = story.claim.settled.get().pk
        assert post(clerk, f"/warranty/settlements/lines/{line}/match/", number="x").status_code == 409
        unknown = line + 1
        url = f"/warranty/settlements/lines/{unknown}/work/"
        assert post(clerk, url, remedy="paid_back", words="已退").status_code == 302
        assert "¥680.00" in page(clerk, "/warranty/ageing/")

    def test_goodwill_by_its_forms(self, world: World) -> None:
        story = Claiming(world).asked().decided(Decision.GOODWILL)
        clerk, manager = signed_in(world.warranty_clerk), signed_in(world.service_manager)
        said = {"happened_on": "2026-03-01", "topic": "过保", "complaint": "老客户", "share_percent": 50}
        answer = post(clerk, f"/warranty/claims/{story.claim.pk}/goodwill/", **said)
        url = answer["Location"]
        assert (
            post(
                manager, f"{url}opinion/", step="service_manager", agrees="on", percent=50, words="同意"
            ).status_code
            == 302
        )
        assert "区域经理" in page(clerk, url)
        assert post(clerk, f"{url}withdraw/").status_code == 302
