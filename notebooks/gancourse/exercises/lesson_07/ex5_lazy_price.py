"""Exercise 7.5, lazy_price: what the R1 penalty is multiplied with in a step."""

from gancourse.checks.exercise import Exercise

lazy_price = Exercise(
    "lazy_price",
    lesson="07",
    remember="Over n steps the lazy price is the same as γ/2 at each, for one n-th of the second backward passes. Adam sees the difference: it gets one large gradient and fifteen without the price.",
)


def _prices(answer, steps, gamma: float, every: int) -> list[float]:
    return [float(answer(step, gamma, every)) for step in steps]


@lazy_price.probe("step 0, gamma = 0.1, every 16th step", expected="0.8: 16 times γ/2, which is 0.05")
def first_step(answer):
    return {"at_0": answer(0, 0.1, 16)}


@lazy_price.probe("steps 1 and 15, gamma = 0.1, every = 16", expected="0 and 0")
def between(answer):
    one, fifteen = _prices(answer, (1, 15), 0.1, 16)
    return {"at_1": one, "at_15": fifteen}


@lazy_price.probe("steps 16 and 32, gamma = 0.1, every = 16", expected="0.8 and 0.8")
def again(answer):
    sixteen, thirty_two = _prices(answer, (16, 32), 0.1, 16)
    return {"at_16": sixteen, "at_32": thirty_two}


@lazy_price.probe("step 24, gamma = 0.4, every = 8", expected="1.6")
def every_eighth(answer):
    return {"every_8_at_24": answer(24, 0.4, 8)}


@lazy_price.probe("step 16, gamma = 0.3, every = 5", expected="0: 16 is no multiple of 5")
def every_fifth(answer):
    return {"every_5_at_16": answer(16, 0.3, 5)}


@lazy_price.probe("steps 0, 1 and 2, gamma = 0.1, every = 1", expected="0.05 each time: R1 as it was")
def not_lazy(answer):
    zero, one, two = _prices(answer, (0, 1, 2), 0.1, 1)
    return {"not_lazy_at_0": zero, "not_lazy_at_1": one, "not_lazy_at_2": two}


@lazy_price.right
def by_remainder(step, gamma, every):
    return gamma / 2 * every if step % every == 0 else 0


@lazy_price.right
def by_a_factor(step, gamma, every):
    return 0.5 * gamma * every * (step % every == 0)


@lazy_price.wrong
def not_counted_n_times(step, gamma, every):
    """In a step that pays you give {at_0:.4g} for gamma = 0.1, and 0.8 is due: lazy, and no more. Over sixteen steps the price would be a sixteenth of R1's. What makes up for the fifteen that pay nothing?"""
    return gamma / 2 if step % every == 0 else 0


@lazy_price.wrong
def without_the_half(step, gamma, every):
    """In a step that pays you give {at_0:.4g}, and 0.8 is due: every price is twice the right one. R1's own factor is not γ. What stands in front of the expectation?"""
    return gamma * every if step % every == 0 else 0


@lazy_price.wrong
def divided_by_every(step, gamma, every):
    """In a step that pays you give {at_0:.4g}, and 0.8 is due: you divide by `every`, which makes a rare price a small one too. It is to be paid at one step for sixteen. Which way does that go?"""
    return gamma / 2 / every if step % every == 0 else 0


@lazy_price.wrong
def pays_in_between(step, gamma, every):
    """At step 0 you give {at_0:.4g} and at step 1 {at_1:.4g}: it is paid in the steps in between, and left out where it is due. A remainder of 0 counts as False. What does `step % every` give at step 16?"""
    return gamma / 2 * every if step % every else 0


@lazy_price.wrong
def counted_from_one(step, gamma, every):
    """At step 0 you give {at_0:.4g}, and at step 15 {at_15:.4g}: you count the steps from 1, so the price comes one step early. Here the first step has the number 0. Which remainder has a step that pays?"""
    return gamma / 2 * every if (step + 1) % every == 0 else 0


