"""What the booking desk prints. Amounts are yuan with tax, labour times minutes; `paper.pdf()` prints."""

from huichang.booking.papers.appointment import Appointment, PartLine, Preparation, ServiceLine

__all__ = ["Appointment", "PartLine", "Preparation", "ServiceLine"]
