from io import StringIO

import pytest
from django.core.management import call_command

from huichang.kernel.jobs import TIMETABLE
from huichang.site.management.commands.jobs import when


class TestWhen:
    @pytest.mark.parametrize(
        ("cron", "words"),
        [
            ("* * * * *", "每分钟"),
            ("*/5 * * * *", "每 5 分钟"),
            ("15 * * * *", "每小时第 15 分"),
            ("30 9 * * *", "每天 09:30"),
            ("0 9,14 * * *", "每天 09:00、14:00"),
            ("0 8-18 * * *", "每天 8–18 点，每小时第 0 分"),
            ("30 9 * * 1", "每周一 09:30"),
            ("0 7 1 * *", "每月 1 日 07:00"),
            ("0 7 1 6 *", "0 7 1 6 *"),
        ],
    )
    def test_says_it_in_words(self, cron: str, words: str) -> None:
        assert when(cron) == words


class TestCommand:
    def test_prints_a_line_for_every_job_with_its_actor(self) -> None:
        printed = StringIO()
        call_command("jobs", stdout=printed)
        lines = printed.getvalue().splitlines()
        assert len(lines) == len(TIMETABLE)
        for job in TIMETABLE.values():
            assert any(job.says in line and job.as_whom in line for line in lines)
