"""What goes wrong with claims, one by one as the trade knows it (issue 5, “Bad input”): refused in words that name the line,
through the use-case and through the form, and nothing is half done."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huichang.kernel.models import Picture
from huichang.kernel.refusals import Refused
from huichang.parts.models import Fit
from huichang.vehicles.models import CampaignRange, CampaignVin, Vehicle
from huichang.warranty import checking, claims, dossier, inspecting, splitting
from huichang.warranty.models import Claim, ClaimLine, Evidence, Scrap, SettlementLine, Submission
from huichang.warranty.states import ClaimState, EvidenceKind
from tests import sheets
from tests.vehicles.test_campaigns import begun
from tests.warranty.claiming import JPEG, Claiming
from tests.warranty.settlement import HEADS, KIND, imported, lines
from tests.web import post, signed_in
from tests.world import TODAY, World

pytestmark = pytest.mark.req("WARR-12", "WARR-14", "WARR-20")


def words(answer: Any) -> str:
    """What the page says."""
    text: str = answer.content.decode()
    return text


def stops(story: Claiming, on: date = TODAY) -> str:
    """What keeps the claim from going out."""
    story.claim.refresh_from_db()
    (all_of_it,) = dossier.of([story.claim])
    found = checking.findings(all_of_it, checking.own_checks(story.claim.store_id), on=on, is_through=True)
    return "".join(each.says for each in found if each.stops)


def cannot_be_sent(world: World, story: Claiming, says: str) -> None:
    """The act refuses by use-case and by form, with the sentence; the claim stays as it is."""
    before = Claim.objects.values().get(pk=story.claim.pk)
    with pytest.raises(Refused, match=says):
        claims.send_claim(world.warranty_clerk, story.claim.pk, at=story.visiting.later(1))
    answer = post(
        signed_in(world.warranty_clerk), f"/warranty/claims/{story.claim.pk}/send/", late_why="厂家同意"
    )
    assert answer.status_code == 422
    assert says in words(answer)
    assert Claim.objects.values().get(pk=story.claim.pk) == before
    assert not Submission.objects.exists()


class TestAClaimTwice:
    def test_the_same_job(self, world: World) -> None:
        story = Claiming(world).asked()
        with pytest.raises(Exception, match="已经"):
            splitting.ask_inspection(
                world.adviser, story.job.pk, order_id=story.visiting.order.pk, at=story.at
            )

    def test_the_same_job_by_form(self, world: World) -> None:
        story = Claiming(world).asked()
        url = f"/warranty/split/{story.visiting.order.pk}/{story.job.pk}/"
        answer = post(signed_in(world.adviser), url, kind="normal")
        assert answer.status_code in (409, 422)
        assert "已经" in words(answer)
        assert Claim.objects.count() == 1

    def test_the_same_fault_of_the_same_car_again_within_days(self, world: World) -> None:
        story = Claiming(world).ready()
        twin = Claim.objects.get(pk=story.claim.pk)
        row = next(line for line in story.lines if line.part_id)
        twin.pk, twin.number, twin.job_id = None, "SPD-TWIN", story.visiting.jobs[1].pk
        twin.state, twin.repaired_on = ClaimState.PASSED, TODAY - timedelta(days=2)
        twin.save()
        other = story.visiting.lines[3]
        row.pk, row.claim, row.line = None, twin, other
        row.save()
        cannot_be_sent(world, story, "SPD-TWIN")


class TestBeyondItsTime:
    def test_is_refused_without_who_agreed(self, world: World) -> None:
        story = Claiming(world).ready()
        late = story.at.replace(year=2026, month=4, day=11)
        with pytest.raises(Refused, match="已超过上报期限 2026-04-10"):
            claims.send_claim(world.warranty_clerk, story.claim.pk, at=late)
        Claim.objects.filter(pk=story.claim.pk).update(due_on=date(2020, 1, 10))
        answer = post(signed_in(world.warranty_clerk), f"/warranty/claims/{story.claim.pk}/send/")
        assert answer.status_code == 422
        assert "已超过上报期限" in words(answer)
        assert not Submission.objects.exists()
        sent = claims.send_claim(
            world.warranty_clerk, story.claim.pk, at=late, late_why="厂家张工 4 月 9 日电话同意"
        )
        assert "迟报" in sent.words

    def test_the_last_day_is_in_time(self, world: World) -> None:
        story = Claiming(world).ready()
        last = story.at.replace(year=2026, month=4, day=10)
        assert claims.send_claim(world.warranty_clerk, story.claim.pk, at=last).round == 1


class TestWhatIsMissing:
    def test_a_part_that_the_car_does_not_have(self, world: World) -> None:
        story = Claiming(world).ready()
        Vehicle.objects.filter(pk=world.car.pk).update(series="R5")
        Fit.objects.create(part=world.pads, series="T3")
        cannot_be_sent(world, story, "不适用于R5")

    def test_a_tag_that_was_not_scanned_in(self, world: World) -> None:
        cannot_be_sent(world, Claiming(world).repaired().reported(), "“前制动片”的旧件还没有扫标签入库")

    @pytest.mark.parametrize(
        "kind", [EvidenceKind.FAULT, EvidenceKind.PART, EvidenceKind.VIN, EvidenceKind.ODOMETER]
    )
    def test_each_photo(self, world: World, kind: EvidenceKind) -> None:
        story = Claiming(world).ready()
        Evidence.objects.filter(kind=kind).delete()
        assert f"“{kind.label}”" in stops(story)
        cannot_be_sent(world, story, f"“{kind.label}”")

    def test_supplier_code_of_the_causal_part(self, world: World) -> None:
        story = Claiming(world).ready()
        ClaimLine.objects.update(supplier_code="")
        cannot_be_sent(world, story, "缺供应商代码")


CAR = {"km": 45_300, "km_at_sale": 12, "sold_on": "2023-05-01", "licensed_on": "2023-05-06"}


class TestTheCar:
    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"km": 11}, "里程 11 公里低于售车时的 12 公里"),
            ({"licensed_on": "2099-03-03"}, "行驶证日期 2099-03-03 在维修日期"),
            ({"licensed_on": "2023-04-30"}, "早于购车日期"),
            ({"sold_on": "2099-01-01", "licensed_on": ""}, "购车日期 2099-01-01 在维修日期"),
            ({"sold_on": ""}, "请填写购车日期"),
            ({"vin": "LSVAL41Z88210I202"}, "不会有字母 I"),
            ({"vin": "LSVAL41Z88210O202"}, "不会有字母 O"),
            ({"vin": "LSVAL41Z88210Q202"}, "不会有字母 Q"),
            ({"vin": "LSVAL41Z882104"}, "17 位"),
            ({"vin": "LSVAL41Z88210420?"}, "17 位"),
            ({"km": "一万"}, "里程"),
            ({"km": "-5"}, "里程"),
            ({"sold_on": "2023-02-30"}, "购车日期"),
        ],
        ids=str,
    )
    def test_is_refused_by_the_form_and_by_the_act(
        self, world: World, change: dict[str, object], says: str
    ) -> None:
        story = Claiming(world).asked().decided()
        before = Claim.objects.values().get()
        said = {"vin": world.car.vin, **CAR, **change}
        url = f"/warranty/claims/{story.claim.pk}/vehicle/"
        answer = post(signed_in(world.warranty_clerk), url, **said)
        assert answer.status_code == 422
        assert says in words(answer)
        assert Claim.objects.values().get() == before

    def test_km_below_the_sale_and_licence_after_the_repair_by_the_act(self, world: World) -> None:
        story = Claiming(world).repaired()
        said: dict[str, Any] = {"vin": world.car.vin, "km": 45_300, "km_at_sale": 12}
        said |= {"sold_on": date(2023, 5, 1), "licensed_on": date(2023, 5, 6), "at": story.at}
        for change, says in (
            ({"km": 3}, "低于售车时"),
            ({"licensed_on": date(2026, 3, 3)}, "在维修日期 2026-03-02 以后"),
        ):
            with pytest.raises(Refused, match=says):
                inspecting.register_vehicle(world.warranty_clerk, story.claim.pk, **{**said, **change})


class TestTheList:
    def test_unknown_numbers_wait_for_a_person(self, world: World) -> None:
        Claiming(world).sent()
        page = imported(world, ("SPD-NOBODY", 100, ""))
        assert dict(page.counts)["对不上"] == 1
        assert SettlementLine.objects.get().outcome == "unknown"

    def test_paid_twice_is_told_and_books_nothing(self, world: World) -> None:
        number = Claiming(world).sent().claim.number
        imported(world, (number, 680, ""))
        rows = [list(HEADS), ["JS-04", "2026-04", number, 680, ""]]
        page = sheets.written(world.warranty_clerk, KIND, rows)
        assert dict(page.counts)["重复支付"] == 1
        clerk = signed_in(world.warranty_clerk)
        assert post(clerk, "/warranty/settlements/book/", month="2026-04").status_code == 422

    def test_the_same_file_twice_names_every_line(self, world: World) -> None:
        number = Claiming(world).sent().claim.number
        imported(world, (number, 680, ""), ("SPD-X", 5, ""))
        again = sheets.tried(world.warranty_clerk, KIND, lines((number, 680, ""), ("SPD-X", 5, "")))
        assert {problem.line for problem in again.problems} == {2, 3}
        assert SettlementLine.objects.count() == 2

    def test_more_than_was_asked_is_not_booked(self, world: World) -> None:
        number = Claiming(world).sent().claim.number
        page = imported(world, (number, 900, ""))
        assert dict(page.counts)["对不上"] == 1

    def test_every_odd_cell_is_named_by_its_line(self, world: World) -> None:
        rows = lines(
            ("SPD-1", "一百", ""), ("SPD-2", "NaN", ""), ("SPD-3", "1e9", ""), ("", 5, ""), ("SPD-5", 1, "")
        )
        page = sheets.tried(world.warranty_clerk, KIND, rows)
        assert {2, 3, 5} <= {problem.line for problem in page.problems}
        assert not SettlementLine.objects.exists()


class TestTheRecallFile:
    HEAD = ("活动编号", "VIN", "结束VIN")

    def test_duplicates_and_impossible_ends_are_named_by_line(self, world: World) -> None:
        begun(world)
        good = "1HGCM82633A004352"
        rows: list[list[object]] = [
            list(self.HEAD),
            ["ZH2026-01", good, ""],
            ["ZH2026-01", good, ""],
            ["ZH2026-01", "LSVAL41Z8821I4202", ""],
            ["ZH2026-01", good, "1HGCM82633Q004999"],
            ["ZH2026-01", good, "1HGCM8263OA004999"],
        ]
        page = sheets.tried(world.warranty_clerk, "vehicles.campaign_cars", rows)
        said = {problem.line: problem.says for problem in page.problems}
        assert set(said) >= {3, 4, 5, 6}
        assert "字母 I" in said[4]
        assert not CampaignVin.objects.exists()
        assert not CampaignRange.objects.exists()


class TestPhotos:
    """Files that are no photos, for every upload of the room."""

    ODD: dict[str, bytes] = {
        "empty": b"",
        "text": b"this is no picture",
        "half": JPEG[: len(JPEG) // 2][:60],
        "html": b"<html><script>alert(1)</script></html>",
        "zip": b"PK\x03\x04broken",
        "large": b"\xff\xd8\xff" + b"\0" * (13 * 1024 * 1024),
    }

    @pytest.mark.parametrize("odd", ODD)
    def test_are_refused_in_words_and_leave_nothing(self, world: World, odd: str) -> None:
        story = Claiming(world).repaired()
        clerk, part = signed_in(world.warranty_clerk), story.part
        pictures, seen = Picture.objects.count(), Evidence.objects.count()
        for url, name, fields in (
            (f"/warranty/claims/{story.claim.pk}/evidence/", "photos-fault", {}),
            ("/warranty/parts/store/", "photos", {"tag": part.tag, "place": "SP-1"}),
        ):
            answer = self._sent(clerk, url, name, self.ODD[odd], fields)
            assert answer.status_code == 422, (url, answer.status_code)
            assert "照片" in words(answer)
        story.stored()
        scrapped = {"tags": part.tag, "instruction": "BF-1", "witness": "李", "how": "切割"}
        assert (
            self._sent(clerk, "/warranty/parts/scrap/", "photos", self.ODD[odd], scrapped).status_code == 422
        )
        assert (Picture.objects.count(), Evidence.objects.count()) == (pictures, seen)
        assert not Scrap.objects.exists()
        part.refresh_from_db()
        assert part.state == "stored"

    def _sent(self, client: Client, url: str, name: str, content: bytes, fields: dict[str, str]) -> Any:
        return client.post(url, {**fields, name: SimpleUploadedFile("a.jpg", content, "image/jpeg")})
