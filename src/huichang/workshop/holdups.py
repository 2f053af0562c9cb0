"""What must not begin yet: rooms above answer before a technician starts a job (a claim without the manufacturer's word)."""

from collections.abc import Callable, Iterable

Source = Callable[[Iterable[int]], dict[int, str]]
_SOURCES: list[Source] = []


def source(answer: Source) -> Source:
    """Register a source: from keys of jobs to the sentences that say why they wait and who ends it. One statement each."""
    _SOURCES.append(answer)
    return answer


def of(job_ids: Iterable[int]) -> dict[int, str]:
    """Why jobs may not begin. One statement for each source."""
    wanted = list(job_ids)
    found: dict[int, str] = {}
    for answer in _SOURCES:
        for job_id, why in answer(wanted).items():
            found.setdefault(job_id, why)
    return found
