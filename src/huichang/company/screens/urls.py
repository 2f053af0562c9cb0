"""Addresses of this room."""

from django.urls import path

from huichang.company.screens import journal, people, settings, sheets, shifts, store, tokens

app_name = "company"
urlpatterns = [
    path("people/", people.show, name="people"),
    path("people/add/", people.add, name="people.add"),
    path("people/<int:staff_id>/posts/", people.posts, name="people.posts"),
    path("people/<int:staff_id>/skill/", people.skill, name="people.skill"),
    path("people/<int:staff_id>/password/", people.password, name="people.password"),
    path("people/<int:staff_id>/leave/", people.leave, name="people.leave"),
    path("shifts/", shifts.show, name="shifts"),
    path("shifts/plan/", shifts.plan, name="shifts.plan"),
    path("shifts/off/", shifts.off, name="shifts.off"),
    path("shifts/again/", shifts.again, name="shifts.again"),
    path("store/", store.show, name="store"),
    path("store/change/", store.change, name="store.change"),
    path("store/logo/", store.logo, name="store.logo"),
    path("store/bay/", store.add_bay, name="bay.add"),
    path("store/bay/<int:bay_id>/", store.change_bay, name="bay.change"),
    path("store/team/", store.add_team, name="team.add"),
    path("store/team/<int:team_id>/", store.lead_team, name="team.lead"),
    path("store/join/", store.join_team, name="team.join"),
    path("tokens/", tokens.show, name="tokens"),
    path("tokens/make/", tokens.make, name="token.make"),
    path("tokens/<int:token_id>/revoke/", tokens.revoke, name="token.revoke"),
    path("settings/", settings.show, name="settings"),
    path("settings/change/", settings.change, name="settings.change"),
    path("sheets/", sheets.show, name="sheets"),
    path("sheets/<int:sheet_id>/", sheets.one, name="sheet"),
    path("sheets/<int:sheet_id>/columns/", sheets.match, name="sheet.match"),
    path("sheets/<int:sheet_id>/write/", sheets.write, name="sheet.write"),
    path("sheets/<int:sheet_id>/undo/", sheets.undo, name="sheet.undo"),
    path("sheets/<int:sheet_id>/drop/", sheets.drop, name="sheet.drop"),
    path("sheets/<int:sheet_id>/push/", sheets.push, name="sheet.push"),
    path("sheets/<int:sheet_id>/problems.csv", sheets.problems, name="sheet.problems"),
    path("sheets/<int:sheet_id>/blocked/", sheets.blocked, name="sheet.blocked"),
    path("sheets/of/<str:kind>/template.xlsx", sheets.template, name="sheet.template"),
    path("sheets/of/<str:kind>/upload/", sheets.upload, name="sheet.upload"),
    path("journal/", journal.show, name="journal"),
]
