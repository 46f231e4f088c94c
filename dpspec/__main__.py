"""Runs the command line: ``python -m dpspec``."""

import sys

from dpspec.cli import main

sys.exit(main())
