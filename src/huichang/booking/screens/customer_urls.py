"""Addresses of the customer's own booking page."""

from django.urls import path

from huichang.booking.screens import customer

app_name = "customer_booking"
urlpatterns = [
    path("<str:token>/", customer.show, name="show"),
    path("<str:token>/times/", customer.times, name="times"),
    path("<str:token>/book/", customer.book, name="book"),
    path("<str:token>/<int:appointment_id>/move/", customer.move, name="move"),
    path("<str:token>/<int:appointment_id>/cancel/", customer.cancel, name="cancel"),
]
