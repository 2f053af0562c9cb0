"""What a person makes of a signal."""

from datetime import timedelta

import pytest

from huichang.kernel import todo
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.network import cases, wishes
from huichang.network.models import Case
from huichang.network.queries import calls, signals
from huichang.network.states import AskState, CaseState, SignalState
from huichang.warranty.queries import called
from tests.network.field import Network
from tests.warranty.claiming import Claiming, cover_answers, covered
from tests.world import NOON, TODAY

pytestmark = pytest.mark.req("WARR-31")
DUE = TODAY + timedelta(days=10)


def opened(network: Network) -> Case:
    return cases.open_case(network.officer, network.signal().pk, suspicion="供应商批次", at=NOON)


class TestOpenCase:
    def test_makes_a_case_that_is_read_on_the_signal(self, network: Network) -> None:
        case = opened(network)
        card = signals.signal(network.officer, case.signal_id, on=TODAY)
        assert (card.case_number, card.suspicion, card.case_open) == (case.number, "供应商批次", True)
        assert card.row.state == SignalState.CASE

    def test_wants_a_first_judgement(self, network: Network) -> None:
        with pytest.raises(Refused, match="初步判断"):
            cases.open_case(network.officer, network.signal().pk, suspicion=" ", at=NOON)

    def test_is_made_once(self, network: Network) -> None:
        case = opened(network)
        with pytest.raises(OutOfTurn):
            cases.open_case(network.officer, case.signal_id, suspicion="再来", at=NOON)

    def test_is_the_officers_and_wants_a_known_signal(self, network: Network) -> None:
        with pytest.raises(NotAllowed):
            cases.open_case(network.world.warranty_clerk, network.signal().pk, suspicion="x", at=NOON)
        with pytest.raises(Missing):
            cases.open_case(network.officer, 0, suspicion="x", at=NOON)


class TestSetAside:
    def test_keeps_the_reason(self, network: Network) -> None:
        found = cases.set_aside(network.officer, network.signal().pk, why="集中申报")
        assert (found.state, found.why) == (SignalState.ASIDE, "集中申报")

    def test_wants_a_reason(self, network: Network) -> None:
        with pytest.raises(Refused, match="为什么"):
            cases.set_aside(network.officer, network.signal().pk, why="")

    def test_is_the_officers(self, network: Network) -> None:
        with pytest.raises(NotAllowed):
            cases.set_aside(network.world.southern_manager, network.signal().pk, why="x")


class TestBringBack:
    def test_takes_a_wrong_judgement_back(self, network: Network) -> None:
        signal = cases.set_aside(network.officer, network.signal().pk, why="x")
        assert cases.bring_back(network.officer, signal.pk).state == SignalState.NEW

    def test_is_only_for_what_was_set_aside(self, network: Network) -> None:
        with pytest.raises(OutOfTurn):
            cases.bring_back(network.officer, network.signal().pk)

    def test_is_the_officers(self, network: Network) -> None:
        with pytest.raises(NotAllowed):
            cases.bring_back(network.world.service_manager, network.signal().pk)


class TestAskStores:
    def test_asks_every_store_for_its_own_claims_once(self, network: Network) -> None:
        case = opened(network)
        order = cases.ask_stores(network.officer, case.pk, due_on=DUE, words="带标签", at=NOON)
        assert order.case_id == case.pk
        assert order.asks.count() == 2
        mine = calls.asks_of_store(network.world.warranty_clerk, on=TODAY)
        assert len(mine) == 1
        assert 0 < len(mine[0].claims) <= wishes.MOST_EACH
        with pytest.raises(Refused, match="没有可以再要"):
            cases.ask_stores(network.officer, case.pk, due_on=DUE, at=NOON)

    def test_names_claims_of_which_nothing_can_come(self, network: Network) -> None:
        cases.ask_stores(network.officer, opened(network).pk, due_on=DUE, at=NOON)
        row = calls.asks_of_store(network.world.warranty_clerk, on=TODAY)[0]
        assert set(row.lacking) == set(row.claims)
        assert (row.state, row.is_open) == (AskState.LACKING, True)

    def test_brings_the_parts_into_the_stores_claimed_parts_store(
        self, network: Network, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cover_answers, "answers", covered())
        story = Claiming(network.world).ready()
        case = opened(network)
        case.signal.claim_ids = [story.claim.pk]
        case.signal.save()
        monkeypatch.setattr(
            called,
            "claims",
            lambda *, ids: [called.Known(story.claim.pk, network.world.north.pk, story.claim.number)],
        )
        order = cases.ask_stores(network.officer, case.pk, due_on=DUE, at=NOON)
        assert story.part.call_back is not None
        assert story.part.call_back.their_number == order.number
        card = signals.signal(network.officer, case.signal_id, on=TODAY)
        assert [(ask.state, ask.wanted) for ask in card.asks] == [(AskState.ASKED, 1)]

    def test_shows_the_store_what_waits(self, network: Network) -> None:
        cases.ask_stores(network.officer, opened(network).pk, due_on=DUE, at=NOON)
        assert any(each.act == "说明缺件" for each in todo.for_actor(network.world.warranty_clerk, NOON))

    def test_refuses_a_day_in_the_past_and_a_closed_case(self, network: Network) -> None:
        case = opened(network)
        with pytest.raises(Refused, match="期限"):
            cases.ask_stores(network.officer, case.pk, due_on=TODAY - timedelta(days=1), at=NOON)
        cases.close_case(network.officer, case.pk, measure="none", finding="使用不当", at=NOON)
        with pytest.raises(OutOfTurn, match="结案"):
            cases.ask_stores(network.officer, case.pk, due_on=DUE, at=NOON)

    def test_is_the_officers(self, network: Network) -> None:
        with pytest.raises(NotAllowed):
            cases.ask_stores(network.world.warranty_clerk, opened(network).pk, due_on=DUE, at=NOON)


class TestCloseCase:
    def test_ends_with_a_measure(self, network: Network) -> None:
        case = cases.close_case(
            network.officer, opened(network).pk, measure="design", finding="焊点改进", at=NOON
        )
        card = signals.signal(network.officer, case.signal_id, on=TODAY)
        assert (card.measure, card.finding, card.case_open) == ("设计或工艺更改", "焊点改进", False)

    @pytest.mark.parametrize(("measure", "finding", "says"), [("", "x", "措施"), ("none", " ", "结论")])
    def test_wants_measure_and_finding(self, network: Network, measure: str, finding: str, says: str) -> None:
        with pytest.raises(Refused, match=says):
            cases.close_case(network.officer, opened(network).pk, measure=measure, finding=finding, at=NOON)

    def test_is_the_officers(self, network: Network) -> None:
        with pytest.raises(NotAllowed):
            cases.close_case(
                network.world.service_manager, opened(network).pk, measure="none", finding="x", at=NOON
            )


class TestReopenCase:
    def test_goes_on_where_it_was(self, network: Network) -> None:
        case = opened(network)
        with pytest.raises(OutOfTurn):
            cases.reopen_case(network.officer, case.pk)
        cases.close_case(network.officer, case.pk, measure="none", finding="x", at=NOON)
        again = cases.reopen_case(network.officer, case.pk)
        assert (again.state, again.closed_at) == (CaseState.OPEN, None)

    def test_is_the_officers(self, network: Network) -> None:
        with pytest.raises(NotAllowed):
            cases.reopen_case(network.world.warranty_clerk, opened(network).pk)
