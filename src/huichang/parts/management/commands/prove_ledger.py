"""`prove_ledger`: every running total of every store against the sum of its ledger; exits 1 when one is wrong."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from huichang.company import queries as company
from huichang.parts import proving


class Command(BaseCommand):
    """Reads only; may run while the counter works."""

    help = "核对库存台账：现存、预留、在途、金额是否等于明细合计"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per store, one per total that is wrong."""
        failed = False
        for store_id in company.store_ids():
            checked, wrong = proving.prove(store_id)
            failed = failed or bool(wrong)
            said = f"{len(wrong)} 项不符" if wrong else "全部相符"
            self.stdout.write(f"{company.store_card(store_id).name}：核对 {checked} 项，{said}")
            for each in wrong:
                self.stdout.write(f"  {each.says}")
        if failed:
            sys.exit(1)
