"""What an e-mail address is here: one mailbox of a domain, that every server can take, and nothing around it."""

import re
from typing import Final

LONGEST: Final = 254
ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
MAILBOX: Final = re.compile(rf"(?P<local>(?=[^@]{{1,64}}@){ATOM}(?:\.{ATOM})*)@(?P<domain>{LABEL}(?:\.{LABEL})+)")


def mailbox(text: str) -> str | None:
    """Give the address as it goes to a server, a domain of other letters in ASCII; None for what is none."""
    local, at, domain = text.rpartition("@")
    try:
        written = f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return None
    return written if len(written) <= LONGEST and MAILBOX.fullmatch(written) else None


def domain_of(address: str) -> str:
    """Give what comes after the @."""
    return address.rpartition("@")[2]
