"""A real browser for the tests that need one: Chromium, without any plugin of its own."""

import os
import shutil

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser():
    """Chromium for the tests of one module; where there is none they are skipped, but not in CI."""
    path = shutil.which("chromium")
    if not path:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is not installed.")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # The browser's driver keeps an event loop in this thread; the database is safe in it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, live_server):
    """Open an address of the site in a window of its own; a fault on the page fails the test."""
    contexts, faults = [], []

    def open_page(address, **options):
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: faults.append(error.message))
        page.on("console", lambda said: faults.extend(_faults(said, page)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _faults(said, page):
    """An error in the console, but for the page's own status where it refuses something."""
    where = said.location["url"]
    is_own = where.partition("?")[0] == page.url.partition("?")[0]
    return [f"{said.text} {where}"] if said.type == "error" and not is_own else []
