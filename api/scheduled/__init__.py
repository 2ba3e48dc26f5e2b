"""What comes due without anybody asking, a module each; `round.py` does all of it.

Every one of them may be late, killed, repeated, or run twice at once: a view says where something may be due, the
decision finds what is due from the facts and dates it when it came due, and requests are named after the state that
a run saw, so that two runs of one state are one.
"""
