"""What stands in deploy/ is right by the tools of those who will read it."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.services.nginx import SITE, configuration
from tests.services.processes import is_root

from medborgarbudget.cli import COMMANDS
from medborgarbudget.voting.function.packing import ENTRY
from medborgarbudget.voting.stores import Row
from medborgarbudget.voting.stores.sqlite import SqliteStore

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
AWS = ROOT / ".venv" / "aws" / "bin"
TEMPLATE = DEPLOY / "lambda" / "template.yaml"
DOCKERFILE = DEPLOY / "container" / "Dockerfile"
UNIT = DEPLOY / "server" / "medborgarbudget-vote.service"
NIGHT = DEPLOY / "server" / "medborgarbudget-checkpoint.service"
TIMER, SCRIPT = NIGHT.with_suffix(".timer"), NIGHT.with_suffix(".sh")
UNITS = (UNIT, NIGHT, TIMER)


def run(*words, **environment):
    """A tool's exit code and all that it says."""
    done = subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, **environment},
    )
    return done.returncode, f"{done.stdout}{done.stderr}"


def tool(name, *folders):
    """A tool's path; the test is skipped, loudly, where it is missing."""
    found = shutil.which(name, path=os.pathsep.join(map(str, (*folders, os.environ["PATH"]))))
    if found is None:
        pytest.skip(f"needs {name}: make .venv/bin/.aws, or .ci/tools")
    return found


@pytest.mark.parametrize("words", [("cfn-lint", "--regions", "eu-north-1"), ("sam", "validate")])
def test_the_template_is_what_cloudformation_expects(words, tmp_path):
    """By cfn-lint, and by SAM with its own lint."""
    lint = ("--lint",) if words[0] == "sam" else ()
    region = {"AWS_DEFAULT_REGION": "eu-north-1", "SAM_CLI_TELEMETRY": "0", "HOME": str(tmp_path)}
    code, said = run(tool(words[0], AWS), *words[1:], *lint, "--template", TEMPLATE, **region)
    assert 0 == code, said


def test_the_template_grants_no_more_than_is_needed():
    """The function writes and looks up; it reads no table through, changes and deletes nothing."""
    text = TEMPLATE.read_text("utf-8")
    role = text.partition("  FunctionRole:")[2].partition("  ClerkPolicy:")[0]
    assert {"PutItem", "Query"} == set(re.findall(r"dynamodb:(\w+)", role))
    assert "*" not in re.sub(r"#.*", "", text)
    assert f"Handler: {ENTRY}.invoke" in text
    assert "RetentionInDays" in text


def test_the_table_is_kept_but_not_every_second_of_it():
    """Decision 0071: it cannot be deleted by a slip, and what is destroyed is destroyed."""
    text = TEMPLATE.read_text("utf-8")
    assert "PointInTimeRecoveryEnabled: false" in text and "StreamSpecification" not in text
    assert "DeletionProtectionEnabled: true" in text and "DeletionPolicy: Retain" in text
    said = (ROOT / "docs/decisions/0071-stores.md").read_text("utf-8")
    assert "no point-in-time recovery" in said.replace("\n  ", " ")


def test_the_zip_is_made_for_the_python_that_the_template_names():
    """Compiled code for another one would not be read there."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (python,) = re.findall(r"^FUNCTION_PYTHON \?= (\S+)$", makefile, re.MULTILINE)
    text = TEMPLATE.read_text("utf-8")
    assert "Runtime: !Ref Python\n" in text and f"Default: python{python}\n" in text


def test_nginx_takes_the_site(tmp_path):
    """With sockets, logs and a certificate of the test's own."""
    nginx = tool("nginx", "/usr/sbin")
    settings = configuration(tmp_path, f"unix:{tmp_path}/{{port}}")
    code, said = run(nginx, "-t", "-q", "-p", tmp_path, "-c", settings)
    assert 0 == code, said


