"""Addresses of this room."""

from django.urls import URLPattern, path

from huichang.customers.screens import customers, dealings, edit, file

app_name = "customers"
urlpatterns: list[URLPattern] = [
    path("", customers.show, name="customers"),
    path("register/", customers.register, name="register"),
    path("<int:customer_id>/", file.show, name="file"),
    path("<int:customer_id>/dealings/", dealings.show, name="dealings"),
    path("<int:customer_id>/edit/", edit.show, name="edit"),
    path("<int:customer_id>/reveal/<str:field>/", file.reveal, name="reveal"),
    path("<int:customer_id>/consents/", file.agree, name="agree"),
    path("<int:customer_id>/consents/<int:consent_id>/withdraw/", file.withdraw, name="withdraw"),
    path("<int:customer_id>/phones/", file.add_phone, name="add_phone"),
    path("<int:customer_id>/phones/<int:phone_id>/remove/", file.remove_phone, name="remove_phone"),
    path("<int:customer_id>/notes/", file.note, name="note"),
]
