"""nginx as deploy/server/nginx.conf has it, with files and places of the tests' own."""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.services.processes import ended, free_port, is_root, listens, spawned, until

NEEDS = "needs nginx: apt-get install nginx-light"
SITE = Path(__file__).parents[2] / "deploy" / "server" / "nginx.conf"
TYPES = Path("/etc/nginx/mime.types")
DAYS = 3650


def program() -> str | None:
    """Where nginx is; Debian keeps it out of most people's way."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def certificate(folder: Path, host: str = "lillby.example") -> None:
    """A certificate of our own making for a host, under the names that the site's file has."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
    builder = builder.public_key(key.public_key()).not_valid_before(begin)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
    made = builder.not_valid_after(begin + datetime.timedelta(DAYS)).sign(key, hashes.SHA256())
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))


def configuration(folder: Path, listen: str) -> Path:
    """The whole of nginx's settings around the site's file, all of its own files in a folder.

    `listen` is put in the place of each port and may hold ``{port}``.
    """
    certificate(folder)
    text = SITE.read_text("utf-8").replace("/etc/ssl/medborgarbudget", str(folder))
    text = text.replace("/var/log/nginx", str(folder))
    text = re.sub(r"^    listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"listen (\d+)", lambda found: f"listen {listen.format(port=found[1])}", text)
    (folder / "site.conf").write_text(text, "utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    own += f"include {TYPES};\n" if TYPES.is_file() else ""
    whole = "user root;\n" if is_root() else ""  # or its workers could not enter the tests' folders
    whole += f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 1;\n"
    whole += f"events {{}}\nhttp {{\n{own}include {folder}/site.conf;\n}}\n"
    (folder / "nginx.conf").write_text(whole, "utf-8")
    return folder / "nginx.conf"


class Nginx:
    """A town's host: the built site, and the function below it. Call `remove` at last.

    The settings are those that the guide tells a town to take; only names and ports differ.
    """

    def __init__(self, root: Path, function_port: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mb-nginx-"))
        self.port = free_port()
        ports = {"443": self.port, "80": free_port()}
        settings = configuration(self.folder, "127.0.0.1:{port}")
        site = self.folder / "site.conf"
        text = site.read_text("utf-8").replace("/srv/www/medborgarbudget", str(root))
        for theirs, ours in ports.items():
            text = re.sub(rf"127\.0\.0\.1:{theirs}\b(?=[; ])", f"127.0.0.1:{ours}", text)
        text = text.replace("http://127.0.0.1:8080/", f"http://127.0.0.1:{function_port}/")
        site.write_text(text, "utf-8")
        found = program()
        assert found is not None, NEEDS
        self.log = self.folder / "log"
        self._process: subprocess.Popen = spawned(
            [found, "-p", self.folder, "-c", settings], self.log
        )
        until(lambda: listens(self.port), self._process, self.log)

    def remove(self) -> None:
        """End, and leave nothing behind."""
        if self._process.poll() is None:
            ended(self._process)
        shutil.rmtree(self.folder, ignore_errors=True)
