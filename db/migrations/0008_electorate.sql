-- Rolls (listes électorales) of people who need no account, what is sent to them, and a journal that cannot be rewritten.

-- Someone who was put on a roll by their address alone has not said how they are called.
alter table member drop constraint member_first_name_check;
alter table member add constraint member_first_name_check check (length(first_name) <= 40);
-- Nor has someone without an address, who votes by the code of a printed sheet.
alter table member drop constraint member_check;
alter table member add constraint member_erased_check check (email is null or erased_at is null);
-- One index for both: nobody has the address of another, and addresses are found by how they begin, whatever the language of the database.
alter table member drop constraint member_email_key;
create unique index member_email on member (email text_pattern_ops);

-- A roll that a body draws up, from its members at an instant or from a file, for as many polls as it likes. Once frozen it only grows,
-- each addition with its reason. key: what its marks are made with (domain/electorate.ts); fingerprint: SHA-256 of the listing of marks when
-- it was frozen; admitted, rejected: as published then. electors, votes: how many are on it, and how many votes they have in all, kept in
-- the transaction that changes them. claims_to: whom the mail says to write to, to who asks whether they are on it and is not.
create table electorate (
  id           text primary key,
  body_id      text not null references body,
  title        text not null check (length(title) between 1 and 120),
  source       text not null check (source in ('members', 'file')),
  members_at   timestamptz,
  key          bytea not null check (octet_length(key) = 32),
  created_by   text not null references member,
  created_at   timestamptz not null default now(),
  electors     bigint not null default 0 check (electors >= 0),
  votes        bigint not null default 0 check (votes >= electors),
  claims_until timestamptz,
  claims_to    text check (length(claims_to) between 3 and 254),
  frozen_at    timestamptz,
  frozen_by    text references member,
  fingerprint  bytea check (octet_length(fingerprint) = 32),
  admitted     bigint,
  rejected     bigint,
  check ((source = 'members') = (members_at is not null)),
  check (claims_until is null or claims_to is not null),
  check (num_nulls(frozen_at, frozen_by, fingerprint, admitted, rejected) in (0, 5))
);
create index electorate_of_body on electorate (body_id, created_at);

-- The mark of an elector in the public listing, as markPreimage in domain/electorate.ts says it; a test holds the two together.
create function elector_mark(key bytea, email text, weight integer) returns bytea language sql immutable strict parallel safe
return sha256(
  'preau-elector/1'::bytea || substr(sha256(key || convert_to(email, 'UTF8')), 1, 16) || int4send(weight) || convert_to(email, 'UTF8'));

-- Who is on it. sought: the name as it is looked for, without capitals and accents (soughtAs in domain/electorate.ts). unit: the local group or section that a file names. weight: votes that one ballot counts for.
create table elector (
  electorate_id text not null,
  member_id     text not null,
  name          text not null default '' check (length(name) <= 120),
  sought        text not null default '',
  unit          text not null default '' check (length(unit) <= 120),
  weight        integer not null default 1 check (weight between 1 and 10000),
  mark          bytea not null check (octet_length(mark) = 32),
  line          integer check (line > 0),
  -- The number of the printed sheet by which someone without an address votes, once.
  sheet         integer check (sheet > 0),
  added_at      timestamptz,
  added_by      text references member,
  reason        text check (length(reason) between 1 and 500),
  primary key (member_id, electorate_id),
  unique (electorate_id, sheet),
  check (num_nulls(added_at, added_by, reason) in (0, 3))
);
create index elector_sought on elector (electorate_id, sought text_pattern_ops);
create index elector_added on elector (electorate_id, added_at) where added_at is not null;
create index elector_line on elector (electorate_id, line, member_id);

