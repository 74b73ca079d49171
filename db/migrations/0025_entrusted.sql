-- The registrar of a sealed poll says when the codes are handed over: voting does not open before, and until it opens other codes may be drawn, which are to be
-- handed over in their turn.
alter table sealed_poll add column codes_handed_at timestamptz;
alter table sealed_poll add constraint handed_once_given check (codes_handed_at is null or codes_given_at is not null and codes_handed_at >= codes_given_at);

-- Letters to those to whom a sealed poll is entrusted, by name and to no roll: it is, it should open and waits for them, it is to be counted. Once each.
alter table mailing drop constraint mailing_kind_check;
alter table mailing add constraint mailing_kind_check check (
  kind in ('opening', 'reminder', 'convening', 'cancellation', 'consultation', 'deadline', 'entrusted', 'awaited', 'count'));
alter table mailing drop constraint mailing_about;
alter table mailing add constraint mailing_about check (
  (kind in ('convening', 'cancellation')) = (assembly_id is not null)
  and (kind in ('consultation', 'deadline')) = (consultation_id is not null)
  and (electorate_id is null) = (kind in ('consultation', 'deadline', 'entrusted', 'awaited', 'count'))
  and (kind not in ('entrusted', 'awaited', 'count') or poll_id is not null)
  and num_nonnulls(poll_id, assembly_id, consultation_id) <= 1);
create unique index mailing_once on mailing (poll_id, kind) where kind in ('entrusted', 'awaited', 'count');
