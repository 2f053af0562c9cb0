"""Which recalls and service campaigns somebody may know of: one that is still prepared is known only to who may open it."""

from django.db.models import Q, QuerySet

from huichang.company import manufacturer
from huichang.company.permissions import SPEAK_FOR_MANUFACTURER
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.vehicles import permissions
from huichang.vehicles.models import Campaign
from huichang.vehicles.states import CampaignState


def shown_to(actor: Actor) -> QuerySet[Campaign]:
    """The campaigns that somebody may know of. No statement of its own."""
    if actor.may(permissions.RUN_CAMPAIGNS) and actor.may(SPEAK_FOR_MANUFACTURER):
        return Campaign.objects.all()
    public = ~Q(state=CampaignState.DRAFT)
    if actor.may(permissions.RUN_CAMPAIGNS):
        public |= manufacturer.is_silent()
    return Campaign.objects.filter(public)


def is_shown(actor: Actor, campaign_id: int) -> bool:
    """Whether somebody may know of a campaign. One statement."""
    return shown_to(actor).filter(pk=campaign_id).exists()


def one(actor: Actor, campaign_id: int) -> Campaign:
    """A campaign. One statement. Raises Missing, also for one that the asker may not know of."""
    row: Campaign | None = shown_to(actor).filter(pk=campaign_id).first()
    if row is None:
        raise Missing("没有找到这个召回或服务活动，请检查链接。")
    return row
