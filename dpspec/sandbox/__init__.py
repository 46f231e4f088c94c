"""An in-memory Data Pump for tests, and for trying things without Oracle. It is no Oracle, and moves no data.

A catalogue of objects, an engine that evaluates filters with Oracle's rules, states over time, a log, and two faces:
HTTP with the contract of ORDS, and Oracle Net for the unmodified python-oracledb. Faults come on demand. What the
faces need (starlette and uvicorn; seerdb) is imported when they are started.
"""

from dpspec.sandbox.catalog import Catalog
from dpspec.sandbox.engine import Engine
from dpspec.sandbox.faults import Cut, DropStatement, FailStatement, Fault, Faults, HttpFault, TokenExpiry, Trickle
from dpspec.sandbox.ora import OraError
from dpspec.sandbox.server import Sandbox

__all__ = [
    "Catalog",
    "Cut",
    "DropStatement",
    "Engine",
    "FailStatement",
    "Fault",
    "Faults",
    "HttpFault",
    "OraError",
    "Sandbox",
    "TokenExpiry",
    "Trickle",
]
