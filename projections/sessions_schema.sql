create table sessions (
  session        text primary key,
  course         text not null,
  branch         text not null,
  mode           text not null,
  seats          bigint,
  starts_at      timestamptz not null,
  ends_at        timestamptz not null,
  status         text not null default 'scheduled',  -- scheduled | open | closed | cancelled | voided
  trainer        text,
  taught_minutes integer,
  present        integer,
  absent         integer,
  score_sum      numeric(14, 2) not null default 0,
  ratings        bigint not null default 0
) with (fillfactor = 70);
create index on sessions (starts_at, session);

create table attendees (
  session        text not null,
  employee       text not null,
  enrolled       boolean,
  checked_in_at  timestamptz,   -- the first time
  checked_in_by  text,          -- the method
  checked_in_on  text,          -- the device
  checked_out_at timestamptz,   -- the last time
  checked_out_by text,
  checked_out_on text,
  joined_at      timestamptz,   -- of a meeting export: from first seen
  left_at        timestamptz,   -- to last seen
  minutes        integer,
  status         text,          -- present | late | absent | voided
  primary key (session, employee)
) with (fillfactor = 70);
