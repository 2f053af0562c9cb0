"""The manufacturer's pages: what they show, what they cost, what they do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huichang.network import cases
from huichang.network.models import Cars, Case, PartsAsk, Round, Signal
from huichang.network.states import CaseState, SignalState
from huichang.site.doors import STAFF_KEY
from tests.network.field import MODEL, Network
from tests.world import NOON, TODAY

pytestmark = pytest.mark.req("WARR-31")


def enter(client: Client, network: Network, role: str = "network_officer") -> Client:
    session = client.session
    session[STAFF_KEY] = network.world.staff(role).pk
    session.save()
    return client


def opened(client: Client, address: str) -> str:
    """The page, at no more than twelve statements beside those of signing in and the shell."""
    with CaptureQueriesContext(
        connection,
    ) as spent:
        answer = client.get(address)
    assert answer.status_code == 200
    assert len(spent) <= 12
    return answer.content.decode()


class TestDesk:
    def test_says_what_to_do_when_nothing_is_known(self, network: Network, client: Client) -> None:
        assert "还没有产销台账" in opened(enter(client, network), "/network/desk/")

    def test_lists_signals_and_finds_them(self, network: Network, client: Client) -> None:
        signal = network.signal()
        page = opened(enter(client, network), "/network/desk/")
        assert f"/network/signals/{signal.pk}/" in page
        assert "没有找到" in opened(client, "/network/desk/?q=zzz")

    def test_is_calculated_by_hand(self, network: Network, client: Client) -> None:
        network.counted()
        enter(client, network, "administrator").post("/network/desk/watch/")
        assert Round.objects.count() == 1

    def test_is_not_for_the_adviser(self, network: Network, client: Client) -> None:
        assert enter(client, network, "adviser").get("/network/desk/").status_code == 403


class TestSignal:
    def test_shows_its_evidence(self, network: Network, client: Client) -> None:
        signal = network.signal()
        page = opened(enter(client, network), f"/network/signals/{signal.pk}/")
        assert signal.part_name in page
        assert MODEL in page
        assert client.get("/network/signals/0/").status_code == 404

    def test_becomes_a_case_that_asks_and_ends(self, network: Network, client: Client) -> None:
        signal = network.signal()
        enter(client, network)
        client.post(f"/network/signals/{signal.pk}/case/", {"suspicion": "批次"})
        case = Case.objects.get()
        client.post(f"/network/cases/{case.pk}/ask/", {"due_on": "2099-01-01", "words": ""})
        assert PartsAsk.objects.count() == 2
        assert "没有旧件" in opened(client, f"/network/signals/{signal.pk}/")
        client.post(f"/network/cases/{case.pk}/close/", {"measure": "recall", "finding": "焊点"})
        case.refresh_from_db()
        assert case.state == CaseState.CLOSED
        client.post(f"/network/cases/{case.pk}/reopen/")
        case.refresh_from_db()
        assert case.state == CaseState.OPEN

    def test_is_set_aside_and_brought_back(self, network: Network, client: Client) -> None:
        signal = network.signal()
        enter(client, network).post(f"/network/signals/{signal.pk}/aside/", {"why": "集中申报"})
        signal.refresh_from_db()
        assert signal.state == SignalState.ASIDE
        assert "集中申报" in opened(client, f"/network/signals/{signal.pk}/")
        client.post(f"/network/signals/{signal.pk}/back/")
        assert Signal.objects.get(pk=signal.pk).state == SignalState.NEW


class TestAsks:
    def test_are_arranged_by_the_store(self, network: Network, client: Client) -> None:
        enter(client, network, "warranty_clerk")
        assert "没有要本店的旧件" in opened(client, "/network/asks/")
        case = cases.open_case(network.officer, network.signal().pk, suspicion="x", at=NOON)
        cases.ask_stores(network.officer, case.pk, due_on=TODAY + timedelta(days=5), at=NOON)
        ask = PartsAsk.objects.get(store=network.world.north)
        assert ask.claims[0] in opened(client, "/network/asks/")
        client.post(f"/network/asks/{ask.pk}/answer/", {"answer": "HY1"})
        ask.refresh_from_db()
        assert ask.answer == "HY1"


class TestFleet:
    def test_is_pasted(self, network: Network, client: Client) -> None:
        enter(client, network)
        assert "还没有产销台账" in opened(client, "/network/fleet/")
        client.post("/network/fleet/", {"text": "R5,2025-01,2025-02,3"})
        assert Cars.objects.get().count == 3
        assert "R5" in opened(client, "/network/fleet/")
