"""A papermill engine that runs the cells of a notebook in this very process: `papermill --engine kommunedata`.

It saves the two seconds that a kernel takes to start and to load what is loaded already. What a notebook does to its
process stays done, so each page gets a process of its own (`batch.loader`). papermill imports this module, so who
needs it imports papermill first.
"""

from typing import Any

from papermill.engines import Engine, NotebookExecutionManager

from kommunedata.batch.shell import take_shell


class KommunedataEngine(Engine):
    """`papermill --engine kommunedata`: the cells run in this process, one after the other, until one raises."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, *_: Any, **__: Any) -> None:
        """Run the cells; the bookkeeping is papermill's own."""
        with take_shell() as shell:
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)  # text too, as papermill's own engine does: it is counted
                done = shell.run(cell) if cell.cell_type == "code" else None
                if done and not done.success:
                    nb_man.cell_exception(cell, index)
                nb_man.cell_complete(cell, index)
                if done and not done.success:
                    break
