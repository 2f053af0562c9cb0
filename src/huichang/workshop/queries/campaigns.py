"""Campaigns that hit the car of an order: what is on the order already, what may be taken up (WARR-20)."""

from dataclasses import dataclass

from django.utils.timezone import localdate

from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.refusals import Missing
from huichang.vehicles import campaign_hits, campaign_work
from huichang.vehicles.campaign_hits import Hit
from huichang.workshop import permissions
from huichang.workshop.models import Job, Order
from huichang.workshop.states import EXTRA_STATES, JobState, OrderState


@dataclass(frozen=True)
class OrderCampaign:
    """A campaign for an order's page; `on_order`: one of its jobs does it; `waits`: once the customer has agreed."""

    hit: Hit
    on_order: bool
    waits: bool


@dataclass(frozen=True)
class OrderCampaigns:
    """The campaigns of an order's car. `may_take`: work may still be added; `asks`: the customer is asked first, because the
    order is signed."""

    order_id: int
    version: int
    vehicle_id: int
    campaigns: tuple[OrderCampaign, ...]
    may_take: bool
    asks: bool


def order_campaigns(actor: Actor, order_id: int) -> OrderCampaigns:
    """The campaigns that are to be done on an order's car, and those that it does. Four statements.

    Raises Missing for another store's order, NotAllowed without the right to see orders.
    """
    Warrant(actor, permissions.SEE_ORDERS).show_at(actor.here)
    order: Order | None = Order.objects.seen_by(actor).filter(pk=order_id).first()
    if order is None:
        raise Missing("没有找到这张工单，请检查单号或重新搜索。")
    tasks = campaign_work.tasks_of(order_id)
    jobs = Job.objects.filter(pk__in=tasks.values()).exclude(state=JobState.DROPPED)
    kept = dict(jobs.values_list("pk", "state"))
    hits = campaign_hits.hits_of(order.vehicle_id, on=localdate(order.opened_at))
    states = [(hit, kept.get(tasks.get(hit.campaign_id, 0))) for hit in hits]
    shown = [OrderCampaign(hit, state is not None, state == JobState.PROPOSED) for hit, state in states]
    return OrderCampaigns(
        order.pk,
        order.version,
        order.vehicle_id,
        tuple(each for each in shown if each.on_order or each.hit.is_open),
        order.state == OrderState.DRAFT or order.state in EXTRA_STATES,
        order.state != OrderState.DRAFT,
    )
