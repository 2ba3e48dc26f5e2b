-- How far each view has followed the log. The views themselves are made and owned by the follower, each in a
-- schema of its own, and can be thrown away at any time.

do $$
begin
  execute format('grant create, temporary on database %I to merit_follow', current_database());
end $$;

set local role merit_owner;

create table office.bookmarks (
  view            text not null,
  place           text not null default 'live',        -- live | next (a rebuild) | check (a reconciliation)
  version         integer not null,                    -- of the view's code that filled the tables
  position        bigint not null default 0,           -- every fact up to here is in the tables
  status          text not null default 'following',   -- following | parked (a fact could not be applied)
  failed_position bigint,                              -- parked: the fact in the way
  error           text,                                -- parked: why
  updated_at      timestamptz not null default clock_timestamp(),
  primary key (view, place)
) with (fillfactor = 50);

create view office.view_status as
  select b.view, b.place, b.version, b.position, h.head - b.position as behind, b.status, b.failed_position, b.error,
         b.updated_at
    from office.bookmarks b, (select coalesce(max(position), 0) as head from ledger.events) h;

grant select on office.bookmarks, office.view_status to merit_app, merit_follow;
grant insert, update, delete on office.bookmarks to merit_follow;

reset role;
