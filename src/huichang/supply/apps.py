from huichang.kernel import room


class Supply(room.Room):
    name = "huichang.supply"
    verbose_name = "采购"
