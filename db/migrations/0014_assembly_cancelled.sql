-- An assembly that was convened and not opened may be cancelled, with a reason that those who were convened are sent. Its agenda may be
-- convened again: what was cancelled does not count as the one that followed.
alter table assembly
  add column cancelled_at  timestamptz,
  add column cancelled_by  text references member,
  add column cancel_reason text check (length(cancel_reason) between 1 and 500),
  add constraint assembly_cancelled check (num_nulls(cancelled_at, cancelled_by, cancel_reason) in (0, 3)),
  add constraint assembly_cancelled_in_time check (cancelled_at is null or convened_at is not null and opened_at is null);

alter table assembly drop constraint assembly_after_id_key;
create unique index assembly_after on assembly (after_id) where cancelled_at is null;
