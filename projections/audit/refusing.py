"""The one way the sealer says no."""


class SealingRefused(Exception):  # noqa: N818 - it is an answer to the operator, not a bug
    """Nothing was signed, and nothing will be until somebody has looked; the message says at what, in two languages."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(f"{en}\n{zh}")
