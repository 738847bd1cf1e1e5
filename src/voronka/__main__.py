"""`python -m voronka`: the same as the `voronka` command."""

from voronka.cli.main import main

main()
