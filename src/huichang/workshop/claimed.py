"""Jobs that are claimed from the manufacturer: the room of claims marks them, so that nobody at work asks about the others."""

from huichang.workshop.models import Job, Order


def hold(order_id: int) -> None:
    """Lock the order that a claim is opened for, so that it is not cancelled, settled or finished meanwhile. One statement."""
    Order.objects.select_for_update(of=("self",)).filter(pk=order_id).values_list("pk").first()


def mark(job_id: int) -> None:
    """A claim exists for the job: from now on its start and its end are told to the room of claims. One statement."""
    Job.objects.filter(pk=job_id).update(is_claimed=True)
