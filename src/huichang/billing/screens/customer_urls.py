"""Addresses of the customer's own papers; open without a sign-in, the link itself is the proof."""

from django.urls import URLPattern, path

from huichang.billing.screens import customer_statement

urlpatterns: list[URLPattern] = [
    path("<str:token>/statement/", customer_statement.pdf, name="customer.statement"),
]
