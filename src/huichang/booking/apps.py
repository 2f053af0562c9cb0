from huichang.kernel import room


class Booking(room.Room):
    name = "huichang.booking"
    verbose_name = "预约"
