#!/usr/bin/env python3
"""Fetch what static/vendor holds: run it by hand to take a new version, then commit the files.

The site needs neither node nor a network: it serves the files that this script once took out of
npm packages. VENDORED.json says of each package its version and licence, and of each file its
SHA-256; ``--check`` proves the folder against it without fetching anything.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "static" / "vendor"
LIST = TARGET / "VENDORED.json"

# The latin sets only: readers of other scripts have better faces of their own.
SUBSETS = ("latin", "latin-ext", "vietnamese")


def faces(name: str, *styles: str) -> list[str]:
    """The files of a variable font: one for each subset and style."""
    return [f"files/{name}-{subset}-wght-{style}.woff2" for style in styles for subset in SUBSETS]


PACKAGES = {
    "@fontsource-variable/source-serif-4": ("5.3.1", faces("source-serif-4", "normal", "italic")),
    "@fontsource-variable/source-sans-3": ("5.3.0", faces("source-sans-3", "normal")),
}


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(package: str, version: str, files: list[str]) -> dict:
    """Take ``files`` and the licence out of one package; what VENDORED.json says of it."""
    short = package.rpartition("/")[2]
    folder = TARGET / short
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(
            ["npm", "pack", "--silent", "--pack-destination", scratch, f"{package}@{version}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(scratch).glob("*.tgz")
        with tarfile.open(archive) as packed:
            about = json.load(packed.extractfile("package/package.json"))  # type: ignore[arg-type]
            for name in ["LICENSE", *files]:
                member = packed.extractfile(f"package/{name}")
                if member is None:
                    raise SystemExit(f"{package} {version} holds no {name}.")
                (folder / Path(name).name).write_bytes(member.read())
    return {
        "version": version,
        "licence": about["license"],
        "files": {
            f"{short}/{path.name}": digest(path)
            for path in sorted(folder.iterdir())
            if path.is_file()
        },
    }


def problems() -> list[str]:
    """Where the folder and VENDORED.json differ."""
    listed = {
        name: value
        for package in json.loads(LIST.read_text())["packages"].values()
        for name, value in package["files"].items()
    }
    there = {
        str(path.relative_to(TARGET)): digest(path)
        for path in TARGET.rglob("*")
        if path.is_file() and path != LIST
    }
    return sorted(name for name in listed | there if listed.get(name) != there.get(name))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="compare only; fetch nothing")
    if not parser.parse_args().check:
        packages = {name: fetch(name, *wanted) for name, wanted in PACKAGES.items()}
        LIST.write_text(json.dumps({"packages": packages}, indent=2) + "\n")
    if different := problems():
        sys.exit(f"Not as VENDORED.json says: {', '.join(different)}. Run tools/vendor.py.")
    print("static/vendor is as VENDORED.json says.")


if __name__ == "__main__":
    main()
