"""A verdict as text and as a panel: the same words in the same order, no meaning by colour alone, enough contrast."""

import html
import re

import pytest

from gancourse.checks import checking, verdict_panel
from gancourse.checks.exercise import CORRECT, ERROR, NOT_ATTEMPTED, NOT_YET, Verdict
from gancourse.views import asking, plots

BANK = checking.bank()
FACTS = (("Put in", "p = [1/2, 1/2]"), ("You gave", "got = 2"), ("Expected", "1 < V & more"))
VERDICTS = {
    "right": Verdict(CORRECT, "Worth remembering."),
    "right, and NumPy warned": Verdict(CORRECT, "Worth remembering.", numpy_warned=True),
    "a known mistake": Verdict(
        NOT_YET, "You give 2. That is p/q, i.e. the odds. How likely is it then?", "odds", facts=FACTS
    ),
    "no known mistake": Verdict(NOT_YET, "", facts=FACTS, printed="<b>hello</b>"),
    "an error": Verdict(
        ERROR, "NameError: np\n  in mine, line 2:\n    return np.log(x)\nThat is a short name.", facts=FACTS[:1]
    ),
    "nothing yet": Verdict(NOT_ATTEMPTED, ""),
}


def words(text):
    """Letters and digits only: how they are set apart is what differs."""
    return re.findall(r"\w+", text)


def shown(panel):
    return html.unescape(re.sub(r"<[^>]+>", " ", panel))


@pytest.mark.parametrize("case", VERDICTS)
def test_text_and_panel_say_the_same(case):
    verdict = VERDICTS[case]
    assert words(shown(verdict_panel.as_html("value", verdict))) == words(verdict_panel.as_text("value", verdict))


def test_the_question_is_a_paragraph_of_its_own_and_code_stays_as_it_is():
    known = verdict_panel.as_html("value", VERDICTS["a known mistake"])
    assert "<p>You give 2. That is p/q, i.e. the odds.</p><p><em>How likely is it then?</em></p>" in known
    error = verdict_panel.as_html("value", VERDICTS["an error"])
    assert "<pre>  in mine, line 2:\n    return np.log(x)</pre>" in error


def test_what_a_learner_printed_is_text_and_no_html():
    panel = verdict_panel.as_html("value", VERDICTS["no known mistake"])
    assert "<b>" not in panel and "&lt;b&gt;hello" in panel and "1 &lt; V &amp; more" in panel


def test_the_verdict_is_a_word_and_a_sign_and_its_edge_stands_out_in_both_themes():
    signs = {sign for sign, _ in verdict_panel.LOOKS.values()}
    assert len(signs) == len(verdict_panel.LOOKS) == 4
    for kind, (sign, colour) in verdict_panel.LOOKS.items():
        assert f"<strong>{sign} {kind}</strong>" in verdict_panel.as_html("value", Verdict(kind, ""))
        assert plots.contrast(colour) >= 3  # on white
        luminance = 1.05 / plots.contrast(colour)  # with WCAG's 0.05 added, as in the line below
        assert luminance / (0.0056 + 0.05) >= 3  # on #111111, JupyterLab's dark ground


def test_a_page_gets_the_panel_and_a_grader_the_text(published, capsys, monkeypatch):
    checking.check("value", lambda D, p, q: 0.5)
    bundle = published[0][0]
    assert set(bundle) == {"text/html", "text/plain"} and bundle["text/plain"].startswith("[Not yet] value\n")
    assert capsys.readouterr().out == ""
    before = len(published)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(AssertionError, match="Not yet"):
        checking.check("value", lambda D, p, q: 0.5)
    checking.check("value", BANK["value"].rights[1])
    assert capsys.readouterr().out.startswith("[Correct] value\n") and len(published) == before


# A hint, one click away -----------------------------------------------------------------------------------------------


@pytest.fixture
def offered(monkeypatch, published):
    """The boxes with a button that were built during a test, in a session that begins with it."""
    made = []
    build = asking._Offer.build
    monkeypatch.setattr(checking, "_session", {})
    monkeypatch.setattr(asking._Offer, "build", lambda self, kind: made.append(build(self, kind)) or made[-1])
    return made


def button_of(box):
    return box.children[0].children[0]


def told(box):
    return html.unescape(box.children[1].value)


def test_each_press_takes_the_next_hint_and_counts_as_a_call_does(offered, published, capsys):
    texts = BANK["value"].hint_texts
    checking.check("value", lambda D, p, q: 0.5)
    (box,) = offered
    button = button_of(box)
    assert (button.description, "Hint" in told(box)) == ("Show a hint", False)
    assert published[1][0]["text/plain"] == 'For a hint: hint("value")'
    for number, text in enumerate(texts, 1):
        assert not button.disabled
        button.click()
        assert f"Hint {number} of {len(texts)}: {text}" in told(box)
        assert checking._session["value"].hints == number == told(box).count(f" of {len(texts)}: ")
    assert button.disabled and button.description == "Show another hint"
    checking.summary("01")
    assert re.search(r"value +attempted, 1 try, 3 hints", capsys.readouterr().out)


def test_a_hint_that_was_called_is_not_taken_again(offered, capsys):
    checking.hint("value")
    checking.check("value", lambda D, p, q: no_such_name)  # noqa: F821
    button_of(offered[0]).click()
    assert checking._session["value"].hints == 2 and "Hint 1 of" in told(offered[0]) and "Hint 2 of" in told(offered[0])


@pytest.mark.parametrize("answer", ["right", "nothing yet", "for practice"])
def test_who_needs_no_hint_is_offered_none(offered, published, answer):
    def unwritten(D, p, q):
        raise NotImplementedError()

    given = {"right": BANK["value"].rights[1], "nothing yet": unwritten}.get(answer, lambda D, p, q: 0.5)
    checking.check("value", given, practice=answer == "for practice")
    assert offered == [] and len(published) == 1
