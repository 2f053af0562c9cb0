"""Policies from a sheet (WARR-01): they come in as drafts, are looked at, and are published as everything that is typed."""

from collections.abc import Iterable

from django.utils.timezone import localdate

from huichang.company import sheet_kinds
from huichang.company.sheet_kinds import ROWS, Count, Kind, Staged, Undoing
from huichang.engines.coverage.values import CIRCUMSTANCE_SAYS
from huichang.kernel import pinyin
from huichang.kernel.sheets import cells
from huichang.kernel.sheets.cells import Reader, Wrong
from huichang.kernel.sheets.columns import Column, Problem
from huichang.kernel.sheets.reading import Cell
from huichang.vehicles import permissions
from huichang.vehicles.models import Policy, PolicyDraft, PolicyVersion
from huichang.vehicles.states import CoverKind, CoverStart, PartClass, Use
from huichang.vehicles.systems import systems

_POLICY, _DRAFT, _VERSION = (each._meta.db_table for each in (Policy, PolicyDraft, PolicyVersion))
_LISTS = ("series", "uses", "systems", "part_classes", "parts", "voids")
_MOST = 40


def coded(choices: dict[str, str]) -> Reader:
    """Several words of a choice, as their codes with commas between."""
    known = {says: code for code, says in choices.items()} | {code: code for code in choices}
    apart = cells.several(_MOST)

    def reads(cell: Cell) -> str:
        found = apart(cell)
        assert isinstance(found, list)
        if strange := [each for each in found if each not in known]:
            raise Wrong(f"没有“{strange[0]}”这一种", f"请填：{'、'.join(choices.values())}")
        return ",".join(known[each] for each in found)

    return reads


def listed(cell: Cell) -> str:
    """Several words, with commas between."""
    found = cells.several(_MOST)(cell)
    assert isinstance(found, list)
    return ",".join(found)


COLUMNS = (
    Column(
        key="code",
        says="政策编号",
        also=("编号", "policy"),
        reads=cells.code(24),
        needed=True,
        example="YL-ZC",
    ),
    Column(
        key="name",
        says="名称",
        also=("政策名称",),
        reads=cells.words(60),
        needed=True,
        example="远岚整车担保",
    ),
    Column(
        key="kind",
        says="种类",
        reads=cells.one_of(
            dict(CoverKind.choices), 整车="vehicle", 总成="powertrain", 备件="part", 延保="extended"
        ),
        needed=True,
        example="整车担保",
    ),
    Column(key="brand", says="品牌", reads=cells.words(30), example="远岚", hint="留空为所有品牌"),
    Column(key="series", says="车系", reads=listed, example="L5、T3", hint="几个之间用顿号；留空不限"),
    Column(key="uses", says="使用性质", reads=coded(dict(Use.choices)), example="家用", hint="留空不限"),
    Column(key="systems", says="系统", reads=coded(systems()), example="发动机、变速器", hint="留空不限"),
    Column(key="part_classes", says="配件用途", reads=coded(dict(PartClass.choices)), hint="留空不限"),
    Column(key="parts", says="配件编码", reads=listed, hint="只保这些件时填写"),
    Column(
        key="start",
        says="起算",
        also=("起算日期",),
        reads=cells.one_of(
            dict(CoverStart.choices), 行驶证="licence", 购车="sale", 装车="fitted", 合同="contract"
        ),
        usual="licence",
        example="行驶证日期",
    ),
    Column(
        key="months",
        says="月数",
        also=("期限（月）",),
        reads=cells.whole(1, 600),
        sql="integer",
        example="36",
    ),
    Column(
        key="km",
        says="公里数",
        also=("里程", "期限（公里）"),
        reads=cells.whole(1, 2_000_000),
        sql="integer",
        example="60000",
    ),
    Column(
        key="voids",
        says="不予担保",
        reads=coded({str(code): says.partition("（")[0] for code, says in CIRCUMSTANCE_SAYS.items()}),
        hint="几个之间用顿号",
    ),
    Column(key="clause", says="条款", reads=cells.words(200), needed=True, example="质量担保手册第 2.1 条"),
    Column(
        key="from_on",
        says="执行日期",
        reads=cells.day,
        sql="date",
        example="2026-01-01",
        hint="留空为导入当天",
    ),
)


