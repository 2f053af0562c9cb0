"""What screens may ask of what is published: the manufacturer's list with who has read it, a store's list, one notice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from huichang.company import everywhere
from huichang.company.everywhere import Holder
from huichang.company.roles import Role
from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Photo
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.network import permissions
from huichang.network.models import Notice, NoticeRead, NoticeStore
from huichang.network.states import NoticeKind, NoticeState
from huichang.vehicles import announced
from huichang.vehicles.announced import CampaignBrief, VersionBrief, VersionSays

MOST_ROWS = 100


@dataclass(frozen=True)
class NoticeRow:
    """A notice in a list. `mine`: the asker's post must read it; `read_at`: when they said that they have."""

    id: int
    number: str
    kind: str
    kind_says: str
    state: str
    state_says: str
    title: str
    from_on: date
    read_by: date | None
    published_at: datetime
    posts_say: str
    mine: bool = False
    read_at: datetime | None = None

    @property
    def unread(self) -> bool:
        """The asker still has to read it."""
        return self.mine and self.read_at is None and self.state == NoticeState.OUT


@dataclass(frozen=True)
class PublishedRow:
    """A notice in the manufacturer's list: how many of those who must have read it."""

    row: NoticeRow
    stores: int
    asked: int
    read: int

    @property
    def percent(self) -> int:
        """How many per cent have read it."""
        return round(100 * self.read / self.asked) if self.asked else 100


@dataclass(frozen=True)
class ReaderCard:
    """Somebody who must read, and when they did."""

    name: str
    post: str
    read_at: datetime | None


@dataclass(frozen=True)
class StoreReading:
    """A store with its readers."""

    name: str
    readers: list[ReaderCard]
    reminders: int
    reminded_at: datetime | None

    @property
    def read(self) -> int:
        """How many have read it."""
        return sum(reader.read_at is not None for reader in self.readers)


@dataclass(frozen=True)
class PaperCard:
    """A PDF that goes with a notice."""

    name: str
    url: str
    size: int

    @property
    def size_says(self) -> str:
        """`820 KB`, `3.4 MB`."""
        return f"{self.size / 1_048_576:.1f} MB" if self.size >= 1_048_576 else f"{-(-self.size // 1024)} KB"


@dataclass(frozen=True)
class NoticePage:
    """One notice whole. `before` and `after`: what it replaces, what replaces it."""

    row: NoticeRow
    words: str
    photos: list[Photo]
    papers: list[PaperCard]
    policy_id: int | None
    campaign_id: int | None
    says: VersionSays
    published_by: str
    before: NoticeRow | None
    after: NoticeRow | None
    withdrawn_at: datetime | None
    withdrawn_words: str
    stores: list[StoreReading]

    @property
    def behind(self) -> int:
        """People who have not read it."""
        return sum(len(each.readers) - each.read for each in self.stores)


@dataclass(frozen=True)
class ToPublish:
    """What a new notice may be about: versions that no store was told of, campaigns, bulletins that it may replace."""

    versions: list[VersionBrief]
    campaigns: list[CampaignBrief]
    bulletins: list[NoticeRow]


def _row(row: Notice, roles: Sequence[str] = (), read_at: datetime | None = None) -> NoticeRow:
    return NoticeRow(
        row.pk,
        row.number,
        row.kind,
        row.get_kind_display(),
        row.state,
        row.get_state_display(),
        row.title,
        row.from_on,
        row.read_by,
        row.published_at,
        "、".join(Role(each).label for each in row.posts),
        bool(set(roles) & set(row.posts)),
        read_at,
    )


def _publisher(actor: Actor) -> None:
    if not actor.may(permissions.PUBLISH):
        raise NotAllowed("您的岗位不能向门店发布，请找集团督导。")


def published(actor: Actor, *, only: str = NoticeState.OUT, text: str = "") -> list[PublishedRow]:
    """Notices of one state (or `all`), the newest first, with how far they are read; `text` finds number, title and its
    initials. Four statements."""
    _publisher(actor)
    rows = Notice.objects.order_by("-published_at", "-pk")
    if only in NoticeState.values:
        rows = rows.filter(state=only)
    found = _meant(rows[: MOST_ROWS * 3], text)[:MOST_ROWS]
    people = everywhere.holders({post for row in found for post in row.posts})
    stores: dict[int, set[int]] = {}
    for notice_id, store_id in NoticeStore.objects.filter(notice__in=found).values_list("notice", "store"):
        stores.setdefault(notice_id, set()).add(store_id)
    read: dict[int, set[tuple[int, int]]] = {}
    told = NoticeRead.objects.filter(notice__in=found).values_list("notice", "store", "staff")
    for notice_id, store_id, staff_id in told:
        read.setdefault(notice_id, set()).add((store_id, staff_id))
    cards = []
    for row in found:
        asked = {
            (each.store_id, each.staff_id)
            for each in people
            if each.role in row.posts and each.store_id in stores.get(row.pk, ())
        }
        cards.append(
            PublishedRow(
                _row(row), len(stores.get(row.pk, ())), len(asked), len(asked & read.get(row.pk, set()))
            )
        )
    return cards


