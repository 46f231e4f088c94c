"""Settings for all tests."""

from hypothesis import Phase, settings

# To see whether a deliberate mistake is noticed, the smallest failing example is of no interest:
# pytest --hypothesis-profile mutants
settings.register_profile("mutants", phases=[Phase.generate], database=None)
