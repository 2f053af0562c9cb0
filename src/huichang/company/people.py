"""People of a store: taken on, posts given and taken, passwords set, machine tokens."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from huichang.company import facts, permissions
from huichang.company.models import ApiToken, Grant, Member, Staff, StaffSkill
from huichang.company.roles import Role, Skill
from huichang.kernel import pinyin
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case


@use_case(permissions.MANAGE_PEOPLE, "新增员工")
def take_on(
    warrant: Warrant,
    store_id: int,
    *,
    login: str,
    name: str,
    phone: str,
    roles: Sequence[str],
    password: str,
    team_id: int | None = None,
) -> Staff:
    """A new person with posts in a store. Raises Refused for a taken login name, a weak password or no post."""
    warrant.show_at(store_id)
    wanted = login.strip().lower()
    wait_for_turn(f"company.login:{wanted}")
    if Staff.objects.filter(login=wanted).exists():
        raise Refused(f"登录名“{wanted}”已被使用，请换一个。")
    if not roles:
        raise Refused("请至少选择一个岗位。")
    person = Staff(login=wanted, name=name.strip(), pinyin=pinyin.full(name.strip()), phone=phone)
    _set_password(person, password)
    person.save()
    Grant.objects.bulk_create(
        Grant(store_id=store_id, staff=person, role=Role(role)) for role in dict.fromkeys(roles)
    )
    Member.objects.create(store_id=store_id, staff=person, team_id=team_id)
    warrant.about(person)
    announce(facts.PresenceChanged(store_id))
    return person


@use_case(permissions.MANAGE_PEOPLE, "调整岗位")
def set_posts(warrant: Warrant, staff_id: int, *, store_id: int, roles: Sequence[str]) -> None:
    """Exactly these posts in the store from now on. Raises Refused when nobody would be left to administer it."""
    warrant.show_at(store_id)
    wait_for_turn(_turn(store_id))
    person = _person_of(store_id, staff_id)
    warrant.about(person)
    wanted = {str(Role(role)) for role in roles}
    held = {grant.role: grant for grant in Grant.objects.filter(store_id=store_id, staff=person)}
    if Role.ADMINISTRATOR in held and Role.ADMINISTRATOR not in wanted:
        _must_leave_an_administrator(store_id, person)
    for role, grant in held.items():
        if role not in wanted:
            grant.delete()
    Grant.objects.bulk_create(
        Grant(store_id=store_id, staff=person, role=role) for role in sorted(wanted - set(held))
    )
    announce(facts.PresenceChanged(store_id))


@use_case(permissions.MANAGE_PEOPLE, "设置技能")
def set_skill(warrant: Warrant, staff_id: int, *, store_id: int, skill: str, level: int) -> None:
    """What a person can do, 1 (learning) to 5 (master); 0 takes the skill away. Raises Refused for another level."""
    warrant.show_at(store_id)
    person = _person_of(store_id, staff_id)
    warrant.about(person)
    if not 0 <= level <= 5:
        raise Refused("技能级别是 1 到 5，0 表示没有这项技能。")
    StaffSkill.objects.filter(store_id=store_id, staff=person, skill=Skill(skill)).delete()
    if level:
        StaffSkill.objects.create(store_id=store_id, staff=person, skill=Skill(skill), level=level)
    announce(facts.PresenceChanged(store_id))


@use_case(permissions.MANAGE_PEOPLE, "办理离职")
def let_go(warrant: Warrant, staff_id: int, *, store_id: int) -> None:
    """The person can no longer sign in. Their records stay. Raises Refused for oneself, for the last who administers the
    store, and for who works in another store, too, which the actor does not administer."""
    warrant.show_at(store_id)
    wait_for_turn(_turn(store_id))
    person = _person_of(store_id, staff_id)
    if person.pk == warrant.actor.staff_id:
        raise Refused("不能给自己办理离职，请另一位管理员操作。")
    _is_ours_alone(warrant, person, "可以先取消这位同事在本店的岗位；离职")
    if Grant.objects.filter(store_id=store_id, staff=person, role=Role.ADMINISTRATOR).exists():
        _must_leave_an_administrator(store_id, person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    warrant.about(person)
    announce(facts.PresenceChanged(store_id))


@use_case(permissions.MANAGE_PEOPLE, "重置密码")
def reset_password(warrant: Warrant, staff_id: int, *, store_id: int, password: str) -> None:
    """A new password for a person: every session of theirs ends. Raises Refused for a weak one, and for who works in another
    store, too, which the actor does not administer: who sets the password could sign in there."""
    warrant.show_at(store_id)
    person = _person_of(store_id, staff_id)
    _is_ours_alone(warrant, person, "密码")
    _set_password(person, password)
    person.save(update_fields=["password"])
    warrant.about(person)


@use_case(permissions.MANAGE_PEOPLE, "开通接口令牌")
def make_token(
    warrant: Warrant, store_id: int, *, says: str, roles: Sequence[str], expires_at: datetime | None = None
) -> str:
    """A machine user with posts of its own, and its token: shown once, only the digest is kept."""
    warrant.show_at(store_id)
    if not roles:
        raise Refused("请至少选择一个岗位，令牌只拥有这些岗位的权限。")
    token = secrets.token_urlsafe(32)
    machine = Staff(
        login=f"machine.{secrets.token_hex(6)}", name=says[:40], pinyin=pinyin.full(says), is_machine=True
    )
    machine.set_unusable_password()
    machine.save()
    Grant.objects.bulk_create(
        Grant(store_id=store_id, staff=machine, role=Role(role)) for role in dict.fromkeys(roles)
    )
    made = ApiToken.objects.create(
        store_id=store_id, staff=machine, digest=digest(token), says=says, expires_at=expires_at
    )
    warrant.about(made)
    return token


@use_case(permissions.MANAGE_PEOPLE, "停用接口令牌")
def revoke_token(warrant: Warrant, token_id: int, *, at: datetime) -> None:
    """The token no longer opens the door."""
    token: ApiToken = ApiToken.objects.locked(token_id, warrant)
    token.revoked_at = token.revoked_at or at
    token.save(update_fields=["revoked_at"])


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _set_password(person: Staff, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused("密码不够安全：" + "".join(error.messages)) from error
    person.set_password(password)


def _turn(store_id: int) -> str:
    """Who comes and goes in a store is changed by one at a time: two who each leave the other would leave nobody."""
    return f"company.people:{store_id}"


def _must_leave_an_administrator(store_id: int, person: Staff) -> None:
    others = Grant.objects.filter(store_id=store_id, role=Role.ADMINISTRATOR, staff__is_active=True)
    if not others.exclude(staff=person).exists():
        raise Refused("这是本店最后一位系统管理员，请先把管理员岗位交给另一位同事。")


def _person_of(store_id: int, staff_id: int) -> Staff:
    person: Staff | None = (
        Staff.objects.select_for_update(of=("self",))
        .filter(pk=staff_id, pk__in=Grant.objects.filter(store_id=store_id).values("staff"))
        .first()
    )
    if person is None:
        raise Missing("本店没有这位员工，请刷新人员名单。")
    return person


def _is_ours_alone(warrant: Warrant, person: Staff, what: str) -> None:
    stores = Grant.objects.filter(staff=person).values_list("store_id", "store__name")
    elsewhere = sorted({name for pk, name in stores if not warrant.actor.may(warrant.permission, pk)})
    if elsewhere:
        raise Refused(f"{person}在{'、'.join(elsewhere)}也有岗位，{what}要由同时管理这些门店的管理员办理。")
