"""Every act of the vehicles' room at a moment when it may be done: at which address, with which fields, by whom."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate, now

from huichang.company.roles import Role
from huichang.vehicles import campaigns, cover_contracts, coverage
from huichang.vehicles.models import CampaignRange, CampaignVin, Ownership
from tests.vehicles.promises import WHOLE_CAR, published
from tests.workshop.desk import stroke
from tests.world import NOON, TODAY, World

FILES = (Role.ADVISER, Role.CARE_AGENT, Role.SERVICE_MANAGER, Role.INSURANCE_AGENT, Role.WARRANTY_CLERK)
OWNERS = FILES[:4]
WRITERS = (Role.WARRANTY_CLERK, Role.NETWORK_OFFICER)
SELLERS = (Role.WARRANTY_CLERK, Role.ADVISER, Role.SERVICE_MANAGER)
VINS = ("LSVAL41Z582100001", "LSVAL41Z982100500")


@dataclass(frozen=True)
class Act:
    """An act as a form and as JSON (no `path`: by form only). `again`: it may be done a second time."""

    name: str
    url: str
    form: dict[str, Any]
    may: tuple[Role, ...]
    path: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    again: bool = False
    theirs: bool = False
    """Another store's same post is refused: what is named is not theirs. Files of cars are the whole group's."""
    speaks: bool = False
    """In the manufacturer's name."""

    def but(self, key: str, value: object) -> "Act":
        """The same, with something else in a field."""
        return Act(
            self.name, self.url, {**self.form, key: value}, self.may, self.path, {**self.said, key: value}
        )

    def moved(self, before: str, after: str) -> "Act":
        """The same at another address."""
        url, path = self.url.replace(before, after, 1), self.path.replace(before, after, 1)
        return Act(self.name, url, self.form, self.may, path, self.said)


def _terms(**more: Any) -> dict[str, Any]:
    return {**WHOLE_CAR, "from_on": localdate(now()).isoformat(), **more}


def policies(world: World) -> list[Act]:
    """A policy with a draft of its second version, and one that was never published."""
    clerk = world.warranty_clerk
    first = published(world).policy_id
    revised = coverage.write_draft(clerk, first, terms={"months": 48, "from_on": localdate(now())}, at=NOON)
    new = coverage.begin_policy(
        clerk, code="YL-NEW", terms={**WHOLE_CAR, "from_on": localdate(now())}, at=NOON
    ).pk
    own, why = f"/policies/{first}", {"reason": "延长到四年", "seen": revised.version}
    begun, changed = {"code": "YL-2"}, {"seen": revised.version}
    return [
        Act("policy_new", "/vehicles/policies/new/", {**_terms(), **begun}, WRITERS, "/policies/",
            {**begun, "terms": _terms()}, speaks=True),
        Act("policy_edit", f"/vehicles{own}/edit/", {**_terms(months=60), **changed}, WRITERS, f"{own}/draft",
            {"terms": _terms(months=60), **changed}, speaks=True),
        Act("policy_publish", f"/vehicles{own}/publish/", why, WRITERS, f"{own}/publish", why, speaks=True),
        Act("policy_drop", f"/vehicles/policies/{new}/drop/", {}, WRITERS, speaks=True),
        Act("policies_publish", "/vehicles/policies/publish/", {"reason": "年度修订"}, WRITERS, "/policies/publish/",
            {"reason": "年度修订"}, speaks=True),
    ]  # fmt: skip


def recalls(world: World) -> list[Act]:
    """A campaign in preparation with a range, and one that runs, by which a car was refused and another waits."""
    from tests.vehicles.test_campaigns import SAID, begun, opened

    draft = begun(world, "ZH-D")
    ranged = campaigns.add_range(world.warranty_clerk, draft.pk, vin_from=VINS[0], vin_until=VINS[1], at=NOON)
    runs, other = opened(world, "ZH-O"), world.another_car()
    CampaignVin.objects.create(campaign=runs, vin=other.vin)
    campaigns.record_result(world.adviser, runs.pk, other.pk, outcome="no_parts", at=NOON)
    assert CampaignRange.objects.count() == 1
    said = {**SAID, "starts_on": "2026-01-01"}
    own, car = f"/campaigns/{draft.pk}", f"/{world.car.pk}/campaigns/{runs.pk}"
    verb, vins = {"verb": "open"}, {"vin_from": "LSVAL41ZX82200001", "vin_until": "LSVAL41Z382200500"}
    refused = {
        "outcome": "refused", "words": "下次再做", "signature": stroke(), "name": "王建国", "seen": "",
    }  # fmt: skip
    new, changed = {"number": "ZH-N"}, {"seen": draft.version}
    return [
        Act("campaign_new", "/vehicles/campaigns/new/", {**said, **new}, WRITERS, "/campaigns/",
            {**new, "said": said}, speaks=True),
        Act("campaign_edit", f"/vehicles{own}/edit/", {**said, **changed}, WRITERS, f"{own}/change",
            {"said": said, **changed}, speaks=True),
        Act("campaign_move", f"/vehicles{own}/move/", verb, WRITERS, f"{own}/move", verb, speaks=True),
        Act("campaign_range", f"/vehicles{own}/range/", vins, WRITERS, f"{own}/ranges", vins, speaks=True),
        Act("campaign_drop_range", f"/vehicles{own}/range/{ranged.pk}/drop/", {}, WRITERS, speaks=True),
        Act("campaign_record", f"/vehicles{car}/record/", refused, SELLERS, car, refused),
        Act("campaign_take_back", f"/vehicles/{other.pk}/campaigns/{runs.pk}/take-back/", {}, SELLERS),
    ]  # fmt: skip


