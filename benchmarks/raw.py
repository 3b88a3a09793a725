"""The least that a server can do: the headers and the body of one answer, known beforehand.

ANSWER names a file with both as JSON, the body in base64.
"""

import base64
import json
import os
from pathlib import Path

_ANSWER = json.loads(Path(os.environ["ANSWER"]).read_text())
_HEADERS = [tuple(pair) for pair in _ANSWER["headers"]]
_BODY = [base64.b64decode(_ANSWER["body"])]


def application(environ, start_response):
    start_response("200 OK", _HEADERS)
    return _BODY
