"""Exercise 7.7, step_seconds: how long a step takes when Python sends orders and the GPU works on them."""

from gancourse.checks.exercise import Exercise

step_seconds = Exercise(
    "step_seconds",
    lesson="07",
    tolerance=1e-7,
    remember="Whoever is slower sets the pace. A faster GPU, bfloat16 or a smaller network only move the second number, and do nothing where the first one is larger.",
)


@step_seconds.probe(
    "a batch of 100, 200 launches of 0.01 s, 0.005 s of work for each image",
    expected="2.0: Python needs 2 s for its orders, and the GPU is done after 0.5 s",
)
def python_is_slower(answer):
    return {"python_slower": answer(100, 200, 0.01, 0.005)}


@step_seconds.probe("the same with a batch of 1,000", expected="5.0: now the GPU needs 5 s")
def gpu_is_slower(answer):
    return {"gpu_slower": answer(1000, 200, 0.01, 0.005)}


@step_seconds.probe("a batch of 400, where both need 2 s", expected="2.0")
def both_alike(answer):
    return {"both_alike": answer(400, 200, 0.01, 0.005)}


@step_seconds.probe(
    "one launch of 0.01 s for everything, and the batch of 100", expected="0.5: the step of a CUDA graph"
)
def one_launch(answer):
    return {"one_launch": answer(100, 1, 0.01, 0.005)}


@step_seconds.probe("a batch of 3, 7 launches of 0.5 s, 0.25 s for each image", expected="3.5")
def small(answer):
    return {"small": answer(3, 7, 0.5, 0.25)}


@step_seconds.probe("one image, 3 launches of 0.5 s, 0.1 s for the image", expected="1.5")
def one_image(answer):
    return {"one_image": answer(1, 3, 0.5, 0.1)}


@step_seconds.probe("two images, one launch of 0.1 s, 3 s for each image", expected="6.0")
def heavy_images(answer):
    return {"heavy_images": answer(2, 1, 0.1, 3.0)}


@step_seconds.right
def the_larger(batch, launches, per_launch, per_image):
    return max(launches * per_launch, batch * per_image)


@step_seconds.right
def by_cases(batch, launches, per_launch, per_image):
    python, gpu = launches * per_launch, batch * per_image
    return python if python > gpu else gpu


@step_seconds.wrong
def one_after_the_other(batch, launches, per_launch, per_image):
    """For 2 s of orders and 0.5 s of work you give {python_slower:.4g}: both times added up, as if the GPU began only when Python is done. It works while Python goes on. How long does it take until *both* are done?"""
    return launches * per_launch + batch * per_image


@step_seconds.wrong
def the_smaller(batch, launches, per_launch, per_image):
    """For 2 s of orders and 0.5 s of work you give {python_slower:.4g}: the faster one's time. The step is over when the slower one is done. Which of the two is the next step waiting for?"""
    return min(launches * per_launch, batch * per_image)


@step_seconds.wrong
def python_alone(batch, launches, per_launch, per_image):
    """For a batch of 1,000, with 5 s of work, you give {gpu_slower:.4g}: Python's time alone. Its orders pile up in front of a GPU that is busy. What does the step take then?"""
    return launches * per_launch


@step_seconds.wrong
def gpu_alone(batch, launches, per_launch, per_image):
    """For 2 s of orders and 0.5 s of work you give {python_slower:.4g}: the GPU's time alone, though its last order has not been sent by then. What does the GPU do between two orders?"""
    return batch * per_image


@step_seconds.wrong
def steps_a_second(batch, launches, per_launch, per_image):
    """For a step of 2 s you give {python_slower:.4g}: that is steps per second. Asked is seconds per step. What stands above the line?"""
    return 1 / max(launches * per_launch, batch * per_image)


@step_seconds.wrong
def launches_for_each_image(batch, launches, per_launch, per_image):
    """For 200 launches of 0.01 s and a batch of 100 you give {python_slower:.4g}: one set of launches for every *image*. An order goes to the whole batch at once. With what is `per_launch` multiplied?"""
    return max(batch * launches * per_launch, batch * per_image)


