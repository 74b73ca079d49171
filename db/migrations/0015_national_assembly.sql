-- Assemblies of hundreds of thousands: held on a roll that was drawn up and frozen, convened by a mailing whose deliveries are the proof of sending.

-- roll_id: the frozen roll that is convened; null for the members of the body, who become a roll when it is convened. A second convening is
-- held on the same roll.
alter table assembly add column roll_id text references electorate;
alter table assembly drop constraint assembly_electorate_id_key;
alter table assembly add constraint assembly_on_its_roll check (electorate_id is null or roll_id is null or electorate_id = roll_id);
create index assembly_of_roll on assembly (electorate_id) where electorate_id is not null;

alter table mailing add column assembly_id text references assembly;
alter table mailing add unique (assembly_id, kind);
alter table mailing drop constraint mailing_kind_check;
alter table mailing add constraint mailing_kind_check check (kind in ('opening', 'reminder', 'convening', 'cancellation'));
-- What was handed over so far, one by one, is told as mailings are.
insert into mailing (id, electorate_id, assembly_id, kind, pace, made_by, made_at)
  select 'n' || id, electorate_id, id, 'convening', 3000, convened_by, convened_at from assembly where convened_at is not null;
insert into delivery (mailing_id, member_id, place, due_at, tries, taken_at, sent_at)
  select 'n' || assembly_id, member_id, coalesce(split_part(email, '@', 2), ''), sent_at, 1, sent_at, sent_at
  from assembly_notice join member on member.id = member_id;
drop table assembly_notice;
alter table mailing add constraint mailing_about check ((kind in ('convening', 'cancellation')) = (assembly_id is not null) and (assembly_id is null or poll_id is null));

-- Who is there now, and the sheet of those who came, without reading everyone on the roll.
create index attendance_of_member on attendance (assembly_id, member_id);
drop index attendance_of;
