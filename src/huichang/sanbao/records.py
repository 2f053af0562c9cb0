"""Records of 三包 whose history is read on their pages (PLAT-11)."""

from huichang.kernel.records import declare
from huichang.sanbao import permissions

declare("sanbao.request", permissions.SEE_SANBAO)
declare(
    "sanbao.repair",
    permissions.SEE_SANBAO,
    {"sanbao.fault": "repair_id", "sanbao.leftout": "repair_id", "sanbao.sparecar": "repair_id"},
)
declare("sanbao.certificate", permissions.SEE_SANBAO)
