"""What the browser is given: vendored files are what they claim, and no page needs an exception."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = sorted([*(ROOT / "templates").rglob("*.html"), *(ROOT / "explore").rglob("*.html")])
CSS = ROOT / "static" / "css" / "fora.css"


def test_vendored_files_are_the_ones_listed():
    check = subprocess.run(
        [sys.executable, ROOT / "tools" / "vendor.py", "--check"], capture_output=True, text=True
    )
    assert check.returncode == 0, check.stderr


def test_every_file_that_the_style_sheet_names_is_there():
    named = re.findall(r'url\("([^"]+)"\)', CSS.read_text())
    assert len(named) > 5
    assert [name for name in named if not (CSS.parent / name).resolve().exists()] == []


def test_every_vendored_face_is_used():
    faces = {path.name for path in (ROOT / "static" / "vendor").rglob("*.woff2")}
    assert {name for name in faces if name not in CSS.read_text()} == set()


@pytest.mark.parametrize(
    "refused",
    [
        r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)",
        r'(?:src|href)="(?:https?:)?//(?!creativecommons\.org)',
    ],
    ids=["a script or a style of its own", "an address elsewhere"],
)
def test_no_template_holds(refused):
    found = {
        str(path.relative_to(ROOT)): re.findall(refused, path.read_text()) for path in TEMPLATES
    }
    assert len(found) > 100
    assert {path: there for path, there in found.items() if there} == {}
