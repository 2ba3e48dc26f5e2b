-- The log: facts in commit order, positions 1..n without a hole, appended by one function and never changed.

do $$
declare name text;
begin
  foreach name in array array['merit_owner', 'merit_app', 'merit_follow'] loop
    -- Roles belong to the whole server; two databases may migrate at the same moment.
    begin
      execute format('create role %I nologin', name);
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;

grant merit_owner, merit_app, merit_follow to current_user;
create schema ledger authorization merit_owner;
create schema office authorization merit_owner;
grant usage on schema ledger to merit_app, merit_follow;
grant usage on schema office to merit_app, merit_follow;

set local role merit_owner;

create table ledger.events (
  position       bigint primary key,
  type           text not null,
  version        smallint not null default 1,
  data           text not null,          -- exactly the bytes that were decided; proofs hash these
  tags           text[] not null,
  effective_at   timestamptz not null,   -- when it happened
  recorded_at    timestamptz not null,   -- when it was stored: never earlier than the position before
  actor          text not null,
  on_behalf_of   text,
  request        text not null,
  reason         text,
  causation      text,
  policy_version text
);

-- The type stands in the key so that a question about few facts of a busy tag touches only those.
create table ledger.event_tags (
  tag      text not null,
  type     text not null,
  position bigint not null,
  primary key (tag, type, position)
);

-- One row a named request, written with its facts: a repeat finds its answer here instead of acting twice. And one an
-- append, under no actor and a name made for it: sent again after a lost reply, it is found instead of made twice.
create table ledger.requests (
  actor   text not null,
  request text not null,
  digest  bytea not null,
  first   bigint not null,
  last    bigint not null,
  primary key (actor, request)
);

-- Raw statements and rows, kept verbatim under their SHA-256, which the facts name. Personal, so erasable:
-- the proof of a fact is its hash, not this text.
create table office.evidence (
  digest text primary key,
  body   text not null
);

create function ledger.deny() returns trigger language plpgsql as $$
begin
  raise exception 'append-only: % on % is forbidden', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger no_change before update or delete on ledger.events for each row execute function ledger.deny();
create trigger no_truncate before truncate on ledger.events for each statement execute function ledger.deny();
create trigger no_change before update or delete on ledger.event_tags for each row execute function ledger.deny();
create trigger no_truncate before truncate on ledger.event_tags for each statement execute function ledger.deny();
create trigger no_change before update or delete on ledger.requests for each row execute function ledger.deny();
create trigger no_truncate before truncate on ledger.requests for each statement execute function ledger.deny();

create type ledger.appended as (
  outcome     text,         -- appended | moved | repeated
  first       bigint,       -- appended: the first position given; otherwise the log's head
  recorded_at timestamptz,
  repeats     int[]         -- repeated: which of the requests are already in the log, from 1
);

-- A leaf of the tree (projections/audit/tlog/leaf.py) has at most 65,535 bytes and may need six for one of a text's;
-- an index has less room for a tag. A fact that no tree can hold would stop the sealer for ever, so it is not
-- appended. The class of the error (22) says that the fact is at fault, not the log.
create function ledger.unsealable() returns boolean language plpgsql as $$
begin
  raise exception 'a fact has at most 2500 bytes of type and tags, 5500 of envelope, and a time of our calendar'
    using errcode = 'string_data_right_truncation';
end $$;

-- Append facts if nothing that was read has changed since `after`. A fact's request is its `owner`, from 1; the
-- facts of a request stand together and `lasts` says where they end. Moments are microseconds since 1970. Lists
-- travel joined by the unit separator, which no tag can hold, because PostgreSQL has no ragged arrays. A request
-- without a digest has no name that anybody could repeat. The append itself counts as request 0, which the arrays,
-- counted from 1, do not have.
create function ledger.append(
  after bigint,
  item_first_tags text[], item_tags text[], item_types text[],
  types text[], versions smallint[], datas text[], tag_lists text[], effective_ats bigint[], owners int[],
  actors text[], on_behalf_ofs text[], request_keys text[], digests bytea[], reasons text[], causations text[],
  policy_versions text[], lasts int[],
  evidence_digests text[], evidence_bodies text[],
  name text
) returns ledger.appended
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- A generic plan is kept, made perhaps while the log was nearly empty: a scan looks cheap then. The laterals
-- with a limit or offset leave the planner nothing but an index probe for each row of the lists.
set plan_cache_mode = force_generic_plan
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
as $$
declare
  head bigint;
  stamp timestamptz;
  again int[];
