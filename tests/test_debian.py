"""What tests need of the system: fetched where it is missing, and nothing done where it is not."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import debian, nu
from tests.browser import chromium


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, ...]]:
    """The commands that would be run by root on a Debian where nothing can be installed."""
    found: list[tuple[str, ...]] = []

    def run(command: tuple[str, ...], **_: Any) -> subprocess.CompletedProcess[str]:
        found.append(tuple(command))
        return subprocess.CompletedProcess(command, 100)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "access", lambda path, mode: True)
    monkeypatch.setattr(debian, "_POLICY", tmp_path / "policy-rc.d")
    monkeypatch.delenv("CI", raising=False)
    for name in ("postgresql", "postfix"):
        monkeypatch.setattr(debian, name, lambda: None)
    monkeypatch.setattr(debian, "pango", lambda: "/there")
    for name in ("java", "npm"):
        monkeypatch.setattr(nu, name, lambda: "/there")
    monkeypatch.setattr(chromium, "find_chromium", lambda: None)
    return found


def test_what_is_missing_is_installed_in_one_go_and_what_cannot_be_had_is_named(
    asked: list[tuple[str, ...]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(debian, "postfix", lambda: Path("/usr/sbin/postfix"))
    assert debian.main([]) == 0
    assert [words[:2] for words in asked[:2]] == [("apt-get", "update"), ("apt-get", "install")]
    assert asked[1][-2:] == ("chromium", "postgresql")
    assert capsys.readouterr().out.splitlines() == [
        "chromium is not here and could not be installed: its tests are skipped.",
        "postgresql is not here and could not be installed: its tests are skipped.",
    ]
    assert not (tmp_path / "policy-rc.d").exists()
    monkeypatch.setenv("CI", "true")
    assert debian.main(["postgresql"]) == 1


def test_where_all_are_there_nothing_is_done(
    asked: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("postgresql", "postfix"):
        monkeypatch.setattr(debian, name, lambda: Path("/there"))
    monkeypatch.setattr(chromium, "find_chromium", lambda: "/there")
    assert debian.main([]) == 0
    assert (asked, capsys.readouterr().out) == ([], "")


def test_who_is_not_root_is_asked_for_no_password(
    asked: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not debian.install("postgresql")
    assert asked == []
    monkeypatch.setenv("CI", "true")
    debian.install("postgresql")
    assert {words[:2] for words in asked} == {("sudo", "-n")}


def test_java_and_npm_are_asked_for_only_where_there_are_none(
    asked: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("java", "npm"):
        monkeypatch.setattr(nu, name, lambda: None)
    assert debian.main(["default-jre-headless", "npm"]) == 0
    assert asked[1][-2:] == ("default-jre-headless", "npm")


def test_a_checker_whose_bytes_are_not_those_known_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def pack(command: list[str], **_: Any) -> None:
        (Path(command[-1]) / "vnu-jar.tgz").write_bytes(b"something else")

    monkeypatch.setattr(subprocess, "run", pack)
    monkeypatch.setattr(nu, "java", lambda: "/usr/bin/java")
    monkeypatch.setattr(nu, "_JAR", tmp_path / "vnu.jar")
    assert nu.checker() is None
    assert not (tmp_path / "vnu.jar").exists()
