"""What every test stands on: a PostgreSQL of its own, the seed documents, a browser."""

import gc
import json
import os
import sys
import warnings
from collections.abc import Callable, Generator, Iterator
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import transaction
from django.template import Context, RequestContext, Template
from django.test import Client, TransactionTestCase
from django.test.signals import template_rendered
from django.utils import translation

import bench.seeds
from config import embedded
from config.embedded.server import Server
from tests import database
from tests.pair import Pair
from tests.upgrades import before  # noqa: F401
from texts.formats import sandbox, worker

ROOT = Path(__file__).resolve().parent.parent
# The first that is there; the shell opens a page in a fifth of the time.
SHELL, WHOLE = "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"
CHROMIUM = [os.environ["FORA_CHROMIUM"]] if "FORA_CHROMIUM" in os.environ else [SHELL, WHOLE]
NO_SEEDS = "seed documents are absent"
NO_BROWSER = "chromium is not installed"

# What is sampled


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--exhaustive", action="store_true", help="ask all of what is else sampled")


EXAMPLES = {False: 50, True: 500}
"""What hypothesis makes up for one test, in a sample and where it is exhaustive."""


def make_up_examples(number: int) -> None:
    """Let hypothesis try that many, however slow the machine is."""
    made_up = hypothesis.settings(
        max_examples=number,
        deadline=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.register_profile("fora", made_up)
    hypothesis.settings.load_profile("fora")


@pytest.fixture(scope="session")
def few_examples(pytestconfig: pytest.Config) -> hypothesis.settings:
    """A third of the examples, for those that write to the database."""
    return hypothesis.settings(max_examples=EXAMPLES[pytestconfig.getoption("exhaustive")] // 3)


@pytest.fixture(scope="session")
def exhaustive(pytestconfig: pytest.Config) -> bool:
    """Whether a test that asks a sample is to ask all there is."""
    return pytestconfig.getoption("exhaustive")


@pytest.fixture(scope="session")
def rounds(exhaustive: bool) -> range:
    """The rounds of a race; each of the two leads in as many as the other."""
    return range(210 if exhaustive else 9)


@pytest.fixture
def pair(transactional_db) -> Iterator[Pair]:
    """Two who act at the same moment."""
    with Pair() as pair:
        yield pair


# The database and the files


def pytest_configure(config: pytest.Config) -> None:
    """Start the tests' own server; the workers of xdist share it, the last one stops it."""
    if embedded.wanted():
        server = Server(database.folder(), durable=False)
        try:
            server.acquire()
        except embedded.EmbeddedError as error:
            raise pytest.UsageError(str(error)) from error
        settings.DATABASES["default"]["HOST"] = str(server.data)
        config.add_cleanup(server.release)
    # Static files come from their folders, so that no test waits for collectstatic.
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True
    # Whatever database the tests run on; those of four eyes ask for them.
    settings.FOUR_EYES = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Playwright keeps an event loop in the thread in which the tests use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    make_up_examples(EXAMPLES[config.getoption("exhaustive")])


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what needs the browser, before ``-m`` asks for it."""
    if "browser" in getattr(item, "fixturenames", ()):
        item.add_marker("browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests of the whole site, which take longest."""
    items.sort(key=lambda item: item.path.parent != Path(__file__).parent)


def pytest_collection_finish() -> None:
    """Collect garbage seldom: what is loaded by now is none, and looking through it takes long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def pages_are_noted(django_test_environment) -> None:
    """``response.context`` holds what whole pages are drawn with.

    Django would note each widget and each part of a page as well, a hundred times a page.
    """

    def render(self: Template, context: Context) -> str:
        if context.template is self and isinstance(context, RequestContext):
            template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)

    Template._render = render


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_blocker, django_db_modify_db_settings
) -> Iterator[None]:
    """A database for this process, in the place of pytest-django's, which would migrate."""
    with django_db_blocker.unblock():
        database.create()
    # After a test that commits; Django would empty every table, those of migrations too.
    TransactionTestCase._fixture_teardown = lambda self: database.reset()
    yield
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture(autouse=True)
def nothing_stays(request, django_db_blocker) -> Iterator[None]:
    """No test finds what another has committed, whatever that one asked for.

    One that asked for the database takes back what it did, later than this.
    """
    yield
    if "_django_db_helper" not in request.fixturenames:
        with django_db_blocker.unblock():
            database.reset_what_stayed()


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A transaction around all tests of a module, for what a fixture makes once for all of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def curated(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The curated register, and a transaction around all tests of a module, as with ``kept``."""
    with django_db_blocker.unblock():
        database.take_curated()
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        database.reset()


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names of folders that nothing has used; most are never made."""
    parent = tmp_path_factory.mktemp("captures")
    return map(parent.joinpath, map(str, count()))


@pytest.fixture(autouse=True)
def nothing_is_kept(settings) -> None:
    """Each page is made: tests change what no running site changes. One sets how many are kept."""
    settings.KEPT_ANSWERS = 0


@pytest.fixture(autouse=True)
def captures(settings, folders: Iterator[Path]) -> Path:
    """A folder of its own for the files that a test stores."""
    settings.MEDIA_ROOT = next(folders)
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process: starting one for each takes longer than most tests.

    Tests that are marked ``sandboxed`` read in the process that the site starts.
    """
    if request.node.get_closest_marker("sandboxed"):
        return

    def answer(asked: bytes, data: bytes) -> Any:
        with warnings.catch_warnings(action="ignore"):
            return json.loads(worker.answer(BytesIO(asked + data)))

    monkeypatch.setattr(sandbox, "_answer", answer)
    monkeypatch.setattr(sys, "addaudithook", lambda hook: None)  # none can be taken back


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test begins in English: a request in another language leaves that one behind."""
    with translation.override("en"):
        yield


# What may be absent on a machine, and must not be where FORA_CI is set


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the seed documents; they are not part of the project."""
    folder = bench.seeds.folder()
    if not any(folder.glob("*.txt")):
        pytest.skip(NO_SEEDS)
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under FORA_CI a skipped test is a failed one."""
    report = yield
    if os.environ.get("FORA_CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped under FORA_CI, and this was: {reason}"
    return report


# The browser

PATIENCE = 300  # seconds for one step in a page: a machine may be busy with other things
CHROMIUM_FLAGS = [
    "--no-sandbox",  # we may be root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # A browser that is closed in would try for minutes to reach its maker.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    """Debian's chromium, started once in each process of the tests."""
    program = next(filter(os.path.exists, CHROMIUM), None)
    if program is None:
        pytest.skip(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser, live_server) -> Iterator[Callable[[], Any]]:
    """Makes pages on the site that the test serves, each of a fresh browser profile.

    A script error or a refusal by the content security policy fails the test: whatever the page
    looks like, its readers would see a broken one.
    """
    complaints: list[str] = []
    contexts = []

    def make() -> Any:
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if "Content Security Policy" in message.text
                else None
            ),
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page):
    """One such page."""
    return new_page()


@pytest.fixture
def sign_in(live_server) -> Callable[[Any, Any], None]:
    """Signs an account in on a page, without the form."""

    def sign_in(page: Any, user: Any) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        page.context.add_cookies(
            [{"name": "sessionid", "value": session, "url": live_server.url, "httpOnly": True}]
        )

    return sign_in


@pytest.fixture
def desk(page, admin_user, sign_in):
    """A page of the browser, signed in for the desk; it shows nothing yet."""
    sign_in(page, admin_user)
    return page
