"""What is worked out once for one content version, and kept in this process until it moves."""

import threading
from collections import OrderedDict
from weakref import WeakSet

from .version import content_version

_memories = WeakSet()


class Memory:
    """The last `size` values that were used, by key, of one content version."""

    def __init__(self, size):
        self.size = size
        self.lock, self.making = threading.Lock(), threading.RLock()
        self.forget()
        _memories.add(self)

    def forget(self, version=None):
        """Drop every value; those to come are of `version`."""
        self.version, self.values = version, OrderedDict()

    def get(self, key, make):
        """The value of `key` now, or what `make(version)` gives; it is made once for all who ask.

        The version is read before the value is made, so that a change in between is seen at the
        next call. None is not kept.
        """
        version = content_version()
        found = self._look_up(version, key)
        if found is None:
            with self.making:
                found = self._look_up(version, key) or self._keep(version, key, make(version))
        return found

    def _look_up(self, version, key):
        with self.lock:
            if version != self.version:
                self.forget(version)
            if key in self.values:
                self.values.move_to_end(key)
            return self.values.get(key)

    def _keep(self, version, key, value):
        with self.lock:
            if version == self.version and value is not None:
                self.values[key] = value
            if len(self.values) > self.size:
                self.values.popitem(last=False)
        return value


def forget():
    """Drop all that is kept: a transaction rolled back may give its version number again."""
    for memory in _memories:
        memory.forget()
