"""Importing documents in a real browser: both steps, by keyboard, narrow and wide."""

import os

import pytest

from documents.models import Document
from tests.axe import SERIOUS, violations
from tests.texts.formats import files

PAGE = files.page(
    f"<h1>Ministers meet in Vientiane</h1><p>May 4, 2019</p><p>{files.SENTENCE}</p>"
    "<table><tr><th>Year</th><th>Place</th></tr><tr><td>2017</td><td>Manila</td></tr></table>",
    head='<meta property="og:site_name" content="Example Daily">',
)
ARABIC = "بيان مشترك\n\nاجتمع وزراء الخارجية في القاهرة وبحثوا التعاون الأمني في المنطقة.\n" * 3


@pytest.mark.django_db(transaction=True)
def test_files_are_looked_at_and_then_imported(desk):
    desk.goto("/admin/documents/document/import/")
    desk.set_input_files(
        "input[type=file]",
        [
            {"name": "page.html", "mimeType": "text/html", "buffer": PAGE},
            {"name": "arabic.txt", "mimeType": "text/plain", "buffer": ARABIC.encode("cp1256")},
            {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": files.scanned()},
        ],
    )
    shoot(desk, "first")
    desk.get_by_role("button", name="See what is recognized").press("Enter")
    desk.wait_for_selector(".seen")

    assert desk.locator(".refused li").all_inner_texts()[0].startswith("scan.pdf: The PDF has no")
    assert desk.locator(".seen h2").all_inner_texts() == ["page.html", "arabic.txt"]
    assert desk.input_value("[name=f0-title]") == "Ministers meet in Vientiane"
    for width in (390, 1440):
        desk.set_viewport_size({"width": width, "height": 900})
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shoot(desk, f"review-{width}")
    assert violations(desk, SERIOUS) == []

    desk.check("[name=f1-leave_out]")
    desk.get_by_role("button", name="Import these 2 documents").press("Enter")
    desk.wait_for_url("**/change/")
    assert Document.objects.get().name == "Ministers meet in Vientiane"


def shoot(desk, name: str) -> None:
    folder = os.environ.get("FORA_SHOTS")
    if folder:
        desk.screenshot(path=f"{folder}/{name}.png", full_page=True)
        desk.emulate_media(color_scheme="dark")
        desk.screenshot(path=f"{folder}/{name}-dark.png", full_page=True)
        desk.emulate_media(color_scheme="light")
