"""The operative part: which blocks are findings, which recommendations, which neither.

One pass over the blocks. A stack of stems says what governs a list item; where no stem governs,
a paragraph yields a finding for every sentence with an operative verb, and a sentence without
one belongs to the finding before it in its paragraph.
"""

import re
from itertools import islice

from .claims import Claim, Passage
from .clauses import (
    FINITE,
    TOLD,
    begins_with_speaker,
    infinitive_verb,
    is_bare_subject,
    is_subject_line,
    main_verb,
    opening_verb,
    verbs_of,
)
from .headings import is_marked_heading, is_plain_heading
from .layout import Block
from .lexicon import PARTICIPLE, PRESENT
from .markers import follows
from .predicates import VerbAt, verb_at
from .sentences import sentences
from .stems import (
    COLLECTIVE,
    EXTENDS,
    OTHER,
    RECOMMEND,
    SUBJECT,
    VERB,
    Stem,
    is_recommending,
    is_verb_line,
    stem_of,
)

DEEPEST = 8
MOST_TOLD = 20  # sentences of a block searched for a verb of its own
MOST_SENTENCES = 10_000  # a statement has a few hundred; the rest is reported as unread
_ANNEX = re.compile(
    r"\W*(?:annex(?:ure|es)?|attachments?|appendix|appendices)\b(?:\s+[A-Z0-9]{1,4})?\s*(?:[:.-]|$|\n)",
    re.IGNORECASE,
)
_WE = re.compile(r"(?:[^.]{0,200}[ ,;])?we\b", re.IGNORECASE)
_THEY = re.compile(r"They\b")
_NUMBERED_TITLE = re.compile(r"\d{1,3}(?:st|nd|rd|th)\b")  # "23rd Council (Oslo, 9 May 2016):"