@step_seconds.wrong
def added_for_each_image(batch, launches, per_launch, per_image):
    """For a batch of 100 you give {python_slower:.4g}: the orders are counted once for every image, and everything added up. An order goes to the whole batch at once, and the two work at the same time. What is sent once a step?"""
    return batch * (launches * per_launch + per_image)


@step_seconds.wrong
def work_for_each_launch(batch, launches, per_launch, per_image):
    """For a batch of 100 you give {python_slower:.4g}: the work on each image is counted once for every launch. `per_image` is all the work of the step on one image. With what is it multiplied?"""
    return max(launches * per_launch, launches * batch * per_image)


@step_seconds.wrong
def larger_of_the_single_times(batch, launches, per_launch, per_image):
    """For 200 launches of 0.01 s and 100 images of 0.005 s you give {python_slower:.4g}: a launch was compared with an image. Compare what a whole *step* takes each of them. How often does each of the times occur in it?"""
    return max(per_launch, per_image)


@step_seconds.wrong
def one_launch_only(batch, launches, per_launch, per_image):
    """For 200 launches of 0.01 s you give {python_slower:.4g}: one launch was counted. How many orders does a step have?"""
    return max(per_launch, batch * per_image)


@step_seconds.wrong
def one_launch_and_the_work(batch, launches, per_launch, per_image):
    """For 200 launches of 0.01 s and 0.5 s of work you give {python_slower:.4g}: one launch, and then all of the work. The GPU has to wait for the other launches too, and it works while they come. How long is Python busy with all of them?"""
    return per_launch + batch * per_image


@step_seconds.wrong
def divided_by_the_launches(batch, launches, per_launch, per_image):
    """For 7 launches of 0.5 s you give {small:.4g}: the time of one was *divided* by their number, so that more launches would take less time. Python sends them one after the other. Which sign does that?"""
    return max(per_launch / launches, batch * per_image)


@step_seconds.wrong
def one_image_only(batch, launches, per_launch, per_image):
    """For 200 launches you are right, and for a batch of 1,000 you give {gpu_slower:.4g}: the work on one image was counted. How many images are there in the batch?"""
    return max(launches * per_launch, per_image)


@step_seconds.wrong
def the_mean(batch, launches, per_launch, per_image):
    """For 2 s of orders and 0.5 s of work you give {python_slower:.4g}: the mean of both, in which neither of them is done. Which one does the next step wait for?"""
    return (launches * per_launch + batch * per_image) / 2


@step_seconds.wrong
def exchanged(batch, launches, per_launch, per_image):
    """For 200 launches of 0.01 s and a batch of 100 at 0.005 s you give {python_slower:.4g}: the images are multiplied with the time of a launch, and the launches with that of an image. Which belongs to which?"""
    return max(batch * per_launch, launches * per_image)


@step_seconds.wrong
def multiplied(batch, launches, per_launch, per_image):
    """For 2 s of orders and 0.5 s of work you give {python_slower:.4g}: a product of two times, which is not even a time. What do you do with two things that run side by side?"""
    return launches * per_launch * batch * per_image


@step_seconds.wrong
def per_image_share(batch, launches, per_launch, per_image):
    """For a step of 2 s with 100 images you give {python_slower:.4g}: the step was divided by its images. Asked is what the whole step takes. Which division can go?"""
    return max(launches * per_launch, batch * per_image) / batch


@step_seconds.wrong
def images_a_second(batch, launches, per_launch, per_image):
    """For a step of 2 s with 100 images you give {python_slower:.4g}: images per second. Asked is seconds a step. What stands above the line in yours?"""
    return batch / max(launches * per_launch, batch * per_image)


@step_seconds.wrong
def the_waiting(batch, launches, per_launch, per_image):
    """For 2 s of orders and 0.5 s of work you give {python_slower:.4g}: the difference, which is how long one of the two *waits*. How long does the step take with the waiting in it?"""
    return abs(launches * per_launch - batch * per_image)


@step_seconds.wrong
def sums_for_products(batch, launches, per_launch, per_image):
    """For 200 launches of 0.01 s and 100 images of 0.005 s you give {python_slower:.4g}: a number of launches and seconds were *added*. 200 launches of 0.01 s each are how many seconds?"""
    return max(launches + per_launch, batch + per_image)