-- Files read into a roll, and the lines that could not be, each with its number and reason. way: how it is read, and its first row
-- (domain/roll-file); read_at: all of it was understood and can be looked at; confirmed_at: its people are being put on the roll. Whoever
-- reads it or adds its people holds the advisory lock (47, id): where that is free, and no step has ended, the step was interrupted.
create table electorate_file (
  id            bigint generated always as identity primary key,
  electorate_id text not null references electorate,
  name          text not null check (length(name) <= 200),
  bytes         bigint not null check (bytes >= 0),
  started_by    text not null references member,
  started_at    timestamptz not null default clock_timestamp(),
  read_bytes    bigint not null default 0,
  lines         bigint not null default 0,
  added         bigint not null default 0,
  already       bigint not null default 0,
  rejected      bigint not null default 0,
  way           jsonb,
  read_at       timestamptz,
  confirmed_at  timestamptz,
  ended_at      timestamptz,
  failure       text check (length(failure) <= 60)
);
create index electorate_file_of on electorate_file (electorate_id, id);

create table rejected_line (
  file_id bigint not null references electorate_file on delete cascade,
  line    integer not null check (line > 0),
  reason  text not null check (length(reason) <= 40),
  primary key (file_id, line)
);

-- Answers sent to who asked whether they are on a roll, so that nobody is sent many: the code of an address, not the address. For a day.
create table claim_answer (
  electorate_id text not null references electorate,
  code          bytea not null check (octet_length(code) = 16),
  at            timestamptz not null default clock_timestamp()
);
create index claim_answer_of on claim_answer (electorate_id, code);
create index claim_answer_at on claim_answer (at);

-- What is gone when its file has ended, or when the database falls: its bytes, in case they are to be read in another way, and its lines as
-- they were understood. reason: why this one makes nobody an elector.
create unlogged table file_part (
  file_id bigint not null,
  number  integer not null,
  bytes   bytea not null,
  primary key (file_id, number)
);
create unlogged table staged_line (
  file_id   bigint not null,
  line      integer not null,
  member_id text,
  email     text,
  name      text,
  sought    text,
  unit      text,
  weight    integer,
  language  text,
  reason    text
);
create index staged_line_of on staged_line (file_id, line);
create index staged_line_refused on staged_line (file_id, line) where reason is not null;

-- A poll on such a roll takes it when it opens, with the weights. Its counts are of votes then; who is counted in roll_size, voters and
-- blank are people all the same.
alter table poll add column electorate_id text references electorate;
create index poll_of_electorate on poll (electorate_id) where electorate_id is not null;
-- Who is on a roll is a member, and the roll is there: asked once a statement. A foreign key asks once a row, which takes most of the time in
-- which half a million people are added, or a poll opens for them. Members, rolls and polls are never deleted; db/backup.ts knows the order.
alter table roll_entry drop constraint roll_entry_poll_id_fkey, drop constraint roll_entry_member_id_fkey;

create function refuse_strangers() returns trigger language plpgsql as $$
begin
  if exists (select from added where not exists (select from member where member.id = added.member_id)) then
    raise foreign_key_violation using message = 'nobody is on a roll who is no member';
  end if;
  return null;
end $$;
create function refuse_no_electorate() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct electorate_id from added) roll where not exists (select from electorate where id = roll.electorate_id)) then
    raise foreign_key_violation using message = 'there is no such roll';
  end if;
  return null;
end $$;
create function refuse_no_poll() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct poll_id from added) roll where not exists (select from poll where id = roll.poll_id)) then
    raise foreign_key_violation using message = 'there is no such poll';
  end if;
  return null;
end $$;
create function refuse_leaving_rolls() returns trigger language plpgsql as $$
begin
  if exists (select from elector where member_id = old.id) or exists (select from roll_entry where member_id = old.id) then
    raise foreign_key_violation using message = 'this member is on a roll';
  end if;
  return old;
end $$;
create trigger elector_is_member after insert on elector referencing new table as added for each statement execute function refuse_strangers();
create trigger elector_is_on_roll after insert on elector referencing new table as added for each statement execute function refuse_no_electorate();
create trigger voter_is_member after insert on roll_entry referencing new table as added for each statement execute function refuse_strangers();
create trigger voter_is_on_roll after insert on roll_entry referencing new table as added for each statement execute function refuse_no_poll();
create trigger member_stays_on_rolls before delete on member for each row execute function refuse_leaving_rolls();

alter table roll_entry add column weight integer not null default 1 check (weight between 1 and 10000);
alter table result add column roll_votes bigint, add column cast_votes bigint, add column blank_votes bigint;
alter table result add constraint result_votes check (
  num_nulls(roll_votes, cast_votes, blank_votes) in (0, 3) and (roll_votes is null or blank_votes <= cast_votes and cast_votes <= roll_votes));

