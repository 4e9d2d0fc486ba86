"""The house: imports run one way, and the docs say what is there."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db import connection

from documents.models import SUBJECTS, Citation
from records.models import Record

ROOT = Path(__file__).resolve().parent.parent

BELOW_THE_FACES = [
    *("records", "texts", "reference", "mechanisms", "meetings", "extraction", "documents"),
]
# Each floor may import from those before it. explore, api and desk stand side by side.
FLOORS = {
    "records": [],
    "texts": ["records"],
    "reference": ["records"],
    "mechanisms": ["records", "reference"],
    "meetings": ["records", "reference", "mechanisms"],
    "extraction": ["records", "texts", "reference"],
    "documents": ["records", "texts", "reference", "mechanisms", "meetings", "extraction"],
    "explore": [*BELOW_THE_FACES],
    "api": [*BELOW_THE_FACES],
    "desk": [*BELOW_THE_FACES],
    "config": [*BELOW_THE_FACES, "explore", "api", "desk"],
}
PURE = ["texts", "reference", "extraction"]  # neither the database nor a request


def modules_of(*packages: str) -> dict[str, Path]:
    """The modules of our packages by their dotted names, without migrations."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    }


@cache
def imports_of(name: str, path: Path) -> list[tuple[str, bool]]:
    """What a module imports, by dotted name, and whether it does so inside a function.

    What is imported for type checkers alone is no import.
    """
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = []
    for node, inside in statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, inside) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                base = ".".join(
                    [*parents[: len(parents) - node.level + 1], *([base] if base else [])]
                )
            found += [(f"{base}.{alias.name}", inside) for alias in node.names]
    return found


def statements(node: ast.AST, inside: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """What stands under a node, and whether in a function; no expressions, which import nothing."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child, inside
        yield from statements(
            child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        )


def imported_modules(path: Path) -> set[str]:
    """What a module imports, at its head or inside a function, by dotted name."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return {imported for imported, _inside in imports_of(name, path)}


def imported_packages(path: Path) -> set[str]:
    """The top-level packages that a module imports."""
    return {module.split(".")[0] for module in imported_modules(path)}


def graph() -> dict[str, set[str]]:
    """Which of our modules imports which, counting imports inside functions."""
    modules = modules_of(*FLOORS)
    found: dict[str, set[str]] = {}
    for name, path in modules.items():
        reached = set()
        for imported, _inside in imports_of(name, path):
            target = imported if imported in modules else imported.rpartition(".")[0]
            if target in modules and target != name:
                reached.add(target)
        found[name] = reached
    return found


def test_no_imports_are_circular():
    reaches = graph()
    left = dict(reaches)
    while left:  # take away what imports nothing that is left; a circle never goes
        free = [name for name, others in left.items() if not others & left.keys()]
        if not free:
            break
        for name in free:
            del left[name]

    assert left == {}


MAY_IMPORT_INSIDE = {
    "config.apps": "Django: checks are registered once apps are loaded",
    "config.serve": "settings and models are there only after the database was started",
    "config.wsgi": "the application is loaded before the house rules are read",
    "desk.apps": "Django: models are there only when the app is ready",
    "documents.apps": "Django: models are there only when the app is ready",
    "mechanisms.apps": "Django: models are there only when the app is ready",
    "meetings.apps": "Django: models are there only when the app is ready",
    "records.apps": "Django: models are there only when the app is ready",
}
"""The modules that import ours inside a function, each with its reason."""


def test_imports_inside_functions_have_their_reason():
    modules = modules_of(*FLOORS)

    found = {
        name
        for name, path in modules.items()
        for imported, inside in imports_of(name, path)
        if inside and imported.split(".")[0] in FLOORS
    }

    assert found - MAY_IMPORT_INSIDE.keys() == set()
    assert MAY_IMPORT_INSIDE.keys() - found == set()  # a reason that is not needed goes


LINES = 400
WIDTH = 160


def written_by_hand(*endings: str) -> Iterator[Path]:
    """The files of the project that a person keeps, of these kinds."""
    for folder in (*FLOORS, "bench", "static", "templates", "tests", "tools"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in endings and not {"vendor", "migrations"} & set(path.parts):
                yield path


def test_no_file_is_longer_than_a_subject():
    found = {
        str(path.relative_to(ROOT)): length
        for path in written_by_hand(".py", ".html", ".css", ".js", ".sql")
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > LINES
    }

    assert found == {}


def test_no_line_of_a_template_is_longer_than_a_screen():
    found = {
        f"{path.relative_to(ROOT)}:{number}"
        for path in written_by_hand(".html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > WIDTH
    }

    assert found == set()


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


MANY = 6  # kinds that a module names, from which on it is a list of kinds


def test_every_list_of_kinds_is_on_the_checklist():
    page = (ROOT / "docs" / "adding-a-kind.md").read_text(encoding="utf-8")
    names = {
        kind: re.compile(rf'"{kind}"|"{model.PLURAL}"|\b{model.__name__}\b')
        for kind, model in SUBJECTS.items()
    }
    no_lists = {"models", "management"}  # what declares kinds; what an operator asks for

    missing = {
        str(path.relative_to(ROOT))
        for name, path in modules_of(*set(FLOORS) - {"extraction", "texts", "config"}).items()
        if not no_lists & set(path.parts)
        for text in [path.read_text(encoding="utf-8")]
        if sum(bool(pattern.search(text)) for pattern in names.values()) >= MANY
        if not any(f"`{part}`" in page for part in places(path))
    }

    assert missing == set()


def places(path: Path) -> set[str]:
    """How a page may name a module: by itself, or by a folder that it stands in."""
    relative = path.relative_to(ROOT)
    return {str(relative), *(f"{parent}/" for parent in relative.parents if parent.parts)}


@pytest.mark.parametrize("name", ["adding-a-kind.md", "adding-a-field.md"])
def test_the_checklists_name_places_that_exist(name):
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    named = re.findall(r"`((?:[\w-]+/)+(?:[\w-]+\.\w+)?)`", page)

    assert len(named) > 5
    assert [place for place in named if not (ROOT / place).exists()] == []


def test_every_kind_that_can_be_cited_declares_itself():
    undeclared = [
        model.__name__
        for model in apps.get_models()
        if issubclass(model, Record)
        and not (model.PLURAL and (model in SUBJECTS.values() or model is Citation))
    ]

    assert undeclared == []
    assert {model.kind_name(): model for model in SUBJECTS.values()} == SUBJECTS


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


def test_a_test_that_asks_for_no_database_has_none():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.cursor()
