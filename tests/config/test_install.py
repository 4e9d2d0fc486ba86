"""What `make run` says when the requirements cannot be installed."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTHING_LISTENS = "http://127.0.0.1:9/simple"


def install(
    venv: Path | str, requirements: Path, **environment: str
) -> subprocess.CompletedProcess:
    """Run the script with pip told of no index but the given one."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON"))}
    plain = {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return subprocess.run(
        [ROOT / "tools" / "install", venv, requirements],
        env=kept | plain | environment,
        capture_output=True,
        text=True,
        timeout=600,
    )


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """Looks like a virtual environment that was made before: our own, under another name."""
    (tmp_path / "venv").symlink_to(sys.prefix)
    return tmp_path / "venv"


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A folder with one small wheel."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    with zipfile.ZipFile(folder / "fora_demo-1.0-py3-none-any.whl", "w") as wheel:
        info = "fora_demo-1.0.dist-info"
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: fora-demo\nVersion: 1.0\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return folder


def pinned(folder: Path, digest: str, version: str = "1.0") -> Path:
    """A file of requirements that pins the demo."""
    path = folder / "requirements.txt"
    path.write_text(f"fora-demo=={version} --hash=sha256:{digest}\n")
    return path


def test_no_network_is_one_sentence(tmp_path, venv):
    run = install(venv, pinned(tmp_path, "0" * 64), PIP_INDEX_URL=NOTHING_LISTENS, PIP_RETRIES="1")

    assert run.returncode == 1
    assert run.stderr.strip().startswith(
        "The packages could not be fetched, for there is no network"
    )
    assert run.stderr.strip().count("\n") == 0


def test_an_index_with_nothing_is_one_sentence(tmp_path, venv):
    run = install(venv, pinned(tmp_path, "0" * 64), PIP_NO_INDEX="1")

    assert run.returncode == 1
    assert run.stderr.strip().startswith("No package could be had: ")
    assert "Fora compiles nothing" in run.stderr


def test_a_version_that_is_not_ready_made_is_one_sentence(tmp_path, venv, demo):
    requirements = pinned(tmp_path, "0" * 64, version="2.0")

    run = install(venv, requirements, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(demo))

    assert run.returncode == 1
    assert run.stderr.strip().startswith(
        "No matching distribution found for fora-demo==2.0: the package index in use does not"
    )


def test_a_package_with_another_hash_is_not_installed(tmp_path, venv, demo):
    real = hashlib.sha256(next(demo.iterdir()).read_bytes()).hexdigest()
    other = real[:-1] + ("0" if real[-1] != "0" else "1")

    run = install(venv, pinned(tmp_path, other), PIP_NO_INDEX="1", PIP_FIND_LINKS=str(demo))

    assert run.returncode == 1
    assert run.stderr.strip().startswith("A downloaded package is not the one that ")


def tools_only(folder: Path) -> str:
    """A PATH with the shell's tools and no Python."""
    folder.mkdir()
    for name in ("sh", "grep", "sed", "tail", "rm"):
        found = next(p for p in (Path("/bin", name), Path("/usr/bin", name)) if p.exists())
        (folder / name).symlink_to(found)
    return str(folder)


def test_a_python_that_is_too_old_is_one_sentence(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)

    run = install(
        tmp_path / "new",
        ROOT / "requirements.txt",
        PYTHON=str(old),
        PATH=tools_only(tmp_path / "bin"),
    )

    assert run.returncode == 1
    assert run.stderr.strip().startswith(
        f"Fora needs Python 3.11, 3.12 or 3.13, and {old} is Python 3.9.2: install one"
    )
    assert not (tmp_path / "new").exists()


def test_a_python_without_venv_is_one_sentence(tmp_path):
    bare = tmp_path / "python3"
    bare.write_text(
        "#!/bin/sh\n"
        '[ "$1" = -m ] && echo "No module named venv" >&2 && exit 1\n'
        f'exec {sys.executable} "$@"\n'
    )
    bare.chmod(0o755)

    run = install(tmp_path / "new", ROOT / "requirements.txt", PYTHON=str(bare))

    assert run.returncode == 1
    assert run.stderr.strip() == (
        "This Python has no venv module: on Debian or Ubuntu run `apt install python3-venv`, then"
        " run the command again."
    )
    assert not (tmp_path / "new").exists()
