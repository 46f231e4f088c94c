"""Settings for all tests."""

import os

from hypothesis import Phase, settings

# How long an example takes depends on what else the machine does: time has tests of its own.
settings.register_profile("default", deadline=None)
# A run of CI says whether a change is right, so it must not depend on luck: the same examples each time.
settings.register_profile("ci", derandomize=True, print_blob=True, deadline=None)
# To see whether a deliberate mistake is noticed, the smallest failing example is of no interest:
# pytest --hypothesis-profile mutants
settings.register_profile("mutants", phases=[Phase.generate], database=None, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "default")
