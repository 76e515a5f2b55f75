"""All checks, by title, in the order in which they run."""

from .harness import CHECKS, run_check
from . import experiments, runs, params_tags, metrics, batches, search, datasets  # noqa: F401
from . import artifacts, models, versions, logged_models, flavors, protocol  # noqa: F401

__all__ = ["CHECKS", "run_check"]
