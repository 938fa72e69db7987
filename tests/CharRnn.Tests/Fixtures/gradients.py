"""Writes gradients.json: losses, states and gradients of the network by automatic differentiation in float64.

Run:    python3 gradients.py
Needs:  Python >= 3.8, torch >= 1.13, numpy
Writes: gradients.json, next to this file (README.md describes it)

No derivative is written by hand here. Every gradient is compared, before anything is written, with two others that
come from a second forward pass in NumPy: a central difference, and a complex step (which has no cancellation).
"""

import random
import sys

sys.dont_write_bytecode = True

import numpy as np
import torch

from reference import BLOCKS, block_shapes, column_major, column_major_blocks, gradients_of, uniform, write_json


def numpy_loss(parameters, inputs, targets, state, batch):
    """The summed loss. Works for real and for complex parameters. Indexes columns where reference.py multiplies by one-hots."""
    U, W, V, b, c = (parameters[name] for name in BLOCKS)
    h = state
    loss = 0.0
    streams = np.arange(batch)
    for x, y in zip(np.reshape(inputs, (-1, batch)), np.reshape(targets, (-1, batch))):
        h = np.tanh(W @ h + U[:, x] + b)
        o = V @ h + c
        shift = o.real.max(axis=0)
        loss = loss + np.sum(np.log(np.sum(np.exp(o - shift), axis=0)) + shift - o[y, streams])
    return loss


def numpy_derivative(parameters, kind, *arguments):
    result = {}
    for name in BLOCKS:
        result[name] = np.zeros(parameters[name].shape)
        for index in np.ndindex(parameters[name].shape):
            def at(step):
                moved = dict(parameters)
                moved[name] = parameters[name].astype(type(step))
                moved[name][index] += step
                return numpy_loss(moved, *arguments)
            if kind == "complex step":
                result[name][index] = at(1e-30j).imag / 1e-30
            else:
                result[name][index] = (at(1e-5) - at(-1e-5)) / 2e-5
    return result


def check(case, kind, tolerance, loss, gradients, parameters, *arguments):
    derivative = numpy_derivative(parameters, kind, *arguments)
    worst = 0.0
    for name in BLOCKS:
        gradient = gradients[name].numpy()
        scale = np.abs(gradient).max()
        if kind == "central difference":
            scale = max(scale, 1.0, abs(loss))  # a difference of two losses has the rounding of a loss
        scale = scale or 1.0
        worst = max(worst, np.abs(gradient - derivative[name]).max() / scale)
    print(f"{case:20} {kind:18} {worst:.1e}")
    assert worst < tolerance, (case, kind, worst)


def make_case(name, m, K, tau, batch, seed, scale=0.5, scales=None, alphabet=None, target_alphabet=None):
    """scale: of every block, or with `scales` per block. alphabet: the characters that occur."""
    rng = random.Random(seed)
    scales = {**{block: scale for block in BLOCKS}, **(scales or {})}
    parameters = {block: uniform(rng, *shape, scales[block]) for block, shape in block_shapes(m, K).items()}
    state = uniform(rng, m, batch, 0.9)
    alphabet = alphabet or list(range(K))
    target_alphabet = target_alphabet or alphabet
    inputs = [alphabet[int(rng.random() * len(alphabet))] for _ in range(tau * batch)]
    # As in a text, what follows is the next input; after the last step it is a new character.
    targets = inputs[batch:] + [alphabet[int(rng.random() * len(alphabet))] for _ in range(batch)]
    if target_alphabet != alphabet:
        targets = [target_alphabet[int(rng.random() * len(target_alphabet))] for _ in range(tau * batch)]

    losses, final_state, gradients = gradients_of(parameters, inputs, targets, state, batch)
    loss = losses.sum().item()

    arrays = {block: parameters[block].numpy() for block in BLOCKS}
    arguments = (inputs, targets, state.numpy(), batch)
    assert abs(numpy_loss(arrays, *arguments) - loss) <= 1e-13 * max(1.0, loss)
    check(name, "central difference", 1e-7, loss, gradients, arrays, *arguments)
    check(name, "complex step", 1e-13, loss, gradients, arrays, *arguments)

    return {
        "name": name, "m": m, "K": K, "tau": tau, "batch": batch,
        "inputs": inputs,
        "targets": targets,
        "initialState": column_major(state),
        "parameters": column_major_blocks(parameters),
        "loss": loss,
        "stepLosses": losses.sum(dim=1).tolist(),
        "characterLosses": losses.reshape(-1).tolist(),
        "finalState": column_major(final_state),
        "gradients": column_major_blocks(gradients),
    }


def main():
    cases = [
        make_case("small", m=5, K=4, tau=3, batch=1, seed=1),
        make_case("three streams", m=7, K=5, tau=6, batch=3, seed=2),
        make_case("two streams", m=17, K=9, tau=8, batch=2, seed=3),
        make_case("smallest", m=1, K=2, tau=1, batch=1, seed=4),
        make_case("four streams", m=33, K=20, tau=12, batch=4, seed=5, scale=0.3),
        make_case("saturated", m=8, K=6, tau=5, batch=2, seed=6, scales={"U": 40, "W": 10, "V": 2, "b": 20}),
        make_case("large logits", m=6, K=5, tau=4, batch=2, seed=7, scales={"V": 900, "c": 900}),
        make_case("absent character", m=6, K=5, tau=7, batch=2, seed=18, alphabet=[0, 1, 2, 4]),
        make_case("repeated character", m=6, K=4, tau=6, batch=2, seed=9, alphabet=[2]),
        make_case("unrelated targets", m=6, K=7, tau=5, batch=2, seed=10, alphabet=[0, 1, 2], target_alphabet=[3, 4, 5, 6]),
    ]
    by_name = {case["name"]: case for case in cases}

    # The cases are what their names say.
    saturated = by_name["saturated"]["finalState"]
    assert sum(abs(h) == 1.0 for h in saturated) >= 4 and any(abs(h) < 1.0 for h in saturated)
    assert by_name["large logits"]["loss"] > 1000
    absent = by_name["absent character"]
    m = absent["m"]
    assert 3 not in absent["inputs"] + absent["targets"]
    assert {0, 1, 2, 4} == set(absent["inputs"])
    assert all(g == 0.0 for g in absent["gradients"]["U"][3 * m:4 * m]) and absent["gradients"]["c"][3] > 0
    assert set(by_name["repeated character"]["inputs"] + by_name["repeated character"]["targets"]) == {2}

    write_json(__file__, {
        "description": "Gradients of the network by automatic differentiation in float64. See README.md in this folder.",
        "cases": cases,
    })


if __name__ == "__main__":
    main()
