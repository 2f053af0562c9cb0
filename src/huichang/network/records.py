"""Records of the manufacturer's desk whose history is read on their pages (PLAT-11)."""

from huichang.kernel.records import declare
from huichang.network import permissions

declare("network.signal", permissions.SEE_FIELD, {"network.case": "signal"})
declare("network.callorder", permissions.CALL_PARTS, {"network.partsask": "order"})
declare("network.notice", permissions.PUBLISH, {"network.noticestore": "notice"})
