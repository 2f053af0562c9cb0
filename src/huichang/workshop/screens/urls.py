"""Addresses of this room."""

from django.urls import URLPattern

app_name = "workshop"
work: list[URLPattern] = []
urlpatterns: list[URLPattern] = [*work]
