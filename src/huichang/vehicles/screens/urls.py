"""Addresses of this room."""

from django.urls import path

from huichang.vehicles.screens import reading

app_name = "vehicles"
urlpatterns = [
    path("read/plate/", reading.plate, name="read_plate"),
    path("read/vin/", reading.vin, name="read_vin"),
]
