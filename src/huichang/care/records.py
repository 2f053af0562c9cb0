"""Records of customer care whose history is read on their pages (PLAT-11)."""

from huichang.care import permissions
from huichang.kernel.records import declare

declare("care.followup", permissions.SEE_CALLS, {"care.attempt": "follow_up"})
declare("care.complaint", permissions.SEE_COMPLAINTS)
declare("care.dueitem", permissions.SEE_DUE)
