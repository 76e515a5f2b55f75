"""All checks, in the order in which they run."""

from . import reads, services, values, writes, ttl, on_demand, errors  # noqa: F401, I001
from . import materialization  # noqa: F401 - it changes the state of whole views, so it comes last
from .harness import CHECKS, Server, judge

__all__ = ["CHECKS", "Server", "judge"]
