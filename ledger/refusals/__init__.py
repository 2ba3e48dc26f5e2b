"""Every way to say no.

Refused
├── NotFound      there is no such thing               CourseUnknown, SessionUnknown, RewardUnknown, ...
├── Forbidden     you may not                          SelfActionForbidden, MarkerNotAuthorised
├── Conflict      not as things stand                  StockExhausted, SessionNotOpen, AlreadyCheckedIn, ...
├── Unacceptable  what was said cannot be true         CodeInvalid, CodeReplayed, TimesReversed, ...
└── Unanswered    try again: nothing was decided       Contended, Overloaded

The class name is the stable code (`StockExhausted` is `STOCK_EXHAUSTED`); the docstring is the English sentence,
`zh` the Chinese one. Details are ids and numbers only: a refusal is recorded, and free text is personal data.
Each topic has its file; all are read here, so that `refused.REFUSALS` knows every code.
"""

from importlib import import_module
from pkgutil import iter_modules

for topic in iter_modules(__path__):
    import_module(f"{__name__}.{topic.name}")
