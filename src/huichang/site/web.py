"""The web: `python -m huichang.site.web --host 127.0.0.1 --port 8000`.

The house is loaded once, before the server makes its workers: they start at once and share that memory.
"""

import argparse
import gc
import os
import signal
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from huichang.site.front import front
from huichang.site.postgres import end_with
from huichang.site.wsgi import application

WORKERS = 2
THREADS = 2
"""Requests that one worker answers at a time; each may hold one connection of the pool. Those still coming in wait at
the front and take none."""
PATIENCE_SECONDS = 10
GARBAGE = 20_000
"""New objects after which Python looks for garbage: a request makes some thousands, and nearly all go by themselves."""


def main() -> None:
    """Serve until SIGTERM or Ctrl-C; requests that have begun are answered first."""
    parser = argparse.ArgumentParser(prog="huichang.site.web")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args()
    server = Server(
        "huichang.site.wsgi:application",
        address=asked.host,
        port=asked.port,
        interface=Interfaces.RSGI,
        workers=WORKERS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE_SECONDS,
    )
    # What is loaded by now stays: nobody needs to look through it for garbage, and the workers keep sharing it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)
    server.serve(target_loader=in_worker)


def in_worker(target: str) -> Callable[..., Any]:
    """What a new worker does first; gives the application, behind what lets only whole requests in."""
    end_with(os.getppid())
    # A worker begins with its server's own handler, which would swallow a request to stop until it serves.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return front(application, threads=THREADS)


if __name__ == "__main__":
    main()
