"""What an audit found, as it is kept and shown with a release: how hard it was attacked and that nothing fell out.

It names no cell and holds no number of people, so that it may travel with the release. Nothing else can be put in.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from evenground.model.plans import Audience


@dataclasses.dataclass(frozen=True, slots=True)
class Certificate:
    """The result of one audit.

    ``cells`` printed rows, of which ``hidden`` are withheld; ``intervals`` that were proved wide enough; ``programs``: no more linear programs than this, to a power of ten, in
    ``seconds``; ``earlier`` releases of the same store whose figures the attacker had too; ``code_version`` of what audited; ``plan_hash`` of what was
    measured (of the plan, never of counts). ``method``: in a few words. ``revised``: periods whose printed figures changed since an
    earlier release (late entries); what that release hid in them was not attacked again.
    """

    passed: bool
    audience: Audience
    threshold: int
    cells: int
    hidden: int
    intervals: int
    programs: int
    seconds: float
    earlier: int
    code_version: str
    plan_hash: str
    method: str = ""
    revised: int = 0

    def to_json(self) -> str:
        """The certificate as it stands in ``certificate.json``."""
        plain = dataclasses.asdict(self) | {"seconds": round(self.seconds, 1), "audience": str(self.audience)}
        return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def from_json(text: str) -> Certificate:
    """The certificate that ``to_json`` wrote; ValueError, TypeError or KeyError for anything else."""
    plain: dict[str, Any] = json.loads(text)
    return Certificate(**plain | {"audience": Audience(plain["audience"])})
