"""The sender as a program that may be killed, with a patience that specs have."""

import sys

from handover.scene import HERE

from projections.handover.process import keep_delivering
from projections.handover.retrying import Patience

if __name__ == "__main__":
    keep_delivering(sys.argv[1], HERE, print, Patience(first=0.02, longest=0.2, attempts=1_000_000))
