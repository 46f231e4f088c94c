"""All outputs of a spec mean the same job: the promise that dpspec exists for.

Three readers that know nothing of the emitters say what each output means: the ORDS body by the
mapping of the ORDS documentation (here), the script by its DBMS_DATAPUMP calls, the parameter
file by expdp's rules.
"""

from __future__ import annotations

import json
import os

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import dpspec
from dpspec import api, filter_parser
from dpspec.plan import JobMode, Meaning, selected
from dpspec.recover import parfile, plsql
from dpspec.source import Source
from tests.strategies import specs

MANY = int(os.environ.get("DPSPEC_EXAMPLES", "300"))


def meaning_of_body(text: str) -> Meaning:
    """What ORDS documents for a body: each expression is one metadata filter; its own defaults."""
    body = json.loads(text)

    def filters(key):
        return selected([filter_parser.parse_text(item["expression"]) for item in body.get(key, [])])

    return Meaning(
        job_mode=JobMode(body.get("job_mode", "SCHEMA")),
        names=filters("name_expressions"),
        schemas=filters("schema_expressions"),
        tablespaces=filters("tablespace_expressions"),
        listed=frozenset(body.get("filter", "").split(",")) - {""},
        directory=body.get("datapump_dir", "DATA_PUMP_DIR"),
        file_name=body.get("file_name", ""),
        credential_name=body.get("credential_name", ""),
        threads=body.get("threads", 1),
        keep_master=body.get("keep_master", 1) == 1,
    )


def meaning_of(spec: dpspec.ExportSpec) -> Meaning:
    checked = dpspec.check(spec)
    assert checked.plan is not None, checked.diagnostics
    return checked.plan.meaning


def recovered(module, compiled: dpspec.Compiled) -> Meaning:
    spec, diagnostics = module.recover(Source("script", compiled.text))
    assert spec is not None, diagnostics
    return meaning_of(spec)


@given(specs(), st.booleans())
@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_output_of_a_spec_means_the_same_job(spec, wait):
    plan = dpspec.check(spec).plan
    assume(plan is not None)
    meant = plan.meaning

    assert meaning_of_body(dpspec.compile(spec, "ords").text) == meant
    assert recovered(plsql, dpspec.compile(spec, "plsql", wait=wait)) == meant
    if refused := api.refusals(plan, "parfile"):
        event("parfile refused")
        assert {d.code for d in refused} <= {"DP302", "DP303"}
    else:
        event(f"parfile written, {plan.job_mode.value}")
        assert recovered(parfile, dpspec.compile(spec, "parfile")) == meant


@given(specs())
@settings(max_examples=MANY // 3, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_body_is_a_spec_that_compiles_to_itself(spec):
    assume(dpspec.check(spec).ok)
    body = dpspec.compile(spec, "ords").text

    assert dpspec.compile(dpspec.loads(body), "ords").text == body