def test_nginx_logs_no_address_and_bounds_what_it_takes():
    """In every server of the site."""
    text = SITE.read_text("utf-8")
    servers = text.split("\nserver {")[1:]
    assert all("access_log off;" in one and " emerg;" in one for one in servers)
    assert "client_max_body_size 4k;" in text
    assert {"10s"} == set(re.findall(r"_timeout (\w+);", text))
    assert "X-Forwarded-For" not in text


def test_systemd_takes_the_units(tmp_path):
    """With a program that is there in the place of the installed ones."""
    analyze = tool("systemd-analyze")
    for unit in UNITS:
        text = unit.read_text("utf-8")
        text = re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", text, flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text, "utf-8")
    code, said = run(analyze, "verify", "--man=no", *(tmp_path / unit.name for unit in UNITS))
    assert 0 == code and not [unit for unit in UNITS if unit.name in said], said


@pytest.mark.parametrize(("day", "hour"), [("2026-07-01", "00"), ("2026-12-01", "01")])
def test_the_night_is_after_midnight_in_utc_in_summer_and_in_winter(day, hour):
    """Receipts name days in UTC: the day must be over when its checkpoint is written."""
    (written,) = re.findall(r"^OnCalendar=(.+)$", TIMER.read_text("utf-8"), re.MULTILINE)
    words = ("calendar", f"--base-time={day}", written)
    code, said = run(tool("systemd-analyze"), *words, TZ="UTC")
    assert 0 == code, said
    assert f"{day} {hour}:20:00 UTC" in said


def test_the_shell_takes_the_night_s_script():
    """By shellcheck, where it is installed, and by the shell itself."""
    assert (0, "") == run("sh", "-n", SCRIPT)
    assert (0, "") == run(tool("shellcheck"), SCRIPT)
    assert SCRIPT.stat().st_mode & 0o111


def test_the_unit_calls_the_command_with_options_that_it_has():
    """And hardens what it starts."""
    text = UNIT.read_text("utf-8")
    (command,) = re.findall(r"^ExecStart=\S+ (.+)$", text, re.MULTILINE)
    options = {one for item in COMMANDS["vote-server"].load().params for one in item.opts}
    assert command.startswith("vote-server ")
    assert set() == set(re.findall(r"--[a-z-]+", command)) - options
    assert "\nRestart=always\n" in text and "\nStartLimitIntervalSec=0\n" in text
    for hardened in (text, NIGHT.read_text("utf-8")):
        for line in (
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "ProtectHome=yes",
            "UMask=0077",
        ):
            assert f"\n{line}\n" in hardened


def lines_of(unit: Path, name: str) -> list[str]:
    """What a unit says by that name, line by line."""
    return re.findall(rf"^{name}=(.+)$", unit.read_text("utf-8"), re.MULTILINE)


def test_whoever_breaks_into_the_function_gets_nothing_of_the_night_s():
    """Another user, whose folder and keys are no other's; they share the store's folder only."""
    vote, night = (
        {name: lines_of(unit, name) for name in ("User", "StateDirectory", "StateDirectoryMode")}
        for unit in (UNIT, NIGHT)
    )
    assert {"User": [UNIT.stem], "StateDirectory": [UNIT.stem]}.items() <= vote.items()
    assert {"User": [NIGHT.stem], "StateDirectory": [NIGHT.stem]}.items() <= night.items()
    assert ["0770"] == vote["StateDirectoryMode"] and ["0700"] == night["StateDirectoryMode"]
    assert [UNIT.stem] == lines_of(UNIT, "Group") == lines_of(NIGHT, "Group")
    assert [f"/var/lib/{UNIT.stem}"] == lines_of(NIGHT, "ReadWritePaths")
    assert [f"-/var/lib/{NIGHT.stem}"] == lines_of(UNIT, "InaccessiblePaths")
    assert [] == lines_of(UNIT, "ReadWritePaths") + lines_of(UNIT, "BindPaths")
    assert ["receipt-key:/etc/medborgarbudget/receipt-key.txt"] == lines_of(UNIT, "LoadCredential")
    assert ["invisible"] == lines_of(UNIT, "ProtectProc")
    assert f"STORE=sqlite:/var/lib/{UNIT.stem}/votes.sqlite" in lines_of(NIGHT, "Environment")
    assert [f"/usr/bin/test -w /var/lib/{UNIT.stem}/votes.sqlite"] == lines_of(
        NIGHT, "ExecStartPre"
    )
    guide = (ROOT / "docs/guides/voting-online.md").read_text("utf-8")
    assert f"`adduser --system --group {UNIT.stem}`" in guide
    assert f"`adduser --system --ingroup {UNIT.stem} {NIGHT.stem}`" in guide