def check(staged: Staged) -> Iterable[Problem]:
    """A limit, a start that fits the kind, and no draft that somebody is writing already."""
    yield from staged.wrong(
        "months",
        "月数和公里数都没有填",
        "请至少填一个",
        f"SELECT line, code FROM {ROWS} WHERE months IS NULL AND km IS NULL",
    )
    yield from staged.wrong(
        "start",
        "起算和种类对不上",
        "备件担保从装车交付日起算，延保从合同生效日起算",
        f"SELECT line, start FROM {ROWS} WHERE (kind = 'part') <> (start = 'fitted')"
        " OR (kind = 'extended') <> (start = 'contract')",
    )
    yield from staged.wrong(
        "code",
        "这条政策有人正在修订",
        "请先发布或放弃草稿",
        f"SELECT r.line, r.code FROM {ROWS} r JOIN {_POLICY} p ON p.code = upper(r.code)"
        f" JOIN {_DRAFT} d ON d.policy_id = p.id",
    )


def counts(staged: Staged) -> list[Count]:
    """How many policies are new, and how many are revised."""
    ((new, known),) = staged.rows(
        f"SELECT count(*) FILTER (WHERE p.id IS NULL), count(p.id) FROM {ROWS} r"
        f" LEFT JOIN {_POLICY} p ON p.code = upper(r.code)"
    )
    return [("新政策草稿", new), ("修订草稿", known)]


def write(staged: Staged) -> list[Count]:
    """Drafts, to be looked at and published. What the sheet does not say of a known policy stays as its last version."""
    told = counts(staged)
    today = localdate(staged.at)
    staged.make(
        "policy",
        f"INSERT INTO {_POLICY} (code) SELECT upper(code) FROM {ROWS} r"
        f" WHERE NOT EXISTS (SELECT 1 FROM {_POLICY} p WHERE p.code = upper(r.code))",
    )
    as_list = {
        name: f"to_jsonb(coalesce(string_to_array(nullif(r.{name}, ''), ','), '{{}}'::text[]))"
        for name in _LISTS
    }
    staged.make(
        "draft",
        f"INSERT INTO {_DRAFT} (policy_id, name, initials, kind, brand, series, car_models, uses, energies, sold_from,"
        " sold_until, systems, part_classes, parts, not_systems, not_parts, start, months, km, shares, voids, capacity,"
        " clause, from_on, is_withdrawn, version)"
        f" SELECT p.id, r.name, '', r.kind, coalesce(r.brand, ''), {as_list['series']},"
        f" coalesce(v.car_models, '[]'), {as_list['uses']}, coalesce(v.energies, '[]'), v.sold_from, v.sold_until,"
        f" {as_list['systems']}, {as_list['part_classes']}, {as_list['parts']}, coalesce(v.not_systems, '[]'),"
        f" coalesce(v.not_parts, '[]'), r.start, r.months, r.km, coalesce(v.shares, '[]'), {as_list['voids']},"
        " v.capacity, r.clause, coalesce(r.from_on, %s), false, 1"
        f" FROM {ROWS} r JOIN {_POLICY} p ON p.code = upper(r.code)"
        f" LEFT JOIN LATERAL (SELECT * FROM {_VERSION} n WHERE n.policy_id = p.id ORDER BY n.number DESC LIMIT 1) v"
        " ON true",
        [today],
    )
    for key, name in staged.rows(f"SELECT d.id, d.name FROM {_DRAFT} d WHERE d.initials = ''"):
        staged.run(f"UPDATE {_DRAFT} SET initials = %s WHERE id = %s", [pinyin.initials(name)[:60], key])
    return told


def blocked(undoing: Undoing) -> list[str]:
    """Drafts that have been published since: what is published stays."""
    made, params = undoing.touched("draft", made=True)
    gone = undoing.rows(
        f"SELECT count(*) FROM {made} e WHERE NOT EXISTS (SELECT 1 FROM {_DRAFT} d WHERE d.id = e.row_id)",
        params,
    )
    count = int(gone[0][0])
    return [f"有 {count} 条导入的草稿已经发布或放弃，不能整表撤回"] if count else []


def undo(undoing: Undoing) -> list[Count]:
    """The drafts go, and the policies that had nothing else."""
    drafts = undoing.remove_made("draft", _DRAFT)
    return [("已撤回草稿", drafts), ("已撤回政策", undoing.remove_made("policy", _POLICY))]


KIND = sheet_kinds.declare(
    Kind(
        key="vehicles.policies",
        says="担保政策",
        explains="厂家的质量担保政策，一行一条。导入后是草稿，核对无误再发布；已有的政策会得到一份修订草稿。",
        permission=permissions.WRITE_POLICIES,
        icon="shield-check",
        columns=COLUMNS,
        once="upper(code)",
        once_says="政策编号",
        check=check,
        counts=counts,
        write=write,
        blocked=blocked,
        undo=undo,
        leads_to="/vehicles/policies/",
        of_network=True,
    )
)
