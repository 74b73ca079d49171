-- The deadline of a consultation may move later, with a reason that its journal keeps; groups that are asked are told by mail.

-- What is asked never changes, and what is locked or cancelled stays so. A deadline moves later, before it has come.
create or replace function keep_consultation() returns trigger language plpgsql as $$
declare
  may_come constant text[] := '{locked_at,choice_count,closes_at,cancelled_at,cancel_reason}';
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - may_come = to_jsonb(old) - may_come
    and (old.locked_at is null or new.locked_at = old.locked_at and new.choice_count = old.choice_count)
    and (old.cancelled_at is null or new.cancelled_at = old.cancelled_at and new.cancel_reason = old.cancel_reason)
    and (new.closes_at = old.closes_at or new.closes_at > old.closes_at and old.closes_at > now() and old.cancelled_at is null)
    and (new.locked_at is null or old.locked_at is not null
      or new.choice_count = (select count(*) from consulted_choice where consultation_id = new.id)) then
    return new;
  end if;
  raise exception 'what a consultation asks never changes';
end $$;

-- Letters to those who coordinate the groups of a consultation: to them by name, and to no roll.
alter table mailing add column consultation_id text references consultation;
alter table mailing alter column electorate_id drop not null;
alter table mailing add unique (consultation_id, kind);
alter table mailing drop constraint mailing_kind_check;
alter table mailing add constraint mailing_kind_check
  check (kind in ('opening', 'reminder', 'convening', 'cancellation', 'consultation', 'deadline'));
alter table mailing drop constraint mailing_about;
alter table mailing add constraint mailing_about check (
  (kind in ('convening', 'cancellation')) = (assembly_id is not null)
  and (kind in ('consultation', 'deadline')) = (consultation_id is not null)
  and (electorate_id is null) = (consultation_id is not null)
  and num_nonnulls(poll_id, assembly_id, consultation_id) <= 1);
