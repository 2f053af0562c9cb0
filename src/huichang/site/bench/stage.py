"""What the visits of the benchmark stand on: a token, hands, bays, parts in plenty; printed as JSON.

Run in a process of its own on the demo's database (`python -m huichang.site.bench.stage`). The store is open round the
clock here, so that the benchmark can book and dispatch at any time of day.
"""

import json
import sys
from datetime import time, timedelta
from decimal import Decimal

import django

HANDS, BAYS = 40, 4
OPERATIONS = ("15010130", "15010300")
PARTS = ("1012010-YA01", "1009012-YA01", "8107010-YA01")
SERIES = "YL-L5"


def build(most: int) -> dict[str, object]:
    """A machine user with the posts of a visit, people and bays of the benchmark, parts for `most` visits."""
    from django.utils.timezone import localdate, now

    from huichang.company import floor, house_rules, people, shifts
    from huichang.company import queries as company
    from huichang.company.roles import BayKind, Role, Skill
    from huichang.kernel.actor import Actor
    from huichang.parts import queries as parts
    from huichang.parts import receiving
    from huichang.pricebook import queries as pricebook

    store_id = next(iter(company.store_ids()))

    def of(role: Role) -> Actor:
        found = company.actor_of(company.people(store_id, role)[0].id, store_id=store_id)
        assert found is not None
        return found

    admin, today = of(Role.ADMINISTRATOR), localdate()
    store = company.store_card(store_id)
    house_rules.change_store(
        admin,
        store_id,
        legal_name=store.legal_name,
        credit_code=store.credit_code,
        licence=store.licence,
        address=store.address,
        phone=store.phone,
        opens_at=time(0, 0),
        closes_at=time(23, 59),
    )
    hands = []
    for number in range(HANDS):
        person = people.take_on(
            admin,
            store_id,
            login=f"bench{number}",
            name=f"测试员{number}",
            phone="",
            roles=[Role.ADVISER, Role.TECHNICIAN],
            password="a long password",
        )
        people.set_skill(admin, person.pk, store_id=store_id, skill=Skill.MECHANICAL, level=3)
        hands.append(person.pk)
    days = [today, today + timedelta(days=1)]
    shifts.plan_shifts(
        admin,
        store_id,
        staff_ids=hands,
        days=days,
        starts_at=time(0, 0),
        ends_at=time(23, 59),
        break_minutes=0,
    )
    bays = [floor.add_bay(admin, store_id, name=f"测试 {n}", kind=BayKind.GENERAL).pk for n in range(BAYS)]
    goods = parts.by_number(PARTS)
    receiving.receive_parts(
        of(Role.PARTS_CLERK),
        store_id=store_id,
        document="BENCH",
        supplier="性能测试",
        lines=[receiving.Received(part.id, Decimal(most), Decimal("10.00")) for part in goods.values()],
        at=now(),
    )
    posts = [
        Role.SERVICE_MANAGER,
        Role.ADVISER,
        Role.CARE_AGENT,
        Role.GREETER,
        Role.DISPATCHER,
        Role.PARTS_CLERK,
        Role.INSPECTOR,
        Role.CASHIER,
        Role.TEAM_LEADER,
    ]
    return {
        "token": people.make_token(admin, store_id, says="性能测试", roles=posts),
        "operations": [card.id for card in pricebook.operations_by_code(OPERATIONS).values()],
        "parts": [card.id for card in goods.values()],
        "hands": hands,
        "bays": bays,
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(build(int(sys.argv[1]))))
