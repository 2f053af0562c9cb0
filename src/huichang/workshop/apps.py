from huichang.kernel import room


class Workshop(room.Room):
    name = "huichang.workshop"
