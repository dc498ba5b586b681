"""Run the command line with ``python -m survivorgraph``."""

import sys

from survivorgraph.cli import main

sys.exit(main())
