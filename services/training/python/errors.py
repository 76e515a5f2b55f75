"""The one error a job may end with."""

from typing import Literal

Code = Literal[
    "BAD_JOB",  # the job's JSON: a field is missing, unknown or out of range
    "BAD_DATA",  # the file of columns: unreadable, of another size than they have, or infinite values
    "ALL_MISSING",  # columns without a single value in the training rows; the message names them
    "BAD_TARGET",  # the target is missing or infinite in a training or validation row
    "FIT_FAILED",  # the library refused; the message is the library's own
    "OUTPUT_FAILED",  # the model or a prediction file could not be written
]


class WorkerError(Exception):
    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
