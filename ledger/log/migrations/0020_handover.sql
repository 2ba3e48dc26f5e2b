-- Who is told of which facts, how far, and what could not be delivered. The outbox is the log itself; here stand
-- bookmarks into it and what failed. The API manages subscribers and never reads a secret; the sender reads secrets
-- and moves bookmarks, and can neither append nor subscribe anybody.

do $$
begin
  create role merit_deliver nologin;
exception when duplicate_object or unique_violation then null;
end $$;

grant merit_deliver to current_user;
grant usage on schema ledger, office to merit_deliver;

set local role merit_owner;

create table office.subscribers (
  subscriber  text primary key,
  url         text not null,
  types       text[] not null,                 -- empty: every type that may leave
  branches    text[] not null,                 -- empty: people of every branch
  tags        text[] not null,                 -- empty: about anything
  position    bigint not null check (position >= 0),  -- every fact up to here is delivered or in `undelivered`
  delivered   bigint not null default 0,       -- deliveries that were accepted
  rests_until timestamptz,                     -- the receiver asked not to be called before
  paused_at   timestamptz,
  because     text,                            -- why it is paused: ASKED, or GONE for a receiver that said 410
  created_at  timestamptz not null default clock_timestamp()
) with (fillfactor = 50);

-- A secret signs as long as it has no end; two sign while one is rotated.
create table office.webhook_secrets (
  subscriber text not null references office.subscribers on delete cascade,
  secret     text not null,
  made_at    timestamptz not null default clock_timestamp(),
  ends_at    timestamptz,
  primary key (subscriber, made_at)
);

-- Facts behind the bookmark that are not delivered: the first of a subject is tried again or dead, the others wait.
create table office.undelivered (
  subscriber text not null references office.subscribers on delete cascade,
  position   bigint not null,
  subject    text not null,
  type       text not null,
  state      text not null default 'waiting' check (state in ('waiting', 'dead', 'skipped')),
  attempts   integer not null default 0,
  next_at    timestamptz not null default clock_timestamp(),
  status     integer,                          -- the receiver's last answer, if it gave one
  problem    text,
  since      timestamptz not null default clock_timestamp(),
  primary key (subscriber, position)
);

create index undelivered_in_order on office.undelivered (subscriber, subject, position) where state <> 'skipped';

grant select on ledger.events, ledger.event_tags to merit_deliver;
grant select, update (position, delivered, rests_until, paused_at, because) on office.subscribers to merit_deliver;
grant select on office.webhook_secrets to merit_deliver;
grant select, insert, update, delete on office.undelivered to merit_deliver;

grant select, insert, delete, update (paused_at, because) on office.subscribers to merit_app;
grant select (subscriber, made_at, ends_at), insert, update (ends_at) on office.webhook_secrets to merit_app;
grant select, update (state, attempts, next_at) on office.undelivered to merit_app;

reset role;
