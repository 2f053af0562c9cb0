"""Addresses of this room."""

from django.urls import URLPattern, path

from huichang.workshop.screens import dispatch
from huichang.workshop.screens.lane_urls import lane

app_name = "workshop"
work: list[URLPattern] = [
    path("dispatch/", dispatch.show, name="dispatch"),
    path("dispatch/job/<int:job_id>/", dispatch.choose, name="dispatch.choose"),
    path("dispatch/job/<int:job_id>/assign/", dispatch.assign, name="dispatch.assign"),
    path("dispatch/assignment/<int:assignment_id>/reassign/", dispatch.reassign, name="dispatch.reassign"),
    path("dispatch/assignment/<int:assignment_id>/release/", dispatch.release, name="dispatch.release"),
]
urlpatterns: list[URLPattern] = [*lane, *work]
