"""The house: imports run one way, and the docs say what is there."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent

# Each floor may import from those before it. explore, api and desk stand side by side.
FLOORS = {
    "records": [],
    "texts": ["records"],
    "mechanisms": ["records"],
    "meetings": ["records", "mechanisms"],
    "extraction": ["records", "texts"],
    "documents": ["records", "texts", "mechanisms", "meetings", "extraction"],
    "explore": ["records", "texts", "mechanisms", "meetings", "extraction", "documents"],
    "api": ["records", "texts", "mechanisms", "meetings", "extraction", "documents"],
    "desk": ["records", "texts", "mechanisms", "meetings", "extraction", "documents"],
    "config": [
        *("records", "texts", "mechanisms", "meetings", "extraction", "documents"),
        *("explore", "api", "desk"),
    ],
}
PURE = ["texts", "extraction"]  # neither the database nor a request


def imported_modules(path: Path) -> set[str]:
    """The modules of other packages that a module imports, at its head or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module)
    return found


def imported_packages(path: Path) -> set[str]:
    """The top-level packages that a module imports."""
    return {module.split(".")[0] for module in imported_modules(path)}


@pytest.mark.parametrize("app", FLOORS)
def test_imports_never_run_back(app):
    allowed = {app, *FLOORS[app]}

    upward = {
        f"{path.relative_to(ROOT)} imports {package}"
        for path in (ROOT / app).rglob("*.py")
        for package in imported_packages(path) & set(FLOORS)
        if package not in allowed
    }

    assert upward == set()


@pytest.mark.parametrize("package", PURE)
def test_pure_packages_know_neither_the_database_nor_a_request(package):
    impure = ("django.db", "django.http", "django.views", "django.contrib", "django.core.files")

    found = {
        f"{path.relative_to(ROOT)} imports {module}"
        for path in (ROOT / package).rglob("*.py")
        for module in imported_modules(path)
        if module.startswith(impure)
    }

    assert found == set()


def test_nothing_of_the_site_imports_tests_or_bench():
    found = {
        str(path.relative_to(ROOT))
        for app in FLOORS
        for path in (ROOT / app).rglob("*.py")
        if imported_packages(path) & {"tests", "bench"}
    }

    assert found == set()


def headings(name: str) -> set[str]:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    return {match[1].strip() for match in re.finditer(r"^#+ (.+)$", text, re.M)}


def our_models():
    return [
        model for app in apps.get_app_configs() if app.label in FLOORS for model in app.get_models()
    ]


def test_every_model_has_its_paragraph_in_the_data_model():
    described = headings("data-model.md")
    names = [
        model
        for model in our_models()
        if not model._meta.proxy and not model.__name__.endswith(("Name", "Event"))
    ]

    missing = [model.__name__ for model in names if model.__name__ not in described]

    assert missing == []


def test_the_data_model_names_the_values_that_need_evidence():
    text = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^#|\Z)", text, re.M | re.S))

    told = {
        name: re.findall(r"`(\w+)`", match[1])
        for name, body in sections.items()
        if (match := re.search(r"Needs evidence: (.*?)\.$", body, re.M))
    }

    expected = {
        model.__name__: list(model.EVIDENTIAL)
        for model in our_models()
        if getattr(model, "EVIDENTIAL", ())
    }
    assert told == expected


def test_every_app_has_its_floor_in_the_architecture():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

    assert [app for app in FLOORS if f"`{app}/`" not in text] == []


def test_commands_that_the_docs_name_exist():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    known = set(get_commands())
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))

    wrong = {
        f"{page.name}: {name}"
        for page in pages
        for text in [page.read_text(encoding="utf-8")]
        for name, real in [
            *((name, known) for name in re.findall(r"manage\.py ([a-z_]+)", text)),
            *((name, targets) for name in re.findall(r"`make ([a-z-]+)`", text)),
        ]
        if name not in real
    }

    assert wrong == set()


def test_links_between_the_docs_lead_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    broken = {
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    }

    assert broken == set()
