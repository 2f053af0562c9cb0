"""Records of the price book whose history is read on their pages (PLAT-11)."""

from huichang.kernel.records import declare
from huichang.pricebook import permissions

declare("pricebook.operation", permissions.SEE_PRICES)
declare("pricebook.package", permissions.SEE_PRICES, {"pricebook.packageline": "package"})
