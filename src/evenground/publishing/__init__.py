"""Releases: immutable, numbered, chained, each with the certificate of the audit that let it out."""

from __future__ import annotations

from evenground.publishing.auditing import audit_files, certificate_of
from evenground.publishing.certificates import Certificate
from evenground.publishing.published import Published, published_cells, releases
from evenground.publishing.reading import read_tidy
from evenground.publishing.store import publish_documents
from evenground.publishing.verifying import verify

__all__ = [
    "Certificate",
    "Published",
    "audit_files",
    "certificate_of",
    "publish_documents",
    "published_cells",
    "read_tidy",
    "releases",
    "verify",
]
