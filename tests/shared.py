"""Where the shared reference data and oracle answers lie, and the loud word when a clone stands without them."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason=f"SKIPPED LOUDLY: {SHARED.name}/ is not beside this clone, so real data and the full oracle were NOT checked",
)
