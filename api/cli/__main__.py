"""Lets `python -m api.cli` be the program `merit`, as the processes it starts do."""

from api.cli import main

main()
