"""The States, organisations and groups a sentence names, and which of them it addresses."""

import re

from .places import STATES

_ACRONYMS = (
    "IOM UNHCR UNODC UNICEF UNDP UNEP UNESCO UN ILO WHO WTO IMF OECD FATF FAO IAEA INTERPOL "
    "ASEANAPOL "
    "ASEAN APEC SAARC OSCE ODIHR EU AU G20 G7 PIF RSO AHG SOM ICRC IFRC ADB UNGA CARICOM OAS NATO"
)
_GROUPS = (
    r"(?:(?:[Pp]articipating|[Mm]ember|[Oo]bserver|[Ss]ource|[Tt]ransit|[Dd]estination|[Dd]onor"
    r"|[Aa]ffected"
    r"|[Rr]elevant|[Nn]eighbouring|[Dd]eveloped|[Dd]eveloping|[Cc]oastal|[Ff]lag)\s+)?"
    r"(?:States(?! of\b)(?:\s+Parties)?|[Gg]overnments|[Cc]ountries(?:\s+of\s+(?:origin|transit"
    r"|destination|asylum)(?:,?\s+(?:and\s+)?(?:origin|transit|destination))*)?|[Ee]conomies"
    r"|[Oo]bservers)"
    r"|Members\b|members(?!\s+of)|[Ii]nternational\s+(?:community|organi[sz]ations)"
    r"|[Cc]ivil\s+society"
    r"|[Pp]rivate\s+sector|[Ss]enior\s+[Oo]fficials|[Oo]fficials|[Cc]o-?[Cc]hairs|[Dd]onors"
    r"|[Aa]ll\s+parties"
    r"|[Aa]ll\s+sides|[Ss]takeholders|[Dd]evelopment\s+partners|[Ss]ecretariat|Secretary-General"
)
_INSTITUTION = (
    r"(?:[A-Z][\w'-]*\s+(?:(?:of|for|on|and|the)\s+){0,2}){1,7}(?:Organi[sz]ations?|Office"
    r"|Agency|Commission"
    r"|Committee|Groups?|Secretariat|Bank|Fund|Programme|Union|Nations|Council|Centre|Center"
    r"|Network"
    r"|Force|Commissioner|Forum)\b"
)
_STATES = "|".join(
    re.escape(name.title()).replace(r"\ ", r"\s+").replace("'S", "'s")
    for name in sorted(STATES, key=len, reverse=True)
    if len(name) > 3
)
_BODY = re.compile(
    r"\b(?=[A-Z]|[acdfgilmnoprst][a-z])"
    rf"(?:{_INSTITUTION}|(?:{_ACRONYMS.replace(' ', '|')})\b|(?:{_GROUPS})(?![\w-])"
    rf"|(?:{_STATES})(?![\w-]))"
)
_BETWEEN = re.compile(
    r"(?:[\s,;]|\b(?:the|all|both|and|or|that|relevant|concerned|other|upon|on)\b)*$"
)
MOST = 4000  # characters of a passage searched for bodies


def bodies_in(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """Every body named in `text[start:end]` with its span, in order."""
    return [
        (" ".join(body[0].split()), *body.span())
        for body in _BODY.finditer(text, start, min(end, start + MOST))
    ]


def addressed(text: str, start: int, end: int, at: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who `text[start:end]` addresses, being named from `at` on, and who else it mentions."""
    named = bodies_in(text, start, end)
    addressees = []
    for name, begin, stop in named:
        if begin >= at and _BETWEEN.match(text[at:begin][:80]) and begin - at < 80:
            addressees.append(name)
            at = stop
    others = dict.fromkeys(name for name, _, _ in named if name not in addressees)
    return tuple(dict.fromkeys(addressees)), tuple(others)
