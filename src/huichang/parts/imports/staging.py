"""What the sheets of the parts store share: the column of the number, and the parts behind it."""

from huichang.company.sheet_kinds import ROWS, Staged
from huichang.kernel.sheets import cells
from huichang.kernel.sheets.columns import Column, Problem
from huichang.parts.models import Part

PART = Part._meta.db_table
KEY = "regexp_replace(number, '[^A-Za-z0-9]', '', 'g')"
NUMBER = Column(
    key="number",
    says="配件编码",
    also=(
        "编码",
        "零件号",
        "零件编码",
        "配件号",
        "图号",
        "备件编码",
        "备件号",
        "OE号",
        "part number",
        "part no",
        "partno",
        "sku",
    ),
    reads=cells.code(40),
    needed=True,
    example="OT-0001",
    hint="字母和数字，横线和空格不影响识别",
)


def know_parts(staged: Staged) -> None:
    """Give the lines `key` and `part_id` (null for a number that the master does not have). Three statements.

    Every line is written once, however much is found of it.
    """
    staged.run(f"ALTER TABLE {ROWS} ADD COLUMN key text, ADD COLUMN part_id bigint")
    staged.run(
        f"UPDATE {ROWS} r SET key = k.key, part_id = p.id FROM (SELECT line, {KEY} AS key FROM {ROWS}) k"
        f" LEFT JOIN {PART} p ON p.key = k.key WHERE k.line = r.line"
    )
    staged.run(f"ANALYZE {ROWS} (key, part_id)")


def without_key(staged: Staged) -> list[Problem]:
    """Numbers that have neither letters nor digits."""
    return staged.wrong(
        "number",
        "编码里没有字母或数字",
        "请填写厂家的配件编码",
        f"SELECT line, number FROM {ROWS} WHERE key = ''",
    )


def unknown(staged: Staged) -> list[Problem]:
    """Numbers that the master does not have."""
    return staged.wrong(
        "number",
        "配件目录里没有这个编码",
        "请核对编码，或先导入配件目录",
        f"SELECT line, number FROM {ROWS} WHERE part_id IS NULL",
    )
