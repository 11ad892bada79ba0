"""The benchmark of letters, tried on a few."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import mail


@pytest.mark.slow
@pytest.mark.skipif(not mail.is_possible(), reason="there is no smtp-source and smtp-sink here")
def test_both_senders_are_measured_in_one_run(tmp_path: Path) -> None:
    postings = list(mail.measured(tmp_path, 60, 1, lambda _: None))
    assert [one.what.split(",")[0] for one in postings] == ["smtp-source -s 10 -d", *["newpower"] * 3]
    assert all(one.rate > 0 for one in postings)
    assert all(one.peak > 0 for one in postings[1:])
    assert mail.postings_table(postings).count("\n") == 4
