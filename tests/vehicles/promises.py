"""Policies as a warranty clerk writes and publishes them."""

from datetime import date, datetime
from typing import Any

from huichang.vehicles import coverage
from huichang.vehicles.models import PolicyVersion
from tests.world import NOON, TODAY, World

WHOLE_CAR = {
    "name": "远岚整车担保",
    "kind": "vehicle",
    "brand": "远岚",
    "start": "licence",
    "months": 36,
    "km": 60_000,
    "clause": "质量担保手册第 2.1 条",
    "from_on": date(2020, 1, 1),
}
SPARE_PARTS = {
    "name": "备件担保",
    "kind": "part",
    "start": "fitted",
    "months": 12,
    "km": 20_000,
    "clause": "备件担保说明第 1 条",
    "from_on": date(2020, 1, 1),
}


def published(
    world: World, code: str = "YL-ZC", *, base: dict[str, Any] = WHOLE_CAR, at: datetime = NOON, **terms: Any
) -> PolicyVersion:
    """A policy that is in force; the whole car's unless told."""
    policy = coverage.begin_policy(world.warranty_clerk, code=code, terms={**base, **terms}, at=at)
    return coverage.publish_policy(world.warranty_clerk, policy.pk, at=at)


def revised(world: World, version: PolicyVersion, *, at: datetime = NOON, **terms: Any) -> PolicyVersion:
    """The next version of a policy, from today unless told."""
    coverage.write_draft(world.warranty_clerk, version.policy_id, terms={"from_on": TODAY, **terms}, at=at)
    return coverage.publish_policy(world.warranty_clerk, version.policy_id, reason="修订期限", at=at)
