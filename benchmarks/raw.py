"""The least that a server can do: the bytes of the file that BODY names, and nothing else."""

import os
from pathlib import Path

_BODY = Path(os.environ["BODY"]).read_bytes()
_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "br"),
    ("Content-Length", str(len(_BODY))),
]


def application(environ, start_response):
    start_response("200 OK", _HEADERS)
    return [_BODY]
