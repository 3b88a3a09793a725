"""What the first view of a page weighs, and when it stands: in Chromium, as a slow telephone.

    python -m benchmarks.weight          # the median of 5 first views of each page

The site runs as in production (hashed and compressed files), and the browser as Lighthouse has a
mobile one: 150 ms there and back, 1.6 Mbit/s, a processor four times slower, 360 × 640.
"""

import shutil
import sys
import tempfile
from contextlib import ExitStack
from statistics import median

from playwright.sync_api import sync_playwright

from .pages import PAGE, run
from .serving import granian, serving

PAGES = [PAGE, "/", "/recommendations/", "/findings/BPMC2-F-1/"]
ARGUMENTS = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run"]
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
_WATCH = """
window.seen = {lcp: 0, cls: 0, blocked: 0};
const watch = (type, act) => new PerformanceObserver(
  list => list.getEntries().forEach(act)).observe({type, buffered: true});
watch('largest-contentful-paint', entry => seen.lcp = entry.startTime);
watch('layout-shift', entry => seen.cls += entry.value);
watch('longtask', entry => seen.blocked += Math.max(0, entry.duration - 50));
"""


def main(rounds=5):
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        own = {
            "DJANGO_ENV": "production",
            "SECRET_KEY": "only-for-a-benchmark-" * 4,
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECURE_SSL_REDIRECT": "false",
            "DATABASE_URL": f"sqlite:///{folder}/weight.sqlite3",
            "STATIC_ROOT": f"{folder}/static",
        }
        run("manage.py", "migrate", "--verbosity=0", **own)
        run("manage.py", "loaddata", "--verbosity=0", "bali_process", **own)
        run("manage.py", "collectstatic", "--noinput", "--verbosity=0", **own)
        server = stack.enter_context(serving(granian("balisite.wsgi:application"), **own))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        stack.callback(browser.close)
        print(f"{'':48}{'files':>6}{'kB':>7}{'LCP ms':>8}{'CLS':>6}{'TBT ms':>8}")
        for page in PAGES:
            address = f"http://127.0.0.1:{server.port}{page}"
            views = [_first_view(browser, address) for _ in range(int(rounds))]
            files, size, lcp, cls, blocked = (median(each) for each in zip(*views, strict=True))
            print(f"{page:48}{files:6}{size / 1000:7.1f}{lcp:8.0f}{cls:6.3f}{blocked:8.0f}")


def _first_view(browser, address):
    """(files, bytes on the wire, LCP in ms, CLS, blocked ms) of a view with nothing kept."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page, sizes = context.new_page(), []
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Network.emulateNetworkConditions", NETWORK)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    protocol.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.add_init_script(_WATCH)
    page.goto(address, wait_until="networkidle")
    seen = page.evaluate("seen")
    context.close()
    return len(sizes), sum(sizes), seen["lcp"], seen["cls"], seen["blocked"]


if __name__ == "__main__":
    main(*sys.argv[1:])
