"""The `heard` command: the stable face for scripts."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.config.settings")
    execute_from_command_line(["heard", *sys.argv[1:]])
