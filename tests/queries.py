"""Queries and texts for tests: well-formed, ill-formed, and what scanners send."""

import random

from hypothesis import strategies as st

WORDS = """
border borders bordering co chairs statement experts smuggling smuggle smuggled trafficking
traffic persons people sea seas or and not near relational relate cafe café Straße STRASSE ﬁnance
finance İstanbul istanbul ıstanbul Ελλάς ελλας граница ГРАНИЦА 2018 ² x² ½ 移民 مهاجر नदी us is as u a
""".split()
JOINTS = [" ", " ", " ", ", ", "-", "’", "'", "_", " – ", " “", "” ", "\n", "😀", "*", "\xad", "."]

NASTY = [
    *'* ** " "" """ \' ^ ^a + - -- --- -- ( ) () )( (( )) (() { } [ ] : ; , . / \\ | & && ! ? # $ % @ = < > ~ `'.split(),
    *"NEAR( NEAR(a NEAR(a,b) NEAR/2 a:b col: text:border {text}:a words:* ^border a^2 a~ a* *a a**".split(),
    *"OR AND NOT or -a --a -- -* -\" -( (-) (*) (OR) %00 %s %(a)s {0} ${a} ' '; \\' \\\" a\\ :* a:* 'a':* !a a|b a&b a<->b".split(),
    "a OR", "OR a", "a OR OR b", "a AND OR b", "a NOT", "NOT NOT a", "NOT OR a", "a OR NOT", "AND AND",
    '"a', 'a"', '"a b" c"', '"*"', '"a*"', '"a"*', "(a", "a)", "(a OR", "a (b", "((((a", "a))))",
    "a OR ()", "-()", '-""', '- "a"', '"" OR ""', "a -& b", "(a OR b", "'; DROP TABLE x; --",
    "😀", "😀*", "-😀", "\t\n", "\u200b", "\ufeff", "\u202e", "\x01", "\x7f", "ﷺ" * 30, "(" * 200,
    "NOT " * 50, "-" * 200, '"' * 199, "a " * 100, "x" * 200, "x" * 201, "a OR " * 40, "(a " * 60,
]  # fmt: skip

word = st.sampled_from(WORDS)
term = st.one_of(
    word,
    word.map("{}*".format),
    st.lists(word, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
)
# Up to twelve words, so that most are understood.
sound = st.recursive(
    term,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join),
        st.tuples(inner, inner).map("({0[0]} OR {0[1]})".format),
        inner.map("-({})".format),
        inner.map("NOT ({})".format),
    ),
    max_leaves=5,
)
pieces = st.lists(
    st.one_of(
        word, st.sampled_from(["(", ")", '"', "“", "OR", "AND", "NOT", "-", "*", " ", "’", "^"])
    ),
    max_size=16,
)
broken = st.one_of(pieces.map(" ".join), pieces.map("".join))
anything = st.one_of(sound, broken, st.text(max_size=220), st.sampled_from(NASTY))


def corpus(size=200, seed=7):
    """Texts full of what goes wrong; the same ones each time."""
    dice = random.Random(seed)
    texts = ["", " ", "—", "*", "a", "Co-Chairs’Statement", "Experts’ Groups", "cafe\u0301 noir"]
    while len(texts) < size:
        words = dice.choices(WORDS, k=dice.randint(1, 12))
        texts.append("".join(word + dice.choice(JOINTS) for word in words))
    return texts
