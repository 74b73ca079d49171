-- A count to which nobody came, or too few, calls those whose part it lacks once more.
alter table mailing drop constraint mailing_kind_check;
alter table mailing add constraint mailing_kind_check check (
  kind in ('opening', 'reminder', 'convening', 'cancellation', 'consultation', 'deadline', 'entrusted', 'awaited', 'count', 'count-again'));
alter table mailing drop constraint mailing_about;
alter table mailing add constraint mailing_about check (
  (kind in ('convening', 'cancellation')) = (assembly_id is not null)
  and (kind in ('consultation', 'deadline')) = (consultation_id is not null)
  and (electorate_id is null) = (kind in ('consultation', 'deadline', 'entrusted', 'awaited', 'count', 'count-again'))
  and (kind not in ('entrusted', 'awaited', 'count', 'count-again') or poll_id is not null)
  and num_nonnulls(poll_id, assembly_id, consultation_id) <= 1);
drop index mailing_once;
create unique index mailing_once on mailing (poll_id, kind) where kind in ('entrusted', 'awaited', 'count', 'count-again');