@pytest.mark.parametrize("first", [0, 1])
def test_function_and_night_write_one_store_as_two_users(first):
    """Whoever comes first, and whoever is killed: the other goes on, and strangers see nothing."""
    if not is_root():
        pytest.skip("needs root, to be two users")
    vote, night = users = 64_001, 64_002
    with TemporaryDirectory() as name:
        folder = Path(name)
        os.chown(folder, vote, vote)
        folder.chmod(int(lines_of(UNIT, "StateDirectoryMode")[0], 8))
        for line in lines_of(UNIT, "ExecStartPre"):
            words = line.replace("${STATE_DIRECTORY}", name).split()
            subprocess.run(words, check=True, user=vote, group=vote, extra_groups=[], umask=0o077)
        store, second = folder / "votes.sqlite", 1 - first
        assert 0 == as_user(users[first], vote, lambda: put(store, 1))
        left = {one.name: one.stat() for one in folder.iterdir()}
        assert users[first] == left["votes.sqlite-wal"].st_uid and 3 == len(left)
        assert {0o660} == {stat.S_IMODE(one.st_mode) for one in left.values()}
        assert 0 == as_user(users[second], vote, lambda: tidied(store, 1))
        assert 0 == as_user(users[second], vote, lambda: put(store, 2))
        assert 0 == as_user(users[first], vote, lambda: tidied(store, 2))
        assert 0 != as_user(night, night, lambda: tidied(store, 2))


def as_user(user: int, group: int, act: Callable[[], None]) -> int:
    """The exit code of a process of that user, which closes nothing, as if it were killed."""
    pid = os.fork()
    if not pid:
        try:
            os.setgroups([])
            os.setgid(group)
            os.setuid(user)
            os.umask(0o077)
            act()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def put(path: Path, number: int) -> None:
    """One more ballot."""
    row = Row(bytes([number]) * 32, 1, "header", b"s" * 64, b"c" * 300, date(2026, 5, 1))
    assert SqliteStore(path).put_new(row)


def tidied(path: Path, number: int) -> None:
    """As the night does it, with so many ballots."""
    store = SqliteStore(path)
    assert number == len(list(store.rows())) and () == store.tidy()


def test_hadolint_has_nothing_to_say_of_the_dockerfile():
    """Not even an aside."""
    found = tool("hadolint", AWS)
    code, said = run(found, "--no-color", "--failure-threshold", "style", DOCKERFILE)
    assert (0, "") == (code, said)


def test_the_container_is_fixed_unprivileged_and_holds_no_secret():
    """A version of the base, hashes for what is installed, a user that is nobody."""
    text = DOCKERFILE.read_text("utf-8")
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    words = [line.split()[0] for line in lines if line and not line.startswith("#")]
    known = {"CMD", "COPY", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "RUN", "USER", "WORKDIR"}
    assert "FROM" == words[0] and set(words) <= known
    assert re.search(r"^FROM python:\d+\.\d+\.\d+-slim-\w+(@sha256:[0-9a-f]{64})?$", text, re.M)
    assert words.index("USER") < words.index("CMD") and "USER 65532" in text
    assert "--require-hashes" in text
    (command,) = (json.loads(line.removeprefix("CMD ")) for line in lines if line.startswith("CMD"))
    assert ["python", "-c"] == command[:2]
    module, name, call = re.fullmatch(r"from (\S+) import (\w+); (.+)", command[2]).groups()
    assert call.startswith(f"{name}(") and callable(getattr(import_module(module), name))
    assert "ADD " not in text and "RECEIPT_KEY=" not in text
