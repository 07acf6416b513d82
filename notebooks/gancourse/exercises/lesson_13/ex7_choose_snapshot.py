"""Exercise 13.7, choose_snapshot: a rule that was fixed before anybody looked."""

import math

from gancourse.checks.exercise import Exercise

choose_snapshot = Exercise(
    "choose_snapshot",
    lesson="13",
    remember="The best of many by one number is flattered by that number. So what chooses and what is reported come from different pictures, and the rule is written down before.",
)

NAN = math.nan


@choose_snapshot.probe(
    "five snapshots: losses of G 0.9, 1.4, 2.0, 0.7, 1.1; distances 40, 22, 15, 31, 18; distances to the test pictures 44, 20, 17, 12, 19",
    expected="2, whose distance is 15",
)
def five(answer):
    return {
        "of_five": answer([0.9, 1.4, 2.0, 0.7, 1.1], [40.0, 22.0, 15.0, 31.0, 18.0], [44.0, 20.0, 17.0, 12.0, 19.0])
    }


@choose_snapshot.probe(
    "six snapshots, the fourth and the last of which have the same distance, 9", expected="3, the earlier one"
)
def a_tie(answer):
    return {
        "of_tie": answer(
            [0.8, 0.6, 1.0, 1.2, 0.9, 1.5], [30.0, 12.0, 14.0, 9.0, 11.0, 9.0], [28.0, 13.0, 10.0, 15.0, 11.0, 8.0]
        )
    }


@choose_snapshot.probe(
    "four snapshots, the first of which has diverged: its distance is nan", expected="2, the smallest of the others"
)
def diverged(answer):
    return {"of_diverged": answer([0.1, 1.3, 1.2, 0.9], [NAN, 25.0, 20.0, 21.0], [NAN, 22.0, 23.0, 20.0])}


@choose_snapshot.probe(
    "five snapshots, of which the third has diverged, the best is the first and the last is the worst", expected="0"
)
def downhill(answer):
    return {
        "of_downhill": answer([2.0, 0.69, NAN, 0.5, 3.0], [10.0, 16.0, NAN, 24.0, 60.0], [11.0, 9.0, NAN, 25.0, 58.0])
    }


@choose_snapshot.right
def smallest_that_is_a_number(g_losses, distances, test_distances):
    return min((k for k, d in enumerate(distances) if not math.isnan(d)), key=lambda k: distances[k])


@choose_snapshot.right
def nan_as_endless(g_losses, distances, test_distances):
    filled = [math.inf if math.isnan(d) else d for d in distances]
    return filled.index(min(filled))


@choose_snapshot.right
def a_loop(g_losses, distances, test_distances):
    best = None
    for place, distance in enumerate(distances):
        if distance == distance and (best is None or distance < distances[best]):
            best = place
    return best


def _numbers(values):
    return [place for place, value in enumerate(values) if not math.isnan(value)]


@choose_snapshot.wrong
def the_last_one(g_losses, distances, test_distances):
    """Of five you choose number {of_five}, of six number {of_tie}: always the last. Training goes on, and the pictures need not go with it; of the last five the last is the worst. What tells you how good one
    is?"""
    return len(distances) - 1


@choose_snapshot.wrong
def lowest_loss_of_g(g_losses, distances, test_distances):
    """Of the first five you choose number {of_five}, which has the lowest loss of G. That loss is measured by a D that moves: low may mean a good G or a poor D. Which of the three lists has one
    yardstick for all?"""
    return min(_numbers(g_losses), key=lambda k: g_losses[k])


@choose_snapshot.wrong
def chosen_by_the_test_pictures(g_losses, distances, test_distances):
    """Of the first five you choose number {of_five}, the best on the *test* pictures. Then the number that you report has chosen itself, and is too good. For what are the test pictures kept
    apart?"""
    return min(_numbers(test_distances), key=lambda k: test_distances[k])


@choose_snapshot.wrong
def the_largest_distance(g_losses, distances, test_distances):
    """Of the first five you choose number {of_five}, with the *largest* distance. Is a distance a score, of which more is
    better?"""
    return max(_numbers(distances), key=lambda k: distances[k])


