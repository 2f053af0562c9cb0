"""Addresses of this room."""

from django.urls import path

from huichang.network.screens import approvals, asks, calls, desk, fleet, notices, published, signal

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
    path("fleet/", fleet.show, name="fleet"),
    path("approvals/", approvals.show, name="approvals"),
    path("approvals/<int:approval_id>/", approvals.one, name="approval"),
    path("approvals/<int:approval_id>/answer/", approvals.answer, name="approval.answer"),
    path("calls/", calls.show, name="calls"),
    path("calls/new/", calls.new, name="call.new"),
    path("calls/<int:call_order_id>/", calls.one, name="call"),
    path("calls/<int:call_order_id>/withdraw/", calls.withdraw, name="call.withdraw"),
    path("asks/", asks.show, name="asks"),
    path("asks/<int:ask_id>/answer/", asks.answer, name="ask.answer"),
    path("asks/<int:ask_id>/remind/", calls.remind, name="ask.remind"),
    path("asks/<int:ask_id>/withdraw/", calls.withdraw_ask, name="ask.withdraw"),
    path("published/", published.show, name="published"),
    path("published/new/", published.new, name="published_new"),
    path("published/<int:notice_id>/", published.one, name="published_one"),
    path("published/<int:notice_id>/remind/", published.remind, name="published_remind"),
    path("published/<int:notice_id>/withdraw/", published.withdraw, name="published_withdraw"),
    path("notices/", notices.show, name="notices"),
    path("notices/<int:notice_id>/", notices.one, name="notice"),
    path("notices/<int:notice_id>/read/", notices.read, name="notice.read"),
]
