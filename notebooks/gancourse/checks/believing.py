"""`beliefs`: the same statements before a lesson and after it, and only then what is true of each.

Nothing is graded and nothing is sent anywhere: what you say is kept with your progress, and `summary` shows what changed.
"""

from collections.abc import Sequence

from gancourse.checks import keeping
from gancourse.checks.bank import beliefs as all_beliefs
from gancourse.checks.progress import Opinion
from gancourse.checks.questions import FALSE, NOT_SURE, OPINIONS, TRUE, Belief
from gancourse.errors import CourseError
from gancourse.views import plots
from gancourse.views.asking import Question, ask

LETTERS = {"t": TRUE, "f": FALSE, "?": NOT_SURE}


class BeliefError(CourseError, ValueError):
    """A lesson without statements, or answers that do not fit them, with the way out in the message."""


def beliefs(lesson: str | int, *, after: bool = False, answers: str | None = None) -> None:
    """Show what a lesson asks you to judge, each as true, false or not sure, and keep what you say.

    after: at the lesson's end; then the reply to each answer says what is true, and what you said before.
    answers: instead of pressing buttons, one letter for each statement: "T", "F" or "?", for example "TF?T".
    Raises BeliefError where the lesson has no statements.
    """
    number = str(lesson).strip().zfill(2)
    asked = [belief for belief in all_beliefs().values() if belief.lesson == number]
    if not asked:
        known = sorted({belief.lesson for belief in all_beliefs().values()})
        raise BeliefError(f"Lesson {number} asks for no beliefs. Those that do: {', '.join(known)}.")
    if answers is not None:
        print(_answered(asked, answers, after))
        return
    questions = [_question(at, belief, after) for at, belief in enumerate(asked, 1)]
    ask(questions, _still(number, questions, after))


def standing(lessons: set[str] | None = None) -> list[str]:
    """For `summary`, a line for each lesson: how many were answered, and of those that were judged again, which were right
    before and after. Then the statements that still are not: nothing tells the truth before it is due."""
    lines, wrong = [], []
    found = keeping.opinions()
    for lesson in sorted({belief.lesson for belief in all_beliefs().values()}):
        both = [
            (belief, found[belief.name])
            for belief in all_beliefs().values()
            if belief.lesson == lesson and belief.name in found and (lessons is None or lesson in lessons)
        ]
        again = [(belief, opinion) for belief, opinion in both if opinion.after]
        before = [belief for belief, opinion in again if opinion.before == _truth(belief)]
        after = [belief for belief, opinion in again if opinion.after == _truth(belief)]
        if both and not again:
            lines.append(f"  {lesson}  beliefs: {len(both)} answered, not judged again yet")
        elif both:
            left = f", {len(both) - len(again)} not judged again yet" if len(again) < len(both) else ""
            lines.append(
                f"  {lesson}  beliefs: {_bar(before, again)} {len(before)} of {len(again)} right before, "
                f"{_bar(after, again)} {len(after)} right afterwards{left}"
            )
        wrong += [belief for belief, _ in again if belief not in after]
    if wrong:
        lines.append("Statements to look at again:")
        lines += [plots.in_lines(f"  {belief.lesson}  {belief.says}", indent="      ") for belief in wrong]
    return lines


def _bar(some: list, of: list) -> str:
    return "■" * len(some) + "□" * (len(of) - len(some))


def _question(at: int, belief: Belief, after: bool) -> Question:
    known = keeping.opinion(belief.name) or Opinion(belief.lesson)
    chosen = known.after if after else known.before
    said = _told(belief, chosen, known.before) if after and chosen else ""
    return Question(OPINIONS, lambda choice: _judge(belief, choice, after), f"{at}. {belief.says}", chosen, said)


def _judge(belief: Belief, choice: str, after: bool) -> str:
    """Keep what was said, and what to say to that."""
    before = (keeping.opinion(belief.name) or Opinion(belief.lesson)).before
    opinion = Opinion(belief.lesson, after=choice) if after else Opinion(belief.lesson, before=choice)
    trouble = keeping.keep_opinion(belief.name, opinion)
    return " ".join(filter(None, [_told(belief, choice, before) if after else "", trouble]))


def _told(belief: Belief, now: str, before: str) -> str:
    then = f", and {before} before" if before and before != now else ", as before" if before else ""
    return f"You say {now}{then}. It is {_truth(belief)}. {belief.why}"


def _truth(belief: Belief) -> str:
    return TRUE if belief.holds else FALSE


def _answered(asked: list[Belief], answers: str, after: bool) -> str:
    letters = [letter for letter in str(answers).lower() if not letter.isspace() and letter not in ",;"]
    if len(letters) != len(asked) or not set(letters) <= set(LETTERS):
        example = ("TF?" * len(asked))[: len(asked)]
        return plots.in_lines(
            f"One letter for each of the {len(asked)} statements is asked for, T, F or ?, for example "
            f'answers="{example}".'
        )
    said = [_judge(belief, LETTERS[letter], after) for belief, letter in zip(asked, letters)]
    if not after:
        return " ".join(["Kept. What is true of them you will see when they are asked again.", *filter(None, said)])
    return "\n".join(plots.in_lines(f"{at}. {text}", indent="   ") for at, text in enumerate(said, 1))


def _still(number: str, questions: Sequence[Question], after: bool) -> str:
    """The statements as text, each with what was said of an answer to it, and the way to answer."""
    lines = [plots.in_lines(f"{question.words} {question.said}".strip(), indent="   ") for question in questions]
    letters = "?" * len(questions)
    how = (
        f'beliefs("{number}", after=True, answers="{letters}") says what is true of each, whichever of T, F and ? you give.'
        if after
        else f'beliefs("{number}", answers="{letters}") keeps "not sure" for each; T and F are the others.'
    )
    return "\n".join([*lines, plots.in_lines(how)])
