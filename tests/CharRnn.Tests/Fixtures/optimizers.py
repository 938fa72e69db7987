"""Writes optimizers.json: parameters after every step of several optimisers on given gradients, in float64.

Run:    python3 optimizers.py
Needs:  Python >= 3.8, torch >= 1.13, numpy
Writes: optimizers.json, next to this file (README.md describes it)

Rules with epsilon outside the root are torch.optim's, run by torch.optim and compared with the formula in NumPy.
Rules with epsilon inside the root, sqrt(G + epsilon), which torch.optim does not have, are run in NumPy. They are compared
with torch.optim where the place of epsilon cannot matter: with a vanishing epsilon, and where G is far larger than epsilon.
"""

import random
import sys

sys.dont_write_bytecode = True

import numpy as np
import torch

from reference import write_json

LENGTH = 8  # the number of parameters of a network with m = 1 and K = 2: U 2, W 1, V 2, b 1, c 2
STEPS = 10


def make_gradients():
    """Magnitudes from 1e-6 to 10, either sign. Element 6 is always zero, 3 often, 5 at the first steps."""
    rng = random.Random(20)
    gradients = np.zeros((STEPS, LENGTH))
    for step in range(STEPS):
        for element in range(LENGTH):
            exponent = -6 + 7 * rng.random()
            sign = 1 if rng.random() < 0.5 else -1
            gradients[step, element] = sign * 10 ** exponent
    gradients[0, 0], gradients[1, 0], gradients[2, 1] = 10.0, -1e-6, 10.0
    gradients[:, 2] = 1e-6 * np.array([1, -1, 1, 1, 2, -3, 1, 1, 5, 1])  # never leaves epsilon's range
    gradients[:, 4] = -0.25                                               # constant
    gradients[::2, 3] = 0.0
    gradients[:3, 5] = 0.0
    gradients[:, 6] = 0.0
    return gradients


# The rules in NumPy. Each takes the parameters and the gradients and returns the parameters after every step.

def sgd(theta, gradients, learningRate, momentum=0.0):
    velocity = np.zeros_like(theta)
    for g in gradients:
        velocity = momentum * velocity + g
        theta = theta - learningRate * velocity
        yield theta


def rmsprop(theta, gradients, learningRate, decay, epsilon, inside):
    G = np.zeros_like(theta)
    for g in gradients:
        G = decay * G + (1 - decay) * g * g
        theta = theta - learningRate * g / (np.sqrt(G + epsilon) if inside else np.sqrt(G) + epsilon)
        yield theta


def adagrad(theta, gradients, learningRate, epsilon, initialAccumulator, inside):
    G = np.full_like(theta, initialAccumulator)
    for g in gradients:
        G = G + g * g
        theta = theta - learningRate * g / (np.sqrt(G + epsilon) if inside else np.sqrt(G) + epsilon)
        yield theta


def adam(theta, gradients, learningRate, beta1, beta2, epsilon, weightDecay=0.0):
    mean, square = np.zeros_like(theta), np.zeros_like(theta)
    for step, g in enumerate(gradients, start=1):
        theta = theta - learningRate * weightDecay * theta  # decoupled: AdamW
        mean = beta1 * mean + (1 - beta1) * g
        square = beta2 * square + (1 - beta2) * g * g
        mean_hat = mean / (1 - beta1 ** step)
        square_hat = square / (1 - beta2 ** step)
        theta = theta - learningRate * mean_hat / (np.sqrt(square_hat) + epsilon)
        yield theta


def run_torch(optimizer_type, theta, gradients, **options):
    parameter = torch.nn.Parameter(torch.tensor(theta, dtype=torch.float64))
    optimizer = optimizer_type([parameter], **options)
    result = []
    for g in gradients:
        parameter.grad = torch.tensor(g, dtype=torch.float64)
        optimizer.step()
        result.append(parameter.detach().numpy().copy())
    return np.array(result)


def run_numpy(rule, theta, gradients, **options):
    return np.array(list(rule(theta, gradients, **options)))


def same(name, one, other, tolerance):
    difference = np.abs(one - other).max()
    print(f"{name:45} {difference:.1e}")
    assert difference <= tolerance, (name, difference)


