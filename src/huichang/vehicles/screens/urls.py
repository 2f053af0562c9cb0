"""Addresses of this room."""

from django.urls import URLPattern, path

from huichang.vehicles.screens import (
    campaign,
    campaigns,
    covers,
    edit,
    file,
    known,
    policies,
    policy,
    reading,
)

app_name = "vehicles"
urlpatterns: list[URLPattern] = [
    path("new/", edit.new, name="new"),
    path("read/plate/", reading.plate, name="read_plate"),
    path("read/vin/", reading.vin, name="read_vin"),
    path("policies/", policies.show, name="policies"),
    path("policies/new/", policy.new, name="policy_new"),
    path("policies/publish/", policies.publish, name="policies_publish"),
    path("policies/try/", policy.attempt, name="policy_try"),
    path("policies/<int:policy_id>/", policy.show, name="policy"),
    path("policies/<int:policy_id>/edit/", policy.edit, name="policy_edit"),
    path("policies/<int:policy_id>/publish/", policy.publish, name="policy_publish"),
    path("policies/<int:policy_id>/drop/", policy.drop, name="policy_drop"),
    path("campaigns/", campaigns.show, name="campaigns"),
    path("campaigns/new/", campaign.new, name="campaign_new"),
    path("campaigns/<int:service_campaign_id>/", campaign.show, name="campaign"),
    path("campaigns/<int:service_campaign_id>/edit/", campaign.edit, name="campaign_edit"),
    path("campaigns/<int:service_campaign_id>/move/", campaign.move, name="campaign_move"),
    path("campaigns/<int:service_campaign_id>/range/", campaign.add_range, name="campaign_range"),
    path(
        "campaigns/<int:service_campaign_id>/range/<int:vin_range_id>/drop/",
        campaign.drop_range,
        name="campaign_drop_range",
    ),
    path("campaigns/<int:service_campaign_id>/report/", campaign.report, name="campaign_report"),
    path("<int:vehicle_id>/campaigns/", campaigns.of_car, name="car_campaigns"),
    path(
        "<int:vehicle_id>/campaigns/<int:service_campaign_id>/record/",
        campaigns.record,
        name="campaign_record",
    ),
    path(
        "<int:vehicle_id>/campaigns/<int:service_campaign_id>/take-back/",
        campaigns.take_back,
        name="campaign_take_back",
    ),
    path("<int:vehicle_id>/covers/", covers.show, name="covers"),
    path("<int:vehicle_id>/contracts/", covers.add, name="contract_add"),
    path("<int:vehicle_id>/contracts/<int:cover_contract_id>/end/", covers.end, name="contract_end"),
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
