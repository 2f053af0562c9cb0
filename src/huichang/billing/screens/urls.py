"""Addresses of this room."""

from django.urls import path

from huichang.billing.screens import bill, day_end, day_ends, desk, history, receivables, statement

app_name = "billing"
urlpatterns = [
    path("desk/", desk.show, name="desk"),
    path("order/<int:order_id>/", bill.show, name="order"),
    path("order/<int:order_id>/history/", history.show, name="history"),
    path("order/<int:order_id>/settle/", bill.settle, name="settle"),
    path("order/<int:order_id>/reverse/", bill.reverse, name="reverse"),
    path("order/<int:order_id>/deposit/", bill.deposit, name="deposit"),
    path("order/<int:order_id>/statement/<int:statement_id>/take/", bill.take, name="take"),
    path("order/<int:order_id>/statement/<int:statement_id>/deposit/", bill.use_deposit, name="use_deposit"),
    path("order/<int:order_id>/statement/<int:statement_id>/credit/", bill.give_credit, name="give_credit"),
    path("order/<int:order_id>/payment/<int:payment_id>/refund/", bill.refund, name="refund"),
    path("statement/<int:statement_id>.pdf", statement.pdf, name="statement_pdf"),
    path("receivables/", receivables.show, name="receivables"),
    path("receivables/credit/", receivables.set_credit, name="set_credit"),
    path("day-end/", day_end.show, name="day_end"),
    path("day-ends/", day_ends.show, name="day_ends"),
    path("day-end/close/", day_end.close, name="day_end.close"),
]
