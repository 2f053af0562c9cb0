"""`huichang bench [PART…] [FILE…]`: measure everything, or the named parts, and write docs/performance.md."""

import argparse
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from huichang.site import whereabouts
from huichang.site.bench import report
from huichang.site.bench.databases import ZONE, NoRoom
from huichang.site.bench.parts import PARTS
from huichang.site.bench.place import Place, machine
from huichang.site.bench.report import NotMeasured
from huichang.site.postgres import DatabaseFailed

PAGE = (whereabouts.CHECKOUT or Path.cwd()) / "docs" / "performance.md"
FOLDER = whereabouts.data() / "bench"


def main(arguments: list[str]) -> int:
    """Measure; the exit status."""
    asked = _read(arguments)
    names, words = _split(asked.words)
    place = Place(asked.data)
    # Parts run in processes of their own, which must not take what the caller's shell says of another house.
    os.environ.pop("DATABASE_URL", None)
    try:
        with place.alone():
            for name in names:
                print(f"{PARTS[name].title}（{name}）", flush=True)
                here, when = machine(), f"{datetime.now(ZONE):%Y-%m-%d %H:%M} (Asia/Shanghai)"
                section = PARTS[name].measure(place, words)
                if section is None:
                    continue
                report.write(asked.page, section, report.stamp(here, when), [p.title for p in PARTS.values()])
                print(f"\n{section.text.strip()}\n\n已写入 {asked.page}", flush=True)
    except (NoRoom, DatabaseFailed, NotMeasured) as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as trouble:
        print(
            f"\n没有测完：{' '.join(map(str, trouble.cmd))} 以状态 {trouble.returncode} 结束。",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("\n已中断；已经测完的部分写好了。", file=sys.stderr)
        return 130
    return 0


def _read(arguments: list[str]) -> argparse.Namespace:
    known = "、".join(PARTS)
    parser = argparse.ArgumentParser(
        prog="huichang bench", description="测量性能，写入 docs/performance.md。"
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar="PART|FILE",
        help=f"只测这些部分（{known}）；fjsp 后面可以跟算例文件和 --seconds 秒数，demand 后面可以跟 CSV 文件",
    )
    parser.add_argument(
        "--data", type=Path, default=FOLDER, help="数据库所在的目录，留着给下一次用（var/bench）"
    )
    parser.add_argument("--page", type=Path, default=PAGE, help="写到哪个文件（docs/performance.md）")
    asked, others = parser.parse_known_args(arguments)
    asked.words += others
    return asked


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """The parts that are named first, and the words after them; without a part all that run by themselves."""
    names = []
    while words and words[0] in PARTS:
        name, *words = words
        names.append(name)
    if words and not names:
        sys.exit(f"没有叫 {words[0]} 的部分；有：{'、'.join(PARTS)}。")
    if words and not PARTS[names[-1]].reads:
        sys.exit(f"{names[-1]} 后面不能跟 {words[0]}：它不读文件。")
    return names or [name for name, part in PARTS.items() if part.by_itself], words
