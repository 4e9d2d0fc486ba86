"""The format of the files: any text survives it, and its page names every key."""

import re
from pathlib import Path
from textwrap import dedent

from hypothesis import given
from hypothesis import strategies as st

from documents.register.formatting import FILES, KEYS, NESTED, records_text
from documents.register.parsing import read_folder

from .small_register import write

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40
)


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_any_text_survives_writing_and_reading(tmp_path_factory, names, summary):
    record = {
        "id": "TTTTTTTTT1",
        "slug": "a",
        "name": names[0],
        "names": [{"text": name, "language": "en", "kind": "alias"} for name in sorted({*names})],
        "summary": summary,
    }
    text = records_text("topics", [record])
    folder = write(tmp_path_factory.mktemp("register"), **{"topics.yaml": text})

    files = read_folder(folder)

    assert (files.problems, files.entries["topic"]) == ([], [record])
    assert records_text("topics", files.entries["topic"]) == text


def test_what_yaml_would_take_for_something_else_stays_text():
    record = {"id": "TTTTTTTTT1", "slug": "no", "name": "2016", "summary": "yes"}

    assert records_text("topics", [record]) == dedent(
        """\
        - id: "TTTTTTTTT1"
          slug: "no"
          name: "2016"
          summary: "yes"
        """
    )


def test_the_page_on_the_format_names_every_key_in_its_order():
    page = (Path(__file__).resolve().parents[3] / "docs" / "register-format.md").read_text()
    rows = {
        cells[1].strip(): re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", cells[2]))
        for line in page.splitlines()
        if line.startswith("| ") and len(cells := line.split("|")) == 4
    }
    head = rows["all with a page"][:5]
    tail = rows["all with a page"][5:]

    for kind, keys in KEYS.items():
        row = rows["a name" if kind == "name" else kind]
        if kind in FILES.values():
            parts = [key for key in row if key in NESTED]
            row = [*head, *(key for key in row if key not in NESTED), *tail, *parts]
        assert row == list(keys), kind
