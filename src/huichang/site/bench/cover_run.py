"""Who bears a repair, and a recall of a million cars, timed; the milliseconds and seconds are printed as JSON.

Run in a process of its own on a copy of the demo (`python -m huichang.site.bench.cover_run POLICIES VISITS VINS`).
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import django

LINES, TIMES, WARM = 20, 300, 20


def run(policies: int, visits: int, vins: int) -> dict[str, object]:
    """Ask about all lines of an order again and again; bring in a list of VINs and take it back."""
    found: dict[str, object] = {}
    vehicle_id = _car(visits)
    _policies(policies)
    found |= _answers(vehicle_id)
    found |= _recall(vins)
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def _car(visits: int) -> int:
    """The car with the most past orders, given copies of one of them until it has enough."""
    from django.db.models import Count

    from huichang.workshop.models import Job, Line, Order, Visit

    past = Order.objects.filter(state="delivered")
    vehicle_id = past.values_list("vehicle_id").annotate(n=Count("pk")).order_by("-n").first()[0]
    mine = past.filter(vehicle_id=vehicle_id)
    first = mine.annotate(lines_in_it=Count("lines")).order_by("-lines_in_it").first()
    assert first is not None
    jobs, lines = list(Job.objects.filter(order=first)), list(Line.objects.filter(order=first))
    for place in range(mine.count(), visits):
        visit: Any = Visit.objects.get(pk=first.visit_id)
        visit.pk, visit.ticket = None, f"X{place}"
        visit.appointment_id, visit.left_at = None, first.delivered_at - timedelta(days=place)
        visit.save(force_insert=True)
        order: Any = Order.objects.get(pk=first.pk)
        order.pk, order.number, order.visit = None, f"BX{place:06d}", visit
        order.delivered_at, order.parked_at = first.delivered_at - timedelta(days=place), None
        order.save(force_insert=True)
        for job in jobs:
            old = job.pk
            copy: Any = Job.objects.get(pk=old)
            copy.pk, copy.order, copy.extra_work = None, order, None
            copy.save(force_insert=True)
            for line in lines:
                if line.job_id == old:
                    other: Any = Line.objects.get(pk=line.pk)
                    other.pk, other.order, other.job, other.extra_work = None, order, copy, None
                    other.save(force_insert=True)
    return int(vehicle_id)


def _policies(count: int) -> None:
    """As many policies as asked for beside those that are there, for the demo's brands in turn."""
    from django.utils.timezone import localdate, now

    from huichang.vehicles.models import Policy, PolicyVersion
    from huichang.vehicles.systems import systems

    brands = list(
        PolicyVersion.objects.exclude(brand="").values_list("brand", flat=True).distinct().order_by("brand")
    )
    codes = list(systems())
    lacking = max(0, count - Policy.objects.count())
    made = Policy.objects.bulk_create([Policy(code=f"BENCH-{place:04d}") for place in range(lacking)])
    PolicyVersion.objects.bulk_create(
        [
            PolicyVersion(
                policy=policy,
                number=1,
                name=f"政策 {place}",
                kind="vehicle" if place % 3 else "part",
                start="licence" if place % 3 else "fitted",
                brand=brands[place % len(brands)],
                systems=[codes[place % len(codes)], codes[(place * 7) % len(codes)]],
                part_classes=["repair", "base"] if place % 2 else [],
                months=12 + place % 60,
                km=20_000 + 1_000 * (place % 100),
                clause=f"第 {place} 条",
                from_on=localdate() - timedelta(days=900),
                published_at=now(),
            )
            for place, policy in enumerate(made)
        ]
    )


def _answers(vehicle_id: int) -> dict[str, object]:
    """Milliseconds for all lines of an order at once, and how many statements that takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils.timezone import localdate

    from huichang.engines.coverage.values import Asked
    from huichang.vehicles import cover_answers
    from huichang.workshop.models import Line

    rows = Line.objects.filter(order__vehicle_id=vehicle_id, part__isnull=False)[:LINES].select_related(
        "part"
    )
    asked = [
        Asked(str(row.pk), row.part_id, row.part.number, row.part.use_class, row.part.system, "", False)
        for row in rows
    ]
    asked = (asked * LINES)[:LINES]
    on, took = localdate(), []
    for turn in range(WARM + TIMES):
        began = time.perf_counter()
        cover_answers.answers(vehicle_id, on=on, km=45_000, asked=asked)
        if turn >= WARM:
            took.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as counted:
        cover_answers.answers(vehicle_id, on=on, km=45_000, asked=asked)
    took.sort()
    return {
        "p50": took[len(took) // 2],
        "p95": took[int(len(took) * 0.95)],
        "statements": len(counted),
        "lines": LINES,
    }


def _recall(count: int) -> dict[str, object]:
    """Seconds to bring in a list of so many VINs, from the file until the last row is written, and to take it back."""
    from django.utils.timezone import localdate, now

    from huichang.company import queries as company
    from huichang.company import sheets
    from huichang.company.roles import Role
    from huichang.kernel.sheets import writing
    from huichang.vehicles import campaign_hits, campaigns
    from huichang.vehicles.models import Vehicle

    store_id = next(iter(company.store_ids()))
    officer = company.actor_of(company.people(store_id, Role.NETWORK_OFFICER)[0].id, store_id=store_id)
    assert officer is not None
    at = now()
    campaign = campaigns.begin_campaign(
        officer,
        number="BENCH-1",
        said={"name": "测速", "kind": "service", "stop": "none", "remedy": "检查", "starts_on": localdate()},
        at=at,
    )
    content = writing.text(("活动编号", "VIN"), (("BENCH-1", vin) for vin in _vins(count)))
    took: dict[str, float] = {}
    began = time.monotonic()
    sheet = sheets.upload_sheet(
        officer, "vehicles.campaign_cars", file_name="recall.csv", content=content, at=at
    )
    took["upload"] = time.monotonic() - began
    began = time.monotonic()
    sheet = sheets.check_sheet(officer, sheet.pk, at=at)
    took["check"] = time.monotonic() - began
    if sheet.state != "ready":
        raise SystemExit(f"{sheet.state}, {sheet.wrong} wrong")
    sheets.write_sheet(officer, sheet.pk, at=at)
    began = time.monotonic()
    sheets.carry_out_sheet(officer, sheet.pk, at=at)
    took["write"] = time.monotonic() - began
    campaigns.move_campaign(officer, campaign.pk, verb="open", at=at)
    ids = list(Vehicle.objects.values_list("pk", flat=True)[:200])
    began = time.perf_counter()
    for vehicle_id in ids:
        campaign_hits.hits_of(vehicle_id, on=localdate())
    took["hit_ms"] = (time.perf_counter() - began) * 1000 / len(ids)
    began = time.monotonic()
    sheets.undo_sheet(officer, sheet.pk, at=at)
    sheets.take_back_sheet(officer, sheet.pk, at=at)
    took["undo"] = time.monotonic() - began
    return dict(took)


def _vins(count: int) -> Iterator[str]:
    from huichang.engines import vin

    for place in range(count):
        text = f"LBNCH{place // 100_000:03d}0TC{place:06d}"[:17]
        yield text[:8] + vin.check_digit(text) + text[9:]


if __name__ == "__main__":
    django.setup()
    print(json.dumps(run(*(int(word) for word in sys.argv[1:4]))))
