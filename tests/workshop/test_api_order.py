"""Quoting, signing and extra work through the other door of the house."""

import base64
import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from huichang.company.roles import Role
from huichang.workshop.models import ExtraWork, Order
from tests.workshop.desk import drafted, hose, jobs_of, lines_of, photo, signed
from tests.workshop.floor import statements
from tests.workshop.test_api_work import Machine
from tests.world import World

_numbers = itertools.count()


@pytest.fixture
def adviser(world: World) -> Machine:
    return Machine(world, Role.ADVISER)


def five_lines(world: World) -> dict[str, Any]:
    """Two jobs with 2 labour and 3 part lines, by code and number, by id."""
    return {
        "jobs": [
            {
                "concern": "刹车响",
                "lines": [{"operation_id": world.operation.pk}, {"part_number": "br-1001"}],
            },
            {
                "repair_type": "maintenance",
                "lines": [
                    {"operation_code": "MT0101RR"},
                    {"part_id": world.filter.pk},
                    {"part_id": world.oil.pk, "quantity": "1"},
                ],
            },
        ]
    }


def later(hours: int = 4) -> str:
    return (now() + timedelta(hours=hours)).isoformat()


@pytest.mark.req("LANE-20")
class TestQuoting:
    def test_adds_jobs_with_all_their_lines_in_one_request(self, world: World, adviser: Machine) -> None:
        order = drafted(world, at=now())
        answer = adviser.post(f"/orders/{order.pk}/jobs", five_lines(world))

        assert [job["title"] for job in answer["jobs"]] == ["更换前制动片", "更换机油机滤"]
        assert [line.amount for line in lines_of(order)] == [200, 480, 100, 38, 328]
        card = adviser.get(f"/orders/{order.pk}")
        assert card["amounts"]["now"] == "1146.00" or float(card["amounts"]["now"]) == 1146
        assert len(card["jobs"]) == 2

    def test_costs_few_statements(self, world: World, adviser: Machine) -> None:
        adviser.post(f"/orders/{drafted(world, at=now()).pk}/jobs", five_lines(world))
        order = drafted(world, car=world.another_car(), at=now())
        lines = [
            {"operation_id": world.operation.pk},
            {"operation_id": world.oil_change.pk},
            *({"part_id": part.pk} for part in (world.pads, world.filter, world.oil)),
        ]
        # eight of the use-case, one for the token, two for the key of the request
        with statements(at_most=11):
            adviser.post(f"/orders/{order.pk}/jobs", {"jobs": [{"lines": lines}]})

    def test_changes_and_drops(self, world: World, adviser: Machine) -> None:
        order = drafted(world, at=now())
        adviser.post(f"/orders/{order.pk}/jobs", five_lines(world))
        (job, _), (work, pads, *_) = jobs_of(order), lines_of(order)
        assert adviser.post(f"/lines/{pads.pk}/change", {"quantity": "2"})["amount"] in ("960.00", 960)
        assert adviser.post(f"/lines/{work.pk}/price", {"amount": "190", "reason": "regular"})["rule"]
        refused = adviser.post(f"/lines/{work.pk}/price", {"amount": "100", "reason": "regular"}, status=422)
        assert "最多优惠 5%" in refused["why"]
        made = adviser.post(f"/jobs/{job.pk}/lines", {"lines": [{"kind": "consumable", "unit_price": "20"}]})
        adviser.post(f"/lines/{made[0]['id']}/remove")
        adviser.post(f"/jobs/{job.pk}/describe", {"cause": "磨到极限"})
        adviser.post(f"/jobs/{job.pk}/repair-type", {"repair_type": "warranty"})
        adviser.post(f"/orders/{order.pk}/payer", {"payer": "insurer", "job_ids": [job.pk]})
        case = {"insurer": "平安产险", "case_number": "PA17"}
        assert "还没有核定" in adviser.post(f"/orders/{order.pk}/insurer", case)["missing"][0]
        approved = {"number": "DS1", "amount": "2000", "on": f"{now():%Y-%m-%d}"}
        adviser.post(f"/orders/{order.pk}/insurer", {**case, "assessment": approved})
        assert adviser.get(f"/orders/{order.pk}/insurer")["missing"] == []
        adviser.post(f"/orders/{order.pk}/discount", {"percent": "3", "reason": "regular"})
        adviser.post(f"/orders/{order.pk}/describe", {"takes_old_parts": True})
        assert adviser.post(f"/jobs/{job.pk}/remove")["state"] == "dropped"

    def test_names_what_it_does_not_know(self, world: World, adviser: Machine) -> None:
        order = drafted(world, at=now())
        for line, sentence in (
            ({"operation_code": "ZZ"}, "价目里没有工时项目 ZZ"),
            ({"part_number": "ZZ-1"}, "配件目录里没有 ZZ-1"),
            ({}, "每条明细要有工时项目、配件，或写明类别"),
        ):
            refused = adviser.post(f"/orders/{order.pk}/jobs", {"jobs": [{"lines": [line]}]}, status=422)
            assert sentence in refused["why"]

    def test_lists_orders_and_proposes_a_time(self, world: World, adviser: Machine) -> None:
        order = drafted(world, at=now())
        assert [row["id"] for row in adviser.get("/orders")["rows"]] == [order.pk]
        assert adviser.get(f"/orders/{order.pk}/proposal")["promised_at"]

    def test_is_not_for_other_posts_nor_other_stores(self, world: World, adviser: Machine) -> None:
        order = drafted(world, at=now())
        Machine(world, Role.TECHNICIAN).post(f"/orders/{order.pk}/jobs", five_lines(world), status=403)
        stranger = Machine(world, Role.ADVISER, south=True)
        stranger.post(f"/orders/{order.pk}/jobs", five_lines(world), status=404)
        stranger.get(f"/orders/{order.pk}", status=404)


