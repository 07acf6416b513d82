"""Exercise 5.6, fault_clinic: name the fault of each of six recorded runs."""

from gancourse.checks.exercise import Exercise

fault_clinic = Exercise(
    "fault_clinic",
    lesson="05",
    remember="Curves tell who is winning; pictures and their range tell why. No single number of these runs tells health from sickness.",
)

FAULTS = {"A": "detached", "B": "healthy", "C": "high rate", "D": "collapsed", "E": "wrong label", "F": "range"}
_CLUES = {
    "A": "a G whose loss climbs while its pictures stay the noise they were at the start",
    "B": "D(x) and D(G(z)) on both sides of 0.5, neither at an end, and pictures that differ",
    "C": "losses of a size that no sensible logit has",
    "D": "sixteen pictures from sixteen latents: count the different ones",
    "E": "both losses at 0 together: whose wish does each of them express?",
    "F": "a D that never errs, and pictures that went as dark as they could and are not black",
}


def _clinic() -> dict:
    """The last recorded numbers of each run, for the explanations to quote."""
    import numpy as np

    from gancourse.paths import asset

    with np.load(asset("lesson-05-clinic.npz")) as stored:
        seen = {}
        for letter in FAULTS:
            for name in ("d_loss", "g_loss", "d_real", "d_fake"):
                seen[f"{letter}_{name}"] = float(stored[f"{letter}_{name}"][-15:].mean())
            samples = stored[f"{letter}_samples"] / 255
            seen[f"{letter}_spread"] = float(samples.std(axis=0).mean())
            seen[f"{letter}_darkest"] = float(samples.min())
    return seen


def _diagnosis(letter: str):
    def observe(answer):
        named = {str(key).strip().upper(): str(value).strip().lower() for key, value in dict(answer()).items()}
        return {letter: named.get(letter, "nothing")} | {
            name: value for name, value in _clinic().items() if name.startswith(letter)
        }

    return observe


for _letter, _clue in _CLUES.items():
    fault_clinic.probe(
        f"your name for run {_letter}",
        expected=f"a fault that explains {_clue}",
        holds=lambda seen, letter=_letter: seen[letter] == FAULTS[letter],
    )(_diagnosis(_letter))


@fault_clinic.probe(
    "the names in your dictionary",
    expected="six of the six names above, spelt as there",
    holds=lambda seen: not seen["unknown_names"],
)
def the_names(answer):
    named = {str(key).strip().upper(): str(value).strip().lower() for key, value in dict(answer()).items()}
    names = list(named.values())
    return {
        "unknown_names": ", ".join(sorted(set(names) - set(FAULTS.values()))),
        "how_many": len(named),
        "no_runs": ", ".join(sorted(set(named) - set(FAULTS))),
        "runs_left_out": ", ".join(sorted(set(FAULTS) - set(named))) or "none",
        "named_twice": ", ".join(sorted({name for name in names if names.count(name) > 1})) or "none",
        "not_named": ", ".join(name for name in FAULTS.values() if name not in names) or "none",
        "same_for_all": names[0] if len(set(names)) == 1 else "none",
    }


@fault_clinic.right
def diagnoses():
    return dict(FAULTS)


@fault_clinic.right
def diagnoses_in_other_words():
    return [(letter.lower(), f" {fault.upper()} ") for letter, fault in reversed(FAULTS.items())]


