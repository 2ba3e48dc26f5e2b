-- Who may call: service tokens. Only a hash is kept, and only the owner's login may make or revoke one, so a
-- broken-into API can neither read a token nor give itself another.

set local role merit_owner;

create table office.tokens (
  id         text primary key,
  name       text not null check (name <> ''),          -- the actor that facts are recorded under
  roles      text[] not null check (cardinality(roles) > 0),
  hash       bytea not null unique check (length(hash) = 32),
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz,
  revoked_at timestamptz
);

-- One live token a name: the name says who acted.
create unique index tokens_live_name on office.tokens (name) where revoked_at is null;

grant select on office.tokens to merit_app;

reset role;
