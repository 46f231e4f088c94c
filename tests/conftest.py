"""Settings for all tests."""

import os

from hypothesis import Phase, settings

# A run of CI says whether a change is right, so it must not depend on luck: the same examples each time.
settings.register_profile("ci", derandomize=True, print_blob=True)
# To see whether a deliberate mistake is noticed, the smallest failing example is of no interest:
# pytest --hypothesis-profile mutants
settings.register_profile("mutants", phases=[Phase.generate], database=None)
if os.environ.get("CI"):
    settings.load_profile("ci")
