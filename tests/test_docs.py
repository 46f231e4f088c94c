"""What the documents show is what dpspec does.

Every spec, command and session in them is run, in the order of the page, in a folder of its own that
holds a copy of the examples. A line of dots stands for any lines.

A page with the comment ``<!-- sandbox -->`` has a sandbox, which for the page is on the ports of ``dpspec sandbox``,
and a time of its own: it begins with START and passes only while dpspec waits, and by a second with each command. So
nothing waits, and names and logs are the same each time; what is made by chance comes from a fixed seed. What the page
tells to export is the environment. Of the output, only the ports and the number of a refused connection are normalised,
by `Stage.shown`. A comment such as ``<!-- sandbox: HttpFault(status=503) -->`` above a block holds for that block: a
fault, ``interrupt(2)`` for a Ctrl-C in the second wait, ``without("keyring")`` for a module that is not installed.

After a change of what dpspec says:

    python -m tests.test_docs --update

writes the new output into the documents (not where dots stand for some of it); read the diff.
"""

import contextlib
import importlib.util
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace
from unittest import mock

import pytest
from attrs import fields, frozen

import dpspec
from dpspec import cli, cli_jobs_frame, cli_sandbox, sandbox
from dpspec.api import TARGETS
from dpspec.capability import SINCE, oldest
from dpspec.diagnostics import CODES
from dpspec.sandbox import http_face
from dpspec.submit import DirectBackend, OrdsBackend, direct_backend, loop
from dpspec.version import __version__
from dpspec.versions import ServerVersion
from dpspec.vocabulary import KEYS, SYNONYMS, WITHOUT_KEY

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "examples/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
DOTS = "..."
#: Blocks that are written to a file, whose name follows the language.
FILES = {"json", "yaml", "sql", "ini", "toml"}
#: Blocks that are run, and commands that are only there to be typed.
RUN, TYPED = {"console", "pycon"}, {"sh"}
_BLOCK = re.compile(
    r"(?:^<!-- sandbox: (?P<directive>[^\n]*) -->\n)?"
    r"^```(?P<language>\w*) ?(?P<name>\S*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
#: When the sandbox of a page starts, and the ports that it has for the reader.
START = datetime(2026, 3, 5, 22, 0)
PORTS = {"http": "8181", "net": "1522"}


@frozen
class Block:
    """A fenced block: what it is, what it holds, and where that is in the page."""

    page: Path
    language: str
    name: str
    text: str
    directive: str
    start: int
    end: int

    @property
    def line(self):
        return self.page.read_text("utf-8").count("\n", 0, self.start) + 1

    @property
    def place(self):
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page):
    text = page.read_text("utf-8")
    return [
        Block(page, m["language"], m["name"], m["text"], m["directive"] or "", *m.span("text"))
        for m in _BLOCK.finditer(text)
    ]


@contextlib.contextmanager
def desk(folder):
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    with contextlib.chdir(folder):
        yield


# --- the sandbox of a page ------------------------------------------------------------------------------------------


class Time:
    """The time of a page, in seconds: it passes only by waiting."""

    def __init__(self):
        self.now, self.interrupt = 0.0, 0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        if self.interrupt == 1:
            raise KeyboardInterrupt
        self.interrupt = max(0, self.interrupt - 1)


class Plain:
    """A page without a sandbox: nothing is replaced."""

    def real(self, text):
        return text

    shown = real

    def export(self, text):
        """Do nothing: nothing that is run needs it."""

    def during(self, block):
        assert not block.directive, block.place
        return contextlib.nullcontext()

    def passes(self):
        """Do nothing: no time is shown."""


