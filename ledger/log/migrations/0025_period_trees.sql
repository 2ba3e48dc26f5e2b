-- Which trees were kept of a closed period: a run that was killed before it recorded the root goes on with its tree.

set local role merit_owner;

create table office.period_trees (
  root   text primary key,
  period text not null,
  as_of  bigint not null,               -- what was recorded up to here was derived
  people bigint not null
);

create index period_trees_of_period on office.period_trees (period);

reset role;
