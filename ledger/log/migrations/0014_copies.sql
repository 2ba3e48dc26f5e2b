-- A copy of the log holds the answers to requests too, so that a repeat after a restore is still a repeat.

set local role merit_owner;

grant select on ledger.requests to merit_seal;

reset role;
