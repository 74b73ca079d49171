-- Kinds of texts have their names: statutes (statuts), internal rules (règlement intérieur), positions. A body has one charter, and as many of the
-- others as it likes.
alter table document drop constraint document_kind_check;
alter table document add constraint document_kind_check check (kind in ('charter', 'statutes', 'rules', 'position', 'note'));

-- The fingerprint of the roll of a poll among members, written with it and never changed: that of a roll that was drawn up is its own. The key stays
-- on the host: who has only the fingerprint cannot try people against it.
create table poll_roll (
  poll_id     text primary key references poll,
  key         bytea not null check (octet_length(key) = 32),
  fingerprint bytea not null check (octet_length(fingerprint) = 32)
);
create trigger poll_roll_stays before update or delete on poll_roll for each row execute function refuse_any_change();

-- As domain/electorate.ts says it, where `member:` and their id stand in the place of an address.
create function fingerprint_roll(of_poll text) returns void language sql
begin atomic
  with drawn as materialized (select uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) as key)
  insert into poll_roll (poll_id, key, fingerprint)
  select of_poll, key, sha256(convert_to(coalesce((
    select string_agg(encode(mark, 'hex') || E'\n', '' order by mark)
    from roll_entry, lateral (select elector_mark(key, 'member:' || member_id, weight) as mark) marked
    where poll_id = of_poll), ''), 'UTF8'))
  from drawn;
end;

select fingerprint_roll(id) from poll where roll_frozen_at is not null and electorate_id is null;
