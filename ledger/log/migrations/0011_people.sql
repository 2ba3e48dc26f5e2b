-- What people are called and how other systems know them. Personal data stands here and never in the log, which
-- cannot forget: facts hold an employee's id only.

set local role merit_owner;

create table office.people (
  employee   text primary key,
  name       text not null,
  name_key   text not null,      -- pinyin, for sorting: the server's own order knows no Chinese
  email      text,
  updated_at timestamptz not null default clock_timestamp()
);

create index people_by_name on office.people (name_key, employee);

-- An import finds its person by any of these; an identity belongs to one person.
create table office.identities (
  kind     text not null check (kind in ('email', 'account', 'name')),
  value    text not null,        -- folded to lower case for e-mail
  employee text not null references office.people on delete cascade,
  primary key (kind, value)
);

create index identities_of_person on office.identities (employee);

grant select, insert, update, delete on office.people, office.identities to merit_app;

reset role;
