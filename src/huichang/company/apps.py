from huichang.kernel import room


class Company(room.Room):
    name = "huichang.company"
    verbose_name = "门店与人员"
