"""What lessons ask before and after: every prediction has its outcome and gives nothing away, every belief its number."""

import ast
import re

import nbformat
import pytest

from building.build import Course
from gancourse.checks import bank
from gancourse.checks import cards as cards_of
from gancourse.checks.cards import Card, Option
from gancourse.checks.predicting import ABOVE, BELOW, NEAR, as_text

COURSE = Course()
LESSONS = {source.stem[:2]: source for source in COURSE.sources}
PREDICTIONS, BELIEFS = bank.predictions(), bank.beliefs()
FEWEST, STATEMENTS, WHOLE_COURSE = 3, range(3, 6), "00"
# The misconceptions that GAN courses leave behind, M1 to M25, as `about` of a belief names them.
MISCONCEPTIONS = {f"M{number}" for number in range(1, 26)}
# Settled by matter that no lesson has yet: classes and scores (M12, M21), pictures from pictures (M22).
AHEAD = {"M12", "M21", "M22"}


def calls(code, name):
    """The calls of one of the three functions in a cell's code, as (arguments, keywords), wherever they stand."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def cells(path):
    return nbformat.read(path, as_version=4).cells


def without_predict(code):
    """A cell's code without the choices that it offers, of which one is the answer."""
    for call in calls(code, "predict"):
        code = code.replace(ast.get_source_segment(code, call), "")
    return code


def shown(cell):
    """What a cell says when it has been run: captions, printed text."""
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", [])]
    alts = [
        output.metadata.get("image/png", {}).get("alt", "")
        for output in cell.get("outputs", [])
        if "metadata" in output
    ]
    return "\n".join([*texts, *alts])


def place(lesson, name, function):
    """The number of the one cell in which a lesson calls `predict` or `outcome` for a prediction, and its first such call.

    A loop over several outcomes has their names in its cell, and not in its call."""
    found = {}
    for at, cell in enumerate(lesson):
        if cell.cell_type == "code" and re.search(rf"""["']{name}["']""", cell.source):
            made = [call for call in calls(cell.source, function) if not answers(call)]
            own = [call for call in made if isinstance(call.args[0], ast.Constant) and call.args[0].value == name]
            loops = [call for call in made if not isinstance(call.args[0], ast.Constant)]
            if own or loops:
                found[at] = min(own or loops, key=lambda call: call.lineno)
    assert len(found) == 1, f"{len(found)} cells with {function}({name!r})"
    return next(iter(found.items()))


def answers(call):
    return any(keyword.arg == "answer" for keyword in call.keywords)


def given_away(lesson, prediction):
    """What of the answer stands before its outcome, in the cells that a learner reads."""
    asked, _ = place(lesson, prediction.name, "predict")
    told, outcome = place(lesson, prediction.name, "outcome")
    readable = [cell for cell in lesson if "teacher" not in cell.metadata.get("tags", [])]
    before = readable[: readable.index(lesson[told])]
    text = [without_predict(cell.source) if cell.cell_type == "code" else cell.source for cell in before]
    text += [shown(cell) for cell in readable[: readable.index(lesson[asked])]]
    text += lesson[told].source.splitlines()[: outcome.lineno - 1]
    return [pattern for pattern in prediction.gives_away if re.search(pattern, "\n".join(text))]


def told_afterwards(lesson, prediction):
    """Which of the patterns occur from the outcome on, in prose or in what was stored."""
    told, _ = place(lesson, prediction.name, "outcome")
    text = "\n".join(f"{cell.source}\n{shown(cell)}" for cell in lesson[told:])
    return [pattern for pattern in prediction.gives_away if re.search(pattern, text)]


def of_lesson(number):
    return [prediction for prediction in PREDICTIONS.values() if prediction.lesson == number]


@pytest.mark.parametrize("number", LESSONS)
def test_a_lesson_asks_before_it_measures(number):
    lesson = cells(COURSE.learner(LESSONS[number]))
    asked = [call for cell in lesson if cell.cell_type == "code" for call in calls(cell.source, "predict")]
    names = {call.args[0].value for call in asked}
    assert names == {prediction.name for prediction in of_lesson(number)} and len(names) >= FEWEST
    paragraphs = sum(
        len(re.findall(r"\*\*Predict\.\*\*", cell.source)) for cell in lesson if cell.cell_type == "markdown"
    )
    assert paragraphs <= len(names), "a Predict that nobody can answer"


@pytest.mark.parametrize("name", PREDICTIONS)
def test_every_guess_has_its_reply_and_every_prediction_its_outcome(name):
    prediction = PREDICTIONS[name]
    lesson = cells(COURSE.learner(LESSONS[prediction.lesson]))
    asked, call = place(lesson, name, "predict")
    told, _ = place(lesson, name, "outcome")
    assert asked < told
    if any(keyword.arg == "between" for keyword in call.keywords):
        assert set(prediction.replies) == {BELOW, NEAR, ABOVE}
    elif not any(isinstance(choice, ast.Starred) for choice in call.args):
        assert set(prediction.replies) == {as_text(ast.literal_eval(choice)) for choice in call.args[1:]}
    assert all(reply.strip().endswith((".", "?")) and len(reply.split()) >= 5 for reply in prediction.replies.values())


@pytest.mark.parametrize("name", PREDICTIONS)
def test_nothing_before_an_outcome_gives_it_away(name):
    prediction = PREDICTIONS[name]
    assert prediction.gives_away
    assert given_away(cells(COURSE.solution(LESSONS[prediction.lesson])), prediction) == []
    assert told_afterwards(cells(COURSE.solution(LESSONS[prediction.lesson])), prediction), "words that nobody writes"


