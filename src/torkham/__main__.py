"""`python -m torkham`."""

import sys

from torkham.cli import main

sys.exit(main())
