"""A large store's cars counted, timed; the seconds are printed as JSON.

Run in a process of its own on a copy of the demo (`python -m huichang.site.bench.sanbao_run CARS VISITS`).
"""

import json
import random
import resource
import sys
import time
from collections.abc import Mapping
from threading import Event, Thread
from typing import Any

import django

WORDS = (
    "变速器异响", "刹车抖动", "空调不制冷", "发动机抖动怠速不稳", "方向盘跑偏", "车机黑屏", "玻璃升降异响", "后备箱漏水",
    "天窗异响", "过坎底盘异响",
)  # fmt: skip
SYSTEMS = "transmission brake aircon engine steering electric body body body suspension".split()
PARTS = ("变速器总成", "曲轴", "火花塞", "空调滤清器", "车机总成")
HOURS = (3, 5, 20, 50)
DAYS = 600
"""The visits lie within so many days."""
PAGES = 40


def run(cars: int, visits: int) -> dict[str, object]:
    """The first night, a later night with somebody deciding beside it, and some cars' pages."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils.timezone import now

    from huichang.kernel.actor import Actor
    from huichang.sanbao import clockwork, queries
    from huichang.sanbao.models import Repair
    from huichang.sanbao.permissions import KEEP_CLOCK, SEE_SANBAO

    store_id, first_car = _stage(cars, visits)
    grants = {store_id: frozenset({KEEP_CLOCK, SEE_SANBAO})}
    machine = Actor(None, "三包时钟", grants, store_id=store_id, door="job")
    found: dict[str, object] = {}
    moment, began = now(), time.perf_counter()
    for turn in clockwork.by_night(store_id, at=moment, whole=True):
        clockwork.count_cars(machine, store_id, turn=turn, at=moment)
    found["first"] = time.perf_counter() - began
    found["repairs"] = Repair.objects.filter(store_id=store_id).count()
    stop, waits = Event(), [0.0]
    person = Thread(target=_hold, args=(first_car, cars, stop, waits))
    person.start()
    began, cpu = time.perf_counter(), time.process_time()
    night = clockwork.by_night(store_id, at=now())
    found["cars"] = sum(clockwork.count_cars(machine, store_id, turn=turn, at=now()) for turn in night)
    found["night"], found["night_cpu"] = time.perf_counter() - began, time.process_time() - cpu
    stop.set()
    person.join()
    found["wait_ms"] = max(waits) * 1_000
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as one:
        clockwork.count_cars(machine, store_id, turn=night[-1], at=now())
    found["statements"] = len(one) * len(night)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    queries.car_page(machine, first_car, at=now())
    began = time.perf_counter()
    for place in range(PAGES):
        queries.car_page(machine, first_car + place * (cars // PAGES), at=now())
    found["page_ms"] = (time.perf_counter() - began) / PAGES * 1_000
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def _hold(first_car: int, cars: int, stop: Event, waits: list[float]) -> None:
    """Somebody who decides about one car after another: how long each has to be waited for."""
    from django.db import connections, transaction

    from huichang.sanbao import turns

    chance = random.Random(43)
    try:
        while not stop.is_set():
            began = time.perf_counter()
            with transaction.atomic():
                turns.of_car(first_car + chance.randrange(cars))
                waits.append(time.perf_counter() - began)
            time.sleep(0.05)
    finally:
        connections.close_all()


def _stage(cars: int, visits: int) -> tuple[int, int]:
    """So many family cars and visits more in the first store: (the store, the first car's key). Triggers rest meanwhile."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "SELECT o.id, o.visit_id, o.vehicle_id, o.store_id, j.id, l.id, l.answer_id FROM workshop_order o"
            " JOIN workshop_job j ON j.order_id = o.id JOIN workshop_line l ON l.job_id = j.id"
            " WHERE o.state = 'delivered' AND l.kind = 'part' AND l.state = 'done' AND l.answer_id IS NOT NULL"
            " ORDER BY o.id LIMIT 1"
        )
        order, visit, vehicle, store_id, job, line, answer = cursor.fetchone()
        tables = (
            "vehicles_vehicle",
            "workshop_visit",
            "workshop_order",
            "workshop_answer",
            "workshop_job",
            "workshop_line",
        )
        last = {table: _last(cursor, table) for table in tables}
        car, came = (
            f"{last['vehicles_vehicle']} + g %% {cars}",
            f"now() - interval '1 day' * (g * 7919 %% {DAYS} + 1)",
        )
        kind = "CASE WHEN g %% 20 < 3 THEN 'warranty' WHEN g %% 20 < 8 THEN 'repair' ELSE 'maintenance' END"
        done = f"({came} + interval '1 hour' * ({_one_of(HOURS, 'g')}))"
        _copy(
            cursor,
            "vehicles_vehicle",
            vehicle,
            cars,
            {
                "vin": "'X' || lpad(g::text, 16, '0')",
                "plate": "''",
                "use": "'family'",
                "odometer": "40000",
                "invoiced_on": "current_date - 650",
                "delivered_on": "NULL",
                "licensed_on": "current_date - 645",
                "sold_on": "current_date - 650",
            },
        )
        cursor.execute(
            "INSERT INTO sanbao_certificate (vehicle_id, use, price, use_factor, seller, invoice_number, number,"
            " return_reason, noted_at, version) SELECT id, 'family', 150000, 0.005, '', '', '', '', now(), 1"
            " FROM vehicles_vehicle WHERE id >= %s",
            [last["vehicles_vehicle"]],
        )
        _copy(
            cursor, "workshop_visit", visit, visits, {"vehicle_id": car, "arrived_at": came, "left_at": done}
        )
        keys = {
            "visit_id": f"{last['workshop_visit']} + g",
            "order_id": f"{last['workshop_order']} + g",
            "answer_id": f"{last['workshop_answer']} + g",
            "job_id": f"{last['workshop_job']} + g",
        }
        _copy(
            cursor,
            "workshop_order",
            order,
            visits,
            {
                "visit_id": keys["visit_id"],
                "vehicle_id": car,
                "number": "'BS' || lpad(g::text, 9, '0')",
                "odometer": "(1000 + g * 31 %% 44000)",
                "repair_type": kind,
                "concern": _one_of(WORDS, "g / 3"),
                "opened_at": came,
                "signed_at": came,
                "done_at": done,
                "delivered_at": done,
            },
        )
        _copy(cursor, "workshop_answer", answer, visits, {"order_id": keys["order_id"], "at": came})
        _copy(
            cursor,
            "workshop_job",
            job,
            visits,
            {
                "order_id": keys["order_id"],
                "repair_type": kind,
                "payer": "CASE WHEN g %% 20 < 3 THEN 'manufacturer' ELSE 'customer' END",
                "title": f"'检查' || {_one_of(WORDS, 'g / 3')}",
                "concern": _one_of(WORDS, "g / 3"),
                "system": _one_of(SYSTEMS, "g / 3"),
                "state": "'done'",
                "started_at": came,
                "finished_at": done,
            },
        )
        _copy(
            cursor,
            "workshop_line",
            line,
            visits,
            {
                "order_id": keys["order_id"],
                "job_id": keys["job_id"],
                "answer_id": keys["answer_id"],
                "name": _one_of(PARTS, "g / 7"),
            },
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")
    return int(store_id), last["vehicles_vehicle"]


def _copy(cursor: Any, table: str, like: int, count: int, changed: Mapping[str, str]) -> None:
    """So many copies of a row, with what is different in each as SQL over `g`, their number."""
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    columns = [name for (name,) in cursor.fetchall()]
    said = {"id": f"{_last(cursor, table)} + g", **changed}
    values = ", ".join(said.get(name, f't."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, generate_series(0, %s) g WHERE t.id = %s",
        [count - 1, like],
    )


def _last(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT max(id) + 1 FROM {table}")
    return int(cursor.fetchone()[0])


def _one_of(some: tuple[object, ...] | list[str], place: str) -> str:
    listed = ", ".join(f"'{each}'" if isinstance(each, str) else str(each) for each in some)
    return f"(ARRAY[{listed}])[1 + ({place}) %% {len(some)}]"


if __name__ == "__main__":
    django.setup()
    print(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))))
