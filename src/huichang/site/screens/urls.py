"""Addresses of the shell itself: sign-in, work place, search, pictures."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
