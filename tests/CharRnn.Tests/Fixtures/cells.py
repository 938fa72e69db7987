"""Writes cells.json: losses, states, gradients and ten updates of nn.RNN, nn.GRU and nn.LSTM with one to three layers.

Run:    python3 cells.py
Needs:  Python >= 3.8, torch >= 1.13, numpy
Writes: cells.json, next to this file (README.md describes it)

The network is torch.nn's own, differentiated by autograd. Before anything is written, every gradient is compared with a complex step
through a second forward pass in NumPy, written from the equations.
"""

import random
import sys

sys.dont_write_bytecode = True

import numpy as np
import torch

from reference import column_major, uniform, write_json

MODULES = {"tanh": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
GATES = {"tanh": 1, "gru": 3, "lstm": 4}
UPDATES = 10


class Network(torch.nn.Module):
    def __init__(self, cell, K, m, layers):
        super().__init__()
        self.rnn = MODULES[cell](K, m, layers, dtype=torch.float64)
        self.linear = torch.nn.Linear(m, K, dtype=torch.float64)

    def forward(self, inputs, state, batch):
        """inputs: tau x batch. state: (h, c), layers x batch x m each; c is None unless the cell is an LSTM."""
        x = torch.nn.functional.one_hot(inputs, self.linear.out_features).to(torch.float64)
        is_lstm = isinstance(self.rnn, torch.nn.LSTM)
        hidden, after = self.rnn(x, state if is_lstm else state[0])
        return self.linear(hidden), after if is_lstm else (after, None)


def block_of(name):
    """The block that a tensor belongs to, in CharRnn's names."""
    if name == "linear.weight":
        return "V"
    if name == "linear.bias":
        return "c"
    kind, layer = name.split(".")[1].rsplit("_l", 1)
    number = "" if layer == "0" else str(int(layer) + 1)
    return {"weight_ih": "U", "weight_hh": "W", "bias_ih": "b", "bias_hh": "d"}[kind] + number


def blocks(tensors, cell, m):
    """Tensors by state-dictionary name as CharRnn's blocks: bias_hh is d for the last gate of a GRU and nothing otherwise."""
    result = {}
    for name, tensor in tensors.items():
        block = block_of(name)
        if block[0] == "d":
            if cell != "gru":
                continue
            tensor = tensor[2 * m:]
        result[block] = column_major(tensor if tensor.dim() == 2 else tensor.unsqueeze(1))
    return result


def state_list(state, batch):
    """Stream by stream, layer by layer: h, then c if there is one."""
    h, c = state
    result = []
    for stream in range(batch):
        for layer in range(h.shape[0]):
            result += h[layer, stream].tolist()
            if c is not None:
                result += c[layer, stream].tolist()
    return result


def fill(network, cell, m, rng):
    """Numbers of four digits, all different; the part of bias_hh that PyTorch adds to bias_ih stays 0."""
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            values = [round(1.2 * rng.random() - 0.6, 4) or 0.1 for _ in range(parameter.numel())]
            parameter.copy_(torch.tensor(values, dtype=torch.float64).reshape(parameter.shape))
            if "bias_hh" in name:
                parameter[:2 * m if cell == "gru" else None] = 0


def complex_loss(weights, cell, layers, inputs, targets, state, m):
    """The equations in NumPy, one stream and one step after the other, in complex arithmetic."""
    sigmoid = lambda x: 1 / (1 + np.exp(-x))
    tau, batch = inputs.shape
    total = 0
    for stream in range(batch):
        h = [state[0][layer, stream].numpy().astype(complex) for layer in range(layers)]
        c = [state[1][layer, stream].numpy().astype(complex) for layer in range(layers)] if cell == "lstm" else None
        for t in range(tau):
            x = None
            for layer in range(layers):
                U, W, b, d = (weights[f"rnn.{kind}_l{layer}"] for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
                read = (U[:, inputs[t, stream]] if x is None else U @ x) + b
                back = W @ h[layer] + d
                if cell == "tanh":
                    h[layer] = np.tanh(read + back)
                elif cell == "gru":
                    r, z = sigmoid(read[:m] + back[:m]), sigmoid(read[m:2 * m] + back[m:2 * m])
                    n = np.tanh(read[2 * m:] + r * back[2 * m:])
                    h[layer] = (1 - z) * n + z * h[layer]
                else:
                    i, f, g, o = np.split(read + back, 4)
                    c[layer] = sigmoid(f) * c[layer] + sigmoid(i) * np.tanh(g)
                    h[layer] = sigmoid(o) * np.tanh(c[layer])
                x = h[layer]
            logits = weights["linear.weight"] @ x + weights["linear.bias"]
            shift = logits.real.max()
            total += np.log(np.exp(logits - shift).sum()) + shift - logits[targets[t, stream]]
    return total


def check(network, cell, layers, inputs, targets, state, m):
    """Every gradient against a complex step; some elements of each array suffice to catch any wrong term of it."""
    weights = {name: parameter.detach().numpy().astype(complex) for name, parameter in network.named_parameters()}
    rng, worst = random.Random(99), 0
    for name, parameter in network.named_parameters():
        gradient = parameter.grad.numpy().reshape(-1)
        for index in rng.sample(range(gradient.size), min(12, gradient.size)):
            flat = weights[name].reshape(-1)
            flat[index] += 1e-100j
            derivative = complex_loss(weights, cell, layers, inputs, targets, state, m).imag / 1e-100
            flat[index] = flat[index].real
            worst = max(worst, abs(derivative - gradient[index]) / np.abs(gradient).max())
    assert worst < 1e-13, (cell, layers, worst)
    return worst


def updates(network, cell, m, optimizer, inputs, targets, state, batch):
    """Ten updates on the same window and from the same state; losses before each, parameters after the last."""
    losses = []
    for _ in range(UPDATES):
        optimizer.zero_grad()
        logits, _ = network(inputs, state, batch)
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1), reduction="sum")
        loss.backward()
        losses.append(loss.item())
        for name, parameter in network.named_parameters():
            if "bias_hh" in name:
                # A second bias with the same gradient as the first would move the sum of both twice as far.
                parameter.grad[:2 * m if cell == "gru" else None] = 0
        optimizer.step()
    return {"losses": losses, "parameters": blocks(dict(network.named_parameters()), cell, m)}