class Stage(Plain):
    """A page with a sandbox."""

    def __init__(self, running, time):
        self.running, self.time = running, time
        self.ports = {"http": str(running.http_port), "net": str(running.net_port)}

    def real(self, text):
        """Give a text of the page with the ports that the sandbox really has."""
        for face, port in PORTS.items():
            text = re.sub(rf"(?<=127\.0\.0\.1:){port}\b", self.ports[face], text)
        return text

    def shown(self, text):
        """Give an output as it would be with the ports of the page; systems differ in the number of a refusal."""
        for face, port in PORTS.items():
            text = re.sub(rf"(?<=127\.0\.0\.1:){self.ports[face]}\b", port, text)
        return re.sub(r"\[Errno \d+\] Connection refused", "[Errno 111] Connection refused", text)

    def export(self, text):
        for line in text.splitlines():
            if line.startswith("export "):
                os.environ.update([shlex.split(self.real(line))[1].split("=", 1)])

    def passes(self):
        self.time.now += 1

    @contextlib.contextmanager
    def during(self, block):
        """Let happen what the comment above a block says; a fault that does not happen is none of the page."""
        self.running.faults.clear()
        with contextlib.ExitStack() as undone:

            def without(module):
                undone.enter_context(mock.patch.dict(sys.modules, {module: None}))

            def interrupt(wait):
                self.time.interrupt = wait

            words = {name: getattr(sandbox, name) for name in sandbox.__all__}
            fault = eval(block.directive or "None", {**words, "without": without, "interrupt": interrupt})  # noqa: S307
            if fault is not None:
                self.running.faults.add(fault)
            yield
            assert fault is None or self.running.faults.fired(fault), f"{block.place}: the fault does not happen"
            assert self.time.interrupt <= 1, f"{block.place}: there is no such wait"
            self.time.interrupt = 0


@contextlib.contextmanager
def stage(page):
    if "<!-- sandbox -->" not in page.read_text("utf-8"):
        yield Plain()
        return
    time, chance = Time(), Random(4)  # noqa: S311 - the same each time

    def token(*_):
        return f"{chance.randrange(16**6):06x}"

    def now():
        return SimpleNamespace(astimezone=lambda: running.engine.moment())

    quiet = {name: value for name, value in os.environ.items() if not name.startswith("DPSPEC_")}
    made_by_chance = SimpleNamespace(
        token_urlsafe=token, token_hex=token, compare_digest=http_face.secrets.compare_digest
    )
    with contextlib.ExitStack() as undone:
        undone.enter_context(mock.patch.dict(os.environ, quiet, clear=True))
        for backend in (OrdsBackend, DirectBackend):
            undone.enter_context(
                mock.patch.multiple(backend, _sleep=staticmethod(time.sleep), _clock=staticmethod(time))
            )
        for module in (http_face, direct_backend):
            undone.enter_context(mock.patch.object(module, "secrets", made_by_chance))
        undone.enter_context(mock.patch.object(direct_backend, "datetime", SimpleNamespace(now=now)))
        undone.enter_context(mock.patch.object(loop, "random", SimpleNamespace(uniform=lambda least, _: least)))
        # `dpspec sandbox` in a page shows what it says, and is interrupted at once.
        undone.enter_context(mock.patch.object(cli_sandbox, "_wait", side_effect=KeyboardInterrupt))
        running = undone.enter_context(sandbox.Sandbox(clock=time))
        running.engine._zero = 0.0, START
        yield Stage(running, time)


# --- blocks that run ------------------------------------------------------------------------------------------------


def run_dpspec(arguments, given=b""):
    """Run the command line here: its output as a terminal would show it, and its exit code."""
    shown = io.BytesIO()
    stream = io.TextIOWrapper(shown, encoding="utf-8", write_through=True, newline="")
    old = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"), stream, stream
    try:
        code = cli.main(arguments)
    finally:
        sys.stdin, sys.stdout, sys.stderr = old
    return shown.getvalue().decode("utf-8"), code


