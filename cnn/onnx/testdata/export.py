"""Exports one of torchvision's networks, with random weights, and what it answers to two random pictures.

    export.py NAME OPSET FOLDER     writes NAME.onnx, x.npy and y.npy
"""
import sys
import warnings

import numpy
import torch
import torchvision

warnings.filterwarnings("ignore")
name, opset, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
torch.manual_seed(1)
settings = {"aux_logits": False, "init_weights": True} if name == "googlenet" else {}
network = getattr(torchvision.models, name)(weights=None, **settings).eval()
for m in network.modules():
    if isinstance(m, torch.nn.BatchNorm2d):  # as if it had been trained
        m.running_mean.normal_(0, 0.1)
        m.running_var.uniform_(0.5, 1.5)
        m.weight.data.uniform_(0.5, 1.5)
        m.bias.data.normal_(0, 0.1)
x = torch.randn(2, 3, 224, 224)
axes = {"x": {0: "batch"}, "y": {0: "batch"}} if opset > 13 else None
torch.onnx.export(network, x[:1], f"{folder}/{name}.onnx", opset_version=opset, dynamic_axes=axes,
                  input_names=["x"], output_names=["y"])
numpy.save(f"{folder}/x.npy", x.numpy())
numpy.save(f"{folder}/y.npy", network(x).detach().numpy())
