"""Addresses of this room."""

from django.urls import path

from huichang.booking.screens import (
    appointment,
    calls,
    desk,
    desk_caller,
    desk_items,
    listing,
    move,
    preparation,
    ready_by,
    slots,
    welcome,
)

app_name = "booking"
urlpatterns = [
    path("", listing.show, name="list"),
    path("desk/", desk.show, name="desk"),
    path("desk/book/", desk.book, name="desk.book"),
    path("desk/callers/", desk_caller.find, name="desk.callers"),
    path("desk/car/", desk_caller.car, name="desk.car"),
    path("desk/matters/", desk_caller.matters, name="desk.matters"),
    path("desk/story/", desk_caller.story, name="desk.story"),
    path("desk/faults/", desk_items.faults, name="desk.faults"),
    path("desk/find/", desk_items.find, name="desk.find"),
    path("desk/items/", desk_items.show, name="desk.items"),
    path("ready/", ready_by.show, name="ready"),
    path("desk/link/<int:customer_id>/", desk_caller.send_link, name="desk.link"),
    path("slots/", slots.show, name="slots"),
    path("preparation/", preparation.show, name="preparation"),
    path("preparation/<int:point_id>/tick/", preparation.tick, name="preparation.tick"),
    path("preparation/<int:point_id>/untick/", preparation.untick, name="preparation.untick"),
    path("preparation/problem/", preparation.problem, name="preparation.problem"),
    path("welcome/", welcome.show, name="welcome"),
    path("calls/", calls.show, name="calls"),
    path("calls/log/", calls.log, name="calls.log"),
    path("calls/import/", calls.take_over, name="calls.import"),
    path("calls/<int:task_id>/finish/", calls.finish, name="calls.finish"),
    path("calls/<int:task_id>/later/", calls.later, name="calls.later"),
    path("<int:appointment_id>/", appointment.show, name="appointment"),
    path("<int:appointment_id>/paper/", appointment.paper, name="appointment.paper"),
    path("<int:appointment_id>/confirm/", appointment.confirm, name="appointment.confirm"),
    path("<int:appointment_id>/cancel/", appointment.cancel, name="appointment.cancel"),
    path("<int:appointment_id>/miss/", appointment.miss, name="appointment.miss"),
    path("<int:appointment_id>/pencil/", appointment.pencil, name="appointment.pencil"),
    path("<int:appointment_id>/move/", move.show, name="move"),
]
