"""What screens and other rooms may ask about 三包. Plain values come out."""

from huichang.sanbao.queries.car import CarPage, car_page
from huichang.sanbao.queries.cars import CarRow, CarsPage, cars_page
from huichang.sanbao.queries.components import ComponentsPage, components_page
from huichang.sanbao.queries.judging import FaultPage, FaultRow, fault_page, faults_to_judge
from huichang.sanbao.queries.numbers import LimitsPage, limits_page
from huichang.sanbao.queries.repair import RepairPage, repair_page
from huichang.sanbao.queries.requests import RequestPage, RequestRow, request_page, requests_list
from huichang.sanbao.queries.spares import SparesPage, spares_page

__all__ = [
    "CarPage",
    "CarRow",
    "CarsPage",
    "ComponentsPage",
    "FaultPage",
    "FaultRow",
    "LimitsPage",
    "RepairPage",
    "RequestPage",
    "RequestRow",
    "SparesPage",
    "car_page",
    "cars_page",
    "components_page",
    "fault_page",
    "faults_to_judge",
    "limits_page",
    "repair_page",
    "request_page",
    "requests_list",
    "spares_page",
]
