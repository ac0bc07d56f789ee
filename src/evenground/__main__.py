"""``python -m evenground`` is the command."""

import sys

from evenground.cli import main

sys.exit(main())
