"""Addresses of this room."""

from django.urls import URLPattern, path

from huichang.vehicles.screens import edit, file, known, reading

app_name = "vehicles"
urlpatterns: list[URLPattern] = [
    path("new/", edit.new, name="new"),
    path("read/plate/", reading.plate, name="read_plate"),
    path("read/vin/", reading.vin, name="read_vin"),
    path("<int:vehicle_id>/", file.show, name="file"),
    path("<int:vehicle_id>/known/", known.show, name="known"),
    path("<int:vehicle_id>/edit/", edit.show, name="edit"),
    path("<int:vehicle_id>/plate/", file.plate, name="plate"),
    path("<int:vehicle_id>/vin/", file.vin, name="vin"),
    path("<int:vehicle_id>/people/", file.person, name="person"),
    path("<int:vehicle_id>/people/find/", file.people, name="people"),
    path("<int:vehicle_id>/people/<int:ownership_id>/end/", file.end_person, name="end_person"),
    path("<int:vehicle_id>/readings/", file.reading, name="reading"),
]
