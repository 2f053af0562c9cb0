from huichang.kernel import room


class Billing(room.Room):
    name = "huichang.billing"
