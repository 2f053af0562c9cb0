"""Help (PEOPLE-31): a question goes to the technical manager, the answer comes back, a good one becomes knowledge."""

from collections.abc import Sequence
from datetime import datetime

from huichang.kernel import pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.knowledge import facts, permissions, states
from huichang.knowledge.models import HelpMessage, HelpRequest, Lesson

MOST_PHOTOS = 6


@use_case(permissions.ASK_HELP, "技术求助")
def ask_for_help(
    warrant: Warrant,
    /,
    *,
    store_id: int,
    question: str,
    at: datetime,
    codes: str = "",
    plate: str = "",
    car: str = "",
    about: str = "",
    link: str = "",
    photos: Sequence[bytes] = (),
) -> HelpRequest:
    """Ask the technical manager. `about` says what it belongs to in words, `link` is the page that it was asked from.

    Raises Refused without a question, for too many photos, and for files that are no photos.
    """
    warrant.show_at(store_id)
    if not question.strip():
        raise Refused("请写下要问的问题：现象、已经检查过什么、卡在哪里。")
    if len(photos) > MOST_PHOTOS:
        raise Refused(f"一次最多传 {MOST_PHOTOS} 张照片，请挑最清楚的几张。")
    asker = warrant.actor.staff_id
    if asker is None:
        raise Refused("请先登录再求助，技术经理要知道回复给谁。")
    kept = [
        pictures.keep(photo, store_id=store_id, kind="help", at=at, staff_id=asker).pk for photo in photos
    ]
    request = HelpRequest.objects.create(
        store_id=store_id,
        question=question.strip()[:500],
        codes=codes.strip().upper()[:80],
        plate=plate[:10],
        car=car[:60],
        about=about[:60],
        link=link[:120],
        asked_by_id=asker,
        asked_at=at,
        pictures=kept,
    )
    warrant.about(request)
    announce(facts.HelpAsked(store_id, request.pk, asker, at))
    return request


@use_case(permissions.ANSWER_HELP, "回复技术求助")
def answer(warrant: Warrant, request_id: int, *, text: str, at: datetime) -> HelpRequest:
    """Answer a question. Raises OutOfTurn when it is closed, Refused without words."""
    request: HelpRequest = HelpRequest.objects.locked(request_id, warrant)
    states.HELP.move(request, "answer")
    _say(request, warrant, text, at, is_answer=True)
    request.answered_at = request.answered_at or at
    request.save(update_fields=["state", "answered_at"])
    announce(facts.HelpAnswered(request.store_id, request.pk, request.asked_by_id, at))
    return request


@use_case(permissions.ASK_HELP, "追问")
def ask_on(warrant: Warrant, request_id: int, *, text: str, at: datetime) -> HelpRequest:
    """Ask on about the same question: it waits for an answer again. Raises OutOfTurn when it is closed."""
    request: HelpRequest = HelpRequest.objects.locked(request_id, warrant)
    states.HELP.move(request, "ask_on")
    _say(request, warrant, text, at, is_answer=False)
    request.save(update_fields=["state"])
    return request


@use_case(permissions.ANSWER_HELP, "转厂家技术热线")
def pass_on(warrant: Warrant, request_id: int, *, reference: str, at: datetime) -> HelpRequest:
    """The manufacturer's technical line has it now, under this reference; it stays open until their answer is entered.

    Raises Refused without a reference, OutOfTurn when it is closed.
    """
    request: HelpRequest = HelpRequest.objects.locked(request_id, warrant)
    states.HELP.move(request, "pass_on")
    if not reference.strip():
        raise Refused("请填写厂家技术热线的受理号，便于跟催。")
    request.passed_to = reference.strip()[:40]
    request.save(update_fields=["state", "passed_to"])
    return request


@use_case(permissions.CLOSE_HELP, "关闭技术求助")
def close(warrant: Warrant, request_id: int, *, solved: bool, at: datetime) -> HelpRequest:
    """The asker (or who may answer) closes the question, and says whether it is solved.

    Raises OutOfTurn when it is closed already or somebody else's.
    """
    request: HelpRequest = HelpRequest.objects.locked(request_id, warrant)
    actor = warrant.actor
    if actor.staff_id != request.asked_by_id and not actor.may(permissions.ANSWER_HELP, request.store_id):
        raise OutOfTurn("这是别的同事提的求助，请由提问人或技术经理关闭。")
    states.HELP.move(request, "close")
    request.closed_at, request.solved = at, solved
    request.save(update_fields=["state", "closed_at", "solved"])
    return request


@use_case(permissions.RATE_KNOWLEDGE, "求助答复提为经验")
def propose_lesson(warrant: Warrant, request_id: int, *, cause: str, at: datetime) -> Lesson:
    """A good answer is proposed as knowledge: the question as concern, the last answer as correction.

    Raises Refused without a cause or an answer, OutOfTurn when it was proposed already.
    """
    request: HelpRequest = HelpRequest.objects.locked(request_id, warrant)
    last = HelpMessage.objects.filter(request=request, is_answer=True).order_by("-pk").first()
    if last is None:
        raise Refused("还没有答复，等技术经理回复后再提为经验。")
    if not cause.strip():
        raise Refused("请写一句故障原因，例如“节气门过脏”。")
    if Lesson.objects.filter(for_help=request).exists():
        raise OutOfTurn("这条求助已经提为经验，正在等待复核。")
    return Lesson.objects.create(
        store_id=request.store_id,
        for_help=request,
        car=request.car,
        codes=request.codes,
        concern=request.question,
        cause=cause.strip()[:300],
        correction=last.text,
        proposed_at=at,
        state=states.LessonState.PROPOSED,
    )


def _say(request: HelpRequest, warrant: Warrant, text: str, at: datetime, *, is_answer: bool) -> None:
    if not text.strip():
        raise Refused("请先写内容再发送。")
    if warrant.actor.staff_id is None:
        raise Refused("请先登录再发送。")
    HelpMessage.objects.create(
        store_id=request.store_id,
        request=request,
        by_id=warrant.actor.staff_id,
        at=at,
        text=text.strip()[:1000],
        is_answer=is_answer,
    )