class Terminal:
    """Runs the commands of a page."""

    def __init__(self):
        self.code = 0

    def run(self, command):
        if command == "echo $?":
            return f"{self.code}\n"
        before, pipe, after = command.rpartition(" | ")
        given = b""
        if pipe:
            given = subprocess.run(["sh", "-c", before], check=True, capture_output=True).stdout
        words = shlex.split(after)
        if words[0] == "cat" and not pipe:
            return "".join(Path(word).read_text("utf-8") for word in words[1:])
        assert words[0] == "dpspec", f"cannot run {command!r}"
        if words[1] == "sandbox":
            return self.sandbox(words[2:])
        output, self.code = run_dpspec(words[1:], given)
        return output

    def sandbox(self, words):
        """Run a sandbox on ports that are free, and show it with those that it has by itself."""
        output, self.code = run_dpspec(["sandbox", *words, "--http-port=0", "--net-port=0"])
        output = re.sub(r"(?m)^(HTTP +http://127\.0\.0\.1:)\d+", rf"\g<1>{PORTS['http']}", output)
        return re.sub(r"(?m)^(Oracle Net +127\.0\.0\.1:)\d+", rf"\g<1>{PORTS['net']}", output)


def commands(text):
    """Split a block into commands, each with the output that the page shows."""
    assert text.startswith("$ "), "a console block starts with a command"
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def trimmed(output):
    """Leave out blanks at the end of lines, and empty lines at the end: they cannot be seen in a page."""
    lines = "\n".join(line.rstrip() for line in output.split("\n")).rstrip("\n")
    return lines + "\n" if lines else ""


def same(shown, output):
    """Compare; a line of dots in what is shown stands for any lines."""
    lines = trimmed(shown).splitlines(keepends=True)
    pattern = "".join("(?:.*\n)*?" if line == f"{DOTS}\n" else re.escape(line) for line in lines)
    return re.fullmatch(pattern, trimmed(output)) is not None


def session(text):
    """Split a Python session into statements as they stand there, each with the output that the page shows."""
    assert text.startswith(">>> "), "a session starts with a statement"
    for part in re.split(r"^(?=>>> )", text, flags=re.MULTILINE)[1:]:
        asked = re.match(r">>> .*\n(?:\.\.\. .*\n)*", part)[0]
        yield asked, part[len(asked) :]


def run_python(source, names):
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        try:
            exec(compile(source, "<page>", "single"), names)  # noqa: S102 - our own documents
        except Exception as error:
            told = "".join(traceback.format_exception_only(error)).rstrip()
            shown.write(f"Traceback (most recent call last):\n    ...\n{told}\n")
    return shown.getvalue()


def happens(page):
    """Run a page. Yields each block that is run, with its text as it ought to be and what is wrong with it."""
    terminal, names = Terminal(), {}
    with stage(page) as here:
        for block in blocks(page):
            if block.language in FILES and block.name:
                Path(block.name).write_text(here.real(block.text), "utf-8")
            elif block.language in TYPED:
                here.export(block.text)
            elif block.language in RUN:
                with here.during(block):
                    run = typed_commands if block.language == "console" else statements
                    text, wrong = run(block, here, terminal, names)
                yield block, text, wrong


def typed_commands(block, here, terminal, _names):
    text, wrong = "", ""
    for command, shown in commands(block.text):
        here.passes()
        output = trimmed(here.shown(terminal.run(here.real(command))))
        wrong += "" if same(shown, output) else f"{block.place}: $ {command}\n{output}"
        keep = DOTS in shown.split("\n") or terminal.code == cli.BUG
        text += f"$ {command}\n{shown if keep or same(shown, output) else output}"
    return text, wrong


def statements(block, here, _terminal, names):
    text, wrong = "", ""
    for asked, shown in session(block.text):
        here.passes()
        source = here.real(re.sub(r"^(?:>>>|\.\.\.) ", "", asked, flags=re.MULTILINE))
        output = trimmed(here.shown(run_python(source, names)))
        wrong += "" if same(shown, output) else f"{block.place}: {asked}{output}"
        text += asked + (shown if same(shown, output) else output)
    return text, wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name if page.parent != ROOT / "examples" else "examples")