def main():
    rng = random.Random(21)
    theta = np.array([2 * rng.random() - 1 for _ in range(LENGTH)])
    gradients = make_gradients()
    magnitudes = np.abs(gradients[gradients != 0])
    assert magnitudes.min() >= 1e-6 and magnitudes.max() <= 10
    trajectories = []

    def add(name, optimizer, epsilon_placement, options, parameters):
        trajectories.append({
            "name": name, "optimizer": optimizer, "epsilonPlacement": epsilon_placement,
            "options": options,
            "parameters": parameters.tolist(),
        })

    options = {"learningRate": 0.1}
    result = run_torch(torch.optim.SGD, theta, gradients, lr=0.1)
    same("sgd: torch, formula", result, run_numpy(sgd, theta, gradients, **options), 1e-14)
    add("sgd", "sgd", None, options, result)

    options = {"learningRate": 0.01, "momentum": 0.9}
    result = run_torch(torch.optim.SGD, theta, gradients, lr=0.01, momentum=0.9)
    same("momentum: torch, formula", result, run_numpy(sgd, theta, gradients, **options), 1e-14)
    add("sgd momentum", "sgd", None, options, result)

    options = {"learningRate": 0.01, "decay": 0.99, "epsilon": 1e-8}
    outside = run_torch(torch.optim.RMSprop, theta, gradients, lr=0.01, alpha=0.99, eps=1e-8)
    same("rmsprop outside: torch, formula", outside, run_numpy(rmsprop, theta, gradients, **options, inside=False), 1e-14)
    inside = run_numpy(rmsprop, theta, gradients, **options, inside=True)
    vanishing = {**options, "epsilon": 1e-150}
    same("rmsprop inside: torch, vanishing epsilon",
         run_torch(torch.optim.RMSprop, theta, gradients, lr=0.01, alpha=0.99, eps=1e-150),
         run_numpy(rmsprop, theta, gradients, **vanishing, inside=True), 1e-14)
    same("rmsprop inside: torch, large gradients", outside[:, 4], inside[:, 4], 1e-5)
    assert np.abs(outside - inside).max() > 1e-3  # a test can tell them apart
    add("rmsprop", "rmsprop", "inside", options, inside)
    add("rmsprop torch", "rmsprop", "outside", options, outside)

    options = {"learningRate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
    result = run_torch(torch.optim.Adam, theta, gradients, lr=0.01, betas=(0.9, 0.999), eps=1e-8)
    same("adam: torch, formula", result, run_numpy(adam, theta, gradients, **options), 1e-14)
    add("adam", "adam", "outside", options, result)

    options = {**options, "weightDecay": 0.01}
    result = run_torch(torch.optim.AdamW, theta, gradients, lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)
    same("adamw: torch, formula", result, run_numpy(adam, theta, gradients, **options), 1e-14)
    add("adamw", "adamw", "outside", options, result)

    for start in (0.0, 10.0):
        options = {"learningRate": 0.1, "epsilon": 1e-8, "initialAccumulator": start}
        inside = run_numpy(adagrad, theta, gradients, **options, inside=True)
        outside = run_torch(torch.optim.Adagrad, theta, gradients, lr=0.1, initial_accumulator_value=start, eps=1e-8)
        name = f"adagrad accumulator {start:g}"
        same(f"{name} outside: torch, formula", outside,
             run_numpy(adagrad, theta, gradients, **options, inside=False), 1e-14)
        vanishing = {**options, "epsilon": 1e-150}
        same(f"{name} inside: torch, vanishing epsilon",
             run_torch(torch.optim.Adagrad, theta, gradients, lr=0.1, initial_accumulator_value=start, eps=1e-150),
             run_numpy(adagrad, theta, gradients, **vanishing, inside=True), 1e-14)
        if start:
            same(f"{name} inside: torch, large G", outside, inside, 1e-8)
        else:
            same(f"{name} inside: torch, large gradients", outside[:, 4], inside[:, 4], 1e-6)
            assert np.abs(outside - inside).max() > 1e-3  # a test can tell them apart
        add(name, "adagrad", "inside", options, inside)

    write_json(__file__, {
        "description": "Optimiser trajectories in float64. See README.md in this folder.",
        "length": LENGTH, "steps": STEPS,
        "initialParameters": theta.tolist(),
        "gradients": gradients.tolist(),
        "trajectories": trajectories,
    })


if __name__ == "__main__":
    main()
