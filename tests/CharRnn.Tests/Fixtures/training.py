"""Writes training.json: ten AdaGrad updates of a whole network, gradients by automatic differentiation in float64.

Run:    python3 training.py
Needs:  Python >= 3.8, torch >= 1.13, numpy
Writes: training.json, next to this file (README.md describes it)
"""

import random
import sys

sys.dont_write_bytecode = True

import torch

from reference import BLOCKS, block_shapes, column_major, column_major_blocks, gradients_of, uniform, write_json

HIDDEN = 20
TAU = 8
UPDATES = 10
LEARNING_RATE = 0.01
EPSILON = 1e-8
LIMIT = 5.0
SCALES = {"U": 0.5, "W": 0.3, "V": 1.5, "b": 0.1, "c": 0.1}  # V is large enough for gradients beyond the limit

TEXT = (
    "the hall on the north shore has a stone hearth.\n"
    "a hen rests near the hearth. an eel rests at sea.\n"
    "at noon the eel hears a horn at the shore.\n"
    "the hen hears the horn too.\n"
    "later the hen sees the eel ashore.\n"
    "the eel has eaten a nettle. the hen has not eaten at all.\n"
    "so the hen sells the hearth to the eel.\n"
    "the eel rests there on the shore. no one else rents the hall.\n"
    "the hen sets to sea.\n"
    "so tear the tale.\n"
)


def train(name, text, parameters, batch, initial_accumulator):
    parameters = {block: parameters[block].clone() for block in BLOCKS}
    accumulators = {block: torch.full_like(parameters[block], initial_accumulator) for block in BLOCKS}
    length = len(text) // batch  # of one part; what is left over at the end of the text is not read
    parts = [text[stream * length:(stream + 1) * length] for stream in range(batch)]
    state = torch.zeros(HIDDEN, batch, dtype=torch.float64)
    position, epoch = 0, 0
    smooth = None
    positions, epochs, losses, smooth_losses, clipped = [], [], [], [], []
    after_first = None

    for update in range(UPDATES):
        inputs = [parts[stream][position + t] for t in range(TAU) for stream in range(batch)]
        targets = [parts[stream][position + t + 1] for t in range(TAU) for stream in range(batch)]
        window_losses, state, gradients = gradients_of(parameters, inputs, targets, state, batch)

        loss = window_losses.sum().item()
        smooth = loss if smooth is None else 0.999 * smooth + 0.001 * loss
        positions.append(position)
        epochs.append(epoch)
        losses.append(loss)
        smooth_losses.append(smooth)
        clipped.append(sum(int((gradients[block].abs() > LIMIT).sum()) for block in BLOCKS))

        for block in BLOCKS:
            g = gradients[block].clamp(-LIMIT, LIMIT)
            accumulators[block] = accumulators[block] + g * g
            parameters[block] = parameters[block] - LEARNING_RATE * g / torch.sqrt(accumulators[block] + EPSILON)
        if update == 0:
            after_first = column_major_blocks(parameters)

        last_state = state
        position += TAU
        if position > length - TAU - 1:
            position, epoch = 0, epoch + 1
            state = torch.zeros_like(state)

    print(f"{name:32} losses {losses[0]:.3f} .. {losses[-1]:.3f}  positions {positions}  clipped {clipped}")
    assert position > 0  # the run does not end where an epoch does, so the last state is not ambiguous
    return {
        "name": name, "textLength": len(text), "batch": batch, "initialAccumulator": initial_accumulator,
        "positions": positions,
        "epochs": epochs,
        "losses": losses,
        "smoothLosses": smooth_losses,
        "clippedElements": clipped,
        "parametersAfter1": after_first,
        "parametersAfter10": column_major_blocks(parameters),
        "accumulatorsAfter10": column_major_blocks(accumulators),
        "stateAfter10": column_major(last_state),
    }


def main():
    characters = "".join(sorted(set(TEXT)))
    text = [characters.index(character) for character in TEXT]
    K = len(characters)
    assert K == 12

    rng = random.Random(30)
    parameters = {block: uniform(rng, *shape, SCALES[block]) for block, shape in block_shapes(HIDDEN, K).items()}

    runs = [
        train("one stream", text, parameters, 1, 0.0),
        train("one stream, accumulator 10", text, parameters, 1, 10.0),
        train("three streams", text, parameters, 3, 0.0),
        train("three streams, accumulator 10", text, parameters, 3, 10.0),
        # 33 = 3 * 8 + 8 + 1: the window at position 24 is the last that fits, and it fits exactly.
        train("one stream, epochs", text[:33], parameters, 1, 0.0),
        train("three streams, epochs", text[:3 * 33 + 2], parameters, 3, 0.0),
    ]
    assert len(text) % 3 == 1
    assert all(any(run["clippedElements"]) for run in runs)
    for run in runs[4:]:
        assert run["positions"] == [0, 8, 16, 24, 0, 8, 16, 24, 0, 8]

    write_json(__file__, {
        "description": "Ten AdaGrad updates of a whole network in float64. See README.md in this folder.",
        "m": HIDDEN, "K": K, "tau": TAU, "updates": UPDATES,
        "learningRate": LEARNING_RATE, "epsilon": EPSILON, "gradientLimit": LIMIT,
        "smoothing": 0.999,
        "characters": characters,
        "textString": TEXT,
        "text": text,
        "initialParameters": column_major_blocks(parameters),
        "runs": runs,
    })


if __name__ == "__main__":
    main()
