"""The job's fields: what is accepted, and which field is named when one is wrong. Needs the standard library alone."""

import json
import unittest

from errors import WorkerError
from job import Job, parse_job

GOOD = {
    "algorithm": "lightgbm",
    "data": "rows.f64",
    "columns": ["a", "b", "z"],
    "features": ["a", "b"],
    "target": "z",
    "train": [[0, 10], [20, 30]],
    "rounds": 5,
    "seed": 1,
    "threads": 2,
    "model": "model.txt",
}


def parse(**changes: object) -> Job:
    return parse_job(json.dumps({**GOOD, **changes}))


class ParseJob(unittest.TestCase):
    def test_optional_fields_have_their_defaults(self) -> None:
        job = parse()
        self.assertEqual((job.valid, job.predict, job.params), ((), (), {}))
        self.assertIsNone(job.early_stopping_rounds)
        self.assertEqual(job.train, ((0, 10), (20, 30)))

    def test_all_fields(self) -> None:
        job = parse(
            valid=[[10, 20]],
            earlyStoppingRounds=3,
            params={"max_bin": 63},
            predict=[{"rows": [[0, 30]], "out": "p.f64"}],
        )
        self.assertEqual(job.early_stopping_rounds, 3)
        self.assertEqual(job.predict[0].rows, ((0, 30),))
        self.assertEqual(job.params, {"max_bin": 63})

    def test_a_wrong_field_is_named(self) -> None:
        wrong: list[tuple[dict[str, object], str]] = [
            ({"algorithm": "prophet"}, "'algorithm' must be one of xgboost, lightgbm, catboost"),
            ({"data": ""}, "'data' must be a non-empty string"),
            ({"features": []}, "'features' must be a non-empty list"),
            ({"features": ["a", "a"]}, "'features' names a column twice: a"),
            ({"columns": ["a", "b", "z", "b"]}, "'columns' names a column twice: b"),
            ({"columns": ["a"]}, "'columns' lacks b, z"),
            ({"features": ["a", "z"]}, "'features' holds the target 'z'"),
            ({"train": []}, "'train' must be a non-empty list"),
            ({"train": [[5, 5]]}, "'train' holds [5, 5]"),
            ({"train": [[-1, 5]]}, "'train' holds [-1, 5]"),
            ({"train": [[0, True]]}, "'train' holds [0, True]"),
            ({"valid": [[29, 40]]}, "'train' or 'valid' holds row 29 twice"),
            ({"train": [[5, 9], [0, 6]]}, "holds row 5 twice"),
            ({"predict": [{"rows": [[0, 1]]}]}, "'out' must be a non-empty string"),
            ({"rounds": 0}, "'rounds' must be an integer from 1"),
            ({"rounds": True}, "'rounds' must be an integer from 1"),
            ({"threads": 1.5}, "'threads' must be an integer"),
            ({"seed": -1}, "'seed' must be an integer from 0"),
            ({"earlyStoppingRounds": 5}, "'earlyStoppingRounds' needs 'valid'"),
            ({"params": {"a": [1]}}, "'params.a' must be a string, number or boolean"),
            ({"round": 5}, "'round' is unknown"),
        ]
        for changes, message in wrong:
            with self.subTest(changes), self.assertRaises(WorkerError) as caught:
                parse(**changes)
            self.assertEqual(caught.exception.code, "BAD_JOB")
            self.assertIn(message, str(caught.exception))

    def test_what_is_no_object(self) -> None:
        for text in ("", "[]", "{", "null", "7"):
            with self.subTest(text), self.assertRaises(WorkerError) as caught:
                parse_job(text)
            self.assertEqual(caught.exception.code, "BAD_JOB")


if __name__ == "__main__":
    unittest.main()
