"""Jobs of a batch and running a notebook: what is refused, and with which words."""

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from kommunedata.batch import jobs, pages
from kommunedata.batch.choices import Choices
from kommunedata.batch.notebook import run_notebook
from kommunedata.errors import InputError, KommunedataError


def notebook_of(folder: Path, *cells: str) -> Path:
    parameters = new_code_cell('kommune = "Aalborg"', metadata={"tags": ["parameters"]})
    book = new_notebook(cells=[parameters, *map(new_code_cell, cells)])
    book.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    path = folder / "egen.ipynb"
    nbformat.write(book, path)
    return path


def test_a_misspelt_parameter_is_refused_before_anything_runs(tmp_path):
    with pytest.raises(InputError, match=r"unknown parameter of egen.ipynb 'komune'; did you mean kommune\?"):
        run_notebook(notebook_of(tmp_path, "open('spor', 'w')"), {"komune": "Vejle"})
    assert not (tmp_path / "spor").exists()


def test_a_cell_that_raises_is_named_with_its_error(tmp_path):
    with pytest.raises(KommunedataError, match=r"egen.ipynb, cell .*: ValueError: for stor"):
        run_notebook(notebook_of(tmp_path, "1", "raise ValueError('for stor')"), {"kommune": "Vejle"})


def test_a_page_that_names_another_municipality_is_refused(tmp_path, ds):
    broken = notebook_of(tmp_path, "from kommunedata.page import parts", "parts.header('Vejle Kommune', '', [])")
    job = jobs.list_notater(ds, 2022, Choices())[0]
    with pytest.raises(KommunedataError, match="does not name Albertslund Kommune"):
        pages.make_page(replace(job, notebook=broken, parameters={"kommune": "Albertslund"}))


def test_a_worker_with_other_figures_refuses(ds):
    job = jobs.list_notater(ds, 2022, Choices())[0]
    with pytest.raises(KommunedataError, match="is not the one of the batch"):
        pages.make_page(replace(job, sha256="0" * 64))


def test_an_own_notebook_gets_the_parameters_that_it_has(tmp_path, ds):
    own = notebook_of(tmp_path, "print('hos', kommune)")
    job = jobs.list_notater(ds, 2022, Choices(notebook=str(own)))[0]
    assert job.parameters == {"kommune": "Albertslund"}
    with pytest.raises(InputError, match=r"^--afsender and --uden-anbefalinger would do nothing: egen.ipynb has no"):
        jobs.list_notater(ds, 2022, Choices(notebook=str(own), afsender="x", uden_anbefalinger=True))
    assert "<pre>hos Albertslund</pre>" in pages.make_page(job)[".html"].decode()


def test_an_own_notebook_must_have_kommune_and_use_it(tmp_path, ds):
    own = notebook_of(tmp_path, "print('hos nogen')")
    with pytest.raises(KommunedataError, match="does not name Albertslund Kommune: does its notebook use kommune"):
        pages.make_page(jobs.list_notater(ds, 2022, Choices(notebook=str(own)))[0])
    own.write_text(own.read_text().replace("kommune", "komune"))
    with pytest.raises(InputError, match=r"egen.ipynb has no parameter kommune"):
        jobs.list_notater(ds, 2022, Choices(notebook=str(own)))
    with pytest.raises(InputError, match=r"mangler.ipynb is missing"):
        jobs.list_notater(ds, 2022, Choices(notebook=str(tmp_path / "mangler.ipynb")))
