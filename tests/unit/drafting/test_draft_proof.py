"""The proof of the drafts in small: one town; and its broken twin, which believes headings alone, is caught."""

from __future__ import annotations

from tests.prove.draft import measure, percent


def test_renamed_and_reordered_files_are_told_and_hardly_anything_sure_is_wrong() -> None:
    found = measure([4], shuffle=False)
    assert percent(found.sources_right, found.files) >= 90
    assert percent(found.right, found.columns) >= 75
    assert percent(found.sure_wrong, found.sure) <= 2
    assert percent(found.renamed, found.columns) >= 50


def test_headings_moved_to_other_cells_are_not_called_sure_but_by_the_broken_twin() -> None:
    honest, twin = measure([4], shuffle=True), measure([4], shuffle=True, twin=True)
    assert honest.shuffled == twin.shuffled >= 50
    assert percent(honest.shuffled_sure, honest.shuffled) <= 3
    assert percent(twin.shuffled_sure, twin.shuffled) >= 20
