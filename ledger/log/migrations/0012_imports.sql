-- How far each file has been imported, and the rows that could not be, waiting for somebody to mend them.

set local role merit_owner;

create table office.imports (
  kind        text not null check (kind in ('attendance', 'xapi', 'results')),
  file_sha256 text not null,
  file_name   text not null,
  state       text not null default 'running' check (state in ('running', 'done', 'failed')),
  row_reached bigint not null default 0,  -- rows up to here are in the log or in quarantine
  rows        bigint not null default 0,
  recorded    bigint not null default 0,
  paid        bigint not null default 0,
  repeats     bigint not null default 0,
  unchanged   bigint not null default 0,
  quarantined bigint not null default 0,
  started_at  timestamptz not null default clock_timestamp(),
  updated_at  timestamptz not null default clock_timestamp(),
  primary key (kind, file_sha256)
);

create table office.quarantine (
  kind        text not null,
  natural_key text not null,              -- the same row in another file is the same row
  file_sha256 text not null,
  file_name   text not null,
  line        bigint not null,
  code        text not null,
  reason_en   text not null,
  reason_zh   text not null,
  raw         text not null,              -- personal, so it can be emptied
  command     text,                       -- what the row asks for, as far as it was understood;
  body        jsonb,                      -- mending changes this, retrying records it
  status      text not null default 'open' check (status in ('open', 'mended', 'retried', 'dropped')),
  attempts    integer not null default 1,
  first_at    timestamptz not null default clock_timestamp(),
  updated_at  timestamptz not null default clock_timestamp(),
  primary key (kind, natural_key)
);

create index quarantine_by_place on office.quarantine (kind, status, file_name, line);

grant select, insert, update on office.imports, office.quarantine to merit_app;

reset role;
