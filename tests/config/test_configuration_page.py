import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\b(FORA_[A-Z_]+|DATABASE_URL|PORT)\b")
READS = re.compile(r'(?:environ(?:\.get\(|\[)|flag\(|number\()"([A-Z_]+)"')


def test_the_page_of_settings_lists_every_variable_that_is_read_and_no_other():
    page = (ROOT / "docs" / "configuration.md").read_text()
    rows = {row.split("`")[1] for row in page.splitlines() if re.match(r"\| `[A-Z]", row)}
    files = [
        *ROOT.glob("config/**/*.py"),
        *ROOT.glob("bench/*.py"),
        *ROOT.glob("tests/conftest.py"),
        ROOT / "manage.py",
    ]
    read = {name for path in files for name in READS.findall(path.read_text())}

    assert {name for name in read if VARIABLE.fullmatch(name)} == rows
