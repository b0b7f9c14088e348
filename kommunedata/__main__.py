"""`python -m kommunedata` is the command line."""

from kommunedata.cli import main

main()
