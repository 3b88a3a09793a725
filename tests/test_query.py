"""The language of a search, by itself."""

import pytest
from hypothesis import given, settings

from conferences.query import (
    EVERYTHING,
    MAX_CHARS,
    And,
    Not,
    Or,
    Phrase,
    Prefix,
    QueryError,
    Word,
    echo,
    marks,
    parse,
    sought,
)
from tests.queries import NASTY, anything, sound


def words(*texts):
    return tuple(map(Word, texts))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", EVERYTHING),
        ("  \n", EVERYTHING),
        ("Border", Word("border")),
        ("border sea", And(words("border", "sea"))),
        ("border AND sea", And(words("border", "sea"))),
        ("border border", Word("border")),
        ("a OR b c", Or((Word("a"), And(words("b", "c"))))),
        ("a b OR c", Or((And(words("a", "b")), Word("c")))),
        ("(a OR b) c", And((Or(words("a", "b")), Word("c")))),
        ("a (b (c))", And(words("a", "b", "c"))),
        ("-sea", Not(Word("sea"))),
        ("NOT sea", Not(Word("sea"))),
        ("NOT NOT sea", Word("sea")),
        ("−sea", Not(Word("sea"))),
        ("a AND NOT b", And((Word("a"), Not(Word("b"))))),
        ("-(a OR b)", Not(Or(words("a", "b")))),
        ("-co-chairs", Not(And(words("co", "chairs")))),
        ("or and not", And(words("or", "and", "not"))),
        ("Co-Chairs’Statement", And(words("co", "chairs", "statement"))),
        ("Experts’", Word("experts")),
        ("snake_case", And(words("snake", "case"))),
        ("traffick*", Prefix("traffick")),
        ("co-chair*", And((Word("co"), Prefix("chair")))),
        ('"people smuggling"', Phrase(("people", "smuggling"))),
        ("“people smuggling”", Phrase(("people", "smuggling"))),
        ('-"the sea"', Not(Phrase(("the", "sea")))),
        ('"OR (not) -this*"', Phrase(("or", "not", "this"))),
        ("border & sea", And(words("border", "sea"))),
        ("Straße ﬁnance CAFÉ ２０１８", And(words("strasse", "finance", "cafe", "2018"))),
    ],
)
def test_what_is_written_is_what_is_meant(text, query):
    assert parse(text) == query


@pytest.mark.parametrize(
    ("text", "sentence", "suggestion"),
    [
        ('people "smuggling by sea', "quotation mark is missing", 'people "smuggling by sea"'),
        ("(a OR b", "closing parenthesis is missing", "a OR b"),
        ("a)", "closing parenthesis too many", "a"),
        ("a OR", "OR needs a word on each side", "a"),
        ("OR a", "write “or”", "a"),
        ("a AND OR b", "OR needs a word on each side", "a b"),
        ("a NOT", "NOT (or a hyphen) needs a word", "a"),
        ('a NOT "" b', "NOT (or a hyphen) needs a word", "a b"),
        ("a ()", "nothing between the parentheses", "a"),
        ("-() a", "nothing between the parentheses", "a"),
        ("*", "star needs the beginning of a word", ""),
        ("?!", "no word in this", ""),
        ("a b c d e f g h i j k l m", "12 words at most", "a b c d e f g h i j k l"),
        ("border " + "x" * 200, "200 characters at most", "border"),
        ("ﬃ" * 100, "200 characters at most", ""),
    ],
)
def test_what_is_not_understood_is_told_with_a_way_on(text, sentence, suggestion):
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert sentence in caught.value.sentence
    assert caught.value.suggestion == suggestion


def test_echo_says_the_query_plainly():
    assert echo(parse("BORDER and (smuggling OR trafficking) NOT sea")) == (
        "border and (smuggling OR trafficking) -sea"
    )
    assert echo(parse("a b OR c")) == "(a b) OR c"


@settings(max_examples=1500, deadline=None)
@given(anything)
def test_any_text_is_a_query_or_told_why_not(text):
    try:
        query = parse(text)
    except QueryError as error:
        assert error.sentence.endswith((".", "”."))  # noqa: PT017
        query = parse(error.suggestion)
    assert len(echo(query)) <= MAX_CHARS
    assert parse(echo(query)) == query


@pytest.mark.parametrize("text", NASTY)
def test_what_scanners_send_is_answered(text):
    try:
        parse(text)
    except QueryError as error:
        parse(error.suggestion)


@settings(deadline=None)
@given(sound)
def test_a_sound_query_is_understood_unless_it_is_too_long(text):
    try:
        parse(text)
    except QueryError as error:
        assert "at most" in error.sentence  # noqa: PT017


def test_a_text_of_any_length_is_refused_at_once():
    with pytest.raises(QueryError):
        parse("(" * 5_000_000)


def test_sought_is_what_no_not_turns_away():
    assert sought(parse("a -(b -c) OR -d")) == list(words("a", "c"))


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("border", "Borders, bordering on the BORDER", ["Borders", "bordering", "BORDER"]),
        ("smuggl*", "Smuggling; smuggled", ["Smuggling", "smuggled"]),
        ('"people smuggling"', "people-smuggling, people by smuggling", ["people-smuggling"]),
        ('"b c" "a b"', "a b c", ["a b c"]),
        ("expert -group", "Experts’ Group", ["Experts"]),
        ("cafe", "cafe\u0301 and café", ["cafe\u0301", "café"]),
        ("finance", "eﬁnance ﬁnance", ["ﬁnance"]),
        ("2", "½ cup", ["½"]),
        ("co", "co\xadoperation co\xad", ["co\xad"]),
        ("strasse", "(Straße)", ["Straße"]),
        ("", "all", []),
        ('"a b c"', "a b", []),
    ],
)
def test_marks_stand_on_the_text_as_it_is(query, text, marked):
    assert [text[start:end] for start, end in marks(parse(query), text)] == marked
