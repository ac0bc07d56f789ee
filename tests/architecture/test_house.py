"""The house stays in order: short rooms, plain lock files, and a library that answers at once and needs no web."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TRACKED = [
    path
    for path in ROOT.rglob("*")
    if path.is_file()
    and not {".git", ".venv", ".venv-spark", "__pycache__", ".hypothesis"} & set(path.relative_to(ROOT).parts)
]
LONGEST = 400
HEAVY = ("duckdb", "sqlglot", "numpy", "scipy", "pyarrow", "openpyxl", "typst", "pandas")


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_a_lock_file_names_no_host(lock):
    """It must install from any mirror."""
    assert not re.search(r"https?://|index-url|find-links", lock.read_text())


def test_no_file_holds_a_path_of_one_machine():
    home = re.compile(r"/(?:home|root|Users)/\w+|/work/(?:main|shared)")
    mine = Path(__file__)
    texts = [
        path
        for path in TRACKED
        if path.suffix in {".py", ".toml", ".md", ".csv", ".json", ".svg", ".html", ".lock"} and path != mine
    ]
    assert [
        str(path.relative_to(ROOT)) for path in texts if home.search(path.read_text(encoding="utf-8", errors="replace"))
    ] == []


def test_no_room_is_longer_than_a_reader_can_hold():
    long = {str(path.relative_to(ROOT)): n for path in SOURCES if (n := len(path.read_text().splitlines())) > LONGEST}
    assert long == {}


def test_every_module_says_its_one_idea():
    silent = [
        path for path in SOURCES if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


def test_every_public_name_of_the_library_is_documented():
    missing = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in SOURCES
        for node in _public(path)
        if not ast.get_docstring(node)
    ]
    assert missing == []


def test_no_room_is_called_utils():
    assert [path for path in SOURCES if path.stem in {"utils", "helpers", "misc", "common"}] == []


def test_help_loads_nothing_heavy():
    """So that ``evenground --help`` answers at once; its time is measured in benchmarks/."""
    code = f"import sys; import evenground.cli.arguments as a; a.parser(); print(*[m for m in {HEAVY!r} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []


def test_the_library_stands_where_django_is_absent():
    code = "import sys; sys.modules['django'] = None; import evenground, evenground.main"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def _public(path):
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (n for n in node.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_"))