@pytest.mark.parametrize("number", LESSONS)
def test_a_lesson_opens_and_closes_with_the_same_statements(number):
    lesson = cells(COURSE.learner(LESSONS[number]))
    code = [cell.source for cell in lesson if cell.cell_type == "code"]
    asked = [call for source in code for call in calls(source, "beliefs") if call.args[0].value == number]
    after = [any(keyword.arg == "after" for keyword in call.keywords) for call in asked]
    statements = [belief for belief in BELIEFS.values() if belief.lesson == number]
    if number == WHOLE_COURSE:
        assert after == [False] and len(statements) == 10
        last = [
            call
            for cell in cells(COURSE.learner(LESSONS[max(LESSONS)]))
            if cell.cell_type == "code"
            for call in calls(cell.source, "beliefs")
        ]
        assert any(call.args[0].value == number and call.keywords for call in last), (
            "the last lesson asks the ten again"
        )
    else:
        assert after == [False, True] and len(statements) in STATEMENTS


@pytest.mark.parametrize("name", BELIEFS)
def test_every_statement_is_explained_in_two_sentences_with_a_number(name):
    belief = BELIEFS[name]
    assert len(re.findall(r"[.?!](?=\s|$)", re.sub(r"\b(e\.g|i\.e|vs)\.", "", belief.why))) == 2, belief.why
    assert re.search(r"\d|\b(no|one|two|three|four|five|six|seven|eight|nine|ten|half|hundred|thousand)\b", belief.why)
    assert belief.says.endswith(".") and belief.about in {"", *MISCONCEPTIONS}


def test_both_kinds_of_statements_in_every_lesson():
    for number in LESSONS:
        holds = {belief.holds for belief in BELIEFS.values() if belief.lesson == number}
        assert holds == {True, False}, f"lesson {number}: all statements are {holds}"


def test_every_misconception_is_asked_and_what_is_ahead_is_not_forgotten():
    assert {belief.about for belief in BELIEFS.values()} - {""} == MISCONCEPTIONS - AHEAD


def test_statements_of_lesson_00_tell_what_lesson_09_has_measured():
    measured = "\n".join(shown(cell) for cell in cells(COURSE.solution(LESSONS["09"])))
    pixels = measured[measured.index("mean distance to the nearest training digit, in pixels") :]
    away = [
        re.search(rf"{who} +(\d\.\d\d)", pixels)[1] for who in ("samples of G", "unseen test digits", "moved copies")
    ]
    assert re.findall(r"\d\.\d", BELIEFS["course_nearest_image"].why) == [f"{float(number):.1f}" for number in away]
    nats = [re.search(rf"{who} (\d+) ± ", measured)[1] for who in ("real digits", "means of five")]
    assert re.findall(r"\b\d{3}\b", BELIEFS["course_parzen"].why) == nats


def right_is_longest(deck):
    """The cards of which a learner who always takes the longest choice gets right."""
    return [card.name for card in deck if len(card.right.text) > max(len(option.text) for option in card.wrong)]


def decks():
    bank.bank()
    return {name: deck.cards for name, deck in cards_of._decks.items()}


@pytest.mark.parametrize("name", decks())
def test_the_longest_choice_is_not_the_right_one(name):
    """Of three or four choices chance has it in a quarter to a third of the cards."""
    deck = decks()[name]
    assert len(right_is_longest(deck)) <= 0.4 * len(deck), right_is_longest(deck)
    assert right_is_longest(deck), "never the longest gives the right one away as well"


# Red tests ------------------------------------------------------------------------------------------------------------

ASKED = 'predict("share", "a third", "a half")'


def lesson_of(*parts):
    """Markdown where a text begins with #, else code; (code, printed) with an output."""
    new, made = nbformat.v4, []
    for part in parts:
        if isinstance(part, tuple):
            made.append(new.new_code_cell(part[0], outputs=[new.new_output("stream", text=part[1])]))
        else:
            made.append(new.new_markdown_cell(part) if part.startswith("#") else new.new_code_cell(part))
    return made


@pytest.mark.parametrize(
    "lesson",
    [
        lesson_of("# It serves a third", ASKED, 'outcome("share", x)'),
        lesson_of("# A title", ("draw()", "G serves a third."), ASKED, 'outcome("share", x)'),
        lesson_of("# A title", ASKED, "# It is a third.", 'outcome("share", x)'),
        lesson_of("# A title", ASKED, 'title = "a third"\noutcome("share", x)'),
    ],
    ids=["a title", "a caption", "prose", "code"],
)
def test_red_an_answer_that_is_given_away(lesson):
    prediction = bank.Prediction("share", "00", {}, [r"\ba third\b"])
    assert given_away(lesson, prediction) == prediction.gives_away
    clean = lesson_of("# A title", ASKED, ("measure()", "a third"), 'outcome("share", x)', "# So a third it is.")
    assert given_away(clean, prediction) == [] and told_afterwards(clean, prediction) == prediction.gives_away


def test_red_a_deck_in_which_the_longest_choice_is_right():
    told = Card(
        "told",
        "It is so.",
        "Is it?",
        Option("no", "No, and here are all the reasons."),
        (Option("yes", "Yes.", "is it?"),),
    )
    short = Card("short", "It is so.", "Is it?", Option("no", "No."), (Option("yes", "Yes, it is.", "is it?"),))
    assert right_is_longest([told, short]) == ["told"]


def test_red_a_prediction_without_an_outcome():
    with pytest.raises(AssertionError, match="0 cells with outcome"):
        place(lesson_of(ASKED), "share", "outcome")