begin
  -- One writer at a time, so positions are gapless and in commit order. An advisory lock, unlike a
  -- table lock, does not wait for VACUUM or an index build. Nobody else has INSERT.
  perform pg_advisory_xact_lock(7001, 1);
  select e.position, e.recorded_at into head, stamp from ledger.events e order by e.position desc limit 1;
  head := coalesce(head, 0);

  select array_agg(n order by n) into again
    from generate_series(0, cardinality(actors)) n
   cross join lateral (
         select from ledger.requests q
          where q.actor = coalesce(actors[n], '') and q.request = coalesce(request_keys[n], name) limit 1) answered
   where n = 0 or digests[n] is not null;
  if again[1] = 0 then
    select q.first, e.recorded_at into head, stamp
      from ledger.requests q join ledger.events e on e.position = q.first
     where q.actor = '' and q.request = name;
    return row('appended', head, stamp, null)::ledger.appended;
  elsif again is not null then
    return row('repeated', head, stamp, again)::ledger.appended;
  end if;

  -- Two conditions: joined by AND they would be one query, whose plan is set up even when the log has not moved.
  if head > after then
    if exists (
      select from unnest(item_first_tags, item_tags, item_types) i(first_tag, tags, types)
       cross join lateral (
             select t.position from ledger.event_tags t
              where t.tag = i.first_tag and t.type = any(string_to_array(i.types, e'\x1f')) and t.position > after
             offset 0) t
       cross join lateral (select e.tags from ledger.events e where e.position = t.position limit 1) e
       where e.tags @> string_to_array(i.tags, e'\x1f')
      union all
      -- Questions without a tag or without types look at everything new; no decision of ours asks them.
      select from unnest(item_first_tags, item_tags, item_types) i(first_tag, tags, types)
        join ledger.events e on e.position > after
       where (i.first_tag is null or i.types = '')
         and (i.types = '' or e.type = any(string_to_array(i.types, e'\x1f')))
         and (i.first_tag is null or e.tags @> string_to_array(i.tags, e'\x1f'))
    ) then
      return row('moved', head, stamp, null)::ledger.appended;
    end if;
  end if;

  -- The clock may step back; the log's own time never does.
  stamp := greatest(clock_timestamp(), stamp);
  with stored as (
    insert into ledger.events
      select head + n, types[n], versions[n], datas[n], string_to_array(tag_lists[n], e'\x1f'),
             'epoch'::timestamptz + effective_ats[n] * interval '1 microsecond', stamp, actors[owners[n]],
             on_behalf_ofs[owners[n]],
             request_keys[owners[n]], reasons[owners[n]], causations[owners[n]], policy_versions[owners[n]]
        from generate_series(1, cardinality(types)) n
       where case when octet_length(types[n]) + octet_length(tag_lists[n]) <= 2500
                   and effective_ats[n] between -62104060800000000 and 253339228800000000 -- the years 2 to 9997
                  then true else ledger.unsealable() end
      returning position, type, tags
  ), tagged as (
    insert into ledger.event_tags select t.tag, s.type, s.position from stored s, unnest(s.tags) t(tag)
  )
  insert into ledger.requests
    select coalesce(actors[n], ''), coalesce(request_keys[n], name), coalesce(digests[n], ''),
           head + coalesce(lasts[n - 1], 0) + 1, head + coalesce(lasts[n], cardinality(types))
      from generate_series(case when cardinality(types) > 0 then 0 else 1 end, cardinality(actors)) n
     where n = 0 or case when octet_length(actors[n]) + octet_length(request_keys[n])
                     + coalesce(octet_length(on_behalf_ofs[n]), 0) + coalesce(octet_length(reasons[n]), 0)
                     + coalesce(octet_length(causations[n]), 0) + coalesce(octet_length(policy_versions[n]), 0) <= 5500
                then digests[n] is not null and lasts[n] > coalesce(lasts[n - 1], 0)
                else ledger.unsealable() end;
  if cardinality(evidence_digests) > 0 then
    insert into office.evidence
      select v.digest, v.body from unnest(evidence_digests, evidence_bodies) v(digest, body)
      on conflict do nothing;
  end if;
  -- Wakes the followers; PostgreSQL folds equal notices of one transaction into one.
  notify merit_facts;
  return row('appended', head + 1, stamp, null)::ledger.appended;
end $$;

revoke all on function ledger.append from public;
grant execute on function ledger.append to merit_app;
grant select on ledger.events, ledger.event_tags, ledger.requests, office.evidence to merit_app;
grant select on ledger.events, office.evidence to merit_follow;

reset role;
