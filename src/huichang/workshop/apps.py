from huichang.kernel import room


class Workshop(room.Room):
    name = "huichang.workshop"
    verbose_name = "车间"