class Reader:
    """Reads blocks in order; `passages` and `claims` are the result, in order of the text."""

    def __init__(self, text: str, blocks: list[Block]):
        self.text, self.blocks = text, blocks
        self.passages: list[Passage] = []
        self.claims: list[Claim] = []
        self.annex: Block | None = None
        self._stems: list[Stem] = []
        self._speaking = False  # "We, the Leaders," was read: verbs may stand alone
        self._sentences_left = MOST_SENTENCES
        self._stem_claim: Claim | None = None  # of the last of the stems
        self._number = ""  # of the last numbered paragraph
        self._listing = False  # a "Ministers:" was read

    def read(self) -> None:
        for block, following in zip(self.blocks, [*self.blocks[1:], None], strict=False):
            if block.kind == "junk" or block.body >= block.end:
                self._claim("junk", block)
            elif self.annex or self._begins_annex(block):
                self._claim("unread", block)
            elif self._is_heading(block, following) and not self._is_subject(block, following):
                self._heading(block)
            else:
                self._body(block, following)

    # --- claims ---

    def _claim(
        self,
        kind: str,
        block: Block,
        start: int = -1,
        end: int = -1,
        passage: Passage | None = None,
    ) -> None:
        """Account for a block, or for `start:end` of it, less the junk inside."""
        at = block.start if start < 0 else start
        end = block.end if end < 0 else end
        for cut, resume in block.junk:
            if at <= cut < end:
                self.claims.append(Claim(kind, at, cut, block.start, passage))
                self.claims.append(Claim("junk", cut, resume, block.start, passage))
                at = resume
        self.claims.append(Claim(kind, at, end, block.start, passage))

    def _take(self, block: Block, passage: Passage) -> None:
        """A whole block becomes an item."""
        self.passages.append(passage)
        self._claim("item", block, passage=passage)

    def _set_aside(self, block: Block, start: int, end: int) -> None:
        """Words without an operative verb: introduction before the first item, else unread."""
        self._claim("unread" if self.passages else "introduction", block, start, end)

    def _extend(self, block: Block) -> None:
        """More of the item before."""
        if not self.passages or self.claims[-1].kind in ("heading", "unread"):
            self._set_aside(block, block.start, block.end)
        else:
            self.passages[-1].end = block.end
            self._claim("item", block, passage=self.passages[-1])

    # --- headings ---

    def _begins_annex(self, block: Block) -> bool:
        short = block.end - block.start < 120 and self.passages
        if short and _ANNEX.match(self.text, block.start, block.end):
            self.annex = block
        return self.annex is not None

    def _is_heading(self, block: Block, following: Block | None) -> bool:
        if block.marker:
            return is_marked_heading(self.text, block, following, self._stems)
        listing = bool(self._stems) and self._stems[-1].style == UNMARKED
        return is_plain_heading(self.text, block, listing)

    def _heading(self, block: Block) -> None:
        self._keep_bare_stem()
        self._claim("heading", block)
        self._stems = [stem for stem in self._stems if stem.lasting]
        if is_recommending(self.text, block.body, block.end):
            self._stems.append(Stem(RECOMMEND, lasting=True))

    def _is_subject(self, block: Block, following: Block | None) -> bool:
        """ "The Ministers" without its colon above a list of verbs, "DECIDE" above any list."""
        if not following or block.marker:
            return False
        if is_subject_line(self.text, block.start, block.end):
            return verb_at(self.text, following.body, FINITE) is not None
        return bool(following.marker) and is_verb_line(self.text, block.start, block.end)

    # --- what governs a block ---

    def _body(self, block: Block, following: Block | None) -> None:
        alone = self._is_next_paragraph(block) or self._speaks(block)
        stem = None if alone else self._governing(block)
        opens = self._opens_list(block, following)
        if stem:
            _ITEMS[stem.kind](self, block, stem, opens)
        elif self._stems and not alone and not opens and not self._is_told(block):
            self._extend(block)
        else:
            self._keep_bare_stem()
            self._stems.clear()
            self._paragraph(block, opens)

    def _keep_bare_stem(self) -> None:
        """A stem with a verb whose list never came is a finding after all."""
        stem = self._stems[-1] if self._stems else None
        claim = self._stem_claim
        if claim and stem and stem.kind == VERB and stem.style is None and not stem.lasting:
            claim.kind, self._stem_claim = "item", None
            claim.passage = Passage(stem.start, claim.end, stem.label, stem.verbs)
            self.passages.append(claim.passage)

    def _opens_list(self, block: Block, following: Block | None) -> bool:
        if not following or following.kind != "text":
            return False
        if self._is_subject(block, following):
            return True
        if _NUMBERED_TITLE.match(self.text, block.body):
            return False
        last = self.text[block.start : block.end].rstrip("\"' *")[-1:]
        marked = following.marker and (
            not block.marker or following.marker.style != block.marker.style
        )
        if last == "," and not self._leads_on(block):
            return False  # the last line of a preamble
        return last == ":" or bool(
            marked and last not in tuple(".;!?") and following.marker.is_first
        )

    def _leads_on(self, block: Block) -> bool:
        """Whether a comma ends "We, the Ministers," or "Declare that they,"."""
        bare = is_bare_subject(self.text, block.body, block.end)
        return bare or is_verb_line(self.text, block.body, block.end)

    def _governing(self, block: Block) -> Stem | None:
        style = block.marker.style if block.marker else UNMARKED
        for depth in range(len(self._stems) - 1, -1, -1):
            stem = self._stems[depth]
            same = stem.style in (style, None) or follows(block.label, stem.last_label)
            if same and self._fits(block, stem):
                stem.style, stem.last_label = style, block.label
                del self._stems[depth + 1 :]
                return stem
        return None

    def _nest(self, stem: Stem) -> None:
        """Lists nest a few deep; a limit keeps the search for what governs an item short."""
        self._stems = [*self._stems[1 - DEEPEST :], stem]

    def _is_next_paragraph(self, block: Block) -> bool:
        return bool(self._number and block.label.isdecimal() and follows(block.label, self._number))

    def _speaks(self, block: Block) -> bool:
        """Whether a numbered block is a paragraph with its own subject, whatever stands above."""
        governed = any(stem.kind == RECOMMEND for stem in self._stems)
        own = block.is_numbered and self.text[block.body].isupper() and not governed
        return bool(own and main_verb(self.text, block.body, self._first_stop(block)))

    def _fits(self, block: Block, stem: Stem) -> bool:
        """Any marked line is an item; one without a mark must go on with the stem's sentence."""
        if block.marker or self.text[block.start].islower():
            return True
        if stem.kind == RECOMMEND:
            return not main_verb(self.text, block.start, block.end)
        return stem.kind in (SUBJECT, COLLECTIVE) and verb_at(self.text, block.body) is not None

    def _is_told(self, block: Block) -> bool:
        """Whether a block is more than the rest of the item before it."""
        told = islice(sentences(self.text, block.body, block.end), MOST_TOLD)
        return self.claims[-1].kind == "heading" or any(
            self._alone(block, start) or main_verb(self.text, start, end) for start, end in told
        )

    # --- items of a list ---

    def _label(self, block: Block, stem: Stem) -> str:
        if stem.label and block.label:
            return f"{stem.label}({block.label})"
        return block.label or stem.label

    def _item(
        self, block: Block, stem: Stem, opens: bool, verb: VerbAt | None, inherited: bool = False
    ) -> None:
        """One finding, or the stem of a list below it."""
        label = self._label(block, stem)
        if opens and not inherited:
            self._claim("heading", block)
            own = stem_of(self.text, block.body, block.end, label)[0]
            kind = own.kind if own.kind != OTHER else VERB if verb else OTHER
            verbs = own.verbs or ([verb] if verb else [])
            self._nest(Stem(kind, verbs, own.start or block.body, label))
            self._stem_claim = self.claims[-1]
        else:
            verbs = [verb] if inherited else []
            passage = Passage(block.body, block.end, label, verbs, inherited)
            passage.verbs += self._all_verbs(block, None if inherited else verb)
            self._take(block, passage)
            if opens:
                self._nest(Stem(EXTENDS))

    def _all_verbs(self, block: Block, first: VerbAt | None) -> list[VerbAt]:
        """Every operative verb of an item, sentence by sentence."""
        found = []
        for start, end in sentences(self.text, block.body, block.end):
            found += verbs_of(self.text, start, end, first or opening_verb(self.text, start))
            first = None
        return found

    def _subject_item(self, block: Block, stem: Stem, opens: bool) -> None:
        verb = verb_at(self.text, block.body) or infinitive_verb(self.text, block.body)
        if verb and verb.tense == PARTICIPLE:
            self._preamble(block)
        else:
            verb = verb or main_verb(self.text, block.body, block.end)
            self._item(block, stem, opens, verb)

    def _preamble(self, block: Block) -> None:
        """ "Reaffirming …;" below those who met, and the "Committed to …;" that stood before it."""
        while self.passages and self.claims[-1].passage is self.passages[-1]:
            self.passages.pop()
            self.claims[-1].kind, self.claims[-1].passage = "introduction", None
        self._set_aside(block, block.start, block.end)

    def _verb_item(self, block: Block, stem: Stem, opens: bool) -> None:
        own = opening_verb(self.text, block.body)
        own = own or main_verb(self.text, block.body, self._first_stop(block))
        self._item(block, stem, opens, own or stem.verb, inherited=not own)

    def _first_stop(self, block: Block) -> int:
        return next(sentences(self.text, block.body, block.end))[1]

    def _recommendation(self, block: Block, stem: Stem, opens: bool) -> None:
        self._take(block, Passage(block.body, block.end, block.label, recommends=True))
        if opens:
            self._nest(Stem(EXTENDS))

    def _more(self, block: Block, stem: Stem, opens: bool) -> None:
        self._extend(block)

    def _other_item(self, block: Block, stem: Stem, opens: bool) -> None:
        verb = opening_verb(self.text, block.body) or main_verb(self.text, block.body, block.end)
        if verb:
            self._item(block, stem, opens, verb)
        elif begins_with_speaker(self.text, block.body):
            self._set_aside(block, block.start, block.end)
        else:
            self._extend(block)

    def _collective_item(self, block: Block, stem: Stem, opens: bool) -> None:
        verb = verb_at(self.text, block.body, FINITE)
        if verb:
            self._item(block, stem, opens, verb)
        else:
            self._other_item(block, stem, opens)

    # --- paragraphs ---

    def _paragraph(self, block: Block, opens: bool) -> None:
        if block.label.isdecimal():
            self._number = block.label
        end = block.end
        if opens:
            alone = self._alone(block, block.body)
            stem, end = stem_of(self.text, block.body, block.end, block.label, alone)
        if block.marker and not block.is_numbered and not opens and not self._tells_more(block):
            self._other_item(block, Stem(OTHER), opens)
        elif end > block.body:
            self._sentences(block, end)
        if opens:
            self._push(block, stem, end)
        elif not self.passages and is_bare_subject(self.text, block.body, block.end):
            self._speaking = True

    def _tells_more(self, block: Block) -> bool:
        """Whether a bullet is a whole paragraph: "We reaffirm … . We will support … ."."""
        later = islice(sentences(self.text, block.body, block.end), 1, MOST_TOLD)
        return any(main_verb(self.text, start, end) for start, end in later)

    def _push(self, block: Block, stem: Stem, start: int) -> None:
        if stem.kind == SUBJECT and start == block.body and not self._listing:
            self._listing = True
            self._demote()
        start = block.start if start == block.body else start
        if stem.kind == OTHER:
            self._set_aside(block, start, block.end)
        elif start < block.end:
            self._claim("heading", block, start)
        self._stem_claim = self.claims[-1] if start < block.end else None
        self._stems = [stem]

    def _demote(self) -> None:
        """Before the first "Ministers:" what Ministers did is told as introduction."""
        items = [at for at, claim in enumerate(self.claims) if claim.kind == "item"]
        headed = items and any(claim.kind == "heading" for claim in self.claims[items[0] :])
        told = any(
            p.label or p.inherited or p.verbs and p.verbs[0].tense == PRESENT for p in self.passages
        )
        if len(self.passages) <= 3 and not headed and not told:
            self.passages.clear()
            for claim in self.claims:
                claim.passage = None
                if claim.kind in ("item", "unread"):
                    claim.kind = "introduction"

    def _sentences(self, block: Block, end: int) -> None:
        """A finding for every sentence with an operative verb, to the next or the block's end."""
        opened, at = None, block.start
        for start, stop in islice(sentences(self.text, block.body, end), self._sentences_left):
            self._sentences_left -= 1
            verbs = verbs_of(self.text, start, stop, self._alone(block, start))
            if opened and _THEY.match(self.text, start) and _WE.match(self.text, opened.start):
                verbs = []  # in a text of "we", "they" are others
            if verbs:
                opened = Passage(start, stop, block.label, verbs)
                self.passages.append(opened)
            if opened:
                opened.end = stop
                self._claim("item", block, at, stop, opened)
            else:
                self._set_aside(block, at, stop)
            at = stop
        if at < end:
            self._claim("unread", block, at, end)

    def _alone(self, block: Block, start: int) -> VerbAt | None:
        """The verb of a sentence without a subject, if one may be left out here."""
        if start != block.body or not (self._speaking or block.marker):
            return opening_verb(self.text, start)
        sure = verb_at(self.text, start, FINITE if self._speaking else TOLD)
        return sure or opening_verb(self.text, start, FINITE) or infinitive_verb(self.text, start)


UNMARKED = "unmarked"
_ITEMS = {
    SUBJECT: Reader._subject_item,
    VERB: Reader._verb_item,
    COLLECTIVE: Reader._collective_item,
    RECOMMEND: Reader._recommendation,
    OTHER: Reader._other_item,
    EXTENDS: Reader._more,
}