def files(world: World) -> list[Act]:
    """The cast's car with its owner, an extended contract, and a second car."""
    extended = {"kind": "extended", "start": "contract", "name": "延保", "months": 12}
    policy = published(world, "YB-1", base={**WHOLE_CAR, **extended}).policy_id
    days = {"bought_on": "2026-03-02", "from_on": "2026-03-02", "until_on": "2027-03-01"}
    sold = cover_contracts.add_contract(
        world.adviser,
        world.car.pk,
        policy_id=policy,
        number="YB-0001",
        bought_on=TODAY,
        from_on=TODAY,
        until_on=TODAY.replace(year=2027),
        price=Decimal(900),
        at=NOON,
    )
    owner = Ownership.objects.get(vehicle=world.car, until=None)
    cousin = world.another_car("川A55K55", "LSVAM4187C2184847").customer_id
    car, version = f"/{world.car.pk}", world.car.version
    new = {"plate": "川A90909", "vin": "1M8GDM9AXKP042788", "energy": "petrol", "use": "family",
           "rate_class": "standard", "colour": "白"}  # fmt: skip
    kept = {"brand": "远岚", "series": "R5", "energy": "petrol", "use": "family", "rate_class": "standard",
            "colour": "黑", "seen": version}  # fmt: skip
    contract = {"number": "YB-0002", "until_km": 80_000, "price": "1200.00", **days}
    plate, vin = {"plate": "川A7K7K7", "seen": version}, {"vin": "LSVAL41Z582100001", "reason": "钢印"}
    person = {"role": "user", "since": "2026-03-01"}
    reading = {"km": 45_900}
    ended = {"reason": "退保"}
    return [
        Act("new", "/vehicles/new/", new, FILES, "/", new),
        Act("edit", f"/vehicles{car}/edit/", kept, FILES, f"{car}/change", kept),
        Act("plate", f"/vehicles{car}/plate/", plate, FILES, f"{car}/plate", plate),
        Act("vin", f"/vehicles{car}/vin/", vin, FILES, f"{car}/vin", vin, again=True),
        Act("reading", f"/vehicles{car}/readings/", reading, FILES, f"{car}/readings", reading, again=True),
        Act("person", f"/vehicles{car}/people/", {**person, "customer": cousin}, OWNERS, f"{car}/people",
            {**person, "customer_id": cousin}, theirs=True, again=True),
        Act("end_person", f"/vehicles{car}/people/{owner.pk}/end/", {}, OWNERS, f"{car}/people/{owner.pk}/end",
            {"until": "2026-03-02"}, theirs=True),
        Act("contract_add", f"/vehicles{car}/contracts/", {**contract, "policy": policy}, SELLERS, f"{car}/contracts",
            {**contract, "policy_id": policy}),
        Act("contract_end", f"/vehicles{car}/contracts/{sold.pk}/end/", ended, SELLERS, f"/contracts/{sold.pk}/end",
            ended),
    ]  # fmt: skip


STAGES: dict[Callable[[World], list[Act]], tuple[str, ...]] = {
    policies: ("policy_new", "policy_edit", "policy_publish", "policy_drop", "policies_publish"),
    recalls: (
        "campaign_new", "campaign_edit", "campaign_move", "campaign_range", "campaign_drop_range", "campaign_record",
        "campaign_take_back",
    ),
    files: (
        "new", "edit", "plate", "vin", "reading", "person", "end_person", "contract_add", "contract_end",
    ),
}  # fmt: skip
