"""Log lines as JSON, one an event, each with the number of the request that it belongs to.

No line names a person, an address of the network, or what was typed into a form.
"""

import datetime
import json
import logging
import re
import secrets
from contextvars import ContextVar

_request = ContextVar("request", default="")
_OURS = re.compile(r"[A-Za-z0-9-]{8,64}")


def begin_request(given=""):
    """Give the request a number: that of the proxy in front, if it sent a plain one."""
    number = given if _OURS.fullmatch(given) else secrets.token_hex(8)
    _request.set(number)
    return number


class JsonFormatter(logging.Formatter):
    """One line of JSON: moment, level, logger, message, request, and the traceback of an error."""

    def format(self, record):
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line = {
            "at": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": _request.get(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in line.items() if value})