def test_a_page_shows_what_happens(page, tmp_path):
    with desk(tmp_path):
        assert "".join(wrong for _, _, wrong in happens(page)) == ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_nothing_in_a_page_escapes_the_test(page):
    assert page.read_text("utf-8").count("```") == 2 * len(blocks(page))
    for block in blocks(page):
        assert block.language in FILES | RUN | TYPED, block.place
        assert (block.name != "") == (block.language in FILES), block.place


def test_dots_stand_for_any_lines_and_nothing_else_does():
    assert same("a\n...\nd\n", "a\nb\nc\nd\n")
    assert same("...\nd\n", "d\n")
    assert not same("a\n...\nd\n", "a\nb\nc\n")
    assert not same("a...\n", "abc\n")
    assert not same("", "a\n")
    assert not same("a\n", "a\nb\n")


# --- commands to type, links, paths ---------------------------------------------------------------------------------


def typed():
    lines = [(block, line) for page in PAGES for block in blocks(page) for line in block.text.splitlines()]
    return [(block.place, line.partition(" #")[0].strip()) for block, line in lines if block.language in TYPED]


def test_the_makefile_knows_every_target_that_a_page_names():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {line.split()[1] for _, line in typed() if line.startswith("make ")}
    for page in PAGES:
        named |= set(re.findall(r"`make ([a-z]+)`", page.read_text("utf-8")))
    assert {"demo", "test"} <= named <= targets


def test_a_module_that_a_page_tells_to_run_is_there():
    for place, line in typed():
        for module in re.findall(r"python -m ([a-z_.]+)", line):
            assert importlib.util.find_spec(module) is not None, place


