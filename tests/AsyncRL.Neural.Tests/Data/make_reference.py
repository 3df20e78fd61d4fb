"""Records what PyTorch computes, for PyTorchTests: run with Debian's python3-torch, `python3 make_reference.py`.

Tensors are written in AsyncRL's layout: images height x width x channel, convolution weights [kernel, kernel, in, out], dense weights [in, out].
RMSProp is written out because torch.optim.RMSprop adds epsilon outside the root; Mnih et al. 2016 have it inside.
"""
import json
import pathlib

import torch

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)
ROWS, SIZE, CHANNELS, FILTERS, KERNEL, UNITS = 7, 6, 2, 6, 3, 10
OUT = SIZE - KERNEL + 1


def numbers(t):
    return [float(f"{x:.9g}") for x in t.detach().reshape(-1).tolist()]


conv_w = (torch.rand(KERNEL, KERNEL, CHANNELS, FILTERS) - 0.5).requires_grad_()
conv_b = (torch.rand(FILTERS) - 0.5).requires_grad_()
dense_w = ((torch.rand(OUT * OUT * FILTERS, UNITS) - 0.5) * 0.3).requires_grad_()
dense_b = (torch.rand(UNITS) - 0.5).requires_grad_()
policy_w = (torch.rand(UNITS, 3) - 0.5).requires_grad_()
policy_b = (torch.rand(3) - 0.5).requires_grad_()
value_w = (torch.rand(UNITS, 1) - 0.5).requires_grad_()
value_b = (torch.rand(1) - 0.5).requires_grad_()
inputs = torch.rand(ROWS, SIZE, SIZE, CHANNELS) - 0.5
policy_gradient = torch.rand(ROWS, 3) - 0.5
value_gradient = torch.rand(ROWS, 1) - 0.5

x = torch.nn.functional.conv2d(inputs.permute(0, 3, 1, 2), conv_w.permute(3, 2, 0, 1), conv_b)
x = torch.relu(x).permute(0, 2, 3, 1).reshape(ROWS, -1)
x = torch.tanh(x @ dense_w + dense_b)
policy, value = x @ policy_w + policy_b, x @ value_w + value_b
((policy * policy_gradient).sum() + (value * value_gradient).sum()).backward()

names = ["conv1.weight", "conv1.bias", "dense1.weight", "dense1.bias", "policy.weight", "policy.bias", "value.weight", "value.bias"]
tensors = [conv_w, conv_b, dense_w, dense_b, policy_w, policy_b, value_w, value_b]
network = {
    "inputs": numbers(inputs), "policy": numbers(policy), "value": numbers(value),
    "policy_gradient": numbers(policy_gradient), "value_gradient": numbers(value_gradient),
    "parameters": {n: numbers(t) for n, t in zip(names, tensors)},
    "gradients": {n: numbers(t.grad) for n, t in zip(names, tensors)},
}

STEPS, COUNT, RATE = 5, 8, 0.01
start = torch.rand(COUNT) - 0.5
gradients = [torch.rand(COUNT) * 4 - 2 for _ in range(STEPS)]


def rmsprop(alpha=0.99, epsilon=0.1):
    theta, g = start.clone(), torch.zeros(COUNT)
    for d in gradients:
        g = alpha * g + (1 - alpha) * d * d
        theta = theta - RATE * d / torch.sqrt(g + epsilon)
    return theta


def momentum(alpha=0.9):
    theta, m = start.clone(), torch.zeros(COUNT)
    for d in gradients:
        m = alpha * m + (1 - alpha) * d
        theta = theta - RATE * m
    return theta


def adam():
    theta = start.clone().requires_grad_()
    optimizer = torch.optim.Adam([theta], lr=RATE)
    for d in gradients:
        theta.grad = d.clone()
        optimizer.step()
    return theta


optimizers = {
    "start": numbers(start), "gradients": [numbers(d) for d in gradients], "learning_rate": RATE,
    "rmsprop": numbers(rmsprop()), "momentum-sgd": numbers(momentum()), "adam": numbers(adam()),
}
LANES, TICKS, INPUTS, CELLS, BEGINS = 2, 6, 5, 7, (3, 1)
cell = torch.nn.LSTMCell(INPUTS, CELLS)
head = torch.nn.Linear(CELLS, 1)
torch.nn.init.zeros_(cell.bias_hh)
sequence = torch.rand(TICKS, LANES, INPUTS) - 0.5
weights = torch.rand(TICKS, LANES, 1) - 0.5
first_h, first_c = torch.rand(LANES, CELLS) - 0.5, torch.rand(LANES, CELLS) - 0.5
h, c, values = first_h, first_c, []
for t in range(TICKS):
    # In tick 3 lane 1 begins an episode.
    keep = torch.ones(LANES, 1)
    if t == BEGINS[0]:
        keep[BEGINS[1]] = 0
    h, c = cell(sequence[t], (h * keep, c * keep))
    values.append(head(h))
values = torch.stack(values)
(values * weights).sum().backward()


def memory(h, c):
    return torch.cat([h, c], dim=1)


# [4 cells, inputs] becomes [inputs, 4, cells]; PyTorch's order of gates (input, forget, cell, output) is AsyncRL's.
lstm_tensors = {
    "lstm.weight": lambda grad: grad(cell.weight_ih).T, "lstm.recurrent": lambda grad: grad(cell.weight_hh).T,
    "lstm.bias": lambda grad: grad(cell.bias_ih), "value.weight": lambda grad: grad(head.weight).T, "value.bias": lambda grad: grad(head.bias),
}
lstm = {
    "inputs": numbers(sequence), "memory": numbers(memory(first_h, first_c)), "value": numbers(values), "value_gradient": numbers(weights),
    "last_memory": numbers(memory(h, c)[1]),
    "parameters": {n: numbers(t(lambda p: p)) for n, t in lstm_tensors.items()},
    "gradients": {n: numbers(t(lambda p: p.grad)) for n, t in lstm_tensors.items()},
}
path = pathlib.Path(__file__).with_name("pytorch_reference.json")
path.write_text(json.dumps({"torch": torch.__version__, "network": network, "optimizers": optimizers, "lstm": lstm}) + "\n")
