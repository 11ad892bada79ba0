"""The benchmark of letters, tried on a few."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import mail
from tests.post.sending.postfix import why_not


@pytest.mark.slow
@pytest.mark.skipif(not mail.is_possible(), reason="there is no smtp-source and smtp-sink here")
def test_both_senders_are_measured_in_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "CONNECTIONS", (10,))
    monkeypatch.setattr(mail, "_TO_POSTFIX", (10,))
    postings = list(mail.measured(tmp_path, 60, 1, lambda _: None))
    senders = ["smtp-source -s 10 -d", "newpower"]
    into = {"smtp-sink": senders} if why_not() else {"smtp-sink": senders, "Postfix": senders}
    found: dict[str, list[str]] = {}
    for one in postings:
        found.setdefault(one.into, []).append(one.what.split(",")[0])
    assert found == into
    assert all(one.rate > 0 for one in postings)
    assert all(one.peak > 0 for one in postings if one.what.startswith("newpower"))
    assert mail.postings_table(postings).count("\n") == len(postings)
