from huichang.kernel import room


class Booking(room.Room):
    name = "huichang.booking"
