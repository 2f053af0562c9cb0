"""Addresses of this room."""

from django.urls import path

from huichang.customers.screens import file, listing

app_name = "customers"
urlpatterns = [
    path("", listing.show, name="list"),
    path("new/", listing.register, name="register"),
    path("<int:customer_id>/", file.show, name="file"),
    path("<int:customer_id>/history/", file.history, name="history"),
    path("<int:customer_id>/change/", file.change, name="change"),
    path("<int:customer_id>/reveal/", file.reveal, name="reveal"),
    path("<int:customer_id>/phones/add/", file.add_phone, name="add_phone"),
    path("<int:customer_id>/phones/<int:phone_id>/remove/", file.remove_phone, name="remove_phone"),
    path("<int:customer_id>/note/", file.note, name="note"),
    path("<int:customer_id>/agree/", file.agree, name="agree"),
    path("<int:customer_id>/consents/<int:consent_id>/withdraw/", file.withdraw, name="withdraw"),
]
