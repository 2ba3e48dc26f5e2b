"""What the log asks PostgreSQL."""

COLUMNS = """e.position, e.type, e.version, e.data, e.tags, e.effective_at, e.recorded_at, e.actor,
    e.on_behalf_of, e.request, e.reason, e.causation, e.policy_version, e.writer, e.signature"""

APPEND = b"""select outcome, first, recorded_at, repeats from ledger.append(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)"""

# As in the append function: laterals with a limit or offset, so that statistics of a log that was nearly empty
# a moment ago cannot turn a few index probes into a scan.
LOAD = f"""select i.n::int - 1, {COLUMNS}
  from unnest($1::text[], $2::text[], $3::text[]) with ordinality i(first_tag, tags, types, n)
 cross join lateral (
       select t.position from ledger.event_tags t
        where t.tag = i.first_tag and t.type = any(string_to_array(i.types, e'\\x1f')) and t.position <= $4
       offset 0) t
 cross join lateral (select * from ledger.events e where e.position = t.position limit 1) e
 where e.tags @> string_to_array(i.tags, e'\\x1f')
 order by e.position""".encode()  # noqa: S608 - only constants are joined

SELECT = f"""select {COLUMNS} from ledger.events e
 where e.position > %(after)s
   and (%(tags)s::text[] is null
        or e.position in (select t.position from ledger.event_tags t
                           where t.tag = any(%(tags)s) and t.position > %(after)s))
   and (cardinality(%(item_tags)s::text[]) = 0 or exists (
        select from unnest(%(item_tags)s::text[], %(item_types)s::text[]) i(tags, types)
         where (i.types = '' or e.type = any(string_to_array(i.types, e'\\x1f')))
           and e.tags @> string_to_array(i.tags, e'\\x1f')))
 order by e.position limit %(limit)s"""  # noqa: S608 - only constants are joined

AT = f"""select w.range, {COLUMNS}
  from unnest($1::int[], $2::bigint[]) w(range, position)
 cross join lateral (select * from ledger.events e where e.position = w.position limit 1) e
 order by e.position""".encode()  # noqa: S608 - only constants are joined

ANSWERS = b"""select q.actor, q.request, q.digest, q.first, q.last
  from unnest($1::text[], $2::text[]) r(actor, request)
 cross join lateral (
       select * from ledger.requests q where q.actor = r.actor and q.request = r.request limit 1) q"""

# A commit that waits, as every one does, until all before it is safe: on the disk here and where this server waits for.
SAFE = b"select pg_logical_emit_message(true, 'merit', '')"

HEAD = "select coalesce(max(position), 0) from ledger.events"

# Recording must survive a power cut, so a server that would lose an acknowledged commit is refused.
UNSAFE = """select name, setting from pg_settings
 where (name in ('fsync', 'full_page_writes') and setting <> 'on')
    or (name = 'synchronous_commit' and setting not in ('on', 'remote_apply', 'remote_write', 'local'))"""
