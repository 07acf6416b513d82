"""What the tests of measurements share: real digits to score against, a few of them."""

import pytest

from measuring import scores


@pytest.fixture(autouse=True)
def few_test_digits(monkeypatch):
    """The judge looks at all of them before anything is trained, which took longer than the rest of a test."""
    monkeypatch.setattr(scores, "SAMPLES", 500)
