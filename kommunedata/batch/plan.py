"""What a batch is to do: everything that can be checked is checked before the first page is made."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kommunedata.analysis.ranking import choose_aar
from kommunedata.batch import jobs, manifest
from kommunedata.batch.choices import Choices
from kommunedata.batch.jobs import Job
from kommunedata.batch.notebook import check_parameters
from kommunedata.datasaet.frame import Datasaet, load_datasaet
from kommunedata.datasaet.kilde import datasaet_dir
from kommunedata.errors import DataError, InputError
from kommunedata.files import check_folder
from kommunedata.kommuner import find_kommuner
from kommunedata.notat.facts import has_notater
from kommunedata.redaktionelt import check_all

PAGE_SIZE = 400_000  # bytes to have free per page and CSV
SPARE_SIZE = 20_000_000  # bytes to have free besides


@dataclass(frozen=True)
class Plan:
    """What a batch is to do, once everything that could stop it has been checked."""

    folder: Path
    inputs: str
    datasaet: Datasaet
    aar: int
    whole: bool  # every page of the year was chosen
    chosen: tuple[Job, ...]
    current: tuple[Job, ...]  # of those chosen, the ones that are up to date
    jobs: tuple[Job, ...]  # the ones to make

    def missing(self) -> list[str]:
        """Names of those chosen whose page is not there as it was made; empty when the batch is complete."""
        entries = manifest.load_manifest(self.folder)
        return [job.name for job in self.chosen if not _is_current(entries, self.inputs, self.folder, job)]

    def record(self, extra: Sequence[str]) -> dict[str, Any]:
        """What a later batch looks at to see that there is nothing to do; empty unless everything is there."""
        if not self.whole or self.missing():
            return {}
        stems = {job.slug for job in self.chosen}
        files = [path for path in self.folder.iterdir() if path.stem in stems or path.name in extra]
        return {
            "inputs": self.inputs,
            "pages": len(self.chosen),
            "files": {path.name: manifest.hash_file(path) for path in sorted(files)},
        }


def plan_batch(
    out: Path,
    datasaet: str,
    aar: int | None,
    choices: Choices,
    *,
    only: Sequence[str] = (),
    limit: int | None = None,
    force: bool = False,
    failed: bool = False,
) -> Plan:
    """Check all that can be checked and find out what there is to do; an `InputError` says what cannot be.

    All of the year (the latest with figures if None) and the overview are made where `only` names none; the overview is
    not among short pages, nor those of another notebook. `force` makes also what is up to date, `failed` just those
    that failed last time.
    """
    figures = load_datasaet(datasaet)
    year = choose_aar(figures, aar)
    try:
        notater = has_notater(figures)
    except DataError:  # of one file; all faults are said at once
        check_all()
        raise
    if notater:
        check_all()
    if choices.formats:
        from kommunedata.batch.pages import FORMATS  # late: what makes pages takes long to import

        for suffix in choices.formats:
            FORMATS[suffix][1]()
    wanted = find_kommuner(only)
    possible = jobs.list_notater(figures, year, choices)
    if without := [kommune.kommune for kommune in wanted if kommune.slug not in {job.slug for job in possible}]:
        raise InputError(f"no figures for {', '.join(without)} in {year} in datasaet '{datasaet}'")
    if only:
        slugs = {kommune.slug for kommune in wanted}
        chosen = [job for job in possible if job.slug in slugs]
    elif choices.notebook or choices.udgave == "kort":
        chosen = possible
    else:
        chosen = [jobs.make_landsoverblik(figures, year, choices), *possible]
    for job in {job.notebook: job for job in chosen}.values():
        check_parameters(job.notebook, job.parameters)
    for job in chosen[-1:]:
        jobs.build_facts(figures, job.name, year)
    folder = choices.folder(out, datasaet, year)
    inputs = manifest.hash_inputs(datasaet_dir(datasaet), folder, choices)
    entries = manifest.load_manifest(folder)
    if failed:
        chosen = [job for job in chosen if entries.get(job.slug, {}).get("result") == "fejl"]
    current = [job for job in chosen if not force and _is_current(entries, inputs, folder, job)]
    todo = [job for job in chosen if job not in current][:limit]
    _check_folder(folder, len(todo))
    return Plan(
        folder=folder,
        inputs=inputs,
        datasaet=figures,
        aar=year,
        whole=not only and not failed,
        chosen=tuple(chosen),
        current=tuple(current),
        jobs=tuple(todo),
    )


def _is_current(entries: dict[str, Any], inputs: str, folder: Path, job: Job) -> bool:
    """Whether all files of a job are there and its page is the one that these inputs make."""
    beside = [".csv"] * ("kommune" in job.parameters) + [*job.formats]
    there = all((folder / f"{job.slug}{suffix}").exists() for suffix in beside)
    entry, page = entries.get(job.slug, {}), folder / f"{job.slug}.html"
    return there and entry.get("inputs") == inputs and entry.get("page") == manifest.hash_file(page) != ""


def _check_folder(folder: Path, jobs: int) -> None:
    """Can the folder be written to, and is there room?"""
    check_folder(folder)
    free, needed = shutil.disk_usage(folder).free, jobs * PAGE_SIZE + SPARE_SIZE
    if jobs and free < needed:
        raise InputError(f"{folder} has {free / 1e6:.0f} MB free; {jobs} pages need {needed / 1e6:.0f} MB")
