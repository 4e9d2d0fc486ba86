"""PostgreSQL's programs, run as an account that they accept: they refuse root."""

import contextlib
import os
import pwd
import re
import stat
import subprocess
from pathlib import Path

from . import EmbeddedError, binaries, disk_message, say

SYSTEM_USER = "fora-postgres"  # PostgreSQL refuses to run as root


def prepare_for_root(data: Path) -> None:
    """Let the system user that runs PostgreSQL reach its binaries and its folder.

    Root's own folders may be closed to others. Each parent folder gets the right to pass
    through (o+x) and nothing else: its files cannot be listed by it, and what is in it keeps
    its own rights.
    """
    programs = binaries()
    for target in (programs, data):
        for parent in target.resolve().parents:
            mode = parent.stat().st_mode
            if mode & stat.S_IXOTH:
                continue
            try:
                parent.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
            except OSError as error:
                raise EmbeddedError(
                    f"The account {SYSTEM_USER} cannot pass through {parent}"
                    f" ({error.strerror}): run `chmod o+x {parent}`, or put the checkout"
                    " where every account may go."
                ) from error
            say(f"{parent} may now be passed through by other accounts (chmod o+x), not read.")
    if not programs.stat().st_mode & stat.S_IROTH:
        raise EmbeddedError(
            f"The account {SYSTEM_USER} cannot read {programs}: run"
            f" `chmod -R o+rX {programs.parent}`."
        )


def account_of(data: Path) -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as: the owner of its folder, when we are root; else ourselves."""
    if os.geteuid() != 0:
        return None
    owner = data.stat().st_uid if data.exists() else 0
    return pwd.getpwuid(owner) if owner else system_account()


def run(
    data: Path, name: str, *arguments: str, cwd: Path, slow: str = "", log: Path | None = None
) -> None:
    """Run one of PostgreSQL's programs as the right account; raise what it says."""
    account = account_of(data)
    out = data.with_name(f"{data.name}.out")
    # Output goes to a file: the server inherits it, and a pipe would never be closed.
    with out.open("w+") as output:
        process = subprocess.Popen(
            [str(binaries() / name), *arguments],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output.fileno(),
            stderr=subprocess.STDOUT,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            umask=0o077,
            start_new_session=True,  # Ctrl-C is for us, who then stop the server in order
        )
        try:
            process.wait(timeout=5 if slow else None)
        except subprocess.TimeoutExpired:
            say(slow)
            process.wait()
        output.seek(0)
        said = output.read()
    out.unlink()
    if process.returncode:
        if log and log.exists():
            said += log.read_text(errors="replace")
        if "No space left on device" in said:
            raise EmbeddedError(disk_message(data))
        causes = re.findall(r"(?:FATAL|PANIC|error): +(.+)", said)
        reason = (causes or said.splitlines() or ["it said nothing"])[-1].strip()
        raise EmbeddedError(
            f"PostgreSQL's {name} failed in {data}: {reason}" + (f" (more in {log})" if log else "")
        )


def system_account() -> pwd.struct_passwd:
    """The account that PostgreSQL runs as when root makes a folder; made if missing."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    try:
        subprocess.run(
            [
                "useradd",
                "--system",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        reason = getattr(error, "stderr", "") or str(error)
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and its account {SYSTEM_USER} could not be made"
            f" ({reason.strip()}): make it by hand, run Fora from an ordinary account, or set"
            " DATABASE_URL to a server of your own."
        ) from error
