-- Corrections by hand come in files too.

set local role merit_owner;

alter table office.imports drop constraint imports_kind_check;
alter table office.imports
  add constraint imports_kind_check check (kind in ('attendance', 'xapi', 'results', 'adjustments'));

reset role;
