"""A Postfix of a test's own: on this machine alone, with a queue, a log and a Maildir in one folder."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

#: Seconds after which it drops a line on which nothing comes.
TIMEOUT = 3

_MAIN = """
compatibility_level = 3.6
queue_directory = {here}/queue
data_directory = {here}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {here}/log/mail.log
maillog_file_prefixes = {here}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.test
mydestination =
mynetworks = 127.0.0.0/8
smtpd_recipient_restrictions = permit_mynetworks, reject
enable_long_queue_ids = yes
smtpd_timeout = {timeout}s
smtpd_peername_lookup = no
smtputf8_enable = no
alias_maps =
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {here}
virtual_mailbox_maps = static:maildir/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_transport = virtual
virtual_mailbox_limit = 0
virtual_destination_concurrency_limit = 20
virtual_destination_recipient_limit = 1
"""

_SERVICES = """
127.0.0.1:{port} inet n - n - 100 smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """Where it listens, what it logs, and what it has delivered."""

    def __init__(self, here: Path, port: int) -> None:
        self.port, self.log, self._maildir = port, here / "log/mail.log", here / "maildir/new"

    def letters(self) -> list[bytes]:
        """What it has delivered, as it lies in the Maildir, in no order."""
        return [file.read_bytes() for file in (self._maildir.iterdir() if self._maildir.exists() else ())]

    def delivered(self) -> list[str]:
        """To whom, a letter a line, in no order."""
        found = []
        for letter in self.letters():
            head = letter.partition(b"\n\n")[0].decode()
            found.append(next(line[4:] for line in head.splitlines() if line.startswith("To: ")))
        return found


def why_not() -> str:
    """Why none can be had here; nothing where one can."""
    if os.geteuid() != 0:
        return "only root starts a Postfix"
    return "" if shutil.which("postfix", path="/usr/sbin:/usr/bin") else "there is no Postfix here"


@contextmanager
def postfix(domain: str = "host.test") -> Iterator[Postfix]:
    """Running until the block ends; it delivers what is for the domain."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        here = Path(name)
        here.chmod(0o755)
        owner = pwd.getpwnam("postfix").pw_uid
        for folder in ("config", "queue", "data", "log", "maildir"):
            (here / folder).mkdir()
        os.chown(here / "data", owner, 0)
        os.chown(here / "maildir", 65534, 65534)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        told = subprocess.run(
            ["postconf", "-h", "daemon_directory"], capture_output=True, text=True, check=True
        )
        asked = {
            "here": here,
            "domain": domain,
            "daemons": told.stdout.strip(),
            "timeout": TIMEOUT,
            "uid": 65534,
            "gid": 65534,
        }
        (here / "config/main.cf").write_text(_MAIN.format(**asked))
        (here / "config/master.cf").write_text(_SERVICES.format(port=port))
        command = ["postfix", "-c", str(here / "config")]
        subprocess.run([*command, "start"], check=True, capture_output=True)
        try:
            _wait_for(port)
            yield Postfix(here, port)
        finally:
            subprocess.run([*command, "stop"], check=False, capture_output=True)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                if line.recv(3) == b"220":
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("Postfix does not answer")
