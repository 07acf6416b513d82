"""The arguments that the measurements share."""

from pathlib import Path

import pytest

from measuring import command_line


def test_a_shared_argument_is_the_same_everywhere_unless_a_program_says_otherwise():
    parser = command_line.parser("First line.\n\nThe rest.")
    command_line.add(parser, "seeds", "first-seed", "limit", "json", "record")
    command_line.add(parser, "samples", default=5_000)
    options = parser.parse_args(["--seeds", "2", "--first-seed", "3", "--json", "a.json"])
    assert (options.samples, options.limit, options.json, options.record) == (5_000, 60_000, Path("a.json"), None)
    assert list(command_line.seeds(options)) == [3, 4]
    assert parser.description == "First line." and command_line.SHARED["samples"]["default"] == 10_000


def test_a_help_page_may_be_the_whole_docstring():
    assert "\n\n    an example" in command_line.parser("First line.\n\n    an example", whole=True).format_help()


def test_lessons_are_chosen_by_their_numbers():
    sources = [Path("00_start_here.py"), Path("05_mlp_gan_digits.py")]
    parser = command_line.parser("Doc.")
    command_line.add_lessons(parser)
    assert command_line.chosen(sources, parser.parse_args(["05"]).lessons) == sources[1:]
    assert command_line.chosen(sources, parser.parse_args([]).lessons) == sources


def test_red_an_argument_that_nobody_shares():
    with pytest.raises(KeyError, match="minutes"):
        command_line.add(command_line.parser("Doc."), "minutes")
    with pytest.raises(SystemExit):
        command_line.parser("Doc.").parse_args(["--seeds", "2"])


@pytest.mark.parametrize("number", ["700", "0", "-500", "many"])
def test_red_samples_that_are_no_multiple_of_500(number, capsys):
    parser = command_line.parser("Doc.")
    command_line.add(parser, "samples")
    assert parser.parse_args(["--samples", "1500"]).samples == 1_500
    with pytest.raises(SystemExit):
        parser.parse_args([f"--samples={number}"])
    assert number in capsys.readouterr().err
