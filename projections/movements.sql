-- Every movement of credits and points as a leg of double entry: from one state to another, so that a
-- balance of a state is what came in less what went out. What someone owes is the state `debt` overdrawn.
-- A reversed lot was worth `points`: `taken` was still there, `debt` had been spent, and the rest had expired.
with legs(type, entry, kind, from_state, to_state, part) as (values
  ('CreditsAwarded',      1, 'credits', 'issuer',  'earned',   'whole'),
  ('CreditsReversed',     1, 'credits', 'earned',  'reversed', 'whole'),
  ('PointsEarned',        1, 'points',  'issuer',  'active',   'whole'),
  ('DebtSettled',         1, 'points',  'active',  'debt',     'whole'),
  ('PointsExpired',       1, 'points',  'active',  'expired',  'whole'),
  ('PointsReversed',      1, 'points',  'active',  'reversed', 'taken'),
  ('PointsReversed',      2, 'points',  'debt',    'reversed', 'debt'),
  ('PointsReversed',      3, 'points',  'expired', 'reversed', 'rest'),
  ('RedemptionRequested', 1, 'points',  'active',  'held',     'whole'),
  ('RedemptionFulfilled', 1, 'points',  'held',    'spent',    'whole'),
  ('RedemptionCancelled', 1, 'points',  'held',    'active',   'whole'),
  ('RedemptionRefunded',  1, 'points',  'spent',   'active',   'whole')
), amounts as (
  select f.*, coalesce(data->>'credits', data->>'points', data->>'price')::numeric as whole,
         (data->>'taken')::numeric as taken, (data->>'debt')::numeric as debt
    from facts f
), movements as (
  select f.*, g.entry, g.kind, g.from_state, g.to_state,
         case g.part when 'whole' then whole when 'taken' then taken when 'debt' then debt
                     else whole - taken - debt end as amount
    from amounts f join legs g using (type)
)
