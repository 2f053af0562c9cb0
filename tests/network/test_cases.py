"""What a person makes of a signal."""

from datetime import timedelta

import pytest

from huichang.kernel import todo
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.network import cases, queries
from huichang.network.models import Case, PartsAsk
from huichang.network.states import CaseState, SignalState
from tests.network.field import Network
from tests.world import NOON, TODAY

pytestmark = pytest.mark.req("WARR-31")
DUE = TODAY + timedelta(days=10)


def opened(network: Network) -> Case:
    return cases.open_case(network.officer, network.signal().pk, suspicion="供应商批次", at=NOON)


class TestOpenCase:
    def test_makes_a_case_that_is_read_on_the_signal(self, network: Network) -> None:
        case = opened(network)
        card = queries.signal(network.officer, case.signal_id)
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
        assert cases.ask_stores(network.officer, case.pk, due_on=DUE, words="带标签", at=NOON) == 2
        mine = queries.asks_of_store(network.world.warranty_clerk)
        assert len(mine) == 1
        assert 0 < len(mine[0].claims) <= cases.MOST_ASKED
        with pytest.raises(Refused, match="没有可以再要"):
            cases.ask_stores(network.officer, case.pk, due_on=DUE, at=NOON)

    def test_shows_the_store_what_waits(self, network: Network) -> None:
        cases.ask_stores(network.officer, opened(network).pk, due_on=DUE, at=NOON)
        assert any(each.act == "安排旧件" for each in todo.for_actor(network.world.warranty_clerk, NOON))

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


class TestArrangeParts:
    @pytest.fixture
    def ask(self, network: Network) -> PartsAsk:
        cases.ask_stores(network.officer, opened(network).pk, due_on=DUE, at=NOON)
        return PartsAsk.objects.get(store=network.world.north)

    def test_answers_the_manufacturer(self, network: Network, ask: PartsAsk) -> None:
        cases.arrange_parts(network.world.warranty_clerk, ask.pk, answer="回运单 HY1", at=NOON)
        assert queries.asks_of_store(network.world.warranty_clerk) == []
        assert "回运单 HY1" in [
            each.answer for each in queries.signal(network.officer, ask.case.signal_id).asks
        ]

    def test_wants_words_and_answers_once(self, network: Network, ask: PartsAsk) -> None:
        with pytest.raises(Refused, match="怎么回运"):
            cases.arrange_parts(network.world.warranty_clerk, ask.pk, answer="", at=NOON)
        cases.arrange_parts(network.world.warranty_clerk, ask.pk, answer="HY1", at=NOON)
        with pytest.raises(OutOfTurn):
            cases.arrange_parts(network.world.warranty_clerk, ask.pk, answer="HY2", at=NOON)

    def test_is_for_this_stores_clerk(self, network: Network, ask: PartsAsk) -> None:
        with pytest.raises(NotAllowed):
            cases.arrange_parts(network.world.adviser, ask.pk, answer="x", at=NOON)
        with pytest.raises(Missing):
            cases.arrange_parts(network.world.southern_manager, ask.pk, answer="x", at=NOON)


class TestCloseCase:
    def test_ends_with_a_measure(self, network: Network) -> None:
        case = cases.close_case(
            network.officer, opened(network).pk, measure="design", finding="焊点改进", at=NOON
        )
        card = queries.signal(network.officer, case.signal_id)
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
