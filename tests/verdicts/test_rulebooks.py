"""Versions of the rules: drafted, tried, published."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.verdicts import books, deciding, rulebooks
from huichang.verdicts.models import Rule, RuleBook
from huichang.verdicts.queries import books as shown
from huichang.verdicts.rulebooks import RuleSaid
from huichang.verdicts.states import BookState
from tests.verdicts.auditing import GENEROUS, NARROW, Auditing
from tests.world import NOON, TODAY

pytestmark = pytest.mark.req("WARR-30")


def draft(desk: Auditing, *rules: RuleSaid) -> RuleBook:
    """A draft with these rules."""
    book = rulebooks.begin_book(desk.officer, desk.world.north.pk, at=NOON)
    for rule in rules:
        rulebooks.save_rule(desk.officer, book.pk, said=rule, at=NOON)
    return book


class TestBeginBook:
    def test_copies_what_is_in_force(self, desk: Auditing) -> None:
        desk.ruled(GENEROUS)
        book = draft(desk)
        assert (book.number, book.state) == (2, BookState.DRAFT)
        assert Rule.objects.get(book=book).name == GENEROUS.name

    def test_stands_alone(self, desk: Auditing) -> None:
        draft(desk)
        with pytest.raises(OutOfTurn, match="在起草"):
            draft(desk)

    def test_is_the_officers(self, desk: Auditing) -> None:
        with pytest.raises(NotAllowed):
            rulebooks.begin_book(desk.world.service_manager, desk.world.north.pk, at=NOON)


class TestSaveRule:
    def test_is_kept_and_changed(self, desk: Auditing) -> None:
        book = draft(desk)
        said = RuleSaid(
            " 制动件转人工 ",
            "person",
            {"parts": " 1,000 ", "days": ""},
            stores=[desk.world.north.pk],
            models=["R5", "R5", " "],
            parts=["BR"],
            kinds=["normal"],
        )
        row = rulebooks.save_rule(desk.officer, book.pk, said=said, at=NOON)
        assert (row.name, row.limits, row.models_of, row.parts) == (
            "制动件转人工",
            {"parts": "1000"},
            ["R5"],
            ["BR"],
        )
        rulebooks.save_rule(desk.officer, book.pk, said=NARROW, rule_id=row.pk, at=NOON)
        assert Rule.objects.get().limits == {"total": "500"}

    def test_wants_a_new_trial(self, desk: Auditing) -> None:
        desk.sent()
        book = draft(desk, GENEROUS)
        rulebooks.try_book(desk.officer, book.pk, months=3, at=desk.at)
        rulebooks.save_rule(desk.officer, book.pk, said=RuleSaid("x", "person", {"days": "9"}), at=NOON)
        with pytest.raises(Refused, match="还没有试算"):
            rulebooks.publish_book(desk.officer, book.pk, from_on=TODAY, reason="x", at=NOON)

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            (RuleSaid("x", "accept", {"total": "many"}), "不是数字"),
            (RuleSaid("x", "accept", {"total": "-1"}), "0 到"),
            (RuleSaid("x", "accept", {"total": "1.005"}), "两位小数"),
            (RuleSaid("x", "accept", {"moon": "1"}), "没有这样的限值"),
            (RuleSaid("x", "accept", {}), "至少要有一个限值"),
            (RuleSaid("x", "cut", {"total": "1"}, reason="made_up"), "原因"),
            (RuleSaid("x", "person", {"total": "1"}, stores=[0]), "门店"),
            (RuleSaid("x", "person", {"total": "1"}, kinds=["y"]), "索赔类型"),
        ],
    )
    def test_refuses_what_is_no_rule(self, desk: Auditing, said: RuleSaid, why: str) -> None:
        book = draft(desk)
        with pytest.raises(Refused, match=why):
            rulebooks.save_rule(desk.officer, book.pk, said=said, at=NOON)
        assert not Rule.objects.exists()

    def test_refuses_the_same_name_a_strange_rule_and_a_published_book(self, desk: Auditing) -> None:
        old = desk.ruled(GENEROUS)
        book = draft(desk)
        with pytest.raises(OutOfTurn, match="同名"):
            rulebooks.save_rule(desk.officer, book.pk, said=GENEROUS, at=NOON)
        with pytest.raises(Missing):
            rulebooks.save_rule(
                desk.officer, book.pk, said=NARROW, rule_id=Rule.objects.get(book=old).pk, at=NOON
            )
        with pytest.raises(OutOfTurn):
            rulebooks.save_rule(desk.officer, old.pk, said=NARROW, at=NOON)

    def test_is_the_officers(self, desk: Auditing) -> None:
        with pytest.raises(NotAllowed):
            rulebooks.save_rule(desk.world.adviser, draft(desk).pk, said=GENEROUS, at=NOON)


class TestDropRule:
    def test_leaves_the_draft(self, desk: Auditing) -> None:
        book = draft(desk, GENEROUS)
        rulebooks.drop_rule(desk.officer, Rule.objects.get().pk, book_id=book.pk)
        assert not Rule.objects.exists()
        with pytest.raises(Missing):
            rulebooks.drop_rule(desk.officer, 0, book_id=book.pk)

    def test_is_the_officers(self, desk: Auditing) -> None:
        book = draft(desk, GENEROUS)
        with pytest.raises(NotAllowed):
            rulebooks.drop_rule(desk.world.adviser, Rule.objects.get().pk, book_id=book.pk)


class TestTryBook:
    def test_says_what_would_have_been_against_what_was(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        deciding.reject_claim(desk.officer, verdict.pk, reason="no_quality", at=desk.at)
        book = draft(desk, RuleSaid("全通过", "accept", {"total": "9000"}))
        rulebooks.try_book(desk.officer, book.pk, months=6, at=desk.at + timedelta(hours=1))
        tried = shown.book(desk.officer, book.pk).tried
        assert tried is not None
        assert (tried.submissions, tried.compared, tried.agree) == (1, 1, 0)
        assert [(each.says, each.count, each.paid) for each in tried.rulings] == [("通过", 1, 680)]
        (against,) = tried.against
        assert (against.ours, against.theirs, against.ours_paid, against.theirs_paid) == (
            "通过",
            "拒付",
            680,
            0,
        )

    def test_looks_at_the_months_up_to_the_day_that_is_asked_for(self, desk: Auditing) -> None:
        desk.sent()
        book = draft(desk, GENEROUS)
        sent_on, later = localdate(desk.at), desk.at + timedelta(days=3)
        for until, count in ((sent_on, 1), (sent_on - timedelta(days=1), 0)):
            rulebooks.try_book(desk.officer, book.pk, months=1, until=until, at=later)
            tried = shown.book(desk.officer, book.pk).tried
            assert tried is not None
            assert (tried.until, tried.submissions) == (until, count)
        with pytest.raises(Refused, match="只能到今天"):
            rulebooks.try_book(
                desk.officer, book.pk, months=1, until=localdate(later) + timedelta(days=1), at=later
            )

    def test_changes_no_verdict(self, desk: Auditing) -> None:
        desk.sent()
        rulebooks.try_book(desk.officer, draft(desk, GENEROUS).pk, months=1, at=desk.at)
        assert desk.claim.state == "sent"

    def test_refuses_an_empty_book_and_odd_months(self, desk: Auditing) -> None:
        book = draft(desk)
        with pytest.raises(Refused, match="还没有规则"):
            rulebooks.try_book(desk.officer, book.pk, months=3, at=NOON)
        for months in (0, 13):
            with pytest.raises(Refused, match="1 到 12"):
                rulebooks.try_book(desk.officer, book.pk, months=months, at=NOON)

    def test_is_the_officers(self, desk: Auditing) -> None:
        with pytest.raises(NotAllowed):
            rulebooks.try_book(desk.world.adviser, draft(desk, GENEROUS).pk, months=3, at=NOON)


class TestPublishBook:
    def test_is_in_force_from_its_day_until_the_next(self, desk: Auditing) -> None:
        first = desk.ruled(GENEROUS)
        book = draft(desk)
        rulebooks.try_book(desk.officer, book.pk, months=3, at=NOON)
        tomorrow = TODAY + timedelta(days=1)
        rulebooks.publish_book(desk.officer, book.pk, from_on=tomorrow, reason="改限值", at=NOON)
        now, then = books.in_force(TODAY), books.in_force(tomorrow)
        assert (now, then) == (first, book)
        assert books.in_force(TODAY - timedelta(days=1)) is None

    def test_wants_a_reason_a_trial_and_a_day_that_is_free(self, desk: Auditing) -> None:
        desk.ruled(GENEROUS)
        book = draft(desk)
        with pytest.raises(Refused, match="试算"):
            rulebooks.publish_book(desk.officer, book.pk, from_on=TODAY, reason="x", at=NOON)
        rulebooks.try_book(desk.officer, book.pk, months=3, at=NOON)
        with pytest.raises(Refused, match="为什么"):
            rulebooks.publish_book(desk.officer, book.pk, from_on=TODAY, reason=" ", at=NOON)
        with pytest.raises(Refused, match="不能早于今天"):
            rulebooks.publish_book(
                desk.officer, book.pk, from_on=TODAY - timedelta(days=1), reason="x", at=NOON
            )
        with pytest.raises(OutOfTurn, match="已经有一版"):
            rulebooks.publish_book(desk.officer, book.pk, from_on=TODAY, reason="x", at=NOON)

    def test_is_the_officers(self, desk: Auditing) -> None:
        with pytest.raises(NotAllowed):
            rulebooks.publish_book(
                desk.world.adviser, draft(desk, GENEROUS).pk, from_on=TODAY, reason="x", at=NOON
            )


class TestDropBook:
    def test_makes_room_for_another_draft(self, desk: Auditing) -> None:
        assert rulebooks.drop_book(desk.officer, draft(desk).pk).state == BookState.DROPPED
        assert draft(desk).number == 2

    def test_is_not_for_published_ones_nor_for_others(self, desk: Auditing) -> None:
        book = desk.ruled(GENEROUS)
        with pytest.raises(OutOfTurn):
            rulebooks.drop_book(desk.officer, book.pk)
        with pytest.raises(NotAllowed):
            rulebooks.drop_book(desk.world.adviser, book.pk)