@pytest.mark.req("LANE-22", "LANE-24")
class TestSigning:
    def test_signs_waits_goes_on_and_cancels(self, world: World, adviser: Machine) -> None:
        order = drafted(world, at=now())
        adviser.post(f"/orders/{order.pk}/jobs", five_lines(world))
        adviser.post(f"/orders/{order.pk}/promise", {"promised_at": later()})
        assert adviser.post(f"/orders/{order.pk}/send-to-sign")["link"].startswith("/c/")
        answer = adviser.post(f"/orders/{order.pk}/sign", {"name": "王建国", "via": "paper"})
        assert (answer["state"], float(answer["amount_signed"])) == ("signed", 1146)
        again = adviser.post(f"/orders/{order.pk}/sign", {"name": "王建国", "via": "paper"}, status=409)
        assert "不能签字确认" in again["why"]
        adviser.post(f"/orders/{order.pk}/wait", {"waiting_for": "insurer"})
        assert adviser.post(f"/orders/{order.pk}/resume")["state"] == "signed"
        adviser.post(
            f"/orders/{order.pk}/give-up",
            {"job_ids": [jobs_of(order)[1].pk], "reason": "price", "name": "王建国", "via": "phone"},
        )
        assert adviser.post(f"/orders/{order.pk}/cancel", {"reason": "price"})["state"] == "cancelled"

    def test_costs_few_statements(self, world: World, adviser: Machine) -> None:
        signed(world, at=now())
        order = drafted(world, car=world.another_car(), at=now())
        adviser.post(f"/orders/{order.pk}/jobs", five_lines(world))
        # twelve of the use-case, one for the token, two for the key of the request
        with statements(at_most=15):
            adviser.post(
                f"/orders/{order.pk}/sign", {"name": "王建国", "via": "paper", "promised_at": later()}
            )


@pytest.mark.req("LANE-23")
class TestExtraWork:
    def test_is_reported_priced_asked_and_answered(self, world: World, adviser: Machine) -> None:
        order = signed(world, at=now())
        technician = Machine(world, Role.TECHNICIAN)
        picture = base64.b64encode(photo()).decode()
        extra = technician.post(
            f"/orders/{order.pk}/extras",
            {"what": "软管龟裂", "photos": [f"data:image/jpeg;base64,{picture}"]},
        )
        wanted = {
            "extra_id": extra["id"],
            "jobs": [{"title": "更换软管", "lines": [{"part_id": world.filter.pk}]}],
        }
        adviser.post(f"/orders/{order.pk}/jobs", wanted)
        assert adviser.post(f"/extras/{extra['id']}/ask", {"promised_at": later(6)})["link"].startswith("/c/")
        answer = adviser.post(
            f"/extras/{extra['id']}/answer", {"name": "王建国", "via": "phone", "told": "38.00"}
        )
        assert answer["state"] == "approved"
        assert Order.objects.get(pk=order.pk).amount_agreed == 1184

    def test_is_withdrawn_and_refuses_bad_photos(self, world: World, adviser: Machine) -> None:
        order = signed(world, at=now())
        bad = adviser.post(f"/orders/{order.pk}/extras", {"what": "x", "photos": ["%%%"]}, status=422)
        assert "照片没有读到" in bad["why"]
        extra = adviser.post(f"/orders/{order.pk}/extras", {"what": "x"})
        assert adviser.post(f"/extras/{extra['id']}/withdraw", {"reason": "误报"})["state"] == "withdrawn"
        assert ExtraWork.objects.count() == 1

    def test_adds_a_package_to_extra_work(self, world: World, adviser: Machine) -> None:
        from huichang.pricebook import packages

        package = packages.save_package(world.service_manager, code="P", name="换油", operations=["MT0101RR"])
        order = signed(world, hose(world), at=now())
        extra = adviser.post(f"/orders/{order.pk}/extras", {"what": "机油发黑"})
        job = adviser.post(
            f"/orders/{order.pk}/packages", {"package_id": package.pk, "extra_id": extra["id"]}
        )
        assert job["state"] == "proposed"


@pytest.mark.req("PLAT-12")
def test_the_same_request_twice_is_one_job(world: World, adviser: Machine) -> None:
    order = drafted(world, at=now())
    key = f"order{next(_numbers)}"
    first = adviser.post(f"/orders/{order.pk}/jobs", five_lines(world), key=key)
    second = adviser.post(f"/orders/{order.pk}/jobs", five_lines(world), key=key)
    assert first == second
    assert len(jobs_of(order)) == 2
