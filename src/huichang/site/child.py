"""A process that the supervisor keeps running."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil

from huichang.site.postgres import end_with

LARGEST_LOG = 5 * 1024 * 1024


@dataclass
class Child:
    """A process of the house that runs until it is stopped; its output goes to a file of its own."""

    says: str
    command: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    started: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it, in a session of its own so that Ctrl-C reaches the supervisor alone."""
        self.started = [*(when for when in self.started if when > time.monotonic() - 60), time.monotonic()]
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=partial(end_with, os.getpid()),
            )

    def ended(self) -> bool:
        """Has it ended by itself?"""
        return self.process is not None and self.process.poll() is not None

    def stop(self, patience: float = 15) -> None:
        """Ask it to finish what it is doing; end it and its own children when that takes too long."""
        if self.process is None or self.process.poll() is not None:
            return
        family = [self.process, *psutil.Process(self.process.pid).children(recursive=True)]
        self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            for member in family:
                with suppress(psutil.NoSuchProcess):
                    member.kill()
            self.process.wait()

    def last_words(self) -> str:
        """The end of its log."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])
        except OSError:
            return ""
