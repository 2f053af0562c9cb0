"""Addresses of this room."""

from django.urls import path

from huichang.company.screens import journal, people, settings

app_name = "company"
urlpatterns = [
    path("people/", people.show, name="people"),
    path("people/add/", people.add, name="people.add"),
    path("people/<int:staff_id>/posts/", people.posts, name="people.posts"),
    path("people/<int:staff_id>/skill/", people.skill, name="people.skill"),
    path("people/<int:staff_id>/password/", people.password, name="people.password"),
    path("people/<int:staff_id>/leave/", people.leave, name="people.leave"),
    path("settings/", settings.show, name="settings"),
    path("settings/change/", settings.change, name="settings.change"),
    path("journal/", journal.show, name="journal"),
]
