-- Every movement of credits and points as a leg of double entry: from one state to another, so that a
-- balance of a state is what came in less what went out. What someone owes is the state `debt` overdrawn.
-- A reversed lot was worth `points`: `taken` was still there, `debt` had been spent, and the rest had expired.
with legs(type, entry, kind, from_state, to_state, part) as (values
  ('CreditsAwarded',      1, 'credits', 'issuer',  'earned',   'whole'),
  ('CreditsReversed',     1, 'credits', 'earned',  'reversed', 'whole'),
  ('PointsEarned',        1, 'points',  'issuer',  'active',   'rest'),
  ('PointsEarned',        2, 'points',  'issuer',  'debt',     'set_off'),
  ('PointsExpired',       1, 'points',  'active',  'expired',  'whole'),
  ('PointsReversed',      1, 'points',  'active',  'reversed', 'taken'),
  ('PointsReversed',      2, 'points',  'debt',    'reversed', 'debt'),
  ('PointsReversed',      3, 'points',  'expired', 'reversed', 'rest'),
  ('RedemptionRequested', 1, 'points',  'active',  'held',     'whole'),
  ('RedemptionFulfilled', 1, 'points',  'held',    'spent',    'whole'),
  ('RedemptionCancelled', 1, 'points',  'held',    'active',   'rest'),
  ('RedemptionCancelled', 2, 'points',  'held',    'debt',     'set_off'),
  ('RedemptionRefunded',  1, 'points',  'spent',   'active',   'rest'),
  ('RedemptionRefunded',  2, 'points',  'spent',   'debt',     'set_off')
), amounts as materialized (
  select f.*, coalesce(data->>'credits', data->>'points', data->>'price')::numeric as whole,
         coalesce((data->>'set_off')::numeric, 0) as set_off,
         coalesce((data->>'taken')::numeric, 0) as taken,
         coalesce((data->>'debt')::numeric, 0) as debt
    from facts f
), movements as (
  select f.*, g.entry, g.kind, g.from_state, g.to_state,
         case g.part when 'whole' then whole when 'rest' then whole - set_off - taken - debt
                     when 'set_off' then set_off when 'taken' then taken else debt end as amount
    from amounts f join legs g using (type)
)
