"""Exports of partners' systems: a mapping file says which of their sheets and columns is which canonical column."""

from impact.data.exports.convert import MappedExport, map_export
from impact.data.exports.mapping import Mapping, read_mapping
from impact.data.exports.suggest import reading_of, suggest_mapping
from impact.data.exports.write import refuse_filled, summary, write_mapped

__all__ = [
    "MappedExport", "Mapping", "map_export", "read_mapping", "reading_of", "refuse_filled", "suggest_mapping",
    "summary", "write_mapped",
]  # fmt: skip