_REPLIES = {
    "A": {
        "healthy": """You call run A healthy. Its D is sure of everything, D(x) = {A_d_real:.2f} and D(G(z)) =
            {A_d_fake:.0e}, and G's loss stands at {A_g_loss:.0f} where guessing costs 0.69. What do its
            pictures show that a first picture would not?""",
        "range": """In run A D wins completely, as it does when G cannot paint the background. But a G with the wrong
            range does move: it goes as dark as it can. Here the pictures, with a spread of {A_spread:.2f}, are the
            noise of an untrained G, after 1,500 steps. What must be missing if a network is never changed at all?""",
        "wrong label": """A G with the wrong label gets what it wants: its loss goes to 0. In run A it climbs to
            {A_g_loss:.1f}, so this G wants the right thing and does not get it. Which road between D's verdict
            and G's weights may be closed?""",
        "collapsed": """A collapsed G paints one thing for every latent; in run A sixteen latents give sixteen different
            noises, with a spread of {A_spread:.2f}. Do these pictures look as if any training had touched them?""",
    },
    "B": {
        "collapsed": """Run B is accused of collapse, but its pictures differ from one another: their spread is
            {B_spread:.2f}, and real digits have about 0.20. Rough is not the same as all alike. What would a
            run have to look like for you to call it healthy after 1,500 steps?""",
        "high rate": """The curves of run B shake, as all GAN curves do, but around D loss {B_d_loss:.2f} and G loss
            {B_g_loss:.2f}, near 2·log 2 = 1.39 and log 2 = 0.69. A rate that is too high throws the logits into
            the thousands. Are these losses of that kind?""",
        "range": """With a wrong range D has a sure sign, and D(G(z)) sinks to 0; in run B it is {B_d_fake:.2f}. The
            pictures have white ink and black ground. What else would you ask of a GAN after a few seconds?""",
        "wrong label": """A G with the wrong label tries to be caught; in run B D takes fakes for real with {B_d_fake:.2f} on
            average, and the pictures turn into digits. Is anything wrong here at all?""",
    },
    "C": {
        "detached": """A G without gradient leaves its pictures as they were, grey noise. Run C's have a spread of
            {C_spread:.3f}: every pixel sits at an end of its range, and G's loss is {C_g_loss:,.0f}. Which one
            setting can throw both networks that far in a few steps?""",
        "collapsed": """All of run C's pictures are alike (spread {C_spread:.3f}), so the word fits; but look at why. G's
            loss is {C_g_loss:,.0f}, which means logits of minus that size, and no tanh comes back from where
            they pushed G. What do you lower first when weights fly apart?""",
        "wrong label": """With the wrong label both losses go to 0. In run C D's loss is {C_d_loss:.0f} and G's is
            {C_g_loss:,.0f}, a size that says something about the weights and not about labels. What makes
            weights that large in a few hundred steps?""",
        "range": """A wrong range makes D sure, with logits of ten or twenty. In run C they are in the thousands: G's
            loss is {C_g_loss:,.0f}. What else, one number in the optimisers, can do that?""",
    },
    "D": {
        "healthy": """Run D's numbers look peaceful: D loss {D_d_loss:.2f}, G loss {D_g_loss:.2f}, close to guessing. Now
            look at the sixteen pictures, with a spread of {D_spread:.3f} where real digits have 0.20. Who is
            fooled here, and by how many different pictures?""",
        "high rate": """A rate too high throws losses into the thousands; run D's stay near {D_d_loss:.2f} and
            {D_g_loss:.2f}. One network learns far faster than the other, and its pictures have a spread of
            {D_spread:.3f}. What does a G do when it may answer a slow D for a long time?""",
        "range": """With a wrong range D would win, and in run D it does not: D(x) = {D_d_real:.2f}, D(G(z)) =
            {D_d_fake:.2f}. The trouble is not how G paints but how many different things (spread
            {D_spread:.3f}). What is that called?""",
    },
    "E": {
        "healthy": """Both losses of run E fall to the floor, {E_d_loss:.2g} and {E_g_loss:.2g}, and that looks like
            success in any other course. Here two players with opposite wishes cannot both be satisfied; chance
            costs them 1.39 and 0.69. What must G be wishing for, to be content with D(G(z)) = {E_d_fake:.0e}?""",
        "detached": """A G without gradient has a climbing loss, because D leaves it behind. In run E G's loss is
            {E_g_loss:.2g}: it got exactly what it asked for, and its pictures have moved. What did it ask for?""",
        "range": """D wins in run E as it would with a wrong range, but then G's loss would be large. Here it is
            {E_g_loss:.2g}: G is content to be caught. In which line of the six steps is G told what to wish
            for?""",
        "collapsed": """Its pictures may resemble one another, but a collapsed G fools D; in run E D(G(z)) = {E_d_fake:.0e},
            and G's loss is {E_g_loss:.2g} all the same. How can a G that is always caught pay nothing?""",
    },
    "F": {
        "healthy": """Run F is never wrong about anything, D(x) = {F_d_real:.2f} and D(G(z)) = {F_d_fake:.0e}, and its
            pictures are one even grey: no pixel is darker than {F_darkest:.2f}, where black would be 0. In a
            healthy run neither side is always right. What could D be looking at?""",
        "detached": """A G without gradient would still paint its first noise, as another run does. Run F's G has moved:
            every pixel has gone down to {F_darkest:.2f}, and there it stopped. D catches it all the same (G
            loss {F_g_loss:.0f}). Why would a G go to the darkest value it has, and no further?""",
        "wrong label": """A G with the wrong label pays nothing for being caught; run F's pays {F_g_loss:.0f}, so it wants to
            fool D and cannot. Its darkest pixel is {F_darkest:.2f}. What does every real digit have that this G
            has no way to make?""",
        "collapsed": """All of run F's pictures are alike (spread {F_spread:.3f}), so the word fits; but a collapsed G fools
            its D, and this one never does (D(G(z)) = {F_d_fake:.0e}). Its pixels have all gone as low as they
            can, to {F_darkest:.2f}. Where was it trying to get to?""",
        "high rate": """A rate too high throws the losses into the thousands; run F's G pays {F_g_loss:.0f}, no more than
            D's certainty costs. Its pixels all stand at {F_darkest:.2f}, which is black to nobody. Which layer
            decides how dark this G can paint?""",
    },
}


