"""Addresses of this room."""

from django.urls import URLPattern, path

from huichang.pricebook.screens import operations, packages, rates

app_name = "pricebook"
urlpatterns: list[URLPattern] = [
    path("", operations.show, name="operations"),
    path("operations/new/", operations.edit, name="operation.new"),
    path("operations/<int:operation_id>/", operations.edit, name="operation"),
    path("operations/<int:operation_id>/close/", operations.close, name="operation.close"),
    path("operations/<int:operation_id>/reopen/", operations.reopen, name="operation.reopen"),
    path("rates/", rates.show, name="rates"),
    path("rates/publish/", rates.publish, name="rates.publish"),
    path("packages/", packages.show, name="packages"),
    path("packages/new/", packages.edit, name="package.new"),
    path("packages/<int:package_id>/", packages.edit, name="package"),
    path("packages/<int:package_id>/close/", packages.close, name="package.close"),
    path("packages/<int:package_id>/reopen/", packages.reopen, name="package.reopen"),
]
