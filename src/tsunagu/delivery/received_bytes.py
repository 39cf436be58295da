"""What of the bytes that came the home holds: a file is known by what it is, by what came before its password was taken off, and
by the zip it came in with others. Asked in one place by all who speak of copies outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tsunagu.delivery.packages import Package, PackedFile, kept_packages
from tsunagu.delivery.unwanted import BrokenUnwantedError, Unwanted, unwanted
from tsunagu.intake import Load, loads


@dataclass(frozen=True)
class ReceivedCopy:
    """What a copy outside the home was received as: one load, or every file of a zip; without `loads`, that of which nobody will
    take anything. Named as the record of wiping names it."""

    file: str
    sha256: str
    source: str
    period: str
    loads: tuple[Load, ...]


class ReceivedBytes:
    """All the home holds at one moment, by SHA-256.

    `problem`: the record of what is not wanted does not hold. Then nothing counts as unwanted, and who wipes must refuse.
    """

    problem: BrokenUnwantedError | None = None

    def __init__(self, home: Path) -> None:
        self._loads: dict[str, list[Load]] = {}
        for load in loads(home):
            for digest in {load.sha256, load.locked_sha256} - {None}:
                self._loads.setdefault(str(digest), []).append(load)
        self._packages: dict[str, Package] = {}
        for package in kept_packages(home):
            self._packages |= {package.sha256: package, package.came_as: package}
        self._unwanted: list[Unwanted] = []
        try:
            self._unwanted = unwanted(home)
        except BrokenUnwantedError as error:
            self.problem = error
        self._settled = {(one.package, file.sha256) for one in self._unwanted for file in one.files}

    def loads_of(self, sha256: str) -> list[Load]:
        """The loads of one file of these bytes, as it is or as it came with a password."""
        return self._loads.get(sha256, [])

    def package(self, sha256: str | None) -> Package | None:
        """The zip of several files that has these bytes."""
        return self._packages.get(sha256 or "")

    def packages_with(self, sha256: str) -> list[Package]:
        """The zips in which a file of these bytes came."""
        every = {package.came_as: package for package in self._packages.values()}
        return [package for package in every.values() if any(sha256 == one.sha256 for one in package.files)]

    def missing(self, package: Package) -> list[PackedFile]:
        """The files of a zip that were not taken and of which nobody said that they will not be. Machines' own do not count."""
        return [
            one
            for one in package.counted
            if not self.loads_of(one.sha256) and not self.is_unwanted(package.came_as, one.sha256)
        ]

    def not_wanted(self, package: Package) -> list[PackedFile]:
        """The files of a zip that were not taken and, as somebody said, will not be."""
        return [
            one
            for one in package.counted
            if not self.loads_of(one.sha256) and self.is_unwanted(package.came_as, one.sha256)
        ]

    def is_unwanted(self, package: str | None, sha256: str) -> bool:
        """Whether somebody said that a file will not be taken out of that zip, named by the SHA-256 of what came."""
        return (package, sha256) in self._settled

    def decided(self, package: Package) -> list[Unwanted]:
        """What was said of a zip's files, oldest first."""
        return [one for one in self._unwanted if one.package == package.came_as]

    def is_settled(self, sha256: str) -> bool:
        """Whether these bytes were taken, or opened as a zip, whose files have receipts of their own."""
        return bool(sha256) and (sha256 in self._loads or sha256 in self._packages)

    def copy(self, sha256: str) -> ReceivedCopy | None:
        """What these bytes were received as; None when they were not, or not with all that is in them."""
        package = self.package(sha256)
        if package is None:
            alone = self.loads_of(sha256)[:1]
            return next(
                (ReceivedCopy(one.file_name, one.sha256, one.source, one.period, (one,)) for one in alone), None
            )
        if self.missing(package):
            return None
        inside = tuple(held[0] for one in package.files if (held := self.loads_of(one.sha256)))
        if not inside and not self.not_wanted(package):
            return None
        sources, periods = dict.fromkeys(load.source for load in inside), dict.fromkeys(load.period for load in inside)
        return ReceivedCopy(package.file, package.came_as, "、".join(sources), "、".join(periods), inside)
