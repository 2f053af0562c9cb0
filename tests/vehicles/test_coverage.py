"""Policies: drafted, published in dated versions that nobody rewrites; contracts that cars bought; answers that are kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from huichang.engines.coverage.values import Asked
from huichang.kernel.refusals import Changed, Missing, NotAllowed, Refused
from huichang.vehicles import cover_answers, cover_cards, coverage, policies_in_force
from huichang.vehicles.models import KeptAnswer, Policy, PolicyDraft, PolicyVersion
from tests.vehicles.promises import SPARE_PARTS, WHOLE_CAR, published, revised
from tests.web import page, signed_in
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-01")
PUMP = Asked("1", part_number="EN-1001", part_class="repair", system="engine")


def begun(world: World, **terms: Any) -> Policy:
    """A draft."""
    return coverage.begin_policy(world.warranty_clerk, code="yl-zc", terms={**WHOLE_CAR, **terms}, at=NOON)


@pytest.mark.req("WARR-30")
class TestDrafts:
    def test_are_read_by_who_may_publish_them_alone(self, world: World) -> None:
        new, known = begun(world), published(world, "YL-2")
        coverage.write_draft(world.warranty_clerk, known.policy_id, terms={"months": 48}, at=NOON)
        rows = cover_cards.policies(world.warranty_clerk, on=TODAY)
        assert [(row.id, row.has_draft) for row in rows] == [(known.policy_id, True), (new.pk, True)]
        world.staff("network_officer", world.south)
        for actor in (world.warranty_clerk, world.adviser, world.service_manager):
            rows = cover_cards.policies(actor, on=TODAY)
            assert [(row.id, row.has_draft) for row in rows] == [(known.policy_id, False)]
            card = cover_cards.policy_page(actor, known.policy_id, on=TODAY)
            assert (card.has_draft, card.draft, card.terms["months"]) == (False, (), 36)
            with pytest.raises(Missing):
                cover_cards.policy_page(actor, new.pk, on=TODAY)
            client = signed_in(actor)
            assert "48 个月" not in page(client, f"/vehicles/policies/{known.policy_id}/")
            assert client.get(f"/history/vehicles.policy/{known.policy_id}/").status_code == 404
        officer = world.actor("network_officer", world.south)
        assert cover_cards.policy_page(officer, known.policy_id, on=TODAY).terms["months"] == 48
        assert signed_in(officer).get(f"/history/vehicles.policy/{known.policy_id}/").status_code == 200


class TestBeginPolicy:
    def test_a_draft_says_nothing_to_anybody(self, world: World) -> None:
        begun(world)
        assert policies_in_force.in_force("远岚", on=TODAY) == []

    @pytest.mark.req("WARR-30")
    def test_the_manufacturer_writes_and_publishes_its_own(self, world: World) -> None:
        officer = world.actor("network_officer")
        policy = coverage.begin_policy(officer, code="yl-zc", terms={**WHOLE_CAR, "from_on": TODAY}, at=NOON)
        coverage.publish_policy(officer, policy.pk, reason="新车型", at=NOON)
        assert [each.policy_id for each in policies_in_force.in_force("远岚", on=TODAY)] == [policy.pk]

    @pytest.mark.req("WARR-30")
    def test_is_the_manufacturers_alone_where_its_people_work(self, world: World) -> None:
        policy = begun(world)
        world.staff("network_officer", world.south)
        clerk, refused = world.warranty_clerk, "质保政策由厂家发布，请在通知公告里查看"
        with pytest.raises(NotAllowed, match=refused):
            coverage.begin_policy(clerk, code="X", terms=WHOLE_CAR, at=NOON)
        with pytest.raises(NotAllowed, match=refused):
            coverage.write_draft(clerk, policy.pk, terms={"months": 24}, at=NOON)
        with pytest.raises(NotAllowed, match=refused):
            coverage.drop_draft(clerk, policy.pk, at=NOON)
        with pytest.raises(NotAllowed, match=refused):
            coverage.publish_policy(clerk, policy.pk, at=NOON)
        with pytest.raises(NotAllowed, match=refused):
            coverage.publish_drafts(clerk, reason="x", at=NOON)

    @pytest.mark.parametrize(
        ("terms", "why"),
        [
            ({"name": " "}, "名称"),
            ({"kind": "other"}, "种类"),
            ({"systems": ["wheel"]}, "可选项"),
            ({"voids": ["rain"]}, "可选项"),
            ({"months": 0}, "期限"),
            ({"km": 9_000_000}, "期限"),
            ({"capacity": 100}, "容量"),
            ({"sold_from": date(2024, 1, 1), "sold_until": date(2023, 1, 1)}, "购车日期"),
            ({"shares": [{"months": 36, "km": None, "percent": 0}]}, "承担比例"),
            ({"shares": [{"months": None, "km": None, "percent": 50}]}, "月数或公里数"),
            (
                {
                    "shares": [
                        {"months": 36, "km": None, "percent": 50},
                        {"months": 48, "km": None, "percent": 60},
                    ]
                },
                "逐档",
            ),
        ],
    )
    def test_terms_that_cannot_be(self, world: World, terms: dict[str, Any], why: str) -> None:
        with pytest.raises(Refused, match=why):
            begun(world, **terms)

    def test_refusals(self, world: World) -> None:
        begun(world)
        with pytest.raises(Refused, match="已经有政策"):
            begun(world)
        with pytest.raises(Refused, match="政策编号"):
            coverage.begin_policy(world.warranty_clerk, code=" ", terms=WHOLE_CAR, at=NOON)
        with pytest.raises(NotAllowed):
            coverage.begin_policy(world.adviser, code="X", terms=WHOLE_CAR, at=NOON)


class TestWriteDraft:
    def test_a_revision_begins_from_the_last_version(self, world: World) -> None:
        version = published(world)
        draft = coverage.write_draft(world.warranty_clerk, version.policy_id, terms={"months": 48}, at=NOON)
        assert (draft.months, draft.km, draft.clause) == (48, 60_000, WHOLE_CAR["clause"])
        with pytest.raises(Changed):
            coverage.write_draft(world.warranty_clerk, version.policy_id, terms={}, seen=9, at=NOON)
        with pytest.raises(NotAllowed):
            coverage.write_draft(world.adviser, version.policy_id, terms={}, at=NOON)
        with pytest.raises(Missing):
            coverage.write_draft(world.warranty_clerk, 999_999, terms={}, at=NOON)


class TestDropDraft:
    def test_a_policy_that_never_was_goes_with_it(self, world: World) -> None:
        policy = begun(world)
        coverage.drop_draft(world.warranty_clerk, policy.pk, at=NOON)
        assert Policy.objects.count() == 0

    def test_a_published_one_stays(self, world: World) -> None:
        version = published(world)
        with pytest.raises(Missing):
            coverage.drop_draft(world.warranty_clerk, version.policy_id, at=NOON)
        coverage.write_draft(world.warranty_clerk, version.policy_id, terms={"months": 48}, at=NOON)
        coverage.drop_draft(world.warranty_clerk, version.policy_id, at=NOON)
        assert PolicyVersion.objects.count() == 1


class TestPublishPolicy:
    def test_earlier_versions_answer_for_their_days(self, world: World) -> None:
        first = published(world)
        revised(world, first, from_on=TODAY + timedelta(days=10), months=12)
        for on, months in ((TODAY + timedelta(days=9), 36), (TODAY + timedelta(days=10), 12)):
            (terms,) = policies_in_force.in_force("远岚", on=on)
            assert terms.months == months
        assert policies_in_force.in_force("澄野", on=TODAY) == []

    def test_a_withdrawn_one_says_nothing_from_its_day_on(self, world: World) -> None:
        first = published(world)
        revised(world, first, is_withdrawn=True)
        assert policies_in_force.in_force("远岚", on=TODAY) == []
        assert policies_in_force.in_force("远岚", on=TODAY - timedelta(days=1))

    def test_what_is_published_is_not_rewritten(self, world: World) -> None:
        version = published(world)
        with pytest.raises(DatabaseError), transaction.atomic():
            PolicyVersion.objects.filter(pk=version.pk).update(months=1)

    @pytest.mark.parametrize(
        ("terms", "why"),
        [
            ({"months": None, "km": None}, "没有期限"),
            ({"clause": ""}, "条款"),
            ({"kind": "part"}, "备件担保"),
            ({"kind": "extended"}, "延保"),
            ({"kind": "wear"}, "易损件"),
        ],
    )
    def test_terms_that_are_not_complete(self, world: World, terms: dict[str, Any], why: str) -> None:
        policy = begun(world, **terms)
        with pytest.raises(Refused, match=why):
            coverage.publish_policy(world.warranty_clerk, policy.pk, at=NOON)

    def test_refusals(self, world: World) -> None:
        version = published(world)
        pk = version.policy_id
        with pytest.raises(Missing):
            coverage.publish_policy(world.warranty_clerk, pk, at=NOON)
        coverage.write_draft(world.warranty_clerk, pk, terms={}, at=NOON)
        with pytest.raises(Refused, match="一样"):
            coverage.publish_policy(world.warranty_clerk, pk, reason="x", at=NOON)
        coverage.write_draft(world.warranty_clerk, pk, terms={"months": 48, "from_on": TODAY}, at=NOON)
        with pytest.raises(Refused, match="修订了什么"):
            coverage.publish_policy(world.warranty_clerk, pk, at=NOON)
        with pytest.raises(Changed):
            coverage.publish_policy(world.warranty_clerk, pk, reason="x", seen=9, at=NOON)
        with pytest.raises(NotAllowed):
            coverage.publish_policy(world.adviser, pk, reason="x", at=NOON)
        coverage.write_draft(world.warranty_clerk, pk, terms={"from_on": TODAY - timedelta(days=1)}, at=NOON)
        with pytest.raises(Refused, match="早于今天"):
            coverage.publish_policy(world.warranty_clerk, pk, reason="x", at=NOON)
        assert PolicyDraft.objects.count() == 1


class TestPublishDrafts:
    def test_all_at_once(self, world: World) -> None:
        begun(world)
        coverage.begin_policy(world.warranty_clerk, code="yl-bj", terms=SPARE_PARTS, at=NOON)
        made = coverage.publish_drafts(world.warranty_clerk, reason="年度政策", at=NOON)
        assert {each.number for each in made} == {1}
        assert PolicyDraft.objects.count() == 0
        assert len(policies_in_force.in_force("远岚", on=TODAY)) == 2

    def test_or_none(self, world: World) -> None:
        begun(world)
        coverage.begin_policy(
            world.warranty_clerk, code="yl-kong", terms={**WHOLE_CAR, "clause": ""}, at=NOON
        )
        with pytest.raises(Refused, match="条款"):
            coverage.publish_drafts(world.warranty_clerk, reason="年度政策", at=NOON)
        assert PolicyDraft.objects.count() == 2
        assert PolicyVersion.objects.count() == 0

    def test_refusals(self, world: World) -> None:
        with pytest.raises(Missing, match="没有要发布"):
            coverage.publish_drafts(world.warranty_clerk, reason="", at=NOON)
        begun(world)
        with pytest.raises(NotAllowed):
            coverage.publish_drafts(world.adviser, reason="x", at=NOON)


@pytest.mark.req("WARR-02")
class TestAnswers:
    def test_few_statements_whatever_the_number_of_lines(self, world: World) -> None:
        published(world)
        published(world, "BJ", base=SPARE_PARTS)
        with CaptureQueriesContext(connection) as few:
            cover_answers.answers(world.car.pk, on=TODAY, km=45_210, asked=[PUMP] * 50)
        assert len(few) <= 6

    def test_kept_with_the_version_that_said_it_and_never_changed(self, world: World) -> None:
        version = published(world)
        (said,) = cover_answers.answers(world.car.pk, on=TODAY, km=45_210, asked=[PUMP])
        (kept,) = cover_answers.keep(
            world.car.pk,
            [(PUMP, said)],
            store_id=world.north.pk,
            order_id=None,
            on=TODAY,
            km=45_210,
            by=None,
            at=NOON,
        )
        row = KeptAnswer.objects.get(pk=kept)
        assert (row.policy_id, row.policy_version, row.says) == (version.policy_id, 1, said.says)
        with pytest.raises(DatabaseError), transaction.atomic():
            KeptAnswer.objects.filter(pk=kept).delete()

    def test_an_unknown_car(self, world: World) -> None:
        with pytest.raises(Missing):
            cover_answers.answers(999_999, on=TODAY, km=1, asked=[PUMP])
