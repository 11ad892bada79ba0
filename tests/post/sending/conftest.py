"""A project that is published, for who sends its editions."""

from __future__ import annotations

from tests.post.sending.published import project, reachable, root, site

__all__ = ["project", "reachable", "root", "site"]
