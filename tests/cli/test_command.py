"""The command as its manual promises it: help for every option, exit codes, and a demo that says it is made up."""

import argparse
from pathlib import Path

import pytest

from evenground.cli.arguments import parser
from tests.cli.calling import evenground
from tests.cli.conftest import Demo
from tests.cli.made import written


def tasks() -> dict[str, argparse.ArgumentParser]:
    """The parser of each task."""
    (found,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


@pytest.mark.parametrize("task", tasks())
def test_the_help_of_a_task_names_every_option_it_has_and_says_what_it_does(task: str) -> None:
    """Help that leaves an option out is the reason why nobody uses it."""
    answer = evenground(task, "--help")
    assert answer.code == 0
    for action in tasks()[task]._actions:
        for option in action.option_strings:
            assert option in answer.out
        if action.option_strings and action.dest not in ("help", "out"):
            assert action.help, f"{task} {action.option_strings} has no help"
    assert task in evenground("--help").out


def test_the_promised_options_are_there() -> None:
    """The contract of the command: others script it."""
    promised = {
        "demo": "--port --dir --no-browser",
        "gaps": "--outcome --by --denominator --when --every --person --better --reference --min-count --out --json",
        "scan": "--json",
        "run": "--out --refresh --json",
        "check": "",
        "cube": "--out",
        "merge": "--out",
    }
    for task, options in promised.items():
        has = {option for action in tasks()[task]._actions for option in action.option_strings}
        assert set(options.split()) <= has, task


def test_exit_codes_tell_a_scripts_author_who_is_at_fault(tmp_path: Path) -> None:
    """0 done, 1 the data or plan, 2 the words."""
    plan = written(tmp_path, range(1, 2))
    assert evenground("--version").code == 0
    assert evenground("check", plan).code == 0
    assert evenground("check", tmp_path / "no.toml").code == 1
    assert evenground("check").code == 2


def test_the_demo_works_without_a_browser_and_says_that_it_is_made_up(demo: Demo) -> None:
    """Nobody may take it for children who exist."""
    assert demo.answer.code == 0, demo.answer.err
    assert "made-up" in demo.answer.out
    assert str(demo.folder / "report" / "report.html") in demo.answer.out
    page = (demo.folder / "report" / "report.html").read_text(encoding="utf-8")
    assert "made up" in page.lower().replace("made-up", "made up")
    assert {path.name for path in demo.folder.iterdir()} >= {"t1d.csv", "t1d.toml", "tracts.csv", "report"}


def test_the_demo_is_the_same_every_time(demo: Demo, tmp_path: Path) -> None:
    """A fixed seed: what the tutorial says stays true."""
    from evenground.demo import write_demo

    write_demo(tmp_path)
    for name in ("t1d.csv", "tracts.csv", "t1d.toml"):
        assert (tmp_path / name).read_bytes() == (demo.folder / name).read_bytes()
