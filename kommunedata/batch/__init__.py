"""Making pages: the papermill engine, the pages that can be made, what is to be done, and doing it."""
