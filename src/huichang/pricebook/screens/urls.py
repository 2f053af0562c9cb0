"""Addresses of this room."""

from django.urls import URLPattern

app_name = "pricebook"
urlpatterns: list[URLPattern] = []
