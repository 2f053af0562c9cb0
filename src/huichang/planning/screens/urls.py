"""Addresses of the plan of the day."""

from django.urls import URLPattern

app_name = "planning"
urlpatterns: list[URLPattern] = []
