-- What was signed of the log, and who may say so: the sealer reads facts, adds checkpoints, and can do nothing else.

do $$
begin
  create role merit_seal nologin;
exception when duplicate_object or unique_violation then null;
end $$;

grant merit_seal to current_user;
grant usage on schema ledger to merit_seal;

set local role merit_owner;

-- Every signed root. The folder of tiles holds the last one; that the two agree shows if one of them was put back.
create table ledger.checkpoints (
  number    bigint generated always as identity primary key,
  size      bigint not null check (size >= 0),
  root      bytea not null check (length(root) = 32),
  note      text not null,               -- exactly the bytes that were signed
  signed_at timestamptz not null default clock_timestamp()
);

create index checkpoints_by_size on ledger.checkpoints (size);

create function ledger.only_grow() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from ledger.checkpoints c
              where c.size > new.size or (c.size = new.size and c.root <> new.root)) then
    raise exception 'the log was signed before with another root or more facts' using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger only_grow before insert on ledger.checkpoints for each row execute function ledger.only_grow();
create trigger no_change before update or delete on ledger.checkpoints for each row execute function ledger.deny();
create trigger no_truncate before truncate on ledger.checkpoints for each statement execute function ledger.deny();

grant select on ledger.events to merit_seal;
grant select, insert (size, root, note) on ledger.checkpoints to merit_seal;
grant select on ledger.checkpoints to merit_app, merit_follow;

reset role;
