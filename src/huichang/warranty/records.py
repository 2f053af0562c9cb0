"""Whose history may be read, and what hangs on it."""

from huichang.kernel.records import declare
from huichang.warranty import permissions

declare(
    "warranty.claim",
    permissions.SEE_WARRANTY,
    {
        "warranty.claimline": "claim",
        "warranty.outlay": "claim",
        "warranty.submission": "claim",
        "warranty.approval": "claim",
        "warranty.goodwill": "claim",
    },
)
declare("warranty.shipment", permissions.SEE_WARRANTY)
declare("warranty.claimedpart", permissions.SEE_WARRANTY)
declare("warranty.check", permissions.SEE_WARRANTY)
declare("warranty.faultreport", permissions.SEE_WARRANTY)
