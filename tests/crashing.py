"""A process that does a task again and again, each time in a child that kills itself just before its k-th change to the disk.

``python -m tests.crashing FOLDER`` reads one job a line, as JSON, and answers whether the child was killed, its exit code, and how many changes
below FOLDER it made. Everything is imported once, before the first fork, so that hundreds of crashes take a minute.
"""

import contextlib
import errno
import json
import os
import signal
import sys
import time
from pathlib import Path

import openpyxl
import pandas
import scipy.special
import scipy.stats

from evenground import main
from evenground.cli import main as command
from evenground.cli import tasks
from evenground.model.plans import Audience
from evenground.model.whole import swapping
from evenground.publishing import Certificate, publish_documents, releases
from evenground.reports import pdf

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "os.truncate", "fcntl.flock"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Fuse:
    """Counts the changes made below a folder, and kills this process just before the k-th (None: never)."""

    def __init__(self, folder, kill_at):
        self.folder, self.kill_at, self.count = str(folder), kill_at, 0

    def burn(self):
        self.count += 1
        if self.count == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def __call__(self, event, arguments):
        if event == "open":
            path, _, flags = arguments
            changes = isinstance(path, str | bytes) and bool(flags & WRITES) and self.is_ours(path)
        else:
            changes = event in CHANGES and self.is_ours(arguments[0])
        if changes:
            self.burn()

    def is_ours(self, path):
        return (
            not isinstance(path, str | bytes)
            or os.fsdecode(path).startswith(self.folder)
            or "/" not in os.fsdecode(path)
        )


def certificate(store):
    return Certificate(True, Audience.PUBLIC, 11, 9, 2, 4, 8, 0.1, len(releases(store)), "0.1.0", "0" * 64)


def publish(plan, store):
    released, _ = main.run(Path(plan))
    publish_documents(lambda folder: main.write_documents(released, folder), store, certificate(store))
    return 0


def child(folder, kill_at, task, words, tell, *, whole_steps):
    """Do the task here. ``whole_steps``: folders can be exchanged, as on Linux; else as where they cannot."""
    fuse = Fuse(folder, kill_at)
    sync, exchange = os.fsync, swapping.exchange
    os.fsync = lambda handle: (fuse.burn(), sync(handle))
    swapping.exchange = (lambda *two: (fuse.burn(), exchange(*two), fuse.burn())) if whole_steps else refuse
    sys.addaudithook(fuse)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        code = publish(*words) if task == "publish" else command([task, *words])
    os.write(tell, str(fuse.count).encode())
    os._exit(code)


def refuse(*_):
    raise OSError(errno.ENOSYS, "no exchange here")


def in_child(folder, job):
    """``seconds``: kill it then, from outside. ``kill_at``: let it kill itself there. ``quick``: with a PDF that is quicker to set."""
    hear, tell = os.pipe()
    number = os.fork()
    if number == 0:
        if job.get("quick"):
            pdf.pdf_of = lambda doc: repr(doc).encode()
        child(folder, job.get("kill_at"), job["task"], job["words"], tell, whole_steps=job.get("whole_steps", True))
    os.close(tell)
    if "seconds" in job:
        time.sleep(job["seconds"])
        os.kill(number, signal.SIGKILL)
    _, status = os.waitpid(number, 0)
    with os.fdopen(hear) as told:
        count = told.read()
    return {"killed": os.WIFSIGNALED(status), "code": os.waitstatus_to_exitcode(status), "changes": int(count or 0)}


if __name__ == "__main__":
    assert all((tasks, openpyxl, pandas, scipy.special, scipy.stats))  # imported now, so that no child has to
    for line in sys.stdin:
        sys.stdout.write(json.dumps(in_child(sys.argv[1], json.loads(line))) + "\n")
        sys.stdout.flush()
