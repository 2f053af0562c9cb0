"""Tables of the company: stores, people, teams, bays, shifts, machine tokens, sheets that are brought in."""

from huichang.company.models.people import ApiToken, Grant, Member, Shift, SignIn, Staff, StaffSkill, Team
from huichang.company.models.sheets import Sheet, SheetEffect, SheetWork
from huichang.company.models.stores import Bay, Store

__all__ = [
    "ApiToken",
    "Bay",
    "Grant",
    "Member",
    "Sheet",
    "SheetEffect",
    "SheetWork",
    "Shift",
    "SignIn",
    "Staff",
    "StaffSkill",
    "Store",
    "Team",
]
