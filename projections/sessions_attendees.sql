with heads as materialized (
  select session, employee,
         max(position) filter (where type in ('LearnerEnrolled', 'EnrolmentWithdrawn')) as enrolment,
         min(position) filter (where type = 'CheckedIn') as came,
         max(position) filter (where type = 'CheckedOut') as went,
         min((data->>'joined_at')::timestamptz) filter (where type = 'PresenceImported') as joined_at,
         max((data->>'left_at')::timestamptz) filter (where type = 'PresenceImported') as left_at,
         max(position) filter (where type like 'Attendance%') as verdict
    from facts
   group by session, employee
)
insert into attendees as a
select h.session, h.employee, e.type = 'LearnerEnrolled',
       i.effective_at, i.data->>'method', i.data->>'device',
       o.effective_at, o.data->>'method', o.data->>'device',
       h.joined_at, h.left_at,
       case when v.type = 'AttendanceVoided' then 0 else (v.data->>'minutes')::integer end,
       case when v.type = 'AttendanceVoided' then 'voided' else v.data->>'status' end
  from heads h
  left join facts e on e.position = h.enrolment
  left join facts i on i.position = h.came
  left join facts o on o.position = h.went
  left join facts v on v.position = h.verdict
    on conflict (session, employee) do update
   set enrolled = coalesce(excluded.enrolled, a.enrolled),
       -- The first check-in stays whole: its device may be null where a later one's is not.
       checked_in_at = coalesce(a.checked_in_at, excluded.checked_in_at),
       checked_in_by = case when a.checked_in_at is null then excluded.checked_in_by else a.checked_in_by end,
       checked_in_on = case when a.checked_in_at is null then excluded.checked_in_on else a.checked_in_on end,
       checked_out_at = coalesce(excluded.checked_out_at, a.checked_out_at),
       checked_out_by = case when excluded.checked_out_at is null then a.checked_out_by else excluded.checked_out_by end,
       checked_out_on = case when excluded.checked_out_at is null then a.checked_out_on else excluded.checked_out_on end,
       joined_at = least(a.joined_at, excluded.joined_at),
       left_at = greatest(a.left_at, excluded.left_at),
       minutes = coalesce(excluded.minutes, a.minutes),
       status = coalesce(excluded.status, a.status)
