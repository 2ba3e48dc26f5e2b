-- Every movement of credits and points as a leg of double entry: from one state to another, so that a
-- balance of a state is what came in less what went out. What someone owes is the state `debt` overdrawn.
-- A reversed lot was worth `points`: `taken` was still there, `pending` was to be, `debt` had been spent, and the rest
-- had expired. Of a new lot all is there `now`, or all of it `later`.
with legs(type, entry, kind, from_state, to_state, part) as (values
  ('CreditsAwarded',      1, 'credits', 'issuer',  'earned',   'whole'),
  ('CreditsReversed',     1, 'credits', 'earned',  'reversed', 'whole'),
  ('PointsEarned',        1, 'points',  'issuer',  'active',   'now'),
  ('PointsEarned',        2, 'points',  'issuer',  'pending',  'later'),
  ('PointsActivated',     1, 'points',  'pending', 'active',   'whole'),
  ('DebtSettled',         1, 'points',  'active',  'debt',     'whole'),
  ('PointsExpired',       1, 'points',  'active',  'expired',  'whole'),
  ('PointsReversed',      1, 'points',  'active',  'reversed', 'taken'),
  ('PointsReversed',      2, 'points',  'debt',    'reversed', 'debt'),
  ('PointsReversed',      3, 'points',  'expired', 'reversed', 'rest'),
  ('PointsReversed',      4, 'points',  'pending', 'reversed', 'pending'),
  ('PointsDeducted',      1, 'points',  'active',  'reversed', 'taken'),
  ('PointsDeducted',      2, 'points',  'debt',    'reversed', 'debt'),
  ('PointsPaidOut',       1, 'points',  'active',  'paid_out', 'whole'),
  ('DebtWaived',          1, 'points',  'issuer',  'debt',     'whole'),
  ('RedemptionRequested', 1, 'points',  'active',  'held',     'whole'),
  ('RedemptionFulfilled', 1, 'points',  'held',    'spent',    'whole'),
  ('RedemptionCancelled', 1, 'points',  'held',    'active',   'whole'),
  ('RedemptionRefunded',  1, 'points',  'spent',   'active',   'whole')
), amounts as (
  select f.*, coalesce(data->>'credits', data->>'points', data->>'price')::numeric as whole,
         (data->>'taken')::numeric as taken, (data->>'debt')::numeric as debt,
         coalesce((data->>'pending')::numeric, 0) as pending, data->>'activates_at' is not null as waits
    from facts f
), movements as (
  select f.*, g.entry, g.kind, g.from_state, g.to_state,
         case g.part when 'whole' then whole when 'taken' then taken when 'debt' then debt when 'pending' then pending
                     when 'now' then case when waits then 0 else whole end
                     when 'later' then case when waits then whole else 0 end
                     else whole - taken - debt - pending end as amount
    from amounts f join legs g using (type)
)
