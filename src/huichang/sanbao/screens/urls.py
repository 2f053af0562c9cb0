"""Addresses of this room."""

from django.urls import URLPattern

app_name = "sanbao"
urlpatterns: list[URLPattern] = []
