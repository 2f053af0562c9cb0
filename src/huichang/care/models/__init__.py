"""Tables of customer care."""

from huichang.care.models.contact import Attempt, Complaint, DueItem, FollowUp

__all__ = ["Attempt", "Complaint", "DueItem", "FollowUp"]
