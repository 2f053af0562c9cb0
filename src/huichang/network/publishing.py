"""Publishing to stores (PLAT-03): policies, campaigns and bulletins go out to named stores, are read, reminded of, replaced,
withdrawn."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.timezone import localdate

from huichang.company import everywhere
from huichang.company.roles import Role
from huichang.kernel import papers_in, pictures, pinyin
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.network import permissions, states
from huichang.network.models import Notice, NoticeRead, NoticeStore
from huichang.network.states import NoticeKind, NoticeState
from huichang.vehicles import announced

MOST_PICTURES = 6
MOST_PAPERS = 3
MOST_WORDS = 4_000
READERS = tuple(role for role in Role if role not in (Role.NETWORK_OFFICER, Role.ADMINISTRATOR))
"""Posts that may be asked to read."""


@use_case(permissions.PUBLISH, "向门店发布")
def publish(
    warrant: Warrant,
    /,
    *,
    kind: str,
    title: str = "",
    words: str = "",
    posts: Iterable[str],
    store_ids: Iterable[int],
    from_on: date | None = None,
    read_by: date | None = None,
    policy_id: int | None = None,
    campaign_id: int | None = None,
    supersedes_id: int | None = None,
    photos: Sequence[bytes] = (),
    papers: Sequence[papers_in.Brought] = (),
    at: datetime,
) -> Notice:
    """A policy's last version, a campaign or a bulletin goes to these stores; people of `posts` there must confirm it. With it go
    pictures and PDFs.

    A notice of the same policy or campaign that is still out is replaced; a bulletin replaces what `supersedes_id` names.
    Raises Refused for what is missing or does not fit, Missing for an unknown policy, campaign, store or notice.
    """
    here = warrant.actor.here
    warrant.show_at(here)
    told = list(dict.fromkeys(posts))
    _check(kind, told, read_by, at)
    stores = _stores(store_ids)
    notice = Notice(kind=kind, posts=told, read_by=read_by, published_at=at)
    notice.published_by_id = warrant.actor.staff_id
    # Between the look at what is out and its replacing nobody else may publish: the same version would go out twice.
    wait_for_turn("network.publish")
    if kind == NoticeKind.POLICY:
        _of_policy(notice, policy_id)
    elif kind == NoticeKind.CAMPAIGN:
        _of_campaign(notice, campaign_id)
    else:
        notice.from_on = from_on or localdate(at)
    notice.title = (title.strip() or notice.title)[:80]
    notice.words = words.strip()[:MOST_WORDS]
    if not notice.title:
        raise Refused("请填写标题。", fields=("title",))
    if kind == NoticeKind.BULLETIN and not (notice.words or photos or papers):
        raise Refused("请写明通报的内容，或附上图片、PDF。", fields=("words",))
    if len(photos) > MOST_PICTURES:
        raise Refused(f"一个通知最多附 {MOST_PICTURES} 张图片。", fields=("photos",))
    if len(papers) > MOST_PAPERS:
        raise Refused(f"一个通知最多附 {MOST_PAPERS} 份 PDF。", fields=("papers",))
    notice.initials = pinyin.initials(notice.title)[:80]
    notice.pictures = [
        pictures.keep(each, store_id=here, kind="notice", at=at, staff_id=warrant.actor.staff_id).pk
        for each in photos
    ]
    notice.papers = [
        {
            "id": papers_in.keep(each, store_id=here, at=at, staff_id=warrant.actor.staff_id).pk,
            "name": papers_in.name_of(each),
            "bytes": len(each.content),
        }
        for each in papers
    ]
    _supersede(notice, supersedes_id)
    notice.save()
    NoticeStore.objects.bulk_create(NoticeStore(store_id=store_id, notice=notice) for store_id in stores)
    warrant.about(notice, f"{notice.number} {notice.title}：{len(stores)} 家门店")
    return notice


def _check(kind: str, posts: list[str], read_by: date | None, at: datetime) -> None:
    if kind not in NoticeKind.values:
        raise Refused("请选择发布什么：担保政策、召回和服务活动，或通报。", fields=("kind",))
    if not posts or set(posts) - {str(role) for role in READERS}:
        raise Refused("请选择必读岗位。", fields=("posts",))
    if read_by is not None and read_by < localdate(at):
        raise Refused("阅读期限不能早于今天。", fields=("read_by",))


def _stores(store_ids: Iterable[int]) -> list[int]:
    wanted = sorted(set(store_ids))
    if not wanted:
        raise Refused("请选择发给哪些门店。", fields=("stores",))
    if set(wanted) - {store_id for store_id, _ in everywhere.stores()}:
        raise Missing("有的门店没有找到，请刷新页面后重选。")
    return wanted


def _of_policy(notice: Notice, policy_id: int | None) -> None:
    last = next(iter(announced.last_versions([policy_id])), None) if policy_id else None
    if policy_id is None or last is None:
        raise Refused("请选择要发布的担保政策；还在起草的先在“担保政策”里发布版本。", fields=("policy",))
    if Notice.objects.filter(policy_id=policy_id, policy_version=last.number, state=NoticeState.OUT).exists():
        raise Refused(f"{last.name}第 {last.number} 版已经发布给门店了。", fields=("policy",))
    notice.policy_id, notice.policy_version, notice.from_on = policy_id, last.number, last.from_on
    notice.title = f"{last.name}第 {last.number} 版{'停用' if last.is_withdrawn else ''}"


def _of_campaign(notice: Notice, campaign_id: int | None) -> None:
    campaign = next((each for each in announced.campaigns() if each.id == campaign_id), None)
    if campaign is None:
        raise Refused(
            "请选择正在执行的召回或服务活动；还在准备的先导入名单、开始执行。", fields=("campaign",)
        )
    notice.campaign_id, notice.from_on = campaign.id, campaign.starts_on
    notice.title = f"{campaign.kind_says} {campaign.number} {campaign.name}"


def _supersede(notice: Notice, supersedes_id: int | None) -> None:
    """What is still out about the same thing, or what is named, is replaced."""
    rows = Notice.objects.select_for_update(of=("self",)).order_by("-pk")
    if notice.policy_id or notice.campaign_id:
        before = rows.filter(
            policy_id=notice.policy_id, campaign_id=notice.campaign_id, state=NoticeState.OUT
        ).first()
    elif supersedes_id:
        before = rows.filter(pk=supersedes_id, kind=notice.kind).first()
        if before is None:
            raise Missing("没有找到要替代的通报，请重新选择。")
    else:
        return
    if before is not None:
        states.NOTICE.move(before, "supersede")
        before.save(update_fields=["state"])
        notice.supersedes = before


@use_case(permissions.PUBLISH, "撤回通知")
def withdraw_notice(warrant: Warrant, notice_id: int, *, why: str, at: datetime) -> Notice:
    """It does not hold any more; stores still see it, with the reason. Raises Refused without one, OutOfTurn for
    what is not out."""
    notice: Notice = Notice.objects.locked(notice_id, warrant)
    states.NOTICE.move(notice, "withdraw")
    if not why.strip():
        raise Refused("请写明为什么撤回，门店会看到。", fields=("why",))
    notice.withdrawn_at, notice.withdrawn_words = at, why.strip()[:200]
    notice.save(update_fields=["state", "withdrawn_at", "withdrawn_words"])
    return notice


@use_case(permissions.PUBLISH, "提醒门店阅读")
def remind_readers(warrant: Warrant, notice_id: int, *, at: datetime) -> int:
    """Stores in which somebody of the posts has not read it are told again, each once a day; how many were told.

    Raises OutOfTurn for what is not out, Refused when everybody has read it or was reminded today.
    """
    notice: Notice = Notice.objects.locked(notice_id, warrant)
    if notice.state != NoticeState.OUT:
        raise OutOfTurn(f"{notice}现在是“{notice.get_state_display()}”，不用再提醒。")
    read = set(NoticeRead.objects.filter(notice=notice).values_list("store_id", "staff_id"))
    behind = {
        each.store_id
        for each in everywhere.holders(notice.posts)
        if (each.store_id, each.staff_id) not in read
    }
    rows = [
        row
        for row in NoticeStore.objects.select_for_update(of=("self",)).filter(notice=notice).order_by("pk")
        if row.store_id in behind and (row.reminded_at is None or localdate(row.reminded_at) != localdate(at))
    ]
    if not rows:
        raise Refused("没有要提醒的门店：都已阅，或今天已经提醒过。")
    for row in rows:
        row.reminders, row.reminded_at = row.reminders + 1, at
    NoticeStore.objects.bulk_update(rows, ["reminders", "reminded_at"])
    return len(rows)


@use_case(permissions.READ_NOTICES, "确认已阅")
def confirm_read(warrant: Warrant, notice_id: int, *, at: datetime) -> NoticeRead:
    """Somebody at a store says that they have read it; said twice, it stands as it was said first.

    Raises Missing for a notice that did not go to this store, OutOfTurn for one that holds no more.
    """
    here, staff_id = warrant.actor.here, warrant.actor.staff_id
    warrant.show_at(here)
    notice = Notice.objects.filter(pk=notice_id, stores__store_id=here).first()
    if notice is None or staff_id is None:
        raise Missing("没有找到发给本店的这个通知，请回到通知清单。")
    warrant.about(notice)
    before: NoticeRead | None = NoticeRead.objects.filter(
        notice=notice, store_id=here, staff_id=staff_id
    ).first()
    if before is not None:
        return before
    if notice.state != NoticeState.OUT:
        raise OutOfTurn(f"{notice}现在是“{notice.get_state_display()}”，不用再确认。")
    made: NoticeRead
    made, _ = NoticeRead.objects.get_or_create(
        notice=notice,
        store_id=here,
        staff_id=staff_id,
        defaults={"roles": list(warrant.actor.roles), "at": at},
    )
    return made
