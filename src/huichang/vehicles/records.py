"""Whose history may be read, and what hangs on it."""

from huichang.kernel.records import declare
from huichang.vehicles import campaign_shown, cover_cards, permissions

declare(
    "vehicles.policy",
    permissions.SEE_COVER,
    {"vehicles.policydraft": "policy"},
    seen_by=lambda actor, _: cover_cards.sees_drafts(actor),
)
declare(
    "vehicles.campaign",
    permissions.SEE_CAMPAIGNS,
    {"vehicles.campaignpart": "campaign", "vehicles.campaignwork": "campaign"},
    seen_by=campaign_shown.is_shown,
)
