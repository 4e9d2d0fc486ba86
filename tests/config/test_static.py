"""What is gathered for the browser, and what is not."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, override_settings


@pytest.fixture
def gathered(tmp_path: Path) -> Path:
    """A folder of static files in which a former version left its list of names."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    backends = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "config.static.StaticFiles"},
    }
    with override_settings(STORAGES=backends, STATIC_ROOT=tmp_path / "static", VAR=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_list_of_names_stands_beside_the_folder_that_is_served(gathered: Path):
    assert (gathered / "staticfiles.json").is_file()
    assert not (gathered / "static" / "staticfiles.json").exists()
    assert list((gathered / "static" / "admin_fora").glob("keys.*.js"))


@pytest.mark.django_db
def test_list_of_names_is_not_served(client: Client):
    assert client.get("/static/staticfiles.json").status_code == 404
