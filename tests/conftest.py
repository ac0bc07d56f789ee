"""What every test shares: properties are judged by their claim, never by the clock of a busy machine."""

import os

from hypothesis import HealthCheck, settings

# The gate tries the same examples each time, so that a change is judged by what it changed; everyone else tries new ones.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=os.environ.get("CI") == "true"
)
settings.load_profile("house")
