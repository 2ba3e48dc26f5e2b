"""The mailer as a program that may be killed, with a patience that specs have."""

import sys

from mail.scene import plain

from projections.handover.retrying import Patience
from projections.mail.process import keep_mailing

if __name__ == "__main__":
    keep_mailing(sys.argv[1], plain(int(sys.argv[2])), print, Patience(first=0.02, longest=0.2, attempts=1_000_000))
