"""What everybody owes and has in a period, and why.

view        the tables, and how facts change them
sources     a company's, a person's facts out of these tables, as of both clocks
deriving    rows of what people owe and have, from these facts, by `ledger.standing`
questions   a person, a branch with all below it, the company
summary     how many people are how far
heat        where, when and what they learnt
deadlines   the courses required of a person, asked of `projections.obligations`
explaining  every figure as terms that add up to it
preview     what would be sealed if a period were closed now
closing     what a closed period comes to, for its seal and its carry-over
"""
