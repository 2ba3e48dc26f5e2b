"""Paid leave for payroll: a line for each day that was given or taken back, with a name of its own."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from psycopg import Connection
from psycopg.rows import namedtuple_row

from projections.handover import cloud_event
from projections.handover.outbox import COLUMNS, first_fact
from ledger.log.log import Fact
