from huichang.kernel import room


class Company(room.Room):
    name = "huichang.company"
