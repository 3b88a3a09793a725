"""Search on the database that the tests run on: the same rows on SQLite and PostgreSQL."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conferences.models import Actor, Conference, Finding, Recommendation
from conferences.query import (
    MAX_CHARS,
    And,
    Not,
    Or,
    Phrase,
    Prefix,
    QueryError,
    Word,
    parse,
)
from conferences.search import condition, highlighted, hits, relevance, snippet
from tests.factories import make_actor, make_conference, make_finding
from tests.queries import NASTY, WORDS, anything, corpus, sound
from tests.search_oracle import matches, words_of

fuzz = settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def texts(db):
    """{key: text} of the findings of one conference."""
    conference = make_conference()
    Finding.objects.bulk_create(
        Finding(conference=conference, verb="note", reference=f"X-F-{number}", text=text)
        for number, text in enumerate(corpus())
    )
    return dict(Finding.objects.values_list("pk", "text"))


def found(query, model=Finding):
    return set(model.objects.filter(condition(model, query)).values_list("pk", flat=True))


def understood(text):
    """The query, or the one suggested for it."""
    try:
        return parse(text)
    except QueryError as error:
        return parse(error.suggestion)


@fuzz
@given(text=anything)
def test_a_query_finds_what_it_says_and_nothing_else(texts, text):
    query = understood(text)
    assert found(query) == {key for key, each in texts.items() if matches(query, each)}


@fuzz
@given(text=sound)
def test_not_is_all_the_others(texts, text):
    query = understood(text)
    assert found(Not(query)) == texts.keys() - found(query)


@fuzz
@given(one=sound, other=sound)
def test_de_morgan(texts, one, other):
    one, other = understood(one), understood(other)
    assert found(Not(And((one, other)))) == found(Or((Not(one), Not(other))))
    assert found(Not(Or((one, other)))) == found(And((Not(one), Not(other))))


words = st.one_of(
    st.sampled_from(WORDS).flatmap(lambda text: st.sampled_from(words_of(text) or ["a"]))
)


@fuzz
@given(words=st.lists(words, min_size=1, max_size=3), size=st.integers(1, 5))
def test_hits_are_the_keys_of_one_term(texts, words, size):
    for term in (Word(words[0]), Prefix(words[0][:size]), Phrase(tuple(words))):
        expected = [key for key, each in texts.items() if matches(term, each)]
        assert sorted(hits(Finding, term)) == expected


def test_what_scanners_send_finds_nothing_it_should_not(texts):
    for query in map(understood, NASTY):
        assert found(query) == {key for key, each in texts.items() if matches(query, each)}


@pytest.mark.parametrize(
    ("written", "query"),
    [
        ("Türkiye", "turkiye"),
        ("Tu\u0308rkiye", "türkiye"),
        ("İSTANBUL", "istanbul"),
        ("ﬁnance", "FINANCE"),
        ("Straße", "strasse"),
        ("ГРАНИЦА", "граница"),
        ("й", "и"),
        ("Ἑλλάς", "ΕΛΛΑΣ"),
        ("2018²", "20182"),
        ("１２", "12"),
        ("½", "2"),
        ("snake_case", "case"),
        ("移民政策", "移民*"),
        ("co\xadoperation", "cooperation"),
        ("one😀two", "two"),
        ("한국", "한국"),
        ("\U0001e922\U0001e900", "\U0001e900\U0001e922"),
    ],
)
def test_folding_is_the_same_everywhere(db, written, query):
    finding = make_finding(make_conference(), text=written)
    assert found(parse(query)) == {finding.pk}


@pytest.mark.parametrize(
    ("written", "query"), [("ı", "i"), ("ø", "o"), ("移民政策", "政策"), ("ð", "d")]
)
def test_letters_that_no_rule_of_unicode_joins_stay_apart(db, written, query):
    make_finding(make_conference(), text=written)
    assert found(parse(query)) == set()


def test_a_conference_is_found_by_its_names_and_place(db):
    conference = make_conference(
        title="Fifth Meeting", city="Siem Reap", country="KH", venue="Hall"
    )
    make_conference(title="Sixth Meeting")
    for query in ("fifth", '"siem reap"', "cambodia", "hall meetings"):
        assert found(parse(query), Conference) == {conference.pk}


def test_a_phrase_does_not_go_on_in_the_next_field(db):
    make_conference(title="Fifth", official_name="Meeting", city="", country="", venue="Hall")
    for query in ('"fifth meeting"', '"meeting hall"', '"kh"', "¶"):
        assert found(understood(query), Conference) in (set(), {Conference.objects.get().pk})
    assert found(parse('"fifth meeting"'), Conference) == set()
    assert found(parse('"meeting hall"'), Conference) == set()


def test_an_actor_is_found_by_name_short_name_and_note(db):
    actor = make_actor("Organisation for Migration", short_name="IOM", note="Called otherwise.")
    make_actor("Another")
    for query in ("organisations migrations", "iom", "otherwise"):
        assert found(parse(query), Actor) == {actor.pk}


def test_a_very_long_text_is_kept_and_searched_to_a_limit(db):
    text = " ".join(f"w{number}é" for number in range(100_000)) + " last"
    finding = make_finding(make_conference(), text=text)
    assert found(parse("w20000e")) == {finding.pk}
    assert found(parse("last")) == set()


def test_a_very_long_word_is_found_by_its_beginning_alone(db):
    finding = make_finding(make_conference(), text="x" * 5000)
    assert found(Prefix("x" * MAX_CHARS)) == {finding.pk}
    assert found(Word("x" * MAX_CHARS)) == set()


def test_a_nul_is_no_harm(db):
    assert found(parse("a\0b")) == set()


def test_each_model_has_its_own_rows(record):
    assert found(parse("sea"), Recommendation) <= set(
        Recommendation.objects.values_list("pk", flat=True)
    )
    assert found(parse("-xyz"), Recommendation) == set(
        Recommendation.objects.values_list("pk", flat=True)
    )


def test_relevance_prefers_rare_words_and_many_of_them(db):
    conference = make_conference()
    texts = ["border", "border border", "border sea", "sky", "border", '"a border'] + ["border"] * 5
    keys = [make_finding(conference, text=text).pk for text in texts]
    scores = relevance(Finding, parse("borders sea"))
    assert sorted(keys, key=lambda key: -scores[key])[:2] == [keys[2], keys[1]]
    assert scores[keys[3]] == 0
    assert scores[keys[0]] == scores[keys[4]] == scores[keys[5]] > 0


def test_relevance_knows_every_kind_of_term(db):
    conference = make_conference()
    once, twice, turned_away = (
        make_finding(conference, text=text).pk
        for text in ("smuggled by sea", "smuggling smugglers", "sky")
    )
    assert (
        relevance(Finding, parse("smuggl*"))[twice] > relevance(Finding, parse("smuggl*"))[once] > 0
    )
    assert relevance(Finding, parse('"by sea"')).keys() == {once}
    assert turned_away not in relevance(Finding, parse("sea -sky"))


def test_highlights_are_escaped_first():
    marked = highlighted('<b>Borders</b> & "Güter"', parse("border guter b"))
    assert marked == (
        "&lt;<mark>b</mark>&gt;<mark>Borders</mark>&lt;/<mark>b</mark>&gt; &amp; "
        "&quot;<mark>Güter</mark>&quot;"
    )


LONG = "word " * 100 + "the border, " + "more " * 100


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("border", "At the border.", "At the <mark>border</mark>."),
        ("border", "border " + LONG, "<mark>border</mark> word word word word…"),
        ("border", LONG, "…the <mark>border</mark>, more more more…"),
        ("sky", LONG, "word word word word word word…"),
        ("end", LONG + "the <end>", "…more more more more the &lt;<mark>end</mark>&gt;"),
        ("x*", "x" * 60, f"<mark>{'x' * 30}</mark>…"),
        ("y", "x" * 60 + " y" + " z" * 60, None),
    ],
)
def test_a_snippet_shows_the_first_hit_between_whole_words(query, text, shown):
    snipped = snippet(text, parse(query), 30)
    assert snipped == shown or shown is None and "<mark>y</mark>" in snipped


@given(
    text=st.text("ab <&", max_size=400),
    query=st.sampled_from(["a", "b*", '"a b"', "-a"]),
    length=st.integers(10, 80),
)
def test_a_snippet_is_short_and_safe(text, query, length):
    plain = snippet(text, parse(query), length).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    plain = plain.replace("&lt;", "<").replace("&amp;", "&")
    assert plain.strip("…") in text
    assert len(plain.strip("…")) <= length or len(text) <= length
