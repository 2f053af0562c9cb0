"""Addresses of this room."""

from django.urls import path

from huichang.network.screens import asks, desk, fleet, signal

app_name = "network"
urlpatterns = [
    path("desk/", desk.show, name="desk"),
    path("desk/watch/", desk.watch, name="desk.watch"),
    path("signals/<int:signal_id>/", signal.show, name="signal"),
    path("signals/<int:signal_id>/case/", signal.open_case, name="signal.case"),
    path("signals/<int:signal_id>/aside/", signal.set_aside, name="signal.aside"),
    path("signals/<int:signal_id>/back/", signal.bring_back, name="signal.back"),
    path("cases/<int:case_id>/ask/", signal.ask, name="case.ask"),
    path("cases/<int:case_id>/close/", signal.close, name="case.close"),
    path("cases/<int:case_id>/reopen/", signal.reopen, name="case.reopen"),
    path("asks/", asks.show, name="asks"),
    path("asks/<int:ask_id>/arrange/", asks.arrange, name="ask.arrange"),
    path("fleet/", fleet.show, name="fleet"),
]
