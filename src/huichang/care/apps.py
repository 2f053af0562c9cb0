from huichang.kernel import room


class Care(room.Room):
    name = "huichang.care"
    verbose_name = "客户关怀"
