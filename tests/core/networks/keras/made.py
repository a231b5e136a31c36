"""Pieces of Keras configurations."""


def start(shape, name="in", **more):
    return {"class_name": "InputLayer", "name": name, "config": {"name": name, "batch_input_shape": shape}, **more}


def conv(name, kernel=3, **more):
    return {"class_name": "Conv2D", "name": name, "config": {"name": name, "kernel_size": [kernel, kernel]}, **more}


def model(name, layers, inputs, outputs, kind="Functional", **more):
    config = {"name": name, "layers": layers, "input_layers": inputs, "output_layers": outputs}
    return {"class_name": kind, "name": name, "config": config, **more}


def base(kind="Functional", **more):
    layers = [start([None, 32, 32, 3], "b_in", inbound_nodes=[]), conv("conv", inbound_nodes=[[["b_in", 0, 0, {}]]])]
    return model("base", layers, [["b_in", 0, 0]], [["conv", 0, 0]], kind, **more)
