"""The fourteen themes, suggested for a passage by the words in it. Staff confirm them."""

import re
from collections import Counter

MOST_THEMES = 3

_CUES = {
    "Root causes and development": r"root causes?|development (?:assistance|aid|cooperation)|"
    r"poverty|livelihoods?|sustainable development|source countries|economic (?:development|growth)"
    r"|inequalit\w+|push factors",
    "People smuggling": r"(?:people|migrant|human)[ -]smuggl\w+|smuggl\w+ (?:of (?:people|migrants|"
    r"persons)|networks?|syndicates?|ventures?)|smugglers?",
    "Trafficking in persons and forced labour": r"traffick\w+ (?:in|of) (?:persons|women|human\w*|"
    r"people|children)|human traffick\w+|people traffick\w+|forced labou?r|(?:modern )?slavery|"
    r"debt bondage|traffickers?|labou?r exploitation|child labou?r",
    "Related transnational crime and terrorism": r"transnational (?:\w+ )?crimes?|terror\w+|"
    r"organi[sz]ed crim\w+|money[ -]launder\w+|narcotics?|illicit drugs?|drug traffick\w+|"
    r"cyber-?crimes?|arms smuggling|corruption|violent extremis\w+|online scams?|scam centres?",
    "Legislation and criminalisation": r"legislat\w+|criminali[sz]\w+|legal frameworks?|ratif\w+|"
    r"domestic laws?|national laws?|laws and regulations|palermo protocol|model law",
    "Law enforcement, prosecution and extradition": r"law[ -]enforcement|prosecut\w+|extradit\w+|"
    r"mutual legal assistance|police|policing|investigat\w+|judicial|asset recovery|interpol",
    "Border management, documents and identity": r"borders?|travel documents?|document fraud|"
    r"identity|biometric\w*|passports?|visas?|immigration controls?|airline liaison",
    "Information, intelligence and data sharing": r"information[ -](?:sharing|exchange)|"
    r"(?:shar|exchang)\w+ (?:of )?(?:\w+ ){0,2}(?:information|intelligence|data)|intelligence|"
    r"databases?|data[ -](?:sharing|collection)|(?:information|intelligence) and (?:data"
    r"|information)",
    "Victims, women and children": r"victims?|survivors?|women|girls|child\w*|gender\w*|minors|"
    r"unaccompanied",
    "Refugees, asylum and humanitarian need": r"refugees?|asylum\w*|humanitarian|displace\w+|"
    r"stateless\w*|unhcr|non-?refoulement|international protection|in need of protection",
    "Movements by sea, rescue and disembarkation": r"(?:at|by) sea|maritime|search and rescue|"
    r"disembark\w+|boats?|vessels?|andaman sea|coast ?guards?",
    "Orderly, safe and regular migration": r"(?:orderly|safe|regular|legal)(?:,? (?:and )?\w+)? "
    r"migration|orderly flow|migrant workers?|labou?r (?:migration|mobility)|migration pathways|"
    r"regular pathways|irregular (?:migration|movements?)|illegal migration|iom|global compact for",
    "Returns and reintegration": r"return(?:s|ees)?(?! to (?:the|this) )|reintegrat\w+|"
    r"repatriat\w+|readmi\w+|voluntary return\w*",
    "Regional cooperation, mechanisms and capacity": r"regional cooperation|capacity[ -]building|"
    r"regional (?:support office|mechanisms?|framework|architecture|responses?|approach\w*)|"
    r"ad hoc (?:experts'? )?groups?|technical (?:assistance|cooperation)|training|bilateral and "
    r"regional|regional and bilateral|steering group|working groups?|cooperative mechanisms?|"
    r"inter-?regional|senior officials|task ?force",
}
THEMES: tuple[str, ...] = tuple(_CUES)
_ANY_CUE = re.compile(  # small letters only: to disregard case costs five times as much
    r"\b(?=[a-z])(?:"
    + "|".join(f"(?P<t{n}>{cues})" for n, cues in enumerate(_CUES.values()))
    + r")\b"
)


def themes_of(text: str) -> tuple[str, ...]:
    """At most three themes, the one with most cues first, ties in the order of the words."""
    counted = Counter(THEMES[int(cue.lastgroup[1:])] for cue in _ANY_CUE.finditer(text.lower()))
    return tuple(theme for theme, _ in counted.most_common(MOST_THEMES))
