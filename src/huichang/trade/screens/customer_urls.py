"""Addresses of a trade customer's own pages; open without a sign-in, the link itself is the proof."""

from django.urls import URLPattern, path

from huichang.trade.screens import customer

urlpatterns: list[URLPattern] = [
    path("<str:token>/", customer.show, name="customer.parts"),
    path("<str:token>/answer/", customer.answer, name="customer.parts_answer"),
    path("<str:token>/paper.pdf", customer.paper, name="customer.parts_paper"),
    path("<str:token>/sign/<int:dispatch_id>/", customer.sign, name="customer.parts_sign"),
]