def _meant(rows: Iterable[Notice], text: str) -> list[Notice]:
    wanted = text.strip().upper()
    return [
        row
        for row in rows
        if not wanted
        or wanted in row.number
        or wanted in row.title.upper()
        or wanted.lower() in row.initials.lower()
    ]


def published_page(actor: Actor, notice_id: int) -> NoticePage:
    """One notice with who has read it, store by store. Seven statements. Raises Missing."""
    _publisher(actor)
    row = _whole(notice_id)
    names = dict(everywhere.stores())
    to = {each.store_id: each for each in NoticeStore.objects.filter(notice=row)}
    read = {(each.store_id, each.staff_id): each.at for each in NoticeRead.objects.filter(notice=row)}
    people: dict[int, list[Holder]] = {store_id: [] for store_id in to}
    for each in everywhere.holders(row.posts, to):
        people[each.store_id].append(each)
    stores = [
        StoreReading(
            names.get(store_id, ""),
            [
                ReaderCard(who.name, Role(who.role).label, read.get((store_id, who.staff_id)))
                for who in _once(people[store_id])
            ],
            sent.reminders,
            sent.reminded_at,
        )
        for store_id, sent in to.items()
    ]
    stores.sort(key=lambda each: (each.read == len(each.readers), each.name))
    return _page(row, _row(row), stores)


def _once(people: list[Holder]) -> list[Holder]:
    """Each person once, whatever posts they hold."""
    return list({each.staff_id: each for each in reversed(people)}.values())[::-1]


def _whole(notice_id: int) -> Notice:
    rows = Notice.objects.select_related("published_by", "supersedes", "superseded_by")
    row: Notice | None = rows.filter(pk=notice_id).first()
    if row is None:
        raise Missing("没有找到这个通知，请回到通知清单。")
    return row


def _page(row: Notice, card: NoticeRow, stores: list[StoreReading]) -> NoticePage:
    """The notice in full; one statement for a policy's words."""
    says = VersionSays((), ())
    if row.policy_id is not None:
        says = announced.version_says(row.policy_id, row.policy_version or 0)
    after: Notice | None = getattr(row, "superseded_by", None)
    return NoticePage(
        card,
        row.words,
        [Photo(pictures.link(each)) for each in row.pictures],
        [PaperCard(each["name"], pictures.link(each["id"]), each["bytes"]) for each in row.papers],
        row.policy_id,
        row.campaign_id,
        says,
        row.published_by.name if row.published_by else "",
        _row(row.supersedes) if row.supersedes else None,
        _row(after) if after else None,
        row.withdrawn_at,
        row.withdrawn_words,
        stores,
    )


def to_publish(actor: Actor) -> ToPublish:
    """What may be published. Three statements."""
    _publisher(actor)
    rows = list(Notice.objects.filter(state=NoticeState.OUT).order_by("-pk")[: MOST_ROWS * 3])
    told = {(row.policy_id, row.policy_version) for row in rows if row.policy_id}
    return ToPublish(
        [each for each in announced.last_versions() if (each.policy_id, each.number) not in told],
        announced.campaigns(),
        [_row(row) for row in rows if row.kind == NoticeKind.BULLETIN],
    )


def of_store(actor: Actor, *, only: str = "all", text: str = "") -> list[NoticeRow]:
    """What was published to the store where the actor works; what they still have to read first, then the newest.

    `only`: unread or all. Two statements.
    """
    here = _reader(actor)
    rows = Notice.objects.filter(stores__store_id=here).order_by("-published_at", "-pk")
    read = dict(
        NoticeRead.objects.filter(store_id=here, staff_id=actor.staff_id or 0).values_list("notice_id", "at")
    )
    found = [_row(row, actor.roles, read.get(row.pk)) for row in _meant(rows[: MOST_ROWS * 3], text)]
    if only == "unread":
        found = [row for row in found if row.unread]
    return sorted(found, key=lambda row: not row.unread)[:MOST_ROWS]


def _reader(actor: Actor) -> int:
    if not actor.may(permissions.READ_NOTICES):
        raise NotAllowed("您的账号没有阅读通知的权限，请联系系统管理员。")
    return actor.here


def page_of_store(actor: Actor, notice_id: int) -> NoticePage:
    """One notice as a store reads it: nobody else's reading. Four statements. Raises Missing for one that did not go there."""
    here = _reader(actor)
    if not NoticeStore.objects.filter(notice_id=notice_id, store_id=here).exists():
        raise Missing("没有找到发给本店的这个通知，请回到通知清单。")
    row = _whole(notice_id)
    said = NoticeRead.objects.filter(notice=row, store_id=here, staff_id=actor.staff_id or 0).first()
    return _page(row, _row(row, actor.roles, said.at if said else None), [])