@lazy_price.wrong
def one_late(step, gamma, every):
    """At step 0 you give {at_0:.4g} and at step 1 {at_1:.4g}: the price comes one step late. Which remainder has a step that pays, by the exercise?"""
    return gamma / 2 * every if step % every == 1 % every else 0


@lazy_price.wrong
def every_step(step, gamma, every):
    """At step 1 you give {at_1:.4g}, and nothing is due there: sixteen times the price, and in every step. Which steps pay?"""
    return gamma / 2 * every


@lazy_price.wrong
def every_step_the_plain_price(step, gamma, every):
    """At step 1 you give {at_1:.4g}, where nothing is due: that is R1 as it was, γ/2 in each step, and its second backward pass comes each time. What is `every` for?"""
    return gamma / 2


@lazy_price.wrong
def first_step_only(step, gamma, every):
    """At step 0 you are right, and at step 16 you give {at_16:.4g}: the price is paid once and never again. How do you recognise a multiple of `every`?"""
    return gamma / 2 * every if step == 0 else 0


@lazy_price.wrong
def not_in_the_first(step, gamma, every):
    """At step 16 you are right, and at step 0 you give {at_0:.4g}: the first step pays too, by the exercise. What is the remainder of 0?"""
    return gamma / 2 * every if step and step % every == 0 else 0


@lazy_price.wrong
def times_the_step(step, gamma, every):
    """At step 16 you give {at_16:.4g} and at step 32 {at_32:.4g}: the price grows with the step's number. It is the same each time that it is paid. With what should γ/2 be multiplied?"""
    return gamma / 2 * step if step % every == 0 else 0


@lazy_price.wrong
def sixteen_typed_in(step, gamma, every):
    """With every = 16 you are right, and with every = 8 you give {every_8_at_24:.4g} at step 24 where 1.6 is due: 16 stands in your line as a number. Which argument says how often?"""
    return gamma / 2 * 16 if step % 16 == 0 else 0


@lazy_price.wrong
def sixteen_times_typed_in(step, gamma, every):
    """With every = 16 you are right, and with every = 8 you give {every_8_at_24:.4g} where 1.6 is due: the right steps pay, and the factor 16 is typed in. Which argument says how many steps one payment stands for?"""
    return gamma / 2 * 16 if step % every == 0 else 0


@lazy_price.wrong
def gamma_typed_in(step, gamma, every):
    """With gamma = 0.1 you are right, and with gamma = 0.4 you give {every_8_at_24:.4g} at step 24 where 1.6 is due: the price does not depend on `gamma`. Which number in your line should be the argument?"""
    return 0.05 * every if step % every == 0 else 0


def _due(seen: dict) -> bool:
    return all(abs(seen[name] - 0.8) < 1e-6 for name in ("at_0", "at_16", "at_32"))


def _as_due_at_sixteen(seen: dict) -> bool:
    return _due(seen) and seen["at_1"] == 0 == seen["at_15"]


@lazy_price.wrong(when=lambda seen: _as_due_at_sixteen(seen) and abs(seen["every_5_at_16"] - 0.75) < 1e-6)
def remainder_of_sixteen(step, gamma, every):
    """With every = 16 you are right, and with every = 5 you give {every_5_at_16:.4g} at step 16, where nothing is due: the amount goes by `every`, and whether it is paid goes by a 16 that stands in your line. Which argument says how
    often?"""
    return gamma / 2 * every if step % 16 == 0 else 0


@lazy_price.wrong(
    when=lambda seen: (
        _as_due_at_sixteen(seen) and all(abs(seen[name] - 0.8) < 1e-6 for name in ("every_5_at_16", "not_lazy_at_0"))
    )
)
def both_typed_in(step, gamma, every):
    """With gamma = 0.1 and every = 16 you are right, and with gamma = 0.3 and every = 5 you give {every_5_at_16:.4g} at step 16, where nothing is due: neither argument has a say, the amount and the 16 are typed in. Of which two
    arguments is 0.8 made?"""
    return 0.8 if step % 16 == 0 else 0


