"""INCLUDE_ROWS and INCLUDE_METADATA: whether rows, definitions or both are exported, which is one key of a spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from dpspec.recover.script_arguments import number, shown

if TYPE_CHECKING:
    from dpspec.datapump import Call
    from dpspec.recover.script_job import Job


@define
class Content:
    """Gathers the two: None where a job does not say."""

    job: Job
    _rows: bool | None = None
    _metadata: bool | None = None

    def rows(self, call: Call) -> None:
        """Take the data filter INCLUDE_ROWS, for which any number but 0 is yes."""
        value = number(self.job, call)
        self._rows = self._switched(call, "INCLUDE_ROWS", value, self._rows)

    def metadata(self, call: Call) -> None:
        """Take the parameter INCLUDE_METADATA."""
        value = number(self.job, call)
        self._metadata = self._switched(call, "INCLUDE_METADATA", value if value in (0, 1) else None, self._metadata)

    def _switched(self, call: Call, name: str, value: int | None, before: bool | None) -> bool | None:
        if value is None:
            self.job.refuse(f"{shown(call['value'])} is no value of `{name}`", call.at("value"), "write 0 or 1")
            return before
        if before not in (None, bool(value)):
            self.job.refuse(f"a second value for `{name}`", call.at("value"), "keep one of the calls")
            return before
        return bool(value)

    def complete(self) -> None:
        """Make the key `content`."""
        if self._metadata is False:
            self.job.given["content"] = "DATA_ONLY"
            if self._rows is False:
                self.job.refuse("neither rows nor definitions are exported", None)
        elif self._rows is not None:
            self.job.given["content"] = "ALL" if self._rows else "METADATA_ONLY"
