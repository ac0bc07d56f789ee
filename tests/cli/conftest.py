"""One demo, made once, that the tests of the command and of the library read and never change."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.calling import Answer, evenground


class Demo(NamedTuple):
    """The folder of a demo, and what the command said while it made it."""

    folder: Path
    answer: Answer

    @property
    def plan(self) -> Path:
        return self.folder / "t1d.toml"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("made-up") / "demo"
    return Demo(folder, evenground("demo", "--no-browser", "--dir", folder))
