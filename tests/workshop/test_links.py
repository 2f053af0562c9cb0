"""Links to the customer's own page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from huichang.workshop import links
from huichang.workshop.links import Standing
from huichang.workshop.models import CustomerLink
from tests.workshop.desk import drafted, token_of
from tests.world import NOON, World

pytestmark = pytest.mark.req("LANE-22")


class TestIssue:
    def test_keeps_the_digest_alone(self, world: World) -> None:
        token = token_of(links.issue(drafted(world), "progress", at=NOON))
        kept = CustomerLink.objects.get()

        assert token[:22] not in repr(kept.__dict__)
        assert kept.digest == links.digest(token[:-8])

    def test_lasts_as_long_as_its_purpose(self, world: World) -> None:
        order = drafted(world)
        progress, sign = (token_of(links.issue(order, each, at=NOON)) for each in ("progress", "sign"))
        tomorrow = NOON + timedelta(hours=24)
        assert links.look(progress, at=tomorrow).standing is Standing.OPEN
        assert links.look(sign, at=tomorrow).standing is Standing.EXPIRED
        assert links.look(progress, at=NOON + timedelta(days=30)).standing is Standing.EXPIRED

    def test_is_never_the_same_twice(self, world: World) -> None:
        order = drafted(world)
        assert len({links.issue(order, "progress", at=NOON) for _ in range(20)}) == 20


class TestLook:
    def test_tells_a_bent_link_without_asking_the_database(self, world: World) -> None:
        token = token_of(links.issue(drafted(world), "progress", at=NOON))
        with CaptureQueriesContext(connection) as caught:
            for bent in (token[:-1], token + "0", token[1:], token.swapcase(), "", "x"):
                assert links.look(bent, at=NOON).standing is Standing.ALTERED
        assert len(caught) == 0

    @given(st.text(alphabet="ABCDEFabcdef0123456789_-", max_size=40))
    def test_lets_nobody_guess(self, guess: str) -> None:
        assert links.look(guess, at=NOON).standing is Standing.ALTERED

    def test_tells_an_unknown_link(self, world: World) -> None:
        token = token_of(links.issue(drafted(world), "progress", at=NOON))
        CustomerLink.objects.all().delete()
        assert links.look(token, at=NOON).standing is Standing.UNKNOWN

    def test_gives_each_standing_its_own_sentence(self) -> None:
        said = {links.sentence(links.Found(standing, used_at=NOON)) for standing in Standing}
        assert len(said) == len(Standing)
        assert links.sentence(links.Found(Standing.OPEN)) == ""


class TestNoteOpened:
    def test_remembers_the_first_time(self, world: World) -> None:
        links.issue(drafted(world), "progress", at=NOON)
        link = CustomerLink.objects.get()
        links.note_opened(link.pk, at=NOON)
        links.note_opened(link.pk, at=NOON + timedelta(hours=1))
        link.refresh_from_db()
        assert link.opened_at == NOON


class TestCustomerActor:
    def test_may_answer_in_that_store_and_nothing_else(self, world: World) -> None:
        token = token_of(links.issue(drafted(world), "progress", at=NOON))
        actor = links.customer_actor(links.look(token, at=NOON), address="10.0.0.1")

        assert (actor.name, actor.staff_id, actor.door) == ("车主 王建国", None, "link")
        assert dict(actor.grants) == {world.north.pk: {"workshop.answer_as_customer"}}
