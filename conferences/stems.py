"""The stem that the forms of an English word share: «border», «borders», «bordering».

M. F. Porter, “An algorithm for suffix stripping”, Program 14 (1980), 130–137, as Snowball has it
under the name `porter`. Words of one or two letters stay as they are, so that «us» is not «u».
"""

import re
from functools import lru_cache

_CONSONANT_Y = re.compile("([aeiouy])y")
_VOWEL = re.compile("[aeiouy]")
_REGION = re.compile("[aeiouy][^aeiouy]")
_SHORT = re.compile(r"[^aeiouy][aeiouy][^aeiouywxY]\Z", re.DOTALL)
_DOUBLE = re.compile(r"(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)\Z")

# In each table a suffix stands before those that end it.
_PLURALS = {"sses": "ss", "ies": "i", "ss": "ss", "s": ""}
_DOUBLE_SUFFIXES = {
    "ational": "ate",
    "ization": "ize",
    "iveness": "ive",
    "fulness": "ful",
    "ousness": "ous",
    "tional": "tion",
    "biliti": "ble",
    "entli": "ent",
    "ousli": "ous",
    "ation": "ate",
    "alism": "al",
    "aliti": "al",
    "iviti": "ive",
    "enci": "ence",
    "anci": "ance",
    "abli": "able",
    "izer": "ize",
    "ator": "ate",
    "alli": "al",
    "eli": "e",
}
_ADJECTIVES = {
    "icate": "ic",
    "ative": "",
    "alize": "al",
    "iciti": "ic",
    "ical": "ic",
    "ness": "",
    "ful": "",
}
_LAST = (
    *("ement", "ance", "ence", "able", "ible", "ment"),
    *("ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion"),
    *("al", "er", "ic", "ou"),
)
_ENDINGS = dict.fromkeys(_LAST, "")


@lru_cache(maxsize=50_000)
def stem(word):
    """The stem of a folded word."""
    if len(word) < 3:
        return word
    word = _CONSONANT_Y.sub(r"\1Y", re.sub("^y", "Y", word))
    first = _region(word, 0)
    second = _region(word, first)
    word = _without_past(_replaced(word, _PLURALS, 0), first)
    if word[-1:] in ("y", "Y") and _VOWEL.search(word[:-1]):
        word = word[:-1] + "i"
    word = _replaced(word, _DOUBLE_SUFFIXES, first)
    word = _replaced(word, _ADJECTIVES, first)
    return _without_end(_without_ending(word, second), first, second).replace("Y", "y")


def _region(word, start):
    """Where the part after the first vowel and consonant begins, from `start` on."""
    found = _REGION.search(word, start)
    return found.end() if found else len(word)


def _replaced(word, suffixes, region):
    """The word with its longest suffix replaced, if that lies in the region."""
    suffix = next(filter(word.endswith, suffixes), "")
    if not suffix or len(word) - len(suffix) < region:
        return word
    return word.removesuffix(suffix) + suffixes[suffix]


def _without_past(word, first):
    """Without -ed and -ing, an -e put back where English drops it: «hoping», «hope»."""
    if word.endswith("eed"):
        return _replaced(word, {"eed": "ee"}, first)
    bare = re.sub(r"(?:ed|ing)\Z", "", word)
    if bare == word or not _VOWEL.search(bare):
        return word
    if bare.endswith(("at", "bl", "iz")):
        return bare + "e"
    if _DOUBLE.search(bare):
        return bare[:-1]
    return bare + "e" if len(bare) == first and _SHORT.search(bare) else bare


def _without_ending(word, second):
    bare = _replaced(word, _ENDINGS, second)
    is_other_ion = word.endswith("ion") and not bare.endswith(("s", "t"))
    return word if is_other_ion else bare


def _without_end(word, first, second):
    """Without a last -e, then with one l of two."""
    bare = word.removesuffix("e")
    if len(bare) < second and (len(bare) < first or _SHORT.search(bare)):
        bare = word
    return bare[:-1] if bare.endswith("ll") and len(bare) > second else bare
