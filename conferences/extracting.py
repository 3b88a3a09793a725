"""The words of an untrusted file.

`extract` never parses the file itself: a child process does, under limits on memory, processor
time, wall time, files and output, so that the worst a file can do is to be refused.
"""

import hashlib
import json
import logging
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

FILE_BYTES = 10_000_000
TEXT_BYTES = 4_000_000
WALL_SECONDS = 9

MEDIA_TYPES = {
    "txt": "text/plain",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}

_UNKNOWN = "Only files named .txt, .html, .docx or .pdf can be read."
_TOO_MUCH = "This file asks for more memory or time than a statement should; nothing was read."
_FAILED = (
    "The file could not be read because of a fault of this site, not of the file. "
    "Please tell whoever looks after the site."
)

# Isolated mode (-I) keeps the working directory, the environment and the user's own packages out
# of the child; it also hides this project, which is therefore named last on the path.
_START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from conferences import extracting_child; extracting_child.main(sys.argv[2])"
)
_PROJECT = str(Path(__file__).resolve().parents[1])
# JSON writes a byte of text in six bytes at worst; the rest is for the notices.
_ANSWER_BYTES = 6 * TEXT_BYTES + 100_000

_log = logging.getLogger(__name__)


class CannotRead(Exception):  # noqa: N818
    """The file was refused; the message is a whole sentence for staff."""


@dataclass(frozen=True)
class Extracted:
    """What a file says.

    `sha256` is that of the file's own bytes, in hexadecimal; `notices` are sentences for staff.
    """

    text: str
    sha256: str
    media_type: str
    notices: tuple[str, ...] = ()


def extract(name: str, content: bytes) -> Extracted:
    """The text of the file called `name`; CannotRead says in a sentence why there is none.

    Of the name only the extension is used. Text files keep every character; in other files a
    paragraph, heading, list item or table row is a line.
    """
    kind = _kind_named(name)
    if not content:
        raise CannotRead("This file is empty.")
    if len(content) > FILE_BYTES:
        raise CannotRead("This file is larger than 10 MB, the most that can be read.")
    answer = _answer_of_child(kind, content)
    if "refused" in answer:
        raise CannotRead(answer["refused"])
    return Extracted(
        text=answer["text"],
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=MEDIA_TYPES[kind],
        notices=tuple(answer["notices"]),
    )


def _kind_named(name):
    extension = PurePosixPath(name).suffix.lower().removeprefix(".")
    kind = "html" if extension == "htm" else extension
    if kind not in MEDIA_TYPES:
        raise CannotRead(_UNKNOWN)
    return kind


def _answer_of_child(kind, content):
    try:
        written, status = _run_child(kind, content)
        if status < 0 or len(written) == _ANSWER_BYTES:
            raise CannotRead(_TOO_MUCH)
        answer = json.loads(written)
    except (OSError, ValueError):
        _log.exception("The process that reads files did not start, or did not answer")
        raise CannotRead(_FAILED) from None
    if "fault" in answer:
        _log.warning("A .%s file was refused as damaged: %s", kind, answer["fault"])
    return answer


def _run_child(kind, content):
    """What the child wrote (cut at _ANSWER_BYTES) and its exit status, negative when killed."""
    command = [sys.executable, "-I", "-B", "-c", _START, _PROJECT, kind]
    # A file on standard input rather than a pipe: the child cannot stall us by not reading.
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.seek(0)
        with subprocess.Popen(  # noqa: S603 (nothing in the command comes from the file)
            command, stdin=source, stdout=subprocess.PIPE, env={}, cwd="/"
        ) as child:
            clock = threading.Timer(WALL_SECONDS, child.kill)
            clock.start()
            try:
                return _output_of(child), child.wait()
            finally:
                clock.cancel()


def _output_of(child):
    written = child.stdout.read(_ANSWER_BYTES)
    if len(written) == _ANSWER_BYTES:
        child.kill()
    return written
