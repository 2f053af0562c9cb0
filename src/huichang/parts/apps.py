from huichang.kernel import room


class Parts(room.Room):
    name = "huichang.parts"
