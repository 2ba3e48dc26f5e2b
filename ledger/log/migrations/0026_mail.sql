-- Letters that leave by e-mail: how far the log was read, and what became of each. Addresses stay with the people they
-- belong to, where they can be erased; a letter knows a person's id only. The mailer reads facts and addresses, and can
-- neither append nor change anybody's address.

do $$
begin
  create role merit_mail nologin;
exception when duplicate_object or unique_violation then null;
end $$;

grant merit_mail to current_user;
grant usage on schema ledger, office to merit_mail;

set local role merit_owner;

alter table office.people add column language text not null default 'zh' check (language in ('zh', 'en'));

create table office.mailing (
  one      boolean primary key default true check (one),
  position bigint not null check (position >= 0)   -- every fact up to here that is told by e-mail is a letter
);

create table office.letters (
  position bigint primary key,                     -- of the fact that it tells
  employee text not null,
  state    text not null default 'waiting' check (state in ('waiting', 'sent', 'dead', 'skipped')),
  attempts integer not null default 0,
  next_at  timestamptz not null default clock_timestamp(),
  code     integer,                                -- the server's last answer, if it gave one
  problem  text,
  since    timestamptz not null default clock_timestamp(),
  sent_at  timestamptz
) with (fillfactor = 70);

create index letters_waiting on office.letters (next_at, position) where state = 'waiting';
create index letters_dead on office.letters (position) where state = 'dead';

grant select on ledger.events, ledger.event_tags to merit_mail;
grant select (employee, email, language) on office.people to merit_mail;
grant select, insert, update (position) on office.mailing to merit_mail;
grant select, insert, update (state, attempts, next_at, code, problem, sent_at) on office.letters to merit_mail;

grant select on office.mailing to merit_app;
grant select, update (state, attempts, next_at) on office.letters to merit_app;

reset role;
