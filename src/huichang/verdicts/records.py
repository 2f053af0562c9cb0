"""Records of the claim desk whose history is read on their pages (PLAT-11)."""

from huichang.kernel.records import declare
from huichang.verdicts import permissions

declare("verdicts.verdict", permissions.SEE_DESK, {"verdicts.verdictcut": "verdict"})
declare("verdicts.rulebook", permissions.SEE_DESK, {"verdicts.rule": "book"})
