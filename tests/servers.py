"""Servers that the tests start for themselves, on free ports, and stop again."""

import contextlib
import glob
import grp
import imaplib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class PostgreSQL:
    """A cluster of its own in a temporary folder, not durable on purpose; gone at the end."""

    def __init__(self) -> None:
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not programs:
            raise RuntimeError("PostgreSQL is missing: apt-get install postgresql")
        self.bin = Path(programs[-1])
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="heard-postgresql-", dir="/tmp"))
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "heard", "-A", "trust", "-N")
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -c fsync=off "
            "-c synchronous_commit=off -c full_page_writes=off -c max_connections=80"
        )
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options,
            "-l", str(self.folder / "log"), "-w", "start",
        )  # fmt: skip

    @property
    def url(self) -> str:
        return f"postgresql://heard@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, capture_output=True, cwd="/tmp")


def wait_for_port(port: int, seconds: float = 20) -> None:
    """Until something listens on `port`; TimeoutError otherwise."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as tried:
            tried.settimeout(0.5)
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def wait_for_end(pid: int) -> None:
    """Until a killed process is no more, whether or not its parent took notice yet."""
    stat = Path(f"/proc/{pid}/stat")
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        while stat.read_text().rpartition(")")[2].split()[0] not in "ZX":
            time.sleep(0.01)


# Runs lines of JSON (arguments, standard input) as `heard` would; answers its code and its words
COMMANDS = """
import io, json, sys
from heard.config.command import main
asked, answers = sys.stdin, sys.stdout
sys.stderr = errors = io.StringIO()
for line in asked:
    arguments, given = json.loads(line)
    sys.argv = ["heard", *arguments]
    sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode("latin-1")), "utf-8")
    sys.stdout = said = io.StringIO()
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException as error:
        code = repr(error)
    print(json.dumps([code, said.getvalue(), errors.getvalue()]), file=answers, flush=True)
    errors.seek(0)
    errors.truncate()
"""


class Commands:
    """One process that runs `heard` again and again: most of a command's time is to begin.

    `house`: its environment. What must not share a process, as it is killed, gets one of its own.
    """

    def __init__(self, house: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMANDS], env=house, cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __enter__(self) -> "Commands":
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(20)

    def run(self, *arguments: str, given: bytes = b"") -> tuple[int, str, str]:
        """Its exit status, what it prints, and what it complains of."""
        assert self.process.stdin is not None and self.process.stdout is not None
        asked = json.dumps([arguments, given.decode("latin-1")])
        print(asked, file=self.process.stdin, flush=True)
        code, said, complaints = json.loads(self.process.stdout.readline())
        return code, said, complaints

    def __call__(self, *arguments: str, given: bytes = b"") -> str:
        """What it prints; AssertionError where it fails."""
        code, said, complaints = self.run(*arguments, given=given)
        assert code == 0, f"heard {' '.join(arguments)}: {code}, {said}{complaints}"
        return said


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key, as PEM files in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today, here = datetime.now(UTC), x509.IPAddress(IPv4Address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([here]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


class Dovecot:
    """A real IMAP server: every user name signs in with PASSWORD, or with a token where
    `introspection` names an address that says whose it is (Dovecot adds the token to it)."""

    PASSWORD = "quiet-imap-2026"

    def __init__(self, introspection: str = "") -> None:
        program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        if not Path(program).exists():
            raise RuntimeError("Dovecot is missing: apt-get install dovecot-imapd")
        self.program = program
        self.port, self.tls_port, self.lmtp_port = free_port(), free_port(), free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="heard-dovecot-", dir="/tmp"))
        root = os.getuid() == 0
        self.user = "nobody" if root else pwd.getpwuid(os.getuid()).pw_name
        self.group = grp.getgrgid(pwd.getpwnam(self.user).pw_gid).gr_name
        self.certificate, self.key = certificate(self.folder)
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        modern = tuple(int(n) for n in version.stdout.split()[0].split(".")[:2]) >= (2, 4)
        self.config = self.folder / "dovecot.conf"
        self.config.write_text((self._modern if modern else self._settled)(introspection))
        (self.folder / "mail").mkdir()
        if root:
            for path in [self.folder, *self.folder.rglob("*")]:
                shutil.chown(path, self.user, self.group)
        self.start()

    def start(self) -> None:
        subprocess.run(
            [self.program, "-c", str(self.config)],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for_port(self.port)

    def halt(self) -> None:
        """The server is gone, as in an outage; `start` brings it back with all its mail."""
        pid = int((self.folder / "run" / "master.pid").read_text())
        os.killpg(pid, signal.SIGKILL)
        wait_for_end(pid)
        (self.folder / "run" / "master.pid").unlink()

    def stop(self) -> None:
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def client(self, user: str) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login(user, self.PASSWORD)
        return client

    def put(self, user: str, *mails: bytes, folder: str = "INBOX", flags: str = "") -> None:
        """Mails into a folder, as a server that received them would."""
        client = self.client(user)
        client.create(folder)
        for mail in mails:
            said, _ = client.append(folder, flags, None, mail)
            assert said == "OK"
        client.logout()

    def flags(self, user: str, folder: str = "INBOX") -> list[bytes]:
        client = self.client(user)
        client.select(folder, readonly=True)
        _, lines = client.uid("FETCH", "1:*", "(FLAGS)")
        client.logout()
        return [line for line in lines if isinstance(line, bytes)]

    def renumber(self, user: str) -> None:
        """Another UIDVALIDITY and other numbers, as after a restore of the server."""
        self.halt()
        for name in (self.folder / "mail" / user).rglob("dovecot*"):
            if name.is_file():
                name.unlink()
        time.sleep(1.1)  # Dovecot takes the second as the new validity
        self.start()

    def _common(self) -> str:
        return f"""
