"""The operative verbs of ministerial statements: lemmas, classes and every written form.

Lemmas are British and lower case, as the record writes them (`recognise`, `call on`). The list
was drawn from about ninety real statements; the eight classes serve filter and colour.
"""

from collections import defaultdict
from dataclasses import dataclass

PRESENT, THIRD, PAST, PARTICIPLE = TENSES = ("present", "third", "past", "participle")

_LEMMAS = {
    "calls for action": "urge, call on, call for, encourage, request, ask, invite, recommend, "
    "appeal, exhort, demand, propose, suggest, advocate",
    "mandates": "task, direct, mandate, instruct, charge, authorise, entrust, assign",
    "decisions": "agree, decide, adopt, endorse, approve, accept, resolve, establish, launch, "
    "elect, appoint, determine, concur, designate, conclude, finalise, inaugurate, sign, issue",
    "commitments": "commit, undertake, pledge, will, intend, stand ready, be determined, strive, "
    "seek, aim, promise, rededicate, express commitment, express readiness",
    "positions": "reaffirm, recognise, acknowledge, reiterate, emphasise, stress, underline, "
    "affirm, support, underscore, highlight, confirm, believe, reject, oppose, uphold, declare, "
    "proclaim, assert, restate, express, express support, express hope, express belief, "
    "share, attach importance, be convinced, be confident, be united, value, hold, hope, expect, "
    "draw attention, prioritise",
    "appreciation": "welcome, commend, thank, appreciate, congratulate, applaud, praise, salute, "
    "look forward to, express appreciation, express gratitude, express satisfaction, "
    "extend appreciation, pay tribute, be pleased, be encouraged, convey, celebrate, honour",
    "concern": "condemn, express concern, be concerned, deplore, regret, denounce, mourn, lament, "
    "express regret, express condolences, warn",
    "record": "note, take note of, discuss, consider, review, recall, identify, announce, observe, "
    "hear, receive, exchange views, examine, reflect, deliberate, explore, assess, mention, "
    "take stock, point out, mark, commemorate, outline, canvass, debate, be briefed, be aware, "
    "evaluate, bear in mind",
}

VERB_CLASSES: tuple[str, ...] = tuple(_LEMMAS)

# Other wordings of a lemma. A "/" parts words that may stand in the same place.
_WORDINGS = {
    "call on": ["call on/upon"],
    "appeal": ["appeal", "make appeal"],
    "agree": ["agree", "be agreed", "reach agreement/consensus/understanding"],
    "commit": ["commit", "recommit", "be committed"],
    "be determined": ["be determined/resolved/resolute"],
    "stand ready": ["stand ready", "be ready/prepared/willing"],
    "be pleased": ["be pleased/delighted/gratified"],
    "be concerned": ["be concerned/alarmed/dismayed/worried/troubled/saddened/shocked/appalled"],
    "thank": ["thank", "be grateful/thankful/indebted"],
    "be encouraged": ["be encouraged/heartened"],
    "be united": ["be united", "stand united/together/with"],
    "consider": ["consider", "be view/opinion", "take view"],
    "confirm": ["confirm", "reconfirm"],
    "praise": ["praise/laud"],
    "strive": ["strive", "endeavour"],
    "will": ["will", "shall"],
    "emphasise": ["emphasise", "reemphasise", "place emphasis", "put emphasis", "lay emphasis"],
    "discuss": ["discuss", "have discussion/discussions", "hold discussion/discussions/talks"],
    "exchange views": ["exchange views/ideas/experiences", "have exchange", "hold exchange"],
    "hold": ["hold view/views/opinion"],
    "share": [
        "share view/views/concern/concerns/vision/commitment/belief/conviction/determination"
        "/understanding/experiences",
    ],
    "draw attention": ["draw attention", "call attention", "bring attention"],
    "convey": ["convey", "wish"],
    "express concern": [
        "express/voice/register/record/state concern/concerns/alarm/dismay/shock/disquiet/anxiety",
    ],
    "express appreciation": ["express/convey/register/record/place appreciation/recognition"],
    "extend appreciation": [
        "extend appreciation/gratitude/thanks/congratulations/sympathy/condolences/felicitations",
    ],
    "express gratitude": ["express/convey/record gratitude/thanks"],
    "express support": ["express/voice/lend/give support/solidarity/backing"],
    "express condolences": ["express/convey/offer/share condolences/sympathy/sympathies/sorrow"],
    "express satisfaction": ["express satisfaction/pleasure/admiration/congratulations"],
    "express regret": ["express/voice regret/disappointment"],
    "express hope": ["express/voice hope/hopes/desire/wish/expectation"],
    "express belief": ["express/voice belief/confidence/conviction/view/views/opinion"],
    "express commitment": ["express/voice commitment/determination/resolve/intention"],
    "express readiness": ["express/signal readiness/willingness/preparedness"],
    "take note of": ["take note/cognisance/cognizance"],
    "look forward to": ["look forward/forwards"],
}