@step_seconds.wrong
def quotients_for_products(batch, launches, per_launch, per_image):
    """For 200 launches of 0.01 s each you give {python_slower:.4g}: a number was *divided* by the seconds that each of them takes. Twice as slow a launch should make the step longer. Which sign does that?"""
    return max(launches / per_launch, batch / per_image)


@step_seconds.wrong
def counts_alone(batch, launches, per_launch, per_image):
    """For 200 launches and 100 images you give {python_slower:.4g}: a number of things, and no time. How long does each of them take?"""
    return max(launches, batch)


DUE = {
    "python_slower": 2.0,
    "gpu_slower": 5.0,
    "both_alike": 2.0,
    "one_launch": 0.5,
    "small": 3.5,
    "one_image": 1.5,
    "heavy_images": 6.0,
}


def _is_off(seen: dict, longer: bool, shorter: bool) -> bool:
    """Is it in some case longer than the slower one needs, and in some shorter, or not? One factor in all is told by the engine."""
    factors = [seen[name] / due for name, due in DUE.items()]
    one_factor = max(factors) - min(factors) < 1e-6 * max(map(abs, factors))
    beyond, within = (any(factor > 1 + 1e-6 for factor in factors), any(factor < 1 - 1e-6 for factor in factors))
    return not one_factor and (beyond, within) == (longer, shorter)


@step_seconds.wrong(when=lambda seen: _is_off(seen, longer=True, shorter=False))
def longer_than_the_slower_one(batch, launches, per_launch, per_image):
    """For 2 s of orders and 0.5 s of work you give {python_slower:.4g}, for 2 s and 5 s {gpu_slower:.4g}, and for 0.01 s and 0.5 s {one_launch:.4g}: in one of them at least the step takes longer than the slower of the two. They work side by side, many steps in a row. What do you count that
    nobody has to wait for?"""
    return launches * (per_launch + batch * per_image)


@step_seconds.wrong(when=lambda seen: _is_off(seen, longer=False, shorter=True))
def shorter_than_the_slower_one(batch, launches, per_launch, per_image):
    """For 2 s of orders and 0.5 s of work you give {python_slower:.4g}, and for 2 s and 5 s {gpu_slower:.4g}: in one of them at least the step would be over before the slower of the two is done. Which of its launches or images do you not count?"""
    return max(0.0, batch * per_image - launches * per_launch)


@step_seconds.wrong(when=lambda seen: _is_off(seen, longer=True, shorter=True))
def now_longer_now_shorter(batch, launches, per_launch, per_image):
    """For 2 s of orders and 0.5 s of work you give {python_slower:.4g}, for 2 s and 5 s {gpu_slower:.4g}, and for 0.01 s and 0.5 s {one_launch:.4g}: in some cases the step is shorter than the slower of the two allows, and in some longer than it needs. What does each of
    the two take alone, and when are both done?"""
    return launches * per_launch - per_launch + per_image


@step_seconds.decoy(longer_than_the_slower_one, shorter_than_the_slower_one, told=now_longer_now_shorter)
def half_of_the_orders_and_the_work(batch, launches, per_launch, per_image):
    return launches * per_launch / 2 + batch * per_image


@step_seconds.decoy(now_longer_now_shorter, longer_than_the_slower_one, shorter_than_the_slower_one, told="scaled")
def a_hundred_times_all(batch, launches, per_launch, per_image):
    return 100 * max(launches * per_launch, batch * per_image)


@step_seconds.decoy(
    one_launch_and_the_work, divided_by_the_launches, sums_for_products, quotients_for_products, counts_alone,
    one_after_the_other, the_smaller, python_alone, gpu_alone, steps_a_second, launches_for_each_image, added_for_each_image, work_for_each_launch, larger_of_the_single_times, one_launch_only,
    one_image_only, the_mean, exchanged, multiplied, per_image_share, images_a_second, the_waiting,
told=longer_than_the_slower_one)  # fmt: skip
def the_length_of_both(batch, launches, per_launch, per_image):
    return ((launches * per_launch) ** 2 + (batch * per_image) ** 2) ** 0.5


step_seconds.hints(
    "Two workers at two benches, side by side. What does each of them need for a whole step, and when can the next step begin?",
    "Python needs launches * per_launch, the GPU batch * per_image. The step is as long as the longer of the two.",
    "return max(launches * per_launch, batch * per_image)",
)
