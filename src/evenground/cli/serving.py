"""Showing a report: in the browser of this machine, or over a port of it."""

from __future__ import annotations

import webbrowser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from evenground.model.faults import fault


def open_page(page: Path) -> None:
    """Open the page in the browser, where there is one."""
    webbrowser.open(page.resolve().as_uri())


def serve(folder: Path, port: int) -> None:
    """Serve the folder on this machine only, until Ctrl-C."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise fault(
            f"Port {port} cannot be used: {error.strerror}.", "--port", "Try another, such as --port 8765."
        ) from error
    with server:
        print(f"Serving http://127.0.0.1:{server.server_port}/report.html  (Ctrl-C stops)", flush=True)
        server.serve_forever()
