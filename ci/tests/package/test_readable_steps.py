"""What makes training fast stays readable: the final training steps against the plain six steps of lesson 05."""

import ast
import io
import tokenize

import pytest

from gancourse.paths import ROOT

MOST_EXTRA = 10
PLAIN = ("05", ["six_steps"])
# With what a step hands to helpers that the plain one has inside. R1 and the average are exercises of their own.
FINAL = [("07", ["better_steps", "descend"]), ("11", ["dcgan_step", "set_rate", "descend"])]
WITHOUT_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def lesson(number: str) -> str:
    (path,) = (ROOT / "solutions" / "source").glob(f"{number}_*.py")
    return path.read_text("utf-8")


def code_lines(source: str, names: list[str]) -> int:
    """The lines of code in the bodies of these functions: no comments, no docstrings, no blank lines."""
    functions = {node.name: node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
    tokens = [
        token for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type not in WITHOUT_CODE
    ]
    count = 0
    for name in names:
        body = functions[name].body[ast.get_docstring(functions[name]) is not None :]
        inside = range(body[0].lineno, body[-1].end_lineno + 1)
        count += len({line for token in tokens for line in range(token.start[0], token.end[0] + 1) if line in inside})
    return count


@pytest.mark.parametrize(("number", "names"), FINAL)
def test_a_final_step_is_hardly_longer_than_the_plain_one(number, names):
    plain = code_lines(lesson(PLAIN[0]), PLAIN[1])
    assert plain == 12  # as lesson 05 prints them; more here would let the others grow
    assert code_lines(lesson(number), names) <= plain + MOST_EXTRA


@pytest.mark.parametrize(("number", "names"), FINAL)
def test_one_trick_after_the_other_is_noticed(number, names):
    marker = "gan.steps += 1\n"
    source = lesson(number)
    assert source.count(marker) == 1
    longer = source.replace(marker, marker + f"    gan.{marker[4:]}" * (MOST_EXTRA + 1))
    assert code_lines(longer, names) > code_lines(source, names) + MOST_EXTRA
    assert code_lines(longer, names) > code_lines(lesson(PLAIN[0]), PLAIN[1]) + MOST_EXTRA


def test_only_code_counts():
    source = '''
def step(a,
         b):
    """What it does.

    At length.
    """
    # Why.
    c = (
        a  # a comment behind code

        + b
    )

    return c
'''
    assert code_lines(source, ["step"]) == 5
