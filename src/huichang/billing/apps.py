from huichang.kernel import room


class Billing(room.Room):
    name = "huichang.billing"
    verbose_name = "结算收银"
