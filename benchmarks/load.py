"""Mixed public traffic at a steady rate while two editors save: no error, no stale page.

    python -m benchmarks.load                # 2,000 requests a second for 300 seconds
    python -m benchmarks.load 1000 60

The site is served by granian, two processes on one SQLite file. wrk (Debian's package) asks as in
a news storm: four times in five for one of six pages, and else for every other public page in
turn. Two editors sign in and save a theme under a new name through the admin, each every ten
seconds, which empties the memory of pages; then each asks for a page that shows it, from a
connection of its own: the answer must have the new name. Prints what was asked, how quick the
answers were, and what went wrong.
"""

import http.cookiejar
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

from .pages import PAGE, latency, run
from .serving import granian, serving

CONNECTIONS = 64
PAUSE = 10  # seconds between the saves of one editor
STORM = ["/", PAGE, f"{PAGE}statement/", "/recommendations/", "/conferences/", "/findings/"]
NAME, PASSWORD = "editor", "a-pass-word-for-load"
_MAKE_EDITOR = (
    "from django.contrib.auth.models import User; "
    f"User.objects.create_superuser('{NAME}', password='{PASSWORD}')"
)
_SCRIPT = """
local paths = {%s}
local at = 0
local storm = {%s}
local path = function()
  if math.random() < 0.8 then return storm[math.random(#storm)] end
  at = at %% #paths + 1
  return paths[at]
end
request = function()
  return wrk.format("GET", path(), {["Accept-Encoding"] = "gzip, br", ["Host"] = "127.0.0.1"})
end
delay = function() return %d end
"""


def main(rate=2000, seconds=300):
    rate, seconds = int(rate), int(seconds)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        own = {"DATABASE_URL": f"sqlite:///{folder}/load.sqlite3", "CONN_MAX_AGE": "60"}
        own["PAGE_CACHE_MB"] = "64"
        run("manage.py", "migrate", "--verbosity=0", **own)
        run("manage.py", "loaddata", "--verbosity=0", "bali_process", **own)
        run("manage.py", "shell", "-c", _MAKE_EDITOR, **own)
        command = [*granian("balisite.wsgi:application"), "--workers", "2"]
        server = servers.enter_context(serving(command, **own))
        base = f"http://127.0.0.1:{server.port}"
        editors = [Editor(base, place) for place in (0, 1)]
        script = Path(folder) / "mixed.lua"
        paths = [_quoted(each) for each in (_pages(base), STORM)]
        script.write_text(_SCRIPT % (*paths, CONNECTIONS / rate * 1000))
        for editor in editors:
            editor.start()
        print(_asked(base, script, seconds))
        for editor in editors:
            editor.stop()
            print(editor)
        print(f"memory of one process: {server.memory()} MB")


def _pages(base):
    """Every page that the sitemap names, and a few questions."""
    found = []
    for section in re.findall(r"<loc>([^<]+)</loc>", _get(f"{base}/sitemap.xml")):
        found += re.findall(r"<loc>([^<]+)</loc>", _get(section))
    paths = [each.removeprefix(base) for each in found]
    asked = ["/findings/?q=smuggling", "/recommendations/?theme=people-smuggling&utm_source=a"]
    return [*paths, *asked, "/findings.json", "/recommendations.csv"]


def _quoted(paths):
    return ", ".join(f'"{path}"' for path in paths)


def _get(address):
    with urlopen(address) as answer:
        return answer.read().decode()


def _asked(base, script, seconds):
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", script, base]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    count = re.search(r"(\d+) requests in", told)[1]
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)[1]
    wrong = re.findall(r"Socket errors.*|Non-2xx.*", told)
    return (
        f"{int(count):,} requests, {float(rate):,.0f} a second; p50 {latency(told, '50%'):.1f} ms, "
        f"p99 {latency(told, '99%'):.1f} ms; errors: {'; '.join(wrong) or 'none'}"
    )


class Editor(threading.Thread):
    """Saves a theme again and again, and looks at once whether readers see it."""

    def __init__(self, base, place):
        super().__init__()
        self.base, self.place = base, place
        self.saves, self.stale, self.faults, self.slowest = 0, 0, [], 0.0
        self.done = threading.Event()
        self.opener = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def stop(self):
        self.done.set()
        self.join()

    def run(self):
        self._post(f"{self.base}/account/login/", login=NAME, password=PASSWORD)
        listed = self._open(f"{self.base}/admin/conferences/theme/")
        numbers = sorted(set(re.findall(r"/theme/(\d+)/change/", listed)))
        address = f"{self.base}/admin/conferences/theme/{numbers[self.place]}/change/"
        while not self.done.wait(PAUSE):
            try:
                self._save(address, f"Editor {self.place}, save {self.saves}")
            except OSError as error:
                self.faults.append(str(error))

    def _save(self, address, name):
        started = time.perf_counter()
        self._post(address, name=name, reason="Named anew.")
        self.slowest = max(self.slowest, time.perf_counter() - started)
        self.saves += 1
        self.stale += name not in _get(f"{self.base}/themes/")

    def _post(self, address, **values):
        """Fill in the form that stands at an address, and send it."""
        page = self._open(address)
        form = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
        form |= dict.fromkeys(re.findall(r'<textarea[^>]* name="([^"]+)"', page), "")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        sent = form | values | {"csrfmiddlewaretoken": token}
        return self._open(self.last, urlencode(sent).encode())

    def _open(self, address, body=None):
        with self.opener.open(address, body, timeout=60) as answer:
            self.last = answer.geturl()
            return answer.read().decode()

    def __str__(self):
        return (
            f"editor {self.place}: {self.saves} saves, the slowest {self.slowest:.2f} s; "
            f"{self.stale} stale pages; faults: {'; '.join(self.faults) or 'none'}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