class AdaGradInside(torch.optim.Optimizer):
    """G += g^2; theta -= eta g / sqrt(G + epsilon), epsilon inside the root; torch.optim.Adagrad has it outside."""

    def __init__(self, parameters, lr, eps):
        super().__init__(parameters, {"lr": lr, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                G = self.state[parameter].setdefault("G", torch.zeros_like(parameter))
                G += parameter.grad ** 2
                parameter -= group["lr"] * parameter.grad / torch.sqrt(G + group["eps"])


def make_case(cell, layers, batch, seed):
    rng = random.Random(seed)
    m, K, tau = (9, 7, 6) if layers == 1 else (6, 5, 5) if layers == 2 else (5, 4, 4)
    network = Network(cell, K, m, layers)
    fill(network, cell, m, rng)
    draw = lambda: torch.stack([uniform(rng, batch, m, 0.9) for _ in range(layers)])
    state = (draw(), draw() if cell == "lstm" else None)
    text = torch.tensor([[rng.randrange(K) for _ in range(batch)] for _ in range(tau + 1)])
    inputs, targets = text[:-1], text[1:]

    logits, after = network(inputs, state, batch)
    losses = torch.nn.functional.cross_entropy(logits.reshape(-1, K), targets.reshape(-1), reduction="none")
    losses.sum().backward()
    case = {
        "name": f"{cell}, {layers} layer{'s' if layers > 1 else ''}, {batch} stream{'s' if batch > 1 else ''}",
        "cell": cell, "layers": layers, "m": m, "K": K, "tau": tau, "batch": batch,
        "inputs": inputs.reshape(-1).tolist(), "targets": targets.reshape(-1).tolist(),
        "initialState": state_list(state, batch),
        "parameters": blocks(dict(network.named_parameters()), cell, m),
        "loss": losses.sum().item(),
        "characterLosses": losses.tolist(),
        "finalState": state_list(tuple(None if s is None else s.detach() for s in after), batch),
        "gradients": blocks({name: parameter.grad for name, parameter in network.named_parameters()}, cell, m),
    }
    worst = check(network, cell, layers, inputs.numpy(), targets.numpy(), state, m)
    print(f"{case['name']:28} loss {case['loss']:.6f}, complex step within {worst:.1e} of the largest element")
    if batch == 1:
        return case
    start = {name: parameter.detach().clone() for name, parameter in network.named_parameters()}
    for name, make in (("adam", lambda p: torch.optim.Adam(p, lr=0.01, eps=1e-8)), ("adaGrad", lambda p: AdaGradInside(p, lr=0.1, eps=1e-8))):
        network.load_state_dict(start)
        case[name] = updates(network, cell, m, make(list(network.parameters())), inputs, targets, state, batch)
    return case


def main():
    cases = [make_case(cell, layers, batch, 1000 + 100 * GATES[cell] + 10 * layers + batch)
             for cell in MODULES for layers in (1, 2, 3) for batch in (1, 3)]
    write_json(__file__, {"description": "Cells and depths in float64 by automatic differentiation. See README.md in this folder.", "cases": cases})


main()
