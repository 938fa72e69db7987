"""What the fixture scripts of this folder share: the network, random numbers, and the JSON writer.

Not run by itself. Imported by gradients.py, optimizers.py and training.py.
"""

import json
import os

import torch

torch.set_num_threads(1)  # one thread: one order of summation
torch.use_deterministic_algorithms(True)

BLOCKS = ("U", "W", "V", "b", "c")


def block_shapes(m, K):
    """Rows and columns of the five parameter blocks, in the order they are stored."""
    return {"U": (m, K), "W": (m, m), "V": (K, m), "b": (m, 1), "c": (K, 1)}


def uniform(random, rows, columns, scale):
    """A float64 matrix, uniform in (-scale, scale).

    Only random.random() is drawn from: its sequence for a seed is the same in every Python release.
    """
    values = [[scale * (2 * random.random() - 1) for _ in range(columns)] for _ in range(rows)]
    return torch.tensor(values, dtype=torch.float64)


def one_hot(indexes, K):
    """K x B, a one in row indexes[i] of column i."""
    return torch.nn.functional.one_hot(torch.tensor(indexes), K).T.to(torch.float64)


def forward(parameters, inputs, targets, state, batch):
    """The network, one step after the other.

    inputs and targets: index t * batch + i is stream i at step t. state: m x batch.
    Returns the tau x batch losses (nats) and the state after the last step.
    """
    U, W, V, b, c = (parameters[name] for name in BLOCKS)
    K = V.shape[0]
    h = state
    losses = []
    for t in range(len(inputs) // batch):
        x = one_hot(inputs[t * batch:(t + 1) * batch], K)
        y = one_hot(targets[t * batch:(t + 1) * batch], K)
        h = torch.tanh(W @ h + U @ x + b)
        o = V @ h + c
        losses.append(torch.logsumexp(o, dim=0) - (o * y).sum(dim=0))
    return torch.stack(losses), h


def gradients_of(parameters, inputs, targets, state, batch):
    """Losses (tau x batch), state out, and the gradient of the summed loss by automatic differentiation."""
    leaves = {name: parameters[name].detach().clone().requires_grad_() for name in BLOCKS}
    losses, state_out = forward(leaves, inputs, targets, state, batch)
    losses.sum().backward()
    return losses.detach(), state_out.detach(), {name: leaves[name].grad for name in BLOCKS}


def column_major(matrix):
    """The elements of a matrix as a flat list, one column after the other."""
    return matrix.detach().T.reshape(-1).tolist()


def column_major_blocks(blocks):
    return {name: column_major(blocks[name]) for name in BLOCKS}


def write_json(script, document):
    """Writes `document` next to `script`, with the ending .json: one array of numbers a line, shortest round-trip numbers."""
    path = os.path.splitext(os.path.abspath(script))[0] + ".json"
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(_format(document, "") + "\n")
    print(f"{os.path.basename(path)}: {os.path.getsize(path):,} bytes")


def _format(value, indent):
    inner = indent + "  "
    if isinstance(value, dict):
        items = [f"{inner}{json.dumps(key)}: {_format(item, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + "\n" + indent + "}"
    if isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        return "[\n" + ",\n".join(inner + _format(item, inner) for item in value) + "\n" + indent + "]"
    return json.dumps(value, allow_nan=False, separators=(",", ":"))
