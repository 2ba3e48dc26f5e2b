"""The one error."""


class Invalid(ValueError):  # noqa: N818 - named like a refusal: it is an answer, not a bug
    """What was given is malformed, is forged, or does not prove what it should."""