@lazy_price.wrong(
    when=lambda seen: (
        _as_due_at_sixteen(seen)
        and seen["every_5_at_16"] == 0
        and all(abs(seen[name] - 0.8) < 1e-6 for name in ("every_8_at_24", "not_lazy_at_0"))
    )
)
def amount_typed_in(step, gamma, every):
    """The right steps pay, and they pay {every_8_at_24:.4g} with gamma = 0.4 and every = 8 too, where 1.6 is due: the amount is typed in. Of which two arguments is 0.8 made?"""
    return 0.8 if step % every == 0 else 0


@lazy_price.wrong(
    when=lambda seen: any(name in seen["error"] for name in ("'GAMMA' is not defined", "'EVERY' is not defined"))
)
def names_of_a_later_cell(step, gamma, every):
    """Python stops with "{error:.60}": GAMMA and EVERY get their values in a cell further down, and would be the same at each call. What are `gamma` and `every` in the brackets of your `def` line for?"""
    return GAMMA / 2 * EVERY if step % EVERY == 0 else 0  # noqa: F821


@lazy_price.wrong
def whole_quotient(step, gamma, every):
    """At step 16 you give {at_16:.4g}, and at step 15 {at_15:.4g}: // gives how often `every` fits into the step, which is 0 all through the first sixteen. Which sign gives what is left over?"""
    return gamma / 2 * every if step // every == 0 else 0


@lazy_price.wrong(when=lambda seen: "ZeroDivisionError" in seen["error"] or "modulo by zero" in seen["error"])
def remainder_the_wrong_way_round(step, gamma, every):
    """At step 0 Python stops with "{error}": you divide `every` by the step, and the first step is number 0. Asked is whether the *step* is a multiple. Which of the two stands in front of the %?"""
    return gamma / 2 * every if every % step == 0 else 0


@lazy_price.wrong(when=lambda seen: seen["at_0"] is True)
def says_when(step, gamma, every):
    """At step 0 you give {at_0}: that says *that* it is paid, and not how much. Multiplied with the penalty it would count as 1. How much is due where it is True?"""
    return step % every == 0


@lazy_price.wrong
def one_for_pay(step, gamma, every):
    """At step 0 you give {at_0:.4g}: that says *that* it is paid, and not how much. How much is due where you have the 1?"""
    return 1 if step % every == 0 else 0


@lazy_price.wrong
def rounded_half(step, gamma, every):
    """At step 0 you give {at_0:.4g}: // divides and rounds down, so half of 0.1 becomes 0, and nothing is ever paid. Which sign divides and keeps the fraction?"""
    return gamma // 2 * every if step % every == 0 else 0


@lazy_price.wrong
def exponent_for_factor(step, gamma, every):
    """At step 0 you give {at_0:.4g}: two stars take a power, and a small γ/2 to the sixteenth is next to nothing. What does one star do?"""
    return (gamma / 2) ** every if step % every == 0 else 0


def _pays_where_it_should(seen: dict) -> bool:
    free = [seen[name] for name in ("at_1", "at_15", "every_5_at_16")]
    pays = seen["at_0"] == seen["at_16"] == seen["at_32"] != 0 and bool(seen["every_8_at_24"])
    factor = seen["at_0"] / 0.8  # one for all is told by the engine
    return (
        not any(free)
        and pays
        and abs(seen["at_0"] - 0.8) > 1e-6
        and not (
            abs(seen["every_8_at_24"] / 1.6 - factor) < 1e-6 * abs(factor)
            and abs(seen["not_lazy_at_0"] / 0.05 - factor) < 1e-6 * abs(factor)
        )
    )


@lazy_price.wrong(when=_pays_where_it_should)
def another_amount(step, gamma, every):
    """The right steps pay, and they pay {at_0:.4g} where 0.8 is due. Each of them stands for `every` steps, in which R1 would have cost γ/2 each. What does that make together?"""
    return gamma * every**2 if step % every == 0 else 0


