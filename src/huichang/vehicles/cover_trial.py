"""Terms that somebody is writing, tried on a car before they are published."""

from dataclasses import replace
from datetime import date

from huichang.engines.coverage import answering
from huichang.engines.coverage.values import Answer, Asked, Known
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.vehicles import cover_answers, permissions, policies_in_force
from huichang.vehicles.models import PolicyDraft


def tried(
    actor: Actor, policy_id: int, draft: PolicyDraft, vehicle_id: int, asked: Asked, *, on: date, km: int
) -> tuple[Answer, Answer]:
    """What is answered about a car, and what would be with the draft in place of the policy's version (0: of a new
    policy). Nothing is kept. Five statements. Raises NotAllowed, Missing for an unknown car.
    """
    if not actor.may(permissions.SEE_COVER):
        raise NotAllowed("您的岗位不能查看担保政策，请找索赔员。")
    known = cover_answers.known_of(vehicle_id, on=on, store_id=actor.here)
    others = tuple(each for each in known.terms if each.policy_id != policy_id)
    drafted = () if draft.is_withdrawn else (policies_in_force.terms_of(draft, policy_id=policy_id),)
    then: Known = replace(known, terms=(*others, *drafted))
    (before,) = answering.answers(known, [asked], on=on, km=km)
    (after,) = answering.answers(then, [asked], on=on, km=km)
    return before, after
