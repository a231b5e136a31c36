"""The lab as a server on the open internet: headers, what comes in and goes out, probes, log, metrics, restarts."""

from serving.app import lifespan, middleware, routes
from serving.failures import on_script_error

__all__ = ["lifespan", "middleware", "on_script_error", "routes"]
