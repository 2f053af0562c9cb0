from huichang.kernel import room


class Pricebook(room.Room):
    name = "huichang.pricebook"
