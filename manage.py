#!/usr/bin/env python
"""Django's management commands, run with the environment's Python: .venv/bin/python manage.py COMMAND."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from huichang.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
