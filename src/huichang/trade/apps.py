from huichang.kernel import room


class Trade(room.Room):
    name = "huichang.trade"
    verbose_name = "配件销售"