def anchors(page):
    """The anchors of a page's headings, as GitHub makes them."""
    text = _BLOCK.sub("", page.read_text("utf-8"))
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = _BLOCK.sub("", page.read_text("utf-8"))
    for target in re.findall(r"(?<!`)\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def test_no_page_and_no_example_names_a_place_on_our_machines():
    files = [*PAGES, *(path for path in (ROOT / "examples").iterdir() if path.is_file())]
    for file in files:
        found = re.search(r"(?<![\w.])/(?:work|home|root|tmp|usr|Users)/", file.read_text("utf-8"))
        assert found is None, file


def test_changelog_and_readme_name_this_version():
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"This is {__version__}" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_only_codes_that_there_are(page):
    assert set(re.findall(r"DP\d{3}", page.read_text("utf-8"))) <= CODES.keys()


# --- README.md ------------------------------------------------------------------------------------------------------


def rows(name, heading):
    """The rows of the table under a heading, cell by cell."""
    text = (ROOT / name).read_text("utf-8")
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def test_readme_has_every_exit_code():
    codes = [cli.CLEAN, cli.FINDINGS, cli.UNUSABLE, cli.BUG, cli_jobs_frame.OPEN, cli.INTERRUPTED]
    assert [int(row[0]) for row in rows("README.md", "Exit codes")] == codes


URI = "https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/ns/b/dumps/o/hr_%U.dmp"
#: Specs that stand for the rows of the table of targets.
SAYABLE = {
    "FULL, SCHEMA, TABLE, TABLESPACE mode": [
        {"job_mode": "FULL"},
        {"schema_expressions": ["='HR'"]},
        {"job_mode": "TABLE", "schema_expressions": ["='HR'"]},
        {"job_mode": "TABLESPACE", "tablespace_expressions": ["='USERS'"]},
    ],
    "tables by any filters": [
        {"job_mode": "TABLE", "name_expressions": ["LIKE 'A!_%' ESCAPE '!'", "NOT IN (SELECT n FROM ops.t)"]},
        {"job_mode": "TABLE", "name_expressions": ["BETWEEN 'A' AND 'F'", "!='O''NEIL'"]},
    ],
    "schemas, tablespaces by name": [
        {"schema_expressions": ["IN ('HR','SalesDb')"]},
        {"job_mode": "TABLESPACE", "tablespace_expressions": ["IN ('USERS','APP')"]},
    ],
    "schemas, tablespaces by condition (LIKE, subquery ...)": [
        {"schema_expressions": ["LIKE 'APP%'"]},
        {"job_mode": "TABLESPACE", "tablespace_expressions": ["IN (SELECT n FROM ops.t)"]},
    ],
    "expressions that are not those of the mode, such as names in SCHEMA mode": [
        {"schema_expressions": ["='HR'"], "name_expressions": ["!='EMP'"]},
        {"job_mode": "TABLE", "tablespace_expressions": ["='USERS'"]},
        {"job_mode": "TABLESPACE", "tablespace_expressions": ["='USERS'"], "schema_expressions": ["='HR'"]},
    ],
    "`filter`": [{"filter": "HR"}],
    "the keys of expdp that ORDS does not have": [
        {"schemas": ["HR"], "exclude": ["STATISTICS"], "consistent": True},
        {"job_mode": "FULL", "compression": "ALL", "job_name": "NIGHTLY"},
    ],
    "tables of several schemas": [{"tables": ["HR.JOBS", "OE.ORDERS"]}],
    "partitions by a range or subquery; lines for the log": [
        {"tables": ["SH.SALES"], "partitions": [{"table": "SH.SALES", "expression": "> 'P1'"}]},
        {"schemas": ["HR"], "log_entries": ["ticket 4711"]},
    ],
    "object store": [{"job_mode": "FULL", "credential_name": "BUCKET_CRED", "file_name": URI}],
}


@pytest.mark.parametrize("row", rows("README.md", "What the targets can say"), ids=lambda row: row[0])
def test_a_target_can_say_what_the_readme_says(row):
    label, *cells = row
    if label in ("default dump name", "following the job"):
        return  # not a matter of what is refused
    for spec in SAYABLE[label]:
        for target, cell in zip(TARGETS, cells, strict=True):
            assert says(spec, target) == cell.startswith("yes")
            assert cell.startswith(("yes", "no"))


def says(spec, target):
    assert dpspec.check(dpspec.ExportSpec(**spec)).ok
    try:
        dpspec.compile(dpspec.ExportSpec(**spec), target)
    except dpspec.SpecError:
        return False
    return True


def test_the_licence_is_whole():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert text.rstrip().endswith("limitations under the License.")


# --- docs/codes.md --------------------------------------------------------------------------------------------------

CODES_PAGE = ROOT / "docs" / "codes.md"
#: The codes with a section, and their titles. A rule of the linter has a page of its own.
SHOWN = sorted((code, title) for code, title in CODES.items() if not code.startswith("DP2"))


def sections():
    """The sections of the page of codes: heading and body by code."""
    parts = re.split(r"^### (DP\d{3}) ", CODES_PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return [(code, *re.split(r"\n", text, maxsplit=1)) for code, text in pairs]


def test_every_code_has_a_section_with_its_title_in_order():
    assert [(code, title) for code, title, _ in sections()] == SHOWN


@pytest.mark.parametrize("code", [code for code, _ in SHOWN])
def test_the_example_of_a_code_yields_it(code):
    body = next(text for found, _, text in sections() if found == code)
    assert re.search(rf"^(?:error|warning)\[{code}\]: ", body, re.MULTILINE), (
        "the section shows no diagnostic of its code"
    )


def fixed():
    return [block for block in blocks(CODES_PAGE) if ".fixed." in block.name]


@pytest.mark.parametrize("block", fixed(), ids=lambda block: block.name)
def test_the_fix_of_a_code_leaves_nothing_to_say(block, tmp_path):
    target = {"DP301": ["parfile"], "DP302": ["parfile"], "DP303": ["parfile"]}.get(block.name.partition(".")[0], [])
    with contextlib.chdir(tmp_path):
        Path(block.name).write_text(block.text, "utf-8")
        if block.language in ("json", "yaml"):
            options = [f"--target={name}" for name in target]
            assert run_dpspec(["check", "--ignore=DP2", *options, block.name]) == ("", cli.CLEAN)
        else:
            # What was assumed is another matter, unless that is the code.
            output, exit_code = run_dpspec(["recover", "--to=json", block.name])
            assert exit_code == cli.CLEAN
            assert f"[{block.name.partition('.')[0]}]" not in output


# --- docs/spec.md, docs/filters.md, docs/unconfirmed.md -------------------------------------------------------------


SPEC_PAGE = ROOT / "docs" / "spec.md"


def key_sections():
    """The sections of the page of keys: key and body, in order."""
    parts = re.split(r"^### `(\w+)`\n", SPEC_PAGE.read_text("utf-8"), flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def test_every_key_of_a_spec_has_a_section_with_its_type_and_default():
    assert [key for key, _ in key_sections()] == list(KEYS)
    defaults = {attribute.name: attribute.default for attribute in fields(dpspec.ExportSpec)}
    for key, body in key_sections():
        assert f"Type: {KEYS[key].shape.value}." in body
        default = defaults[key]
        if isinstance(default, str):
            assert f"Default: `{default}`." in body
        else:
            assert re.search(r"^Type: .*\. Default: (?!`)", body, re.MULTILINE)


@pytest.mark.parametrize(("key", "body"), key_sections(), ids=lambda value: value if value in KEYS else "")
def test_the_section_of_a_key_has_its_values_and_its_release(key, body):
    for choice in KEYS[key].choices:
        assert f"`{choice}`" in body
    first = re.search(r"^Type: .* From ([0-9.]+) on\.$", body, re.MULTILINE)
    assert (first[1] if first else "10.1") == str(oldest(key) if oldest(key) > ServerVersion(10, 1) else "10.1")


def test_the_page_of_keys_has_second_names_the_keys_of_ords_and_the_parameters_without_a_key():
    text = SPEC_PAGE.read_text("utf-8")
    for written, key in SYNONYMS.items():
        assert re.search(rf"`{written}` for\s`{key}`", text)
    ords = re.search(r"^ORDS has ten of the keys: ([^.]*)\.", text, re.MULTILINE)[1]
    assert set(re.findall(r"`(\w+)`", ords)) == {key for key in KEYS if "ords" in SINCE[key]}
    assert [row[0].strip("`") for row in rows("docs/spec.md", "What is not there")] == list(WITHOUT_KEY)


def code_of(cell):
    return re.findall(r"`` (.*?) ``|`([^`]+)`", cell.replace(r"\|", "|"))


@pytest.mark.parametrize("row", rows("docs/filters.md", "The forms"), ids=lambda row: row[0])
def test_a_form_has_the_canonical_text_that_the_table_gives(row):
    written, canonical = ([a or b for a, b in code_of(cell)] for cell in row[:2])
    assert written
    for text in written:
        body = dpspec.compile(dpspec.ExportSpec(job_mode="TABLE", name_expressions=[text]), "ords").text
        assert [item["expression"] for item in json.loads(body)["name_expressions"]] == canonical


def test_every_module_that_says_unconfirmed_is_in_the_list():
    listed = set(re.findall(r"`(dpspec/[\w/]+\.py)`", (ROOT / "docs" / "unconfirmed.md").read_text("utf-8")))
    saying = {
        str(path.relative_to(ROOT)).replace(os.sep, "/")
        for path in (ROOT / "dpspec").rglob("*.py")
        if "unconfirmed" in path.read_text("utf-8").lower()
    }
    assert saying <= listed
    assert all((ROOT / path).exists() for path in listed)


def update():
    """Write what happens into the pages. Gives 1 if something is left that a person has to see to."""
    left = False
    for page in PAGES:
        with tempfile.TemporaryDirectory() as folder, desk(Path(folder)):
            done = list(happens(page))
        text = page.read_text("utf-8")
        for block, happened, wrong in reversed(done):
            text = text[: block.start] + happened + text[block.end :]
            if wrong:
                kept = block.text == happened
                print(f"{block.place}: {'no longer true, and not updated' if kept else 'updated'}")
                left |= kept
        page.write_text(text, "utf-8")
    return 1 if left else 0


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit(__doc__)
    sys.exit(update())
