"""What of policies and campaigns can be told to stores: the last published version of each policy, campaigns that run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from huichang.vehicles import cover_cards
from huichang.vehicles.cover_cards import Change, Field
from huichang.vehicles.models import Campaign, PolicyVersion
from huichang.vehicles.states import CampaignState


@dataclass(frozen=True)
class VersionBrief:
    """A published version of a policy."""

    policy_id: int
    code: str
    number: int
    name: str
    from_on: date
    reason: str
    is_withdrawn: bool
    published_at: datetime


@dataclass(frozen=True)
class VersionSays:
    """What a version says, and what it says otherwise than the one before."""

    fields: tuple[Field, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class CampaignBrief:
    """A campaign that runs."""

    id: int
    number: str
    kind_says: str
    name: str
    state_says: str
    starts_on: date


def last_versions(policy_ids: Iterable[int] | None = None) -> list[VersionBrief]:
    """The last published version of each policy, the newest first. One statement."""
    rows = PolicyVersion.objects.select_related("policy")
    if policy_ids is not None:
        rows = rows.filter(policy_id__in=list(policy_ids))
    found = [
        VersionBrief(
            row.policy_id,
            row.policy.code,
            row.number,
            row.name,
            row.from_on,
            row.reason,
            row.is_withdrawn,
            row.published_at,
        )
        for row in rows.order_by("policy_id", "-number").distinct("policy_id")
    ]
    return sorted(found, key=lambda each: each.published_at, reverse=True)


def version_says(policy_id: int, number: int) -> VersionSays:
    """A version in words, with its changes; empty for an unknown one. One statement."""
    rows = {
        row.number: row
        for row in PolicyVersion.objects.filter(policy_id=policy_id, number__in=[number - 1, number])
    }
    if number not in rows:
        return VersionSays((), ())
    before = rows.get(number - 1)
    return VersionSays(
        cover_cards.fields_of(rows[number]),
        cover_cards.changes(before, rows[number]) if before is not None else (),
    )


def campaigns() -> list[CampaignBrief]:
    """Campaigns that run, the newest first. What is still prepared is nobody's yet. One statement."""
    rows = Campaign.objects.filter(state=CampaignState.OPEN)
    return [
        CampaignBrief(
            row.pk, row.number, row.get_kind_display(), row.name, row.get_state_display(), row.starts_on
        )
        for row in rows.order_by("-starts_on", "-pk")
    ]
