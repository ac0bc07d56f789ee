"""``publish`` and ``audit`` as a person would call them: words in, exit code and both streams out."""

import argparse
import json

import pytest

from evenground.cli import publishing
from evenground.cli.publishing_arguments import add_audit, add_publish
from evenground.model.faults import Faults
from evenground.publishing import releases, verify
from tests.cli.made import written

LEAKY = "race,n\nAll,100\nAsian,*\nBlack,60\nWhite,36\n"


def call(capsys, *words):
    parser = argparse.ArgumentParser()
    tasks = parser.add_subparsers(dest="task")
    add_publish(tasks)
    add_audit(tasks, threshold=11)
    options = parser.parse_args([str(word) for word in words])
    code = getattr(publishing, options.task)(options) or 0
    return code, capsys.readouterr().out


def table(folder, text, name="cells.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_plan_that_holds_becomes_a_release_and_the_next_one_knows_of_it(tmp_path, capsys):
    """The certificate says what was attacked, and with what."""
    plan = written(tmp_path, range(1, 4))
    code, out = call(capsys, "publish", plan, "--to", tmp_path / "store", "--audience", "public")
    assert code == 0
    assert "Release 0001, for public" in out
    _, out = call(capsys, "publish", plan, "--to", tmp_path / "store", "--language", "es", "--json")
    told = json.loads(out)
    assert (told["number"], told["certificate"]["earlier"], told["certificate"]["passed"]) == (2, 1, True)
    assert '<html lang="es"' in (tmp_path / "store" / "0002" / "report.html").read_text(encoding="utf-8")
    assert verify(tmp_path / "store") == ()


def test_no_release_holds_a_hash_of_what_was_counted(tmp_path, capsys):
    """Whoever knows all counts but one could try its values until the hash fits."""
    plan = written(tmp_path, range(1, 4))
    call(capsys, "publish", plan, "--to", tmp_path / "store")
    names = {path.name for path in (tmp_path / "store" / "0001").rglob("*")}
    assert "cube.parquet" not in names
    page = (tmp_path / "store" / "0001" / "report.html").read_text(encoding="utf-8")
    from evenground import main

    _, cube = main.run(plan)
    assert cube.hash[:12] not in page
    assert cube.counts.provenance.fingerprint[-12:] not in page


def test_nothing_is_published_for_the_steward(tmp_path, capsys):
    """Counts for one pair of eyes are handed over, not published."""
    plan = written(tmp_path, range(1, 3))
    plan.write_text(plan.read_text() + '[protect]\naudience = "steward"\n')
    with pytest.raises(Faults, match="steward"):
        call(capsys, "publish", plan, "--to", tmp_path / "store")
    assert releases(tmp_path / "store") == ()


def test_a_count_that_a_subtraction_gives_away_is_found_and_not_printed(tmp_path, capsys):
    """100 less 60 less 36. The terminal says where, not what: screens are shared."""
    code, out = call(capsys, "audit", table(tmp_path, LEAKY))
    assert code == 1
    assert "Asian" in out
    assert "exact" in out
    assert "4" not in out.split("Asian")[1].splitlines()[0]
    code, out = call(capsys, "audit", table(tmp_path, LEAKY), "--json")
    (row,) = json.loads(out)["hidden"]
    assert (row["race"], row["lower"], row["upper"]) == ("Asian", 4, 4)


def test_two_counts_hidden_together_hold(tmp_path, capsys):
    text = "race,n\nAll,140\nAsian,*\nBlack,60\nWhite,*\nLatino,60\n"
    assert call(capsys, "audit", table(tmp_path, text))[0] == 0


def test_an_older_table_that_shows_what_is_hidden_now_is_found(tmp_path, capsys):
    """Path 34: the release before this one."""
    rows = "year,race,n\n2024,All,131\n2024,Asian,*\n2024,Black,60\n2024,White,*\n2024,Latino,60\n"
    now, old = table(tmp_path, rows), table(tmp_path, rows.replace("White,*", "White,5"), "old.csv")
    assert call(capsys, "audit", now)[0] == 0
    assert call(capsys, "audit", now, "--against", old)[0] == 1
