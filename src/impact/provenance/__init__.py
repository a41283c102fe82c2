"""What a result was made from: hashes of data, study and code, versions, seed."""

from impact.provenance.hashes import (
    code_version,
    fingerprint,
    hash_file,
    hash_tree,
    input_key,
    lock_hash,
    notebook_hash,
    project_root,
    versions,
)
from impact.provenance.manifest import (
    MANIFEST,
    RESTRICTED,
    UNHASHED,
    data_hashes,
    read_manifest,
    restricted_among,
    seal,
    study_hash,
    without_absolute_path,
    write_manifest,
)

__all__ = [
    "MANIFEST",
    "RESTRICTED",
    "UNHASHED",
    "code_version",
    "data_hashes",
    "fingerprint",
    "hash_file",
    "hash_tree",
    "input_key",
    "lock_hash",
    "notebook_hash",
    "project_root",
    "read_manifest",
    "restricted_among",
    "seal",
    "study_hash",
    "versions",
    "without_absolute_path",
    "write_manifest",
]
