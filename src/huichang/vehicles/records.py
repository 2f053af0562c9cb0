"""Whose history may be read, and what hangs on it."""

from huichang.kernel.records import declare
from huichang.vehicles import permissions

declare("vehicles.policy", permissions.SEE_COVER, {"vehicles.policydraft": "policy"})
declare(
    "vehicles.campaign",
    permissions.SEE_CAMPAIGNS,
    {"vehicles.campaignpart": "campaign", "vehicles.campaignwork": "campaign"},
)
