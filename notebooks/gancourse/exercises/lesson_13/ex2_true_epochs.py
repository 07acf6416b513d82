"""Exercise 13.2, true_epochs: how often each image has been seen, by arithmetic."""

import math

from gancourse.checks.exercise import Exercise

true_epochs = Exercise(
    "true_epochs",
    lesson="13",
    remember="An epoch is as many images as there are. What the chapter prints as 10,000 epochs are 10,000 batches of 32, and each of its 60,000 garments was seen five times.",
)


@true_epochs.probe("10,000 steps with batches of 32, 60,000 images: the chapter's long run", expected="5.333")
def the_long_run(answer):
    return {"long_run": answer(10_000, 32, 60_000)}


@true_epochs.probe("50 steps with batches of 128, 4,000 images", expected="1.6")
def fifty_steps(answer):
    return {"fifty": answer(50, 128, 4_000)}


@true_epochs.probe("7 steps with batches of 100, 350 images", expected="2.0")
def seven_steps(answer):
    return {"seven": answer(7, 100, 350)}


@true_epochs.probe("1 step with a batch of 32, 4,000 images", expected="0.008")
def one_step(answer):
    return {"one": answer(1, 32, 4_000)}


@true_epochs.right
def images_seen_over_images(steps, batch_size, images):
    return steps * batch_size / images


@true_epochs.right
def steps_over_steps_in_an_epoch(steps, batch_size, images):
    return steps / (images / batch_size)


@true_epochs.wrong
def the_steps_themselves(steps, batch_size, images):
    """For the chapter's long run you return {long_run:,.0f}, the steps themselves. That is what the chapter calls epochs: its loop draws *one batch* each time round. How many batches does it take to see every image
    once?"""
    return steps


@true_epochs.wrong
def whole_epochs_only(steps, batch_size, images):
    """For 50 steps of 128 you return {fifty} in place of 1.6: the whole number only. A `//` throws away what is left of an epoch that has begun. Which division keeps
    it?"""
    return steps * batch_size // images


@true_epochs.wrong
def rounded_up(steps, batch_size, images):
    """For 50 steps of 128 you return {fifty} in place of 1.6: an epoch that has begun counts as a whole one. After one step of 32 images nobody has seen 4,000. Where do you round
    up?"""
    return math.ceil(steps * batch_size / images)


@true_epochs.wrong
def rounded(steps, batch_size, images):
    """For 50 steps of 128 you return {fifty} in place of 1.6: rounded to a whole number. Early pictures, before one epoch, would all bear a 0 or a 1. What is lost by the
    rounding?"""
    return round(steps * batch_size / images)


@true_epochs.wrong
def incomplete_batches_left_out(steps, batch_size, images):
    """For 50 steps of 128 among 4,000 you return {fifty:.4f} in place of 1.6: you divide by 31, the *whole* batches in 4,000. Steps times batch size images have been drawn, whatever a loader would leave out. How many images is
    that?"""
    return steps / (images // batch_size)


@true_epochs.wrong
def incomplete_batches_as_whole(steps, batch_size, images):
    """For 50 steps of 128 among 4,000 you return {fifty:.4f} in place of 1.6: you divide by 32 batches, the last of which would hold 32 images only. Every step here draws 128. How many images have been drawn in
    all?"""
    return steps / math.ceil(images / batch_size)


@true_epochs.wrong
def steps_over_images(steps, batch_size, images):
    """For the long run you return {long_run:.4f}: steps divided by images, as if each step showed one image. How many does a step show?"""
    return steps / images


@true_epochs.wrong
def images_seen(steps, batch_size, images):
    """For the long run you return {long_run:,.0f}: that is how many images were drawn, the same ones many times. How often was *each* of them drawn, on average?"""
    return steps * batch_size


@true_epochs.wrong
def upside_down(steps, batch_size, images):
    """For the long run you return {long_run:.4f}, which is 1/5.333: the fraction stands on its head. When more steps are taken, should the number
    grow?"""
    return images / (steps * batch_size)


@true_epochs.wrong
def divided_by_the_batch(steps, batch_size, images):
    """For 50 steps of 128 you return {fifty:,.0f}: you divide by the batch size where it belongs above the line. Do larger batches see the data sooner or later?"""
    return steps * images / batch_size


@true_epochs.wrong
def steps_over_batch(steps, batch_size, images):
    """For the long run you return {long_run:.1f}, and the number of images nowhere enters. With ten times as many images the same steps are fewer epochs. Which of the three numbers is
    missing?"""
    return steps / batch_size


@true_epochs.wrong
def steps_in_one_epoch(steps, batch_size, images):
    """For the long run you return {long_run:,.1f}: so many steps make *one* epoch. How many epochs do the 10,000 steps make
    then?"""
    return images / batch_size


@true_epochs.wrong
def real_and_fake(steps, batch_size, images):
    """For the long run you return {long_run:.3f}, twice what is due: you count D's fakes too. An epoch is a matter of the *data*. How many real images does a step
    show?"""
    return 2 * steps * batch_size / images


@true_epochs.wrong
def half_a_batch(steps, batch_size, images):
    """For the long run you return {long_run:.3f}, half of what is due. The chapter's comment speaks of a random half, but its code draws `batch_size` real images. How many are drawn where `size` is the whole
    batch?"""
    return steps * batch_size / 2 / images


@true_epochs.wrong
def always_sixty_thousand(steps, batch_size, images):
    """For the long run you are right, and for 50 steps of 128 among 4,000 you return {fifty:.4f} in place of 1.6: you divide by 60,000, whatever comes in. Without a network there are 4,000 garments. Which argument says
    so?"""
    return steps * batch_size / 60_000


@true_epochs.wrong
def always_thirty_two(steps, batch_size, images):
    """For the long run you are right, and for 50 steps of 128 you return {fifty:.2f} in place of 1.6: you multiply by 32, whatever comes in. Which argument is the batch
    size?"""
    return steps * 32 / images


@true_epochs.wrong
def in_per_cent(steps, batch_size, images):
    """For 50 steps of 128 you return {fifty:.0f} in place of 1.6, a hundred times too much: that is per cent of an epoch. In which unit are epochs
    counted?"""
    return 100 * steps * batch_size / images


@true_epochs.wrong
def share_seen_at_least_once(steps, batch_size, images):
    """For 50 steps of 128 among 4,000 you return {fifty:.3f}: the share of images that have come at least once, since a random draw may take one twice and another never. That is a good number too, and it cannot pass 1. How
    many times has an image been drawn on *average*?"""
    return 1 - (1 - 1 / images) ** (steps * batch_size)


@true_epochs.decoy(
    the_steps_themselves,
    images_seen,
    divided_by_the_batch,
    steps_over_batch,
    steps_in_one_epoch,
    steps_over_images,
    upside_down,
    real_and_fake,
    half_a_batch,
    always_sixty_thousand,
    always_thirty_two,
    in_per_cent,
)
def batch_taken_twice(steps, batch_size, images):
    return steps * batch_size * batch_size / images + steps


@true_epochs.decoy(
    whole_epochs_only,
    rounded_up,
    rounded,
    incomplete_batches_left_out,
    incomplete_batches_as_whole,
    share_seen_at_least_once,
)
def to_one_decimal_and_a_bit(steps, batch_size, images):
    return round(steps * batch_size / images + 0.31, 1)


true_epochs.hints(
    "Count images, not steps. How many images has the data set, and how many have been drawn?",
    "A step draws `batch_size` real images. An epoch is complete when as many have been drawn as there are.",
    "Images drawn, steps times batch_size, divided by images; with / and not with //.",
)
