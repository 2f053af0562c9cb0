"""Records of the store itself whose history is read on their pages (PLAT-11)."""

from huichang.company import permissions, queries
from huichang.kernel.records import declare

declare(
    "company.staff",
    permissions.MANAGE_PEOPLE,
    {"company.grant": "staff", "company.staffskill": "staff", "company.member": "staff"},
    known=queries.works_at,
)
declare("company.store", permissions.MANAGE_SETTINGS, known=lambda store_id, here: store_id == here)