@lazy_price.wrong(when=lambda seen: _due(seen) and (seen["at_1"] != 0 or seen["at_15"] != 0))
def something_in_between(step, gamma, every):
    """The steps 0, 16 and 32 pay what they should. But at step 1 you give {at_1:.4g} and at step 15 {at_15:.4g}, where nothing is due: what was left out there is in the factor already. What do the other steps
    return?"""
    return gamma / 2 * every if step % every == 0 else gamma / 2


def _is_once_more(seen: dict) -> bool:
    return (
        all(abs(seen[name] - 0.8) < 1e-6 for name in ("at_0", "at_16"))
        and seen["at_1"] == seen["at_15"] == seen["at_32"] == 0
    )


@lazy_price.wrong(
    when=lambda seen: (
        not _is_once_more(seen)
        and {round(seen[name], 6) for name in ("at_0", "at_1", "at_15", "at_16", "at_32")} == {0.0, 0.8}
        and not _as_due_at_sixteen(seen)
    )
)
def other_steps(step, gamma, every):
    """The amount is right, and other steps pay: at step 0 you give {at_0:.4g}, at 1 {at_1:.4g}, at 15 {at_15:.4g}, at 16 {at_16:.4g} and at 32 {at_32:.4g}. The multiples of `every` are meant, and 0 is one of them. Which of
    these are they?"""
    return gamma / 2 * every if step >= every else 0


@lazy_price.wrong(when=_is_once_more)
def the_two_examples_only(step, gamma, every):
    """At the steps 0 and 16 you are right, and at step 32 you give {at_32:.4g} where 0.8 is due: after step `every` nothing is ever paid again. The two steps that the exercise names are the first of many. What do 0, 16, 32 and 48 have in
    common?"""
    return gamma / 2 * every if step in (0, every) else 0


@lazy_price.wrong(when=lambda seen: seen["at_0"] == 0 == seen["at_16"] and seen["at_1"] not in (0, seen["at_15"]))
def with_the_remainder_in_it(step, gamma, every):
    """At step 1 you give {at_1:.4g} and at step 15 {at_15:.4g}, and where the price is due 0: the remainder is *multiplied* with. It is there to tell which steps pay. With what would you compare it?"""
    return gamma / 2 * (step % every)


@lazy_price.decoy(both_typed_in, amount_typed_in, the_two_examples_only, told=remainder_of_sixteen)
def factor_right_and_place_typed_in(step, gamma, every):
    return 0 if step % 16 else every * gamma * 0.5


@lazy_price.decoy(remainder_of_sixteen, both_typed_in, amount_typed_in, told=sixteen_typed_in)
def factor_and_place_typed_in(step, gamma, every):
    return 0 if step % 16 else 8 * gamma


@lazy_price.decoy(names_of_a_later_cell, told="unknown_name")
def another_name_of_a_later_cell(step, gamma, every):
    return RATE / 2 * every if step % every == 0 else 0  # noqa: F821


@lazy_price.decoy(
    other_steps, with_the_remainder_in_it,
    not_counted_n_times, without_the_half, divided_by_every, pays_in_between, counted_from_one, one_late, every_step, every_step_the_plain_price, first_step_only, not_in_the_first, times_the_step,
    sixteen_typed_in, sixteen_times_typed_in, gamma_typed_in, whole_quotient, says_when, one_for_pay, rounded_half, exponent_for_factor,
)  # fmt: skip
def half_now_and_half_later(step, gamma, every):
    return gamma / 4 * every if step % every in (0, 1) else 0


@lazy_price.decoy(another_amount, something_in_between, other_steps)
def growing_with_the_square_of_the_step(step, gamma, every):
    return gamma / 2 * every + 0.01 * step**2


@lazy_price.decoy(remainder_the_wrong_way_round)
def another_kind_of_error(step, gamma, every):
    return {1: gamma}[step]


lazy_price.hints(
    "R1 itself costs γ/2 in every step. If only one step in n pays, how much must it pay so that the sum stays the same?",
    "step % every is what is left over when `step` is divided: 0 for the multiples, and for step 0.",
    "return gamma / 2 * every if step % every == 0 else 0",
)
