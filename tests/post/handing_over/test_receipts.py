"""What was handed over is written down: one line an edition and engine, as it stood last."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.post.handing_over.receipts import DRAFT, SCHEDULING, Receipt, keep, receipt_of
from tests.post.lists import NOW, a_list

pytestmark = pytest.mark.usefixtures("database")


def test_the_last_that_was_seen_is_kept_for_each_engine(folder: Path) -> None:
    with a_list(folder) as at:
        assert receipt_of(at, "2026-11", "listmonk") is None
        keep(at, "2026-11", "listmonk", "2026-11-0a1b", "12", DRAFT, NOW)
        keep(at, "2026-11", "buttondown", "2026-11-0a1b", "em_1", DRAFT, NOW)
        keep(at, "2026-11", "listmonk", "2026-11-ffff", "13", SCHEDULING, NOW + timedelta(minutes=1))
        found = receipt_of(at, "2026-11", "listmonk")
        assert found == Receipt(
            "2026-11", "listmonk", "2026-11-ffff", "13", "scheduling", "2026-11-26T19:46:00Z"
        )
        assert receipt_of(at, "2026-12", "listmonk") is None
