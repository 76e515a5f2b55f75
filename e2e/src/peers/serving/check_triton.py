"""What the genuine `tritonclient[http]` sees of a server: one JSON document.

    python check_triton.py HOST:PORT MODEL < '{"columns": […], "row": […]}'
"""

import json
import sys

import numpy as np
import tritonclient.http as triton

address, model = sys.argv[1:3]
asked = json.load(sys.stdin)
columns, row = asked["columns"], asked["row"]
client = triton.InferenceServerClient(address)


def tensor(name: str, values: np.ndarray, datatype: str, binary: bool) -> triton.InferInput:
    made = triton.InferInput(name, list(values.shape), datatype)
    made.set_data_from_numpy(values, binary_data=binary)
    return made


def by_columns(datatype: str, dtype: type, binary: bool, values: list[float] = row, **more: object) -> list[float]:
    inputs = [tensor(c, np.array([v], dtype), datatype, binary) for c, v in zip(columns, values)]
    return client.infer(model, inputs, **more).as_numpy("prediction").tolist()


def matrix(binary: bool) -> list[float]:
    inputs = [tensor("rows", np.array([row, row], np.float64), "FP64", binary)]
    return client.infer(model, inputs, request_id="7").as_numpy("prediction").tolist()


def refusal(call: object) -> list[str]:
    try:
        call()
        return []
    except triton.InferenceServerException as error:
        return [error.status(), error.message()]


json_output = [triton.InferRequestedOutput("prediction", binary_data=False)]
seen = {
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "server": client.get_server_metadata(),
    "model_ready": client.is_model_ready(model),
    "version_ready": client.is_model_ready(model, "1"),
    "unknown_ready": client.is_model_ready("nope"),
    "metadata": client.get_model_metadata(model),
    "binary": by_columns("FP64", np.float64, True),
    "json": by_columns("FP64", np.float64, False, outputs=json_output),
    "json in, binary out": by_columns("FP64", np.float64, False),
    "version": by_columns("FP64", np.float64, True, model_version="1"),
    "fp32": by_columns("FP32", np.float32, True),
    "int64": by_columns("INT64", np.int64, True, values=[1] * len(columns)),
    "gzip": by_columns("FP64", np.float64, True, request_compression_algorithm="gzip"),
    "matrix": matrix(True),
    "matrix as JSON": matrix(False),
    "unknown model": refusal(lambda: client.infer("nope", [tensor("x", np.zeros((1, 1)), "FP64", True)])),
    "wrong width": refusal(lambda: client.infer(model, [tensor("x", np.zeros((1, 1)), "FP64", True)])),
    "unknown output": refusal(lambda: by_columns("FP64", np.float64, True, outputs=[triton.InferRequestedOutput("y")])),
}
print(json.dumps(seen))
