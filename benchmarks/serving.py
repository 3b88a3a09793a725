"""Servers of a benchmark: each a process of its own, asked over HTTP, and what it uses."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

BIN = Path(sys.executable).parent
_TICKS = os.sysconf("SC_CLK_TCK")


def granian(target, threads=4):
    """The command that serves a WSGI application as production does."""
    command = [BIN / "granian", "--interface", "wsgi", "--blocking-threads", str(threads)]
    options = ["--host", "127.0.0.1", "--port", "PORT", "--no-ws", "--log-level", "error"]
    return [*command, *options, target]


def gunicorn(target, threads=4):
    """The same by gunicorn."""
    command = [BIN / "gunicorn", "--bind", "127.0.0.1:PORT", "--threads", str(threads)]
    options = ["--no-control-socket", "--timeout", "600", "--log-level", "error"]
    return [*command, *options, target]


@contextmanager
def serving(command, **environment):
    """A Server that runs while the block does; PORT in the command becomes a free one."""
    port = _free_port()
    command = [str(part).replace("PORT", str(port)) for part in command]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=os.environ | environment, **quiet)
    try:
        _wait_for(port)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait()


class Server:
    """One server: its port, and what its process and the process's children use."""

    def __init__(self, pid, port):
        self.pid, self.port = pid, port

    def ask(self, address):
        """Milliseconds from connecting to the last byte of an answer, which must be 200."""
        started = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        connection.request("GET", address)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        taken = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise SystemExit(f"{address} answered {answer.status}")
        return taken

    def memory(self):
        """Resident megabytes of the process that answers."""
        lines = Path(f"/proc/{self._pids()[-1]}/status").read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))

    def cpu(self):
        """Seconds of processor time that it has used, in Python and in the kernel."""
        stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2] for pid in self._pids())
        return sum(int(ticks) for stat in stats for ticks in stat.split()[11:13]) / _TICKS

    def _pids(self):
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [self.pid, *children]


def at(taken, share):
    """The value below which `share` of the values lie."""
    ordered = sorted(taken)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port):
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers at port {port}")