@choose_snapshot.wrong
def the_later_of_equals(g_losses, distances, test_distances):
    """Of six you choose number {of_tie}, where number 3 has the same distance, 9. The rule names the earlier of equals. Which comparison lets the later one take its
    place?"""
    return min(_numbers(distances), key=lambda k: (distances[k], -k))


@choose_snapshot.wrong
def nan_wins(g_losses, distances, test_distances):
    """Of the four you choose number {of_diverged}, whose distance is nan: every comparison with nan is False, so whatever `min` saw first is never pushed out. How can you tell that a number is
    none?"""
    return min(range(len(distances)), key=lambda k: distances[k])


@choose_snapshot.wrong
def nan_found_anywhere(g_losses, distances, test_distances):
    """Of the four you choose number {of_diverged}, and of the last five number {of_downhill}: both times the one that has diverged. For `argmin` of a tensor or an array nan is the smallest of all. What has to be put in its
    place first?"""
    return next((k for k, d in enumerate(distances) if math.isnan(d)), nan_wins(g_losses, distances, test_distances))


@choose_snapshot.wrong
def counted_from_one(g_losses, distances, test_distances):
    """Of the first five you return {of_five}, of the last five {of_downhill}: each time one too many. With what number does Python's counting
    begin?"""
    return 1 + smallest_that_is_a_number(g_losses, distances, test_distances)


@choose_snapshot.wrong
def the_distance_itself(g_losses, distances, test_distances):
    """Of the first five you return {of_five}: the smallest *distance*. What is asked for is the place at which it
    stands. Which method of a list finds it?"""
    return distances[smallest_that_is_a_number(g_losses, distances, test_distances)]


@choose_snapshot.wrong
def loss_nearest_log_two(g_losses, distances, test_distances):
    """Of the first five you choose number {of_five}, of the last five number {of_downhill}: those whose loss of G lies nearest to log 2. A D that can do nothing gives that value too, beside any G. Which list looks at
    pictures?"""
    return min(_numbers(g_losses), key=lambda k: abs(g_losses[k] - math.log(2)))


@choose_snapshot.wrong
def mean_of_both_distances(g_losses, distances, test_distances):
    """Of six you choose number {of_tie}: you add the distances to the test pictures, so that they have a say in the choice. What will you report
    afterwards, that has not chosen?"""
    return min(_numbers(distances), key=lambda k: (distances[k] + test_distances[k], k))


@choose_snapshot.wrong
def where_it_first_rises(g_losses, distances, test_distances):
    """Of six you choose number {of_tie}: the one before the distance first rises. Distances go up and down; after a rise the best may still come. Which snapshots do you never look
    at?"""
    for place in range(1, len(distances)):
        if distances[place] > distances[place - 1]:
            return place - 1
    return len(distances) - 1


@choose_snapshot.wrong
def counted_without_the_diverged(g_losses, distances, test_distances):
    """Of the first five you are right, and of the four you return {of_diverged}: you left nan out of the list and counted in what remained. Whose numbers are the places in the shorter
    list?"""
    kept = [d for d in distances if not math.isnan(d)]
    return kept.index(min(kept))


@choose_snapshot.wrong
def highest_loss_of_g(g_losses, distances, test_distances):
    """Of the last five you choose number {of_downhill}, which has the *highest* loss of G, though in the first five that is the best one too. What a loss means depends on D. Which list has the same meaning for every
    snapshot?"""
    return max(_numbers(g_losses), key=lambda k: g_losses[k])


@choose_snapshot.decoy(
    the_last_one,
    lowest_loss_of_g,
    chosen_by_the_test_pictures,
    the_largest_distance,
    nan_wins,
    nan_found_anywhere,
    counted_from_one,
    the_distance_itself,
    loss_nearest_log_two,
    mean_of_both_distances,
    where_it_first_rises,
    counted_without_the_diverged,
    highest_loss_of_g,
    the_later_of_equals,
)
def the_second_best(g_losses, distances, test_distances):
    return sorted(_numbers(distances), key=lambda k: distances[k])[1]


choose_snapshot.hints(
    "Which of the three lists is measured with one and the same yardstick for all snapshots, and is not what you will report?",
    "The place of the smallest of `distances`, the first of equals. `math.isnan` finds what is no number.",
    "min((k for k, d in enumerate(distances) if not math.isnan(d)), key=lambda k: distances[k])",
)
