from huichang.kernel import room


class Care(room.Room):
    name = "huichang.care"
