"""The reference page of control charts says what the code does."""

from pathlib import Path

import pytest

from evenground.spc.limits import KINDS
from evenground.spc.limits.subgrouped import ESTIMATORS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "control-charts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*(f"`{kind}`" for kind in KINDS), *(f'"{name}"' for name in ESTIMATORS)])
def test_every_kind_and_estimator_is_on_the_page(name: str) -> None:
    """Whoever meets a letter can look it up."""
    assert name in PAGE


def test_the_example_of_the_page_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    """Examples are typed in by readers."""
    code = PAGE.split("```python\n")[1].split("```")[0]
    said = code.split("# ")[1].splitlines()[0].split()
    exec(compile(code, "control-charts.md", "exec"), {})
    assert capsys.readouterr().out.splitlines()[0].split() == said
