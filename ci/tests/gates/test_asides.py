"""The gate that keeps a lesson from needing what it offers to leave out."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from gates import asides

ASIDE = "### An aside\n*Nothing later needs this section.*"
EXERCISE = "### Exercise 1.1 · One\n*Difficulty 2 of 5 · 5 minutes · needed later: no*"


def faults(*cells):
    made = [new_markdown_cell(cell[3:]) if cell.startswith("md ") else new_code_cell(cell) for cell in cells]
    return list(asides.faults(new_notebook(cells=made)))


def test_red_a_later_cell_uses_what_an_aside_gave():
    (fault,) = faults("a = 1", f"md {ASIDE}", "b = a + 1", "md ### Back", "print(b)")
    assert fault.startswith("'b' comes from a section that nothing later needs")
    (fault,) = faults(f"md {ASIDE}", "x = 1", "md ### Back", "def f():\n    return [x for y in range(3)]")
    assert fault.startswith("'x' comes")
    (fault,) = faults(f"md {ASIDE}", "def half(x):\n    return x / 2", "md ### Back", "half(3)")
    assert fault.startswith("'half' comes")


def test_what_is_given_again_or_used_within_is_fine():
    assert faults("a = 1", f"md {ASIDE}", "b = a", "print(b)", "md ### Back", "b = 2", "print(a, b)") == []
    assert faults("a = 1", f"md {ASIDE}", "a = 2", "md ### Back", "a = 3\nprint(a)") == []
    assert faults(f"md {ASIDE}", "x = 1", "md ### Back", "def f(x):\n    return [x for x in range(x)]") == []
    assert faults(f"md {ASIDE}", "def f(inner):\n    kept = inner\n    return kept", "md ### Back", "kept = 1") == []


def test_an_exercise_that_is_left_out_leaves_the_courses_version():
    answer = "def one():\n    return 1"
    assert faults(f"md {EXERCISE}", answer, 'one = check("one", one)', "one()") == []
    (fault,) = faults(f"md {EXERCISE}", f"helper = 2\n{answer}", 'one = check("one", one)', "helper")
    assert fault.startswith("'helper' comes")


def test_an_aside_ends_at_the_next_heading_of_its_level():
    deeper = [f"md #{ASIDE}".replace("####", "##"), "a = 1", "md ### Deeper", "print(a)"]
    assert faults(*deeper) == []
    assert len(faults(*deeper, "md ## Next", "print(a)")) == 1
