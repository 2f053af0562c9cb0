"""`python -m huichang run` starts the house, `bench` measures it; every other word is a management command."""

import os
import sys


def main() -> int:
    """What the command line asks for; the exit status."""
    if sys.argv[1:2] == ["run"]:
        from huichang.site import supervisor

        return supervisor.main(sys.argv[2:])
    if sys.argv[1:2] == ["bench"]:
        from huichang.site.bench import run

        return run.main(sys.argv[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huichang.site.settings")
    # A command has one connection; the pool is for what answers many requests at a time.
    os.environ.setdefault("HUICHANG_POOL", "off")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["huichang", *sys.argv[1:]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