-- Mail ---------------------------------------------------------------------------------------------------------------

-- One mail to everyone on a roll. pace: messages a minute. Only those who have not signed get a reminder: judged when each is sent.
create table mailing (
  id            text primary key,
  electorate_id text not null references electorate,
  poll_id       text references poll,
  kind          text not null check (kind in ('opening', 'reminder', 'convening')),
  pace          integer not null check (pace between 1 and 100000),
  detail        jsonb not null default '{}',
  made_by       text not null references member,
  made_at       timestamptz not null default clock_timestamp(),
  paused_at     timestamptz,
  stopped_at    timestamptz
);
create index mailing_of_electorate on mailing (electorate_id, made_at);

-- One message to one person. taken_at: a process has begun to hand it over; sent_at: the mail server took it; skipped: why it was not sent.
-- due_at: not before. problem: the last answer of the mail server, without any address.
create table delivery (
  mailing_id text not null references mailing,
  member_id  text not null references member,
  place      text not null default '' check (length(place) <= 255),
  due_at     timestamptz not null default clock_timestamp(),
  tries      smallint not null default 0,
  taken_at   timestamptz,
  sent_at    timestamptz,
  failed_at  timestamptz,
  skipped    text check (length(skipped) <= 40),
  problem    text check (length(problem) <= 200),
  primary key (mailing_id, member_id)
);
create index delivery_due on delivery (mailing_id, due_at) where sent_at is null and failed_at is null and skipped is null;
create index delivery_taken on delivery (mailing_id, taken_at) where taken_at is not null;

-- A domain that asked to be left alone for a while.
create table mail_place (
  place      text primary key check (length(place) between 1 and 255),
  rests_till timestamptz not null
);

-- A personal link asked for again: how often is limited.
create table lost_link (
  electorate_id text not null,
  member_id     text not null,
  asked_at      timestamptz not null,
  primary key (electorate_id, member_id, asked_at),
  foreign key (electorate_id, member_id) references elector (electorate_id, member_id) on delete cascade
);

-- Journal ------------------------------------------------------------------------------------------------------------

-- Each line of a body's journal holds the one before: line is the text that was hashed, hash = SHA-256(former hash ‖ line).
alter table journal add column line text not null default '', add column hash bytea not null default '';

create function journal_line(entry journal) returns text language sql immutable
return jsonb_build_object(
  'id', entry.id, 'at', to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'actor', entry.actor_id,
  'body', entry.body_id, 'poll', entry.poll_id, 'what', entry.what, 'detail', entry.detail)::text;

create function chained(entry journal) returns bytea language sql stable
return sha256(
  coalesce((select hash from journal where body_id = entry.body_id and id < entry.id order by id desc limit 1), decode(repeat('00', 32), 'hex'))
    || convert_to(entry.line, 'UTF8'));

create function chain_journal() returns trigger language plpgsql as $$
begin
  -- One line of a body at a time: each must see the one before it.
  perform pg_advisory_xact_lock(46, hashtext(new.body_id));
  if new.hash <> '' then
    -- What comes back from a backup is what it was, or does not come back.
    if new.line <> journal_line(new) or new.hash <> chained(new) then
      raise exception 'line % of the journal does not follow from the one before it', new.id;
    end if;
    return new;
  end if;
  -- A number given before the wait might be lower than that of the line before.
  new.id := nextval(pg_get_serial_sequence('journal', 'id'));
  new.line := journal_line(new);
  new.hash := chained(new);
  return new;
end $$;

do $$
declare
  entry journal;
begin
  for entry in select * from journal order by id loop
    entry.line := journal_line(entry);
    update journal set line = entry.line, hash = chained(entry) where id = entry.id;
  end loop;
end $$;

alter table journal add constraint journal_hash_check check (octet_length(hash) = 32);
create trigger chain_journal before insert on journal for each row execute function chain_journal();

create trigger journal_stays before update or delete on journal for each row execute function refuse_any_change();
create trigger journal_stays_whole before truncate on journal for each statement execute function refuse_any_change();
