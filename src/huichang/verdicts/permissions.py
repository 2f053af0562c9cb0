"""What may be done with verdicts: the manufacturer's people decide, a store takes over what was published to it."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_DESK = permission("verdicts.see_desk", "查看索赔审核", Role.NETWORK_OFFICER)
JUDGE = permission("verdicts.judge", "按规则审核索赔", Role.NETWORK_OFFICER)
DECIDE = permission("verdicts.decide", "审核索赔", Role.NETWORK_OFFICER)
KEEP_RULES = permission("verdicts.keep_rules", "维护索赔审核规则", Role.NETWORK_OFFICER)
PUBLISH = permission("verdicts.publish", "发布索赔结算单", Role.NETWORK_OFFICER)
SCORE = permission("verdicts.score", "计算门店索赔风险", Role.NETWORK_OFFICER)
TAKE_OVER = permission(
    "verdicts.take_over", "接收厂家发布的结算单", Role.WARRANTY_CLERK, Role.CASHIER, Role.SERVICE_MANAGER
)
