"""A mail server as a program that may be killed: what it acknowledges is in a file first."""

import os
import sys
import threading
from email import message_from_bytes

from mail.serving import MailServer, serving

if __name__ == "__main__":
    port, path = int(sys.argv[1]), sys.argv[2]
    server = MailServer()

    def keep(content: bytes) -> str:
        with open(path, "a", encoding="ascii") as kept:  # noqa: PTH123 - appended to, and on disk before the answer
            kept.write(f"{message_from_bytes(content)['Message-ID']}\n")
            kept.flush()
            os.fsync(kept.fileno())
        return "250 OK"

    server.on_data = keep
    with serving(server, port):
        threading.Event().wait()
