create table rewards (
  reward    text primary key,
  title     text not null,
  kind      text not null,
  terms     jsonb,
  unlimited boolean not null,
  low_at    bigint,
  left_over bigint not null default 0,
  held      bigint not null default 0,
  fulfilled bigint not null default 0,
  retired   boolean not null default false,
  begins_at timestamptz,
  ends_at   timestamptz,
  -- Whom it is for; an empty list is everybody.
  branches  text[] not null default '{}',
  positions text[] not null default '{}',
  levels    text[] not null default '{}'
) with (fillfactor = 50);

-- The word said last for a moment holds from it on.
create table prices (
  reward   text not null,
  since    timestamptz not null,
  position bigint not null,
  price    bigint not null,
  primary key (reward, since)
);

-- Everything that changed the number of units, but for redemptions.
create table deliveries (
  reward      text not null,
  position    bigint not null,
  recorded_at timestamptz not null,
  kind        text not null,  -- listed | restocked | recounted | written_off
  units       bigint not null,
  batch       text,
  good_until  timestamptz,
  cost_centre text,
  because     text,
  primary key (reward, position)
);

create table limits (
  reward text not null,
  holder text not null,
  period text not null,
  units  bigint,            -- none: lifted
  primary key (reward, holder, period)
);

create table waiting (
  reward       text not null,
  employee     text not null,
  position     bigint not null,  -- of joining: the order of the list
  waits        boolean not null,
  called_until timestamptz,
  primary key (reward, employee)
);
create index on waiting (reward, position) where waits;

-- What counts against limits: a redemption of a person, and perhaps of a branch.
create table taken (
  redemption   text primary key,
  reward       text not null,
  employee     text not null,
  branch       text,
  requested_at timestamptz not null,
  units        bigint not null,
  given_back   bigint not null default 0
) with (fillfactor = 80);
create index on taken (employee, reward);
create index on taken (branch, reward, requested_at) where branch is not null;
