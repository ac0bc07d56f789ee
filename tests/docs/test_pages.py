"""The manual hangs together: links lead somewhere, pictures are there, and the command and its pages name the same things."""

import argparse
import re
from pathlib import Path

import pytest

from evenground.cli.arguments import parser
from tests.docs.pages import PAGES, ROOT, links, name_of

COMMAND = (ROOT / "docs" / "reference" / "command.md").read_text(encoding="utf-8")
OTHER_PROGRAMS = {"--require-hashes", "--universal", "--generate-hashes", "--no-header"}
NAMED = re.compile(r"`((?:src|docs|tests|benchmarks)/[\w./-]*|[A-Z]+\.md|eg|pyproject\.toml|requirements[\w.-]*)`")


def tasks() -> dict[str, argparse.ArgumentParser]:
    """The parser of each task."""
    (found,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


OPTIONS = [
    (task, option, action.help or "")
    for task, of_task in tasks().items()
    for action in of_task._actions
    for option in action.option_strings
    if option.startswith("--")
]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_file_that_is_there(page: Path) -> None:
    """Links within the manual are relative, so that they work in a clone without a network."""
    missing = [to for picture, to in links(page) if not picture and not (page.parent / to.split("#")[0]).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_picture_is_there_and_says_what_it_shows(page: Path) -> None:
    """For those who read it on paper, and those who hear it read."""
    assert [to for picture, to in links(page) if picture and not (page.parent / to).is_file()] == []
    assert "![](" not in page.read_text(encoding="utf-8")


def test_every_picture_that_is_kept_is_shown_somewhere() -> None:
    """A picture that no page shows or leads to grows old unseen."""
    shown = {(page.parent / to).resolve() for page in PAGES for _, to in links(page)}
    kept = {path.resolve() for path in (ROOT / "docs").rglob("*.png")}
    assert kept - shown == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_of_the_project_that_a_page_names_is_there(page: Path) -> None:
    """Prose is tested like code: a README that names a tool long gone sends people away."""
    named = set(NAMED.findall(page.read_text(encoding="utf-8")))
    near = (ROOT, page.parent)
    assert sorted(name for name in named if not any((folder / name).exists() for folder in near)) == []


@pytest.mark.parametrize("task", tasks())
def test_every_task_is_in_the_reference(task: str) -> None:
    """What the command can do stands on its page."""
    assert f"evenground {task}" in COMMAND


@pytest.mark.parametrize(("task", "option", "said"), OPTIONS, ids=[f"{task} {option}" for task, option, _ in OPTIONS])
def test_every_option_is_documented(task: str, option: str, said: str) -> None:
    """On its page, or in the help of its task."""
    assert said or option in COMMAND


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_names_an_option_that_is_not_there(page: Path) -> None:
    """Options are renamed, and pages are forgotten."""
    has = {option for _, option, _ in OPTIONS} | {"--version"} | OTHER_PROGRAMS
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+\b", page.read_text(encoding="utf-8")))
    assert named - has == set()


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=name_of)
def test_every_page_can_be_reached_from_the_manuals_first_page(page: Path) -> None:
    """A page that nothing leads to is read by nobody; decisions stand in their own folder."""
    index = ROOT / "docs" / "README.md"
    listed = {(index.parent / to.split("#")[0]).resolve() for _, to in links(index)}
    assert page == index or page.resolve() in listed or page.parent.resolve() in listed


def test_decisions_are_numbered_without_a_hole() -> None:
    """Two decisions of one number, or a number that is gone, send a successor looking."""
    numbers = sorted(int(page.name[:4]) for page in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
