"""`python -m anlan.run`: the anlan command without installing it."""

import sys

from anlan.run.main import main

sys.exit(main())