base_dir = {self.folder}/run
log_path = {self.folder}/log
protocols = imap
listen = 127.0.0.1
default_login_user = {self.user}
default_internal_user = {self.user}
default_internal_group = {self.group}
first_valid_uid = 1
mail_max_userip_connections = 50
mailbox_idle_check_interval = 2s
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""

    def _settled(self, introspection: str) -> str:
        """The configuration of Dovecot 2.3."""
        tokens = ""
        if introspection:
            ext = self.folder / "oauth2.conf.ext"
            ext.write_text(
                f"introspection_url = {introspection}\nintrospection_mode = get\n"
                "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
            )
            tokens = (
                f"passdb {{\n driver = oauth2\n mechanisms = xoauth2 oauthbearer\n args = {ext}\n}}"
            )
        mechanisms = "plain login xoauth2 oauthbearer" if introspection else "plain login"
        return f"""{self._common()}
ssl = yes
ssl_cert = <{self.certificate}
ssl_key = <{self.key}
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
mail_location = maildir:{self.folder}/mail/%u
{tokens}
passdb {{
  driver = static
  args = password={self.PASSWORD}
}}
userdb {{
  driver = static
  args = uid={self.user} gid={self.group} home={self.folder}/mail/%u
}}
"""

    def _modern(self, introspection: str) -> str:
        """The configuration of Dovecot 2.4, which renamed most of it."""
        tokens = ""
        if introspection:
            tokens = f"""
oauth2 {{
  introspection_url = {introspection}
  introspection_mode = get
  username_attribute = username
  active_attribute = active
  active_value = true
}}
passdb oauth2 {{
  mechanisms_filter = xoauth2 oauthbearer
}}
"""
        mechanisms = "plain login xoauth2 oauthbearer" if introspection else "plain login"
        return f"""dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
{self._common()}
ssl = yes
ssl_server_cert_file = {self.certificate}
ssl_server_key_file = {self.key}
auth_allow_cleartext = yes
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
mail_driver = maildir
mail_path = {self.folder}/mail/%{{user}}
{tokens}
passdb static {{
  password = {self.PASSWORD}
}}
userdb static {{
  fields {{
    uid = {self.user}
    gid = {self.group}
    home = {self.folder}/mail/%{{user}}
  }}
}}
"""
