"""All that waits, judged by the rules in force: the clear decided, a sample of it and the rest laid on the desk (WARR-30)."""

from datetime import datetime, timedelta

from django.db.models.functions import Now
from django.utils.timezone import localdate

from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.verdicts import books, facts, permissions, rules
from huichang.verdicts.models import Round, RuleBook, Verdict
from huichang.verdicts.states import Ruling, VerdictState
from huichang.warranty import answers
from huichang.warranty.queries import auditing
from huichang.warranty.queries.auditing import Sent

USUAL = settings.declare(
    "verdicts.sample_percent",
    5,
    "自动通过的索赔抽检比例（低风险）",
    unit="%",
    fits=settings.between(0, 100),
    of_network=True,
)
RISKY = settings.declare(
    "verdicts.sample_percent_risky",
    30,
    "自动通过的索赔抽检比例（风险分 100）",
    unit="%",
    fits=settings.between(0, 100),
    of_network=True,
)
BATCH = 2_000
SILENT = timedelta(minutes=2)
"""A round that has told nothing for so long has lost its worker."""
SAMPLED = "抽检：符合自动通过的规则"


@use_case(permissions.JUDGE, "发起自动审核")
def ask_round(warrant: Warrant, store_id: int, *, at: datetime) -> list[Round]:
    """Have everything judged that waits in the stores of whoever asks, by the worker. A round that lost its worker goes on.

    Raises Refused without rules in force and when nothing waits, OutOfTurn while all of it is being judged.
    """
    warrant.show_at(store_id)
    if books.in_force(localdate(at)) is None:
        raise Refused("还没有生效的审核规则，请先发布一版。")
    running = {
        row.store_id: row for row in Round.objects.select_for_update(of=("self",)).filter(ended_at=None)
    }
    asked, busy = [], 0
    for store in sorted(warrant.actor.stores_where(permissions.JUDGE)):
        warrant.show_at(store)
        row = running.get(store)
        if row is not None and at - row.told_at < SILENT:
            busy += 1
            continue
        if row is None:
            waiting = len(_new(store))
            if not waiting:
                continue
            row = Round(store_id=store, asked_at=at, whole=waiting, told_at=at)
        row.asked_by_id, row.told_at = warrant.actor.staff_id, at
        row.save()
        announce(facts.JudgingAsked(store, row.pk, at))
        asked.append(row)
    if not asked:
        if busy:
            raise OutOfTurn("正在自动审核，请稍等。")
        raise Refused("没有新的上报要审核。")
    warrant.note = f"{len(asked)} 家门店，{sum(row.whole for row in asked)} 笔"
    warrant.about(asked[0], warrant.note)
    return asked


@use_case(permissions.JUDGE, "自动审核索赔")
def judge_batch(
    warrant: Warrant, store_id: int, *, at: datetime, round_id: int | None = None, most: int = BATCH
) -> int:
    """Judge the oldest submissions of a store that have no verdict yet; how many they were. What is judged stays judged, so it
    may be called again until nothing is left; two at once take turns. Without rules in force all of it goes to the desk."""
    warrant.show_at(store_id)
    wait_for_turn(f"verdicts:{store_id}")
    ids = _new(store_id)[:most]
    on = localdate(at)
    book = books.in_force(on)
    said = books.rules_of(book) if book else []
    risk = books.scores([store_id]).get(store_id, 0.0)
    percent = rules.sample_percent(
        risk, usual=settings.of(store_id, USUAL), risky=settings.of(store_id, RISKY)
    )
    made = [
        _verdict(sent, book, rules.judge(said, books.case_of(sent, risk=risk)), percent, risk, at=at)
        for sent in auditing.sent(ids)
    ]
    Verdict.objects.bulk_create(made, batch_size=1_000)
    answers.take_in([row.claim_id for row in made], at=at)
    if round_id is not None:
        _told(round_id, len(made), at=at)
    warrant.note = f"{len(made)} 笔，{sum(row.by_rule for row in made)} 笔由规则决定"
    if made:
        warrant.about(made[0], warrant.note)
    return len(made)


def _new(store_id: int) -> list[int]:
    """Submissions of a store that have no verdict, the oldest first. Two statements."""
    waiting = auditing.waiting_ids(store_id)
    known = set(
        Verdict.objects.filter(store_id=store_id, submission_id__in=waiting).values_list(
            "submission_id", flat=True
        )
    )
    return [pk for pk in waiting if pk not in known]


def _verdict(
    sent: Sent, book: RuleBook | None, found: rules.Judged, percent: float, risk: float, *, at: datetime
) -> Verdict:
    asked = rules.allot(sent.asked, rules.Amounts(sent.labour, sent.parts, sent.other))
    sampled = (
        book is not None and found.ruling == Ruling.ACCEPT and rules.is_sampled(book.seed, sent.id, percent)
    )
    decided = bool(found.ruling) and not sampled
    return Verdict(
        store_id=sent.store_id,
        submission_id=sent.id,
        claim_id=sent.claim_id,
        number=sent.number,
        sent_at=sent.sent_at,
        state=VerdictState.DECIDED if decided else VerdictState.WAITING,
        ruling=found.ruling if decided else "",
        by_rule=decided,
        is_sample=sampled,
        book=book,
        reasons=[SAMPLED] if sampled else list(found.reasons),
        hits=[[hit.name, hit.does, hit.says] for hit in found.hits],
        risk=round(risk),
        asked_labour=asked.labour,
        asked_parts=asked.parts,
        asked_other=asked.other,
        asked=asked.total,
        paid_labour=found.paid.labour,
        paid_parts=found.paid.parts,
        paid_other=found.paid.other,
        paid=found.paid.total,
        reason=found.reason,
        judged_at=at,
        decided_at=at if decided else None,
    )


def _told(round_id: int, judged: int, *, at: datetime) -> None:
    """How far a round is; one that finds nothing more is over."""
    row = Round.objects.select_for_update(of=("self",)).filter(pk=round_id, ended_at=None).first()
    if row is None:
        return
    done = row.done + judged
    Round.objects.filter(pk=row.pk).update(
        done=done, told_at=Now(), whole=max(row.whole, done), ended_at=None if judged else at
    )
