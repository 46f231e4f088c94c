"""All outputs of a spec mean the same job: the promise that dpspec exists for.

Three readers that know nothing of the emitters say what each output means: the ORDS body by the
mapping of the ORDS documentation (here), the script by its DBMS_DATAPUMP calls, the parameter
file by expdp's rules.
"""

from __future__ import annotations

import json
import os

from attrs import evolve
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import dpspec
from dpspec import api, filter_parser
from dpspec.diagnostics import has_errors
from dpspec.plan import File, JobMode, Meaning, selected
from dpspec.recover import parfile, plsql
from dpspec.source import Source
from tests.strategies import specs, wide_specs

MANY = int(os.environ.get("DPSPEC_EXAMPLES", "300"))


def meaning_of_body(text: str) -> Meaning:
    """What ORDS documents for a body: each expression is one metadata filter; its own defaults."""
    body = json.loads(text)

    def filters(key):
        return selected([filter_parser.parse_text(item["expression"]) for item in body.get(key, [])])

    uri = "credential_name" in body
    place = body["credential_name"] if uri else body.get("datapump_dir", "DATA_PUMP_DIR")
    nothing = frozenset()
    return Meaning(
        job_mode=JobMode(body.get("job_mode", "SCHEMA")),
        job_name="",
        names=filters("name_expressions"),
        objects=nothing,
        include=nothing,
        exclude=nothing,
        schemas=filters("schema_expressions"),
        tablespaces=filters("tablespace_expressions"),
        tables=nothing,
        views=nothing,
        listed=frozenset(body.get("filter", "").split(",")) - {""},
        rows=nothing,
        remaps=nothing,
        dump_files=(File(body.get("file_name", ""), place, uri),),
        log_file=(File("", body.get("datapump_dir", "DATA_PUMP_DIR")),),
        filesize=0,
        reuse_dumpfiles=False,
        threads=body.get("threads", 1),
        keep_master=body.get("keep_master", 1) == 1,
        settings=nothing,
    )


def meaning_of(spec: dpspec.ExportSpec) -> Meaning:
    checked = dpspec.check(spec)
    assert checked.plan is not None, checked.diagnostics
    return checked.plan.meaning


def recovered(module, compiled: dpspec.Compiled) -> dpspec.ExportSpec:
    """What a reader makes of an output. It may have assumed something, and may not have left anything out."""
    spec, diagnostics = module.recover(Source("script", compiled.text))
    assert spec is not None, diagnostics
    assert not has_errors(diagnostics)
    return spec


def recovered_meaning(module, compiled: dpspec.Compiled, plan: dpspec.Plan) -> Meaning:
    """Each target makes the name of the log in its own way, where the spec leaves that open."""
    meaning = meaning_of(recovered(module, compiled))
    if "logfile" in plan.written:
        return meaning
    return evolve(meaning, log_file=tuple(evolve(file, name="") for file in meaning.log_file))


@given(specs(), st.booleans())
@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_output_of_a_spec_means_the_same_job(spec, wait):
    plan = dpspec.check(spec).plan
    assume(plan is not None)
    meant = plan.meaning

    assert meaning_of_body(dpspec.compile(spec, "ords").text) == meant
    assert recovered_meaning(plsql, dpspec.compile(spec, "plsql", wait=wait), plan) == meant
    if refused := api.refusals(plan, "parfile"):
        event("parfile refused")
        assert {d.code for d in refused} <= {"DP302", "DP303"}
    else:
        event(f"parfile written, {plan.job_mode.value}")
        assert recovered_meaning(parfile, dpspec.compile(spec, "parfile"), plan) == meant


@given(specs())
@settings(max_examples=MANY // 3, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_body_is_a_spec_that_compiles_to_itself(spec):
    assume(dpspec.check(spec).ok)
    body = dpspec.compile(spec, "ords").text

    assert dpspec.compile(dpspec.loads(body), "ords").text == body


@given(wide_specs(), st.booleans())
@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
def test_scripts_and_parameter_files_of_the_whole_vocabulary_mean_the_same_job(spec, wait):
    plan = dpspec.check(spec).plan
    assume(plan is not None)
    for target, module in (("plsql", plsql), ("parfile", parfile)):
        if refused := api.refusals(plan, target):
            event(f"{target} refused")
            assert {d.code for d in refused} <= {"DP301", "DP302", "DP303"}
            assert len({(d.code, d.key, d.message) for d in refused}) == len(refused)
            continue
        event(f"{target} written, {plan.job_mode.value}")
        compiled = dpspec.compile(spec, target, **({"wait": wait} if target == "plsql" else {}))
        assert recovered_meaning(module, compiled, plan) == plan.meaning


@given(wide_specs())
@settings(max_examples=MANY // 2, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_was_recovered_from_an_output_is_recovered_from_its_own(spec):
    """recover(emit(spec)) == spec, for every spec in the words that recover has for it."""
    plan = dpspec.check(spec).plan
    assume(plan is not None)
    for target, module in (("plsql", plsql), ("parfile", parfile)):
        if api.refusals(plan, target):
            continue
        once = recovered(module, dpspec.compile(spec, target))
        assert not api.refusals(dpspec.check(once).plan, target)
        assert recovered(module, dpspec.compile(once, target)) == once
        event(f"{target} equal at once" if once == spec else f"{target} in other words")
