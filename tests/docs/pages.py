"""The pages of the manual, and what stands in them: commands, plans, links and names of files."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")


def name_of(page: Path) -> str:
    """The page's name, as a test shows it."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of this language ("" for those without one)."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [text for marked, text in found if marked == language]


def commands(page: Path) -> list[str]:
    """Every example of the command on this page, as typed, in reading order; remarks after # are cut off."""
    lines = [line.split(" # ")[0].strip() for text in blocks(page, "") for line in text.splitlines()]
    return [line.removeprefix(".venv/bin/") for line in lines if re.match(r"(\.venv/bin/)?evenground ", line)]


def links(page: Path) -> list[tuple[bool, str]]:
    """Each relative link: whether it is a picture, and where it leads."""
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return [(bool(mark), to) for mark, to in found if not re.match(r"[a-z]+:|#", to)]
