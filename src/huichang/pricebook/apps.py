from huichang.kernel import room


class Pricebook(room.Room):
    name = "huichang.pricebook"
    verbose_name = "价目"
