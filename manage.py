#!/usr/bin/env python
"""The command line: migrate, demo, serve, reconcile, audit, doctor and the rest (`manage.py help`)."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.embedded.errors import EmbeddedError

    try:
        execute_from_command_line(sys.argv)
    except EmbeddedError as problem:
        sys.exit(f"manage.py: {problem}")


if __name__ == "__main__":
    main()