_IRREGULAR = {  # base: past forms; the last is the past participle
    "undertake": ("undertook", "undertaken"),
    "take": ("took", "taken"),
    "seek": ("sought",),
    "strive": ("strove", "strived", "striven"),
    "draw": ("drew", "drawn"),
    "bring": ("brought",),
    "put": ("put",),
    "lay": ("laid",),
    "hear": ("heard",),
    "hold": ("held",),
    "stand": ("stood",),
    "pay": ("paid",),
    "bear": ("bore", "borne"),
    "make": ("made",),
    "give": ("gave", "given"),
    "be": ("was", "were", "remained", "been"),
    "have": ("had",),
    "lend": ("lent",),
    "will": ("would",),
    "shall": ("shall",),
}
_DOUBLING = {"commit", "recommit", "concur", "regret", "put"}
_AMERICAN_ISE_KEPT = {"promise", "advise", "praise"}


@dataclass(frozen=True)
class Verb:
    """One operative verb: its lemma, its class and its first word in each written form."""

    lemma: str
    verb_class: str
    present: tuple[str, ...]
    third: tuple[str, ...]
    past: tuple[str, ...]
    participle: tuple[str, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        return self.present + self.third + self.past + self.participle


@dataclass(frozen=True)
class Wording:
    """One way to write a lemma: the words that must follow its first word, if any."""

    verb: Verb
    tense: str
    tail: frozenset[str]


def _spellings(head: str) -> tuple[str, ...]:
    """British spelling first, then American: `emphasise`, `emphasize`."""
    if head.endswith("ise") and head not in _AMERICAN_ISE_KEPT:
        return head, head[:-3] + "ize"
    return (head, head[:-3] + "or") if head in ("honour", "endeavour") else (head,)


def _third(base: str) -> str:
    if base in ("be", "have", "will", "shall"):
        return {"be": "is", "have": "has"}.get(base, base)
    if base.endswith(("s", "sh", "ch", "x", "z")):
        return base + "es"
    return base[:-1] + "ies" if base[-1] == "y" and base[-2] not in "aeou" else base + "s"


def _past(base: str) -> tuple[str, ...]:
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    if base in _DOUBLING:
        return (base + base[-1] + "ed",)
    if base.endswith("e"):
        return (base + "d",)
    return (base[:-1] + "ied" if base[-1] == "y" and base[-2] not in "aeou" else base + "ed",)


def _participle(base: str) -> str:
    if base in _DOUBLING:
        return base + base[-1] + "ing"
    return base[:-1] + "ing" if base.endswith("e") and base not in ("be", "agree") else base + "ing"


def _conjugated(head: str) -> dict[str, tuple[str, ...]]:
    bases = _spellings(head)
    tenses = {
        PRESENT: bases,
        THIRD: tuple(_third(base) for base in bases),
        PAST: tuple(form for base in bases for form in _past(base)),
        PARTICIPLE: tuple(_participle(base) for base in bases),
    }
    if head == "be":  # "we remain concerned" says what "we are concerned" says
        tenses |= {PRESENT: ("are", "am", "remain", "be"), THIRD: ("is", "remains")}
    return tenses


def _verb(lemma: str, verb_class: str) -> Verb:
    tenses = _conjugated(lemma.split()[0])
    return Verb(lemma, verb_class, *(tenses[tense] for tense in TENSES))


VERBS: dict[str, Verb] = {
    lemma: _verb(lemma, verb_class)
    for verb_class, lemmas in _LEMMAS.items()
    for lemma in lemmas.split(", ")
}


def _index() -> dict[str, tuple[Wording, ...]]:
    """First word in any form -> the wordings it may begin, those with a tail first."""
    found: dict[str, list[Wording]] = defaultdict(list)
    for lemma, verb in VERBS.items():
        for wording in _WORDINGS.get(lemma, [lemma]):
            heads, _, tail = wording.partition(" ")
            words = frozenset(tail.split("/") if tail else ())
            for head in heads.split("/"):
                for tense, forms in _conjugated(head).items():
                    for form in forms:
                        found[form].append(Wording(verb, tense, words))
    return {form: tuple(sorted(ws, key=lambda w: not w.tail)) for form, ws in found.items()}


WORDINGS = _index()
