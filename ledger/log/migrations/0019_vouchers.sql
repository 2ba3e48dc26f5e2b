-- Voucher codes, encrypted with a key that the database does not have: the log, which cannot forget, knows them by
-- a digest only.

set local role merit_owner;

create table office.vouchers (
  voucher   text primary key check (length(voucher) = 64),  -- as facts name it
  reward    text not null,
  sealed    bytea not null,
  loaded_at timestamptz not null default clock_timestamp()
);

grant select, insert on office.vouchers to merit_app;

reset role;
