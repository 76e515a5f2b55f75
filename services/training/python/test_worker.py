"""The worker as its parent sees it: a process, lines in, lines out. Needs the libraries."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

import numpy as np

WORKER = Path(__file__).with_name("worker.py")
ROWS = 300
ALGORITHMS = ("xgboost", "lightgbm", "catboost")


def start() -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-I", "-B", WORKER], stdin=pipe, stdout=pipe, stderr=pipe, text=True)


class Worker(unittest.TestCase):
    folder: tempfile.TemporaryDirectory[str]
    columns: list[str]

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        rng = np.random.default_rng(2)
        a, b = rng.standard_normal((2, ROWS))
        a[rng.random(ROWS) < 0.1] = np.nan
        columns = {"a": a, "b": b, "empty": np.full(ROWS, np.nan)}
        columns |= {"z": np.nan_to_num(a) + b, "still": np.full(ROWS, 0.25)}
        cls.columns = list(columns)
        np.stack(list(columns.values())).astype("<f8").tofile(cls.path("rows.f64"))

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    @classmethod
    def path(cls, name: str) -> str:
        return str(Path(cls.folder.name, name))

    def run_job(self, **changes: Any) -> tuple[int, list[dict[str, Any]], str]:
        job = {
            **{
                "algorithm": "lightgbm",
                "data": self.path("rows.f64"),
                "columns": self.columns,
                "features": ["a", "b"],
                "target": "z",
            },
            **{
                "train": [[0, 200]],
                "rounds": 8,
                "seed": 1,
                "threads": 1,
                "model": self.path("model"),
                **changes,
            },
        }
        worker = start()
        assert worker.stdin and worker.stdout and worker.stderr
        with worker:
            worker.stdin.write(json.dumps(job) + "\n")
            worker.stdin.flush()
            lines = [json.loads(line) for line in worker.stdout]
            stderr = worker.stderr.read()
        return worker.returncode, lines, stderr

    def test_progress_result_model_and_predictions(self) -> None:
        for algorithm in ALGORITHMS:
            with self.subTest(algorithm):
                out = self.path("out.f64")
                predict = [{"rows": [[250, 300], [0, 10]], "out": out}]
                exit_code, lines, stderr = self.run_job(
                    algorithm=algorithm, valid=[[200, 250]], predict=predict, explain=[[200, 220]]
                )
                *progress, result = lines
                self.assertEqual((exit_code, stderr), (0, ""))
                self.assertEqual([line["round"] for line in progress], list(range(1, 9)))
                self.assertLess(progress[-1]["train"], progress[0]["train"])
                self.assertTrue(all(line["valid"] > 0 for line in progress))
                self.assertEqual((result["event"], result["library"], result["rounds"]), ("result", algorithm, 8))
                self.assertEqual(list(result["importance"]), ["a", "b"])
                self.assertGreater(result["importance"]["a"], 0)
                self.assertEqual(list(result["shap"]), ["a", "b"])
                self.assertGreater(result["shap"]["a"], 0)
                self.assertGreater(result["peakRssBytes"], 20_000_000)
                self.assertGreater(result["fitSeconds"], 0)
                self.assertGreater(result["cpuSeconds"], 0)
                self.assertEqual(result["predictions"], [{"out": out, "rows": 60}])
                self.assertEqual(len(np.fromfile(out, "<f8")), 60)
                self.assertTrue(Path(result["model"]).read_text("utf-8"))

    def test_early_stopping_keeps_the_best_round(self) -> None:
        for algorithm in ALGORITHMS:
            with self.subTest(algorithm):
                _, lines, _ = self.run_job(
                    algorithm=algorithm,
                    valid=[[200, 300]],
                    rounds=400,
                    earlyStoppingRounds=3,
                    params={"learning_rate": 0.9},
                )
                *progress, result = lines
                losses = [line["valid"] for line in progress]
                self.assertLess(len(losses), 400)
                self.assertEqual(result["rounds"], losses.index(min(losses)) + 1)

    def test_a_constant_target_is_learnt(self) -> None:
        for algorithm in ALGORITHMS:
            with self.subTest(algorithm):
                predict = [{"rows": [[0, ROWS]], "out": self.path("still.f64")}]
                exit_code, _, _ = self.run_job(algorithm=algorithm, target="still", predict=predict)
                self.assertEqual(exit_code, 0)
                # CatBoost estimates a leaf to 1e-6.
                self.assertLess(np.abs(np.fromfile(self.path("still.f64"), "<f8") - 0.25).max(), 1e-5)

    def test_errors_are_one_line_with_a_code(self) -> None:
        refused: list[tuple[str, str, dict[str, Any]]] = [
            (
                "BAD_JOB",
                "'params.objective' cannot be set; for xgboost these can: learning_rate",
                {"params": {"objective": "x"}},
            ),
            ("FIT_FAILED", "xgboost: ", {"params": {"learning_rate": "fast"}}),
            ("ALL_MISSING", "empty", {"features": ["a", "empty"]}),
            ("BAD_JOB", "ends at 301, the data has 300 rows", {"predict": [{"rows": [[0, 301]], "out": "x"}]}),
            ("OUTPUT_FAILED", "nowhere", {"model": "/nowhere/model"}),
        ]
        for code, message, changes in refused:
            with self.subTest(code):
                exit_code, lines, _ = self.run_job(algorithm="xgboost", **changes)
                self.assertEqual((exit_code, lines[-1]["event"], lines[-1]["error"]), (2, "error", code))
                self.assertIn(message, lines[-1]["message"])

    def test_it_ends_when_its_parent_does(self) -> None:
        worker = start()
        assert worker.stdin and worker.stdout
        with worker:
            fields = {
                "algorithm": "catboost",
                "data": self.path("rows.f64"),
                "columns": self.columns,
                "features": ["a", "b"],
                "target": "z",
            }
            more = {
                "train": [[0, 200]],
                "rounds": 10_000,
                "seed": 1,
                "threads": 1,
                "model": self.path("never"),
            }
            worker.stdin.write(json.dumps({**fields, **more}) + "\n")
            worker.stdin.flush()
            self.assertIn("progress", worker.stdout.readline())
            worker.stdin.close()
            last = worker.stdout.readlines()[-1:]
        self.assertEqual(worker.returncode, 3)
        self.assertNotIn("result", "".join(last))
        self.assertFalse(Path(self.path("never")).exists())


if __name__ == "__main__":
    unittest.main()
