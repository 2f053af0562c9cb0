"""Addresses of the whole house: every room under its own name."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from huichang.site.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("huichang.site.screens.urls")),
    path("api/", api.urls),
    path("c/booking/", include("huichang.booking.screens.customer_urls")),
    path("c/parts/", include("huichang.trade.screens.customer_urls")),
    path("c/", include("huichang.billing.screens.customer_urls")),
    path("c/", include("huichang.workshop.screens.customer_urls")),
    *[path(f"{room}/", include(f"huichang.{room}.screens.urls")) for room in settings.ROOMS],
]

handler400 = "huichang.site.screens.small.bent"
handler404 = "huichang.site.screens.small.lost"
handler500 = "huichang.site.screens.small.broken"
