-- The salted leaves of sealed periods, and what was found when views and control totals were derived again.

set local role merit_owner;

-- Hashes and their order are for ever: other people's proofs lead through them. Whose a hash is and its salt can be
-- erased, after which nobody can connect the two again. No role of the program may read this, only the owner.
create table office.period_leaves (
  period   text not null,
  root     text not null,               -- of the tree; a tree whose root is no fact is forgotten
  number   bigint not null,             -- in the order of the hashes
  hash     bytea not null check (length(hash) = 32),
  employee text,
  salt     bytea check (length(salt) = 32),
  primary key (root, number),
  check ((employee is null) = (salt is null))
);

create index period_leaves_of_person on office.period_leaves (employee);
create index period_leaves_of_period on office.period_leaves (period);

create table office.reconciliations (
  subject       text primary key,       -- a view, or `totals`, the control totals
  position      bigint not null,        -- every fact up to here was derived again
  wrong         bigint not null,        -- rows or days that the facts do not lead to
  first         text,                   -- the first of them, in a sentence
  reconciled_at timestamptz not null default clock_timestamp()
);

grant select on office.reconciliations to merit_app, merit_follow;
grant insert, update, delete on office.reconciliations to merit_follow;

reset role;
