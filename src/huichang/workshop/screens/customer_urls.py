"""Addresses of the customer's own page; open without a sign-in, the link itself is the proof."""

from django.urls import URLPattern, path

from huichang.workshop.screens import customer

urlpatterns: list[URLPattern] = [
    path("<str:token>/", customer.show, name="customer"),
    path("<str:token>/sign/", customer.sign, name="customer.sign"),
    path("<str:token>/answer/", customer.answer, name="customer.answer"),
    path("<str:token>/question/<int:extra_id>/", customer.question, name="customer.question"),
]