_MISDIAGNOSES: list = []


@fault_clinic.wrong(when=lambda seen: "element #0 has length" in seen["error"] and "length 1;" not in seen["error"])
def gives_a_list():
    """It stopped with "{error}": a dictionary was expected, with a letter for each run, and what came is a row of names
    without their letters. How would you look up the name of run D in your answer?"""
    return list(FAULTS.values())


@fault_clinic.wrong(
    when=lambda seen: set(seen["no_runs"].upper().split(", ")) & {name.upper() for name in FAULTS.values()}
)
def puts_the_names_in_front():
    """The keys of your dictionary are names, {no_runs}, and the letters of the runs stand behind the colons. Somebody who looks up a run asks
    for its letter. Which of the two should stand in front?"""
    return {fault: letter for letter, fault in FAULTS.items()}


@fault_clinic.wrong(
    when=lambda seen: seen["runs_left_out"] != "none" and not seen["unknown_names"] and not seen["no_runs"]
)
def leaves_a_run_out():
    """Your dictionary names {how_many} runs; without a name are: {runs_left_out}. Six runs have six names, each once, so what is left over says
    something too. Which of the names have you not used?"""
    return {letter: fault for letter, fault in FAULTS.items() if letter != "F"}


@fault_clinic.wrong(when=lambda seen: seen["unknown_names"])
def uses_other_names():
    """Among your {how_many} entries these are none of the six names: {unknown_names}. Small and capital letters are all one to
    the check, the words are not. Which name in the list above do you mean by it?"""
    return FAULTS | {"C": "too fast"}


def _misdiagnosis(letter: str, called: str, reply: str) -> None:
    def answer():
        return FAULTS | {letter: called}

    answer.__name__ = f"{letter}_is_not_{called.replace(' ', '_')}"
    answer.__doc__ = reply
    fault_clinic.wrong(when=lambda seen: seen[letter] == called)(answer)
    _MISDIAGNOSES.append(answer)


for _letter, _replies in _REPLIES.items():
    for _called, _reply in _replies.items():
        _misdiagnosis(_letter, _called, _reply)


@fault_clinic.wrong(
    when=lambda seen: (
        seen["named_twice"] != "none"
        and seen["same_for_all"] == "none"
        and seen["runs_left_out"] == "none"
        and not seen["unknown_names"]
    )
)
def names_two_runs_alike():
    """More than one run has this name in your dictionary: {named_twice}. And these names have no run: {not_named}. Each belongs to exactly one, so at
    least one run is called what another one is. Which of your two fits its curves and pictures less well?"""
    return FAULTS | {"A": "high rate"}


@fault_clinic.decoy(*_MISDIAGNOSES, gives_a_list, told=uses_other_names)
def describes_the_pictures():
    return {letter: f"not {fault}" for letter, fault in FAULTS.items()}


@fault_clinic.decoy(puts_the_names_in_front, leaves_a_run_out, told=uses_other_names)
def leaves_one_out_and_renames_one():
    return {"A": "no gradient"} | {letter: FAULTS[letter] for letter in "BCDE"}


@fault_clinic.decoy(names_two_runs_alike, told=leaves_a_run_out)
def names_two_of_five_alike():
    return {letter: fault for letter, fault in FAULTS.items() if letter != "F"} | {"E": "collapsed"}


@fault_clinic.decoy(*_MISDIAGNOSES, uses_other_names)
def leaves_the_letters_out():
    return {1 + "ABCDEF".index(letter): fault for letter, fault in FAULTS.items()}


fault_clinic.hints(
    "Ask three questions of each run. Who wins? Is that what each loss asks for? Do the sixteen pictures differ, and have they changed?",
    "Two runs have a G that cannot learn what it wants, one a G that wants the wrong thing, one has flown apart, one is too easily content.",
    "Both losses at 0: the wish is wrong. G's loss climbs and the pictures are untouched noise: no gradient. Losses in the thousands: the rate.",
)
