"""What Python's and PyTorch's own error messages mean for somebody who writes an exercise, each in one plain sentence."""

import re

ERRORS = {
    "whole_labels": "The labels are whole numbers, and the loss wants floats like D's outputs. Which dtype does your line make?",
    "list_in_sequential": "One list was handed over where layers are wanted: nn.Sequential takes its layers one by one, as many as "
    "there are, and looks into no list. Which sign before a list hands over what is in it?",
    "no_module": "PyTorch says so when it gets a function, or a class without its brackets, in the place of a layer. Which entry "
    "of your network is no layer yet?",
    "numpy_with_gradient": "NumPy cannot follow PyTorch's gradients, so PyTorch refuses to hand this tensor over. Does the step need "
    "NumPy at all?",
    "no_tensor": "A function of PyTorch got something that is no tensor. Which of your values is it?",
    "kinds_of_arguments": "PyTorch knows no function of this name that takes such arguments: behind \"got\" it lists of which kind each of yours is. Most "
    "of its functions want a tensor first, and some of the others a whole number. Which of your arguments is of another kind than the function wants?",
    "array_in_network": "A NumPy array has come to a network of PyTorch, where `flatten(1)` names an axis that NumPy takes for something else. Which of "
    "your lines left PyTorch, and does torch have a function that does the same?",
    "asserted": "That function compares two tensors for a test: it stops the program where they differ, and returns nothing where they do not. "
    "Which function gives the answer as True or False?",
    "several_in_one": "What stands before that point is a tuple or a list: several things in one, even where it holds a single one, as what "
    "`torch.autograd.grad` or `split` returns. What you ask for belongs to the things in it. What takes one of them out?",
    "tensor_for_parameter": "A weight of a network is a Parameter, which its optimiser knows too, and PyTorch lets no plain tensor take its place; a new Parameter "
    "in that place would be one that nobody else knows. How do you write numbers into the tensor that is there?",
    "label_out_of_range": "PyTorch's cross-entropy over classes counts the columns of the logits from 0, and a label names a column that "
    "is not there. How many columns do your logits have?",
    "leaf_in_place": "A parameter wants a gradient, and PyTorch lets nobody write into it while it keeps a record of what is done "
    "with it. In which kind of block does it keep none?",
    "changed_in_place": "A graph remembers numbers as they were when it was made, and PyTorch found some of them overwritten when "
    "`backward()` came to use them: either an optimiser's step has moved the weights since, or an operation of your own works in "
    "place. What was computed before that change and is sent back after it?",
    "divided_by_zero": "Python does not divide by 0, and to raise 0 to a negative power is the same. Your function was called with "
    "{given} when it stopped. Which of your denominators is 0 then?",
    "target_size": "The labels and what they are compared with differ in shape, and this loss takes them entry by entry. What makes "
    "ones or zeros in the shape of another tensor?",
    "no_float64": "Apple's GPU has no float64, the numbers of 64 bits: float32 is the most it holds, and what needs more is computed on the "
    "CPU, after .cpu(). Which of your lines asks for float64 or double?",
    "two_devices": "One tensor of this operation lies on the GPU and another on the CPU, where PyTorch makes every tensor that is not "
    "told where to be. Which tensor does your line make, and which one knows the right device?",
    "no_such_shape": "A reshape, or a view, deals the same numbers out in other rows; it makes none and throws none away. How many numbers come "
    "in, and what is the product of the shape you ask for?",
    "unequal_to_stack": "`stack` lays tensors of one and the same shape on one another, and these differ. Which axis of yours has a length that "
    "changes from one to the next?",
    "no_scalar": "`backward()` and `grad` start from one number, and this tensor holds several. What makes one number of a batch in a loss?",
    "no_graph": "A gradient is asked for, and nothing leads back: what it starts from was made without a record, or cut from it by `detach`, "
    "`no_grad` or `item`. Which of the tensors on the way should have asked for a gradient?",
    "freed_graph": "A `backward()` frees the graph that it has walked through, and here a second one wants to walk the same way. What do both have in "
    "common that could be computed anew, or be cut off from the first?",
    "none_in_between": "Something in your line is None, which has nothing of what is asked of it here. A function without `return`, or one that "
    "works in place, gives None. Which of your values is it?",
    "grad_left_empty": "`.grad` is filled by `backward()`, and only in tensors that were made by hand: what you compute from them has none, and where nothing "
    "was sent back it is None for all. Which function *returns* the slopes of a loss, for any tensors?",
    "loss_for_grad": "`autograd.grad` takes first the tensor that is differentiated, the loss with its graph, and then the list of what it is differentiated in. "
    "One of the two is no tensor, and no list of them, in your line. What does its first argument have to be?",
    "moved_without_graph": "A slope is asked for in a tensor that keeps no record: it was made inside of `no_grad`, or detached, or is a plain number. "
    "Which line made it, and what does that line have to leave on?",
    "not_in_graph": "A slope is asked for in a tensor from which that result was not computed. Either the result comes from other tensors, "
    "older ones for example, or the two have changed places in the call. From which tensors was the result computed?",
    "one_number_gone_through": "Something that is one number alone is gone through as if it held several. Did an index, a mean or a star before it take one out of many?",
    "one_number_indexed": "Something that is one number alone gets an index. What came in there has no axis: did a star, or an index before this one, take it out of its list?",
    "math_of_tensor": "`math` computes with one number, and a tensor of several came to it. Which library has the same function for all entries at once?",
    "no_power_sign": "Between numbers ^ is not defined in Python, or compares bits; it raises nothing to a power. Which sign does?",
    "function_in_arithmetic": "One of the values in that line is a function, so nothing can be computed with it: either its brackets are missing, or a name of "
    "yours means something else here than you think. Which name is it?",
    "axes_do_not_join": "`cat` joins tensors that have as many axes, here rows with rows. One of yours has fewer axes than the other. What shape must the piece have that is put "
    "beside a table of (m, f)?",
    "sizes_do_not_join": "`cat` makes one axis longer, and along all others its tensors must be equally long. Along which axis do you want to join?",
    "mean_of_truths": "PyTorch takes no mean of whole numbers, nor of yes and no, because the mean is neither. What makes decimal numbers of them first?",
    "sizes_do_not_spread": "Two tensors meet in that line, and along one axis they are of different lengths, of which neither is 1. Which shape has each of "
    "the two, and which one has its axes in another order than you think?",
    "list_in_arithmetic": "A list, or a tuple, is no tensor: Python multiplies none by a number, and subtracts none. What goes through two lists side by side, entry by "
    "entry?",
    "whole_number_wanted": "`range`, an index or a size wants a whole number, and a decimal one came. May the argument be one at all, or which line makes it one?",
    "division_makes_floats": "A size is a whole number, and / makes a decimal one, even where nothing is left over. Which division stays whole?",
    "no_value_yet": "On the way that Python took through your function no line has given that name a value: a loop may go round no time at all, or an `if` not hold. "
    "What should the name stand for then?",
    "layers_do_not_fit": "Of the four numbers in that line the two in the middle should be equal: as many as come in, so many must the layer take. "
    "What shape has the tensor that comes to it?",
    "several_truths": "An `if`, `and`, `max` or `min` wants one yes or no, and this comparison of tensors holds one for each entry. What makes one of them all: "
    "a mean before it, or `all` after it, for example?",
    "no_such_axis": "Axes are counted from 0, so a row of numbers has the axis 0 alone, and the line names one that is not there, or leaves a function to its "
    "own choice. Which `dim` is meant?",
    "index_too_large": "An index names an entry that is not there: they are counted from 0, and the last has the number of all, less one. Was it typed in, or does it "
    "come from something that counts other entries than these?",
    "mask_of_another_length": "A mask of yes and no picks entries along an axis, and has to be as long as that axis. What do the entries of your mask stand for, and what "
    "should they stand for?",
    "does_not_fill_its_place": "What is written there is of another length than its place. Along which axis was it reduced, and which axis should have been "
    "left?",
    "other_columns": "`cdist` compares the rows of two tables, which need equally many columns, and these have not. Does the line take what the function was given, or "
    "something that the notebook calls by another name?",
    "shape_for_count": "`.shape` is a row of lengths, even where there is only one axis. Which entry of it, or which function, gives the number alone?",
    "statistics_of_tensor": "Python's `statistics` computes with plain numbers, and a tensor came to it. Which method of the tensor does the same?",
    "other_arguments": "A function was called with more, or fewer, arguments than stand in the brackets of its `def` line. If it is the one that you were asked for, "
    "that line has to stay as the exercise has it, and anything else is found inside. Which argument was added, left out or renamed?",
    "dict_with_a_point": "The entries of a dict are read with square brackets and the key in quotes. Behind a point Python looks for what every dict has, such "
    "as `.get` or `.keys`. Which of your points should be brackets?",
    "unknown_name": "No cell that has run so far, and no line above in your function, gives this name a value. Is it spelled as it is where "
    "it was made?",
    "unknown_alias": "That is the usual short name of a library, and no cell that has run so far makes it known in this notebook. "
    "Which names do the imports above give you?",
}  # fmt: skip
# How PyTorch, or Python, words each of them; the first that fits is told.
WORDINGS = {
    "whole_labels": r"Found dtype (Long|Int)|result type Float can't be cast to the desired output type (Long|Int)",
    "list_in_sequential": r"^(list|tuple) is not a Module subclass",
    "no_module": r"is not a Module subclass",
    "numpy_with_gradient": r"Can't call numpy\(\) on Tensor that requires grad",
    "no_tensor": r"must be Tensor, not (numpy\.ndarray|numpy\.float64|float|int|list)"
    r"|^(clamp|clip|where|max|min|sum|mean|prod|norm|std|var|sort|softmax|cumsum|all|any)\(\) received an invalid combination of arguments "
    r"- got \((float|int|bool|list|tuple|numpy\.\w+)\b",
    "kinds_of_arguments": r"received an invalid combination of arguments - got \(",
    "array_in_network": r"^order must be str, not int",
    "asserted": r"^(Tensor-likes|Scalars|Tensors) are not (close|equal)|^Not equal to tolerance|^Arrays are not equal",
    "several_in_one": r"^'(tuple|list)' object has no attribute",
    "tensor_for_parameter": r"^cannot assign 'torch\..*' as parameter",
    "label_out_of_range": r"Target -?\d+ is out of bounds",
    "leaf_in_place": r"leaf Variable that requires grad is being used in an in-place operation",
    "changed_in_place": r"modified by an inplace operation",
    "divided_by_zero": r"(division|modulo) by zero|by zero$|0\.0 cannot be raised to a negative power",
    "target_size": r"Target size .* must be the same as input size|target size .* different to the input size",
    "no_float64": r"MPS framework doesn't support float64",
    "two_devices": r"to be on the same device|but expected (it to be )?on\b|Placeholder storage has not been allocated on MPS"
    r"|Input type \((torch\.cuda\.|MPS)\w+\) and weight type",
    "no_such_shape": r"^shape '\[.*\]' is invalid for input of size|cannot reshape array of size",
    "unequal_to_stack": r"stack expects each tensor to be equal size|all input arrays must have the same shape",
    "no_scalar": r"grad can be implicitly created only for scalar outputs",
    "no_graph": r"does not require grad and does not have a grad_fn",
    "freed_graph": r"backward through the graph a second time",
    "grad_left_empty": r"'NoneType'",
    "loss_for_grad": r"'(function|float|int|bool)' object is not iterable",
    "moved_without_graph": r"One of the differentiated Tensors does not require grad",
    "not_in_graph": r"appears to not have been used in the graph",
    "one_number_gone_through": r"iteration over a 0-d tensor|'(float|int)' object is not iterable",
    "one_number_indexed": r"invalid index of a 0-dim tensor|'(float|int)' object is not subscriptable",
    "math_of_tensor": r"only one element tensors can be converted to Python scalars",
    "no_power_sign": r"unsupported operand type\(s\) for \^",
    "function_in_arithmetic": r"unsupported operand type.*'(builtin_function_or_method|function|method)'",
    "axes_do_not_join": r"Tensors must have same number of dimensions|zero-dimensional tensor .* cannot be concatenated",
    "sizes_do_not_join": r"Sizes of tensors must match except in dimension",
    "mean_of_truths": r"mean\(\): could not infer output dtype",
    "sizes_do_not_spread": r"The size of tensor a \(\d+\) must match the size of tensor b",
    "list_in_arithmetic": r"can't multiply sequence by non-int|unsupported operand type\(s\) for [-+*/]=?: '(list|tuple)'",
    "whole_number_wanted": r"'float' object cannot be interpreted as an integer|slice indices must be integers",
    "division_makes_floats": r"reshape\(\) takes 1 positional argument|argument 'shape' .*must be tuple of ints",
    "no_value_yet": r"cannot access local variable|referenced before assignment",
    "none_in_between": r"'NoneType' object|and 'NoneType'$",
    "layers_do_not_fit": r"^mat1 and mat2 shapes cannot be multiplied",
    "several_truths": r"Boolean value of Tensor with more than one value is ambiguous",
    "no_such_axis": r"^Dimension out of range",
    "index_too_large": r"is out of bounds for (dimension|axis)|^(list|tuple) index out of range",
    "mask_of_another_length": r"^The shape of the mask",
    "does_not_fill_its_place": r"^The expanded size of the tensor|^shape mismatch: value tensor",
    "other_columns": r"^X1 and X2 must have the same number of columns",
    "shape_for_count": r"must be real number, not torch\.Size",
    "statistics_of_tensor": r"can't convert type 'Tensor' to numerator",
    "other_arguments": r"\(\) (missing \d+ required|takes (from )?\d+ .*but \d+|got an unexpected keyword argument|got multiple values)",
    "dict_with_a_point": r"^'dict' object has no attribute",
    "unknown_alias": r"name '(np|nn|F|math|plt|torch)' is not defined",
    "unknown_name": r"^name '.*' is not defined",
}
# Some say little without the learner's line, which has to look like this as well.
LINES = {
    "grad_left_empty": r"\.grad\b(?!\()",
    "loss_for_grad": r"autograd\.grad\(",
    "division_makes_floats": r"[^/]/[^/]",
}


def explained(message: str, given: str, where: str = "") -> tuple[str, str] | None:
    """The name of what went wrong and a sentence, for an answer that stopped with `message` at its line `where` when it was called
    with `given`; None where no wording of `WORDINGS` is met."""
    fitting = (name for name, wording in WORDINGS.items() if re.search(wording, message))
    name = next((name for name in fitting if re.search(LINES.get(name, ""), where)), None)
    return name and (name, ERRORS[name].format(given=given))


def is_about_devices(message: str) -> bool:
    """Whether an error says that two tensors lie on two devices."""
    return re.search(WORDINGS["two_devices"], message) is not None
