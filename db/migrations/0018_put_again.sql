-- A vote of an assembly that is cancelled decided nothing: its resolution may be put to the vote again. One vote of it stands.
alter table poll drop constraint poll_agenda_item_id_key;
create unique index poll_of_item on poll (agenda_item_id) where cancelled_at is null;
-- All of them, to read an agenda.
create index polls_of_item on poll (agenda_item_id) where agenda_item_id is not null;
