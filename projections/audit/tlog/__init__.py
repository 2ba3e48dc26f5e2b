"""Tiled transparency logs (RFC 6962 trees, C2SP tiles, notes, checkpoints and proofs), pure and offline.

No database, network, clock or disk: bytes in, bytes out. It goes into the verifier that auditors are handed, so it
imports the standard library and `cryptography`, and nothing else of Merit.

    leaf, leaf_reading   the bytes that stand for a stored fact in the tree, and back
    merkle               leaf, node and root hashes
    frontier             the right edge of a growing tree
    proving, verifying   what is in the tree, and what it grew from
    tiles, tile_hashes   the tree as files, and its nodes again
    bundles              the leaves' bytes as files
    keys, note           who signs, and a signed text
    cosignature          what a witness signs
    checkpoint           a signed root
    append_signature     what a writer of facts signs
    writers              who may append, and each append once
    policy               whose signatures it takes
    tlog_proof           one fact's whole proof in one file
    shown_fact           the fact itself beside it

Whatever these are fed, they answer or raise `Invalid`.
"""
