"""Configurations of Keras models of a few layers, and their plans."""

from core.receptive_field.models import solve_config
from core.receptive_field.running.plan import plan_of

KERAS = {"module": "keras.layers", "registered_name": None}


def layer(kind, name, before, **config):
    told = {name: config.pop(name) for name in ("module", "registered_name") if name in config}
    sources = [[source, 0, 0, {}] for source in before]
    inner = {"name": name, **config}
    return {"class_name": kind, "name": name, "config": inner, "inbound_nodes": [sources], **KERAS, **told}


def model(*layers, shape=(None, 32, 32, 3)):
    first = {"class_name": "InputLayer", "name": "in", "config": {"name": "in", "batch_input_shape": list(shape)}}
    names = [layers[-1]["name"]] if layers else ["in"]
    return {
        "class_name": "Functional",
        "config": {
            "name": "m",
            "layers": [{**first, "inbound_nodes": []}, *layers],
            "input_layers": [["in", 0, 0]],
            "output_layers": [[name, 0, 0] for name in names],
        },
    }


def conv(name="a", before="in", **config):
    return layer("Conv2D", name, [before], **{"filters": 4, "kernel_size": 3, **config})


def planned(config, name="a", size=None, described=None):
    return plan_of(config, solve_config(config, size, described=described), name)
