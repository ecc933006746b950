"""What stands in deploy/ is right by the tools of those who will read it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from tests.services.nginx import SITE, configuration

from medborgarbudget.cli import COMMANDS
from medborgarbudget.voting.function.packing import ENTRY

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
    assert f"Runtime: python{python}\n" in TEMPLATE.read_text("utf-8")


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
        for line in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict"):
            assert f"\n{line}\n" in hardened and "\nUMask=0077\n" in hardened


def test_the_night_reads_the_store_as_the_user_who_writes_it():
    """Both units have one state folder, whose owner is named after the function's."""
    text = NIGHT.read_text("utf-8")
    assert f"\nUser={UNIT.stem}\n" in text
    assert {f"StateDirectory={UNIT.stem}"} == {
        line
        for unit in (UNIT, NIGHT)
        for line in unit.read_text("utf-8").splitlines()
        if line.startswith("StateDirectory=")
    }


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
