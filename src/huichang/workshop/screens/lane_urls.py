"""Addresses of gate, reception, check-in and alarms."""

from django.urls import URLPattern, path

from huichang.workshop.screens import alarms, check_in, gate, reception, ticket, visit

lane: list[URLPattern] = [
    path("gate/", gate.show, name="gate"),
    path("gate/matches/", gate.matches, name="gate.matches"),
    path("gate/greet/", gate.greet, name="gate.greet"),
    path("gate/scan/", gate.scan, name="gate.scan"),
    path("gate/<int:visit_id>/welcome/", gate.welcome, name="gate.welcome"),
    path("gate/<int:visit_id>/enter/", gate.enter, name="gate.enter"),
    path("gate/<int:visit_id>/leave/", gate.leave, name="gate.leave"),
    path("gate/<int:visit_id>/gone/", gate.gone, name="gate.gone"),
    path("tickets/<int:visit_id>/", ticket.show, name="ticket"),
    path("visits/<int:visit_id>/", visit.show, name="visit"),
    path("visits/<int:visit_id>/complete/", visit.complete, name="visit.complete"),
    path("visits/<int:visit_id>/call-in/", visit.call_in, name="visit.call_in"),
    path("visits/<int:visit_id>/open/", visit.open_order, name="visit.open"),
    path("reception/", reception.show, name="reception"),
    path("check-in/<int:order_id>/", check_in.show, name="check_in"),
    path("check-in/<int:order_id>/triage/", check_in.triage, name="check_in.triage"),
    path("check-in/<int:order_id>/covers/", check_in.covers, name="check_in.covers"),
    path("check-in/<int:order_id>/identity/", check_in.identity, name="check_in.identity"),
    path("check-in/<int:order_id>/level/", check_in.level, name="check_in.level"),
    path("check-in/<int:order_id>/damage/", check_in.damage, name="check_in.damage"),
    path("check-in/<int:order_id>/zone/<str:key>/", check_in.zone, name="check_in.zone"),
    path("check-in/<int:order_id>/point/<str:code>/", check_in.point, name="check_in.point"),
    path("check-in/<int:order_id>/belongings/", check_in.belongings, name="check_in.belongings"),
    path("check-in/<int:order_id>/decline/", check_in.decline, name="check_in.decline"),
    path(
        "check-in/<int:order_id>/reconsider/<int:finding_id>/",
        check_in.reconsider,
        name="check_in.reconsider",
    ),
    path("check-in/<int:order_id>/take-up/<int:finding_id>/", check_in.take_up, name="check_in.take_up"),
    path("check-in/<int:order_id>/sign/", check_in.sign, name="check_in.sign"),
    path("check-in/<int:order_id>/paper/", check_in.paper, name="check_in.paper"),
    path("alarms/", alarms.show, name="alarms"),
    path("alarms/handle/", alarms.handle, name="alarms.handle"),
    path("alarms/<int:alarm_id>/complaint/", alarms.complain, name="alarms.complain"),
]
