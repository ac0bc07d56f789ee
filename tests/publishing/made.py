"""A store with made-up releases."""

from evenground.model.plans import Audience
from evenground.publishing import Certificate, publish_documents, releases

CELLS = 'measure,period_start,period_end,race,n,estimate,status\nadmitted,2024-01-01,2024-12-31,Asian,,,"suppressed"\n'


def certificate(**said):
    given = {"passed": True, "audience": Audience.PUBLIC, "threshold": 11, "cells": 1, "hidden": 1, "intervals": 1}
    given |= {"programs": 2, "seconds": 0.12, "earlier": 0, "code_version": "0.1.0", "plan_hash": "a" * 64}
    return Certificate(**given | said)


def documents(folder, cells=CELLS):
    (folder / "cells.csv").write_text(cells, encoding="utf-8")
    (folder / "report.html").write_text("<p>report</p>", encoding="utf-8")
    (folder / "charts").mkdir()
    (folder / "charts" / "01-admitted-by-race.svg").write_text("<svg/>", encoding="utf-8")


def publish(store, write=documents, **said):
    return publish_documents(write, store, certificate(earlier=len(releases(store)), **said))


def opened(path):
    """A sealed file or folder that a hand can change, as an administrator's can."""
    for one in (*reversed(path.parents[:2]), path):
        one.chmod(0o755)
    return path
