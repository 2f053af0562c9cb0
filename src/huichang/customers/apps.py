from huichang.kernel import room


class Customers(room.Room):
    name = "huichang.customers"
    verbose_name = "客户"
