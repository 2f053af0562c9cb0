"""Staff, posts, teams, skills, shifts; tokens of machines; attempts to sign in."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from huichang.company.roles import Role, Skill
from huichang.kernel.rows import Shared, SharedQuerySet, StoreOwned


class StaffManager(BaseUserManager.from_queryset(SharedQuerySet)):  # type: ignore[misc]
    """Adds what Django's sign-in asks for."""

    def get_by_natural_key(self, username: str | None) -> Any:
        """The person with this login name, whatever its case."""
        return self.get(login=(username or "").strip().lower())


class Staff(AbstractBaseUser, Shared):
    """A person who works for the company, or a machine user (`is_machine`)."""

    login = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    pinyin = models.CharField(max_length=120, blank=True)
    phone = models.CharField("手机", max_length=20, blank=True)
    is_machine = models.BooleanField("系统用户", default=False)
    is_active = models.BooleanField("在职", default=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]
    objects = StaffManager()  # type: ignore[misc]

    class Meta:
        verbose_name = "员工"

    def __str__(self) -> str:
        return self.name


class Grant(StoreOwned):
    """A person holds a post in a store."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="grants", verbose_name="员工")
    role = models.CharField("岗位", max_length=20, choices=Role)

    class Meta:
        verbose_name = "岗位"
        constraints = [models.UniqueConstraint(fields=["staff", "store", "role"], name="grant_once")]


class Team(StoreOwned):
    """A team of technicians (班组) and how work reaches it (LANE-30)."""

    name = models.CharField("班组", max_length=20)
    leader = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="组长")
    led_by_adviser = models.BooleanField("由顾问派工", default=False)
    adviser = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="带组顾问")

    class Meta:
        verbose_name = "班组"
        constraints = [models.UniqueConstraint(fields=["store", "name"], name="team_name_in_store")]

    def __str__(self) -> str:
        return self.name


class Member(StoreOwned):
    """A person's place in a store: team and grade."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="memberships", verbose_name="员工")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="members", verbose_name="班组")
    grade = models.PositiveSmallIntegerField("等级", default=1)

    class Meta:
        verbose_name = "店内编制"
        constraints = [models.UniqueConstraint(fields=["staff", "store"], name="member_once")]


class StaffSkill(StoreOwned):
    """What a person can do in a store, and how well (1 learning … 5 master)."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="skills", verbose_name="员工")
    skill = models.CharField("技能", max_length=12, choices=Skill)
    level = models.PositiveSmallIntegerField("级别", default=3)

    class Meta:
        verbose_name = "技能"
        constraints = [models.UniqueConstraint(fields=["staff", "store", "skill"], name="skill_once")]


class Shift(StoreOwned):
    """A person's working time on one day."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="shifts", verbose_name="员工")
    on = models.DateField("日期")
    starts_at = models.DateTimeField("上班")
    ends_at = models.DateTimeField("下班")
    break_minutes = models.PositiveSmallIntegerField("休息分钟", default=60)

    class Meta:
        verbose_name = "排班"
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "store", "on"],
                name="one_shift_a_day",
                violation_error_message="这位同事当天已经排过班了，请改原来的班次。",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_runs_forward"),
        ]
        indexes = [models.Index(fields=["store", "on"], name="shift_by_day")]


class ApiToken(StoreOwned):
    """A machine user's key (only its digest is kept)."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="tokens", verbose_name="系统用户")
    digest = models.CharField(max_length=64, unique=True)
    says = models.CharField("用途", max_length=60)
    expires_at = models.DateTimeField("有效期至", null=True)
    revoked_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "接口令牌"


class SignIn(Shared):
    """An attempt to sign in: for throttling, and for whoever must find out later."""

    append_only = True
    journaled = False
    login = models.CharField(max_length=40)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()
    worked = models.BooleanField()

    class Meta:
        verbose_name = "登录记录"
        indexes = [models.Index(fields=["login", "at"], name="sign_in_by_login")]
