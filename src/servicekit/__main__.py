"""``python -m servicekit``: the command line without its script."""

from servicekit.cli._commands import main

if __name__ == "__main__":
    raise SystemExit(main())
