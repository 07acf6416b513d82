"""A verdict as text and as a panel: the same words in the same order, no meaning by colour alone, enough contrast."""

import html
import re

import pytest

from gancourse.checks import checking, verdict_panel
from gancourse.checks.exercise import CORRECT, ERROR, NOT_ATTEMPTED, NOT_YET, Verdict
from gancourse.views import plots

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
    ((bundle, _),) = published
    assert set(bundle) == {"text/html", "text/plain"} and bundle["text/plain"].startswith("[Not yet] value\n")
    assert capsys.readouterr().out == ""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(AssertionError, match="Not yet"):
        checking.check("value", lambda D, p, q: 0.5)
    checking.check("value", BANK["value"].rights[1])
    assert capsys.readouterr().out.startswith("[Correct] value\n") and len(published) == 1
