-- Assemblies (assemblées générales): the rules of a body by version, what is convened, who came, who stands for whom, what was resolved.

-- The rules that a body gives itself, a version for each change. rules: domain/assembly-rules.ts. own_words: how its statutes put them.
create table assembly_rules (
  body_id    text not null references body,
  version    integer not null check (version >= 1),
  rules      jsonb not null check (jsonb_typeof(rules) = 'object'),
  own_words  text not null default '' check (length(own_words) <= 4000),
  adopted_by text not null references member,
  adopted_at timestamptz not null default clock_timestamp(),
  primary key (body_id, version)
);
create trigger assembly_rules_stay before update or delete on assembly_rules for each row execute function refuse_any_change();

-- after_id: the assembly that lacked its quorum, of which this is the second convening. room_token: shown in the room, so that people sign in.
-- It opens once, and ends once: closed, or adjourned for want of a quorum.
create table assembly (
  id            text primary key,
  body_id       text not null references body,
  kind          text not null check (kind in ('ordinary', 'extraordinary')),
  title         text not null check (length(title) between 1 and 120),
  place         text not null default '' check (length(place) <= 200),
  link          text not null default '' check (length(link) <= 500),
  starts_at     timestamptz not null,
  after_id      text unique references assembly,
  created_by    text not null references member,
  created_at    timestamptz not null default clock_timestamp(),
  convened_at   timestamptz,
  convened_by   text references member,
  rules_version integer,
  electorate_id text unique references electorate,
  agenda_size   smallint check (agenda_size > 0),
  room_token    text unique,
  chair_id      text references member,
  secretary_id  text references member,
  opened_at     timestamptz,
  opened_by     text references member,
  closed_at     timestamptz,
  adjourned_at  timestamptz,
  ended_by      text references member,
  unique (id, electorate_id),
  foreign key (body_id, rules_version) references assembly_rules (body_id, version),
  check (num_nulls(convened_at, convened_by, rules_version, electorate_id, agenda_size, room_token) in (0, 6)),
  check (chair_id <> secretary_id),
  check (num_nulls(chair_id, secretary_id) in (0, 2)),
  check ((opened_at is null) = (opened_by is null)),
  check (opened_at is null or convened_at is not null and chair_id is not null),
  check (num_nonnulls(closed_at, adjourned_at) <= 1 and num_nonnulls(closed_at, adjourned_at) = num_nonnulls(ended_by)),
  check (coalesce(closed_at, adjourned_at) >= opened_at and (ended_by is null or opened_at is not null))
);
create index assembly_of_body on assembly (body_id, starts_at);

-- The agenda. resolution: what would be decided; a point without one is talked over and nothing is put to the vote.
create table assembly_item (
  id          text primary key,
  assembly_id text not null references assembly,
  position    smallint not null check (position >= 0),
  title       text not null check (length(title) between 1 and 120),
  text        text not null default '' check (length(text) <= 2000),
  resolution  text check (length(resolution) between 1 and 2000),
  unique (assembly_id, position)
);

-- What was convened is what is dealt with: no point is added, changed or taken away. agenda_size lets a backup come back.
create function keep_agenda() returns trigger language plpgsql as $$
declare
  size smallint;
begin
  select agenda_size into size from assembly where id = coalesce(new.assembly_id, old.assembly_id);
  if size is null or tg_op = 'INSERT' and (select count(*) from assembly_item where assembly_id = new.assembly_id) < size then
    return coalesce(new, old);
  end if;
  raise exception 'the agenda of an assembly that was convened never changes';
end $$;
create trigger agenda_stays before insert or update or delete on assembly_item for each row execute function keep_agenda();

-- What was handed over to the mail server for each person of the roll.
create table assembly_notice (
  assembly_id   text not null,
  electorate_id text not null,
  member_id     text not null,
  sent_at       timestamptz not null,
  primary key (assembly_id, member_id),
  foreign key (assembly_id, electorate_id) references assembly (id, electorate_id),
  foreign key (electorate_id, member_id) references elector (electorate_id, member_id)
);

-- Who came, how, when, and when they left. by: who wrote it down, themselves or someone at the desk.
create table attendance (
  id            bigint generated always as identity primary key,
  assembly_id   text not null,
  electorate_id text not null,
  member_id     text not null,
  how           text not null check (how in ('room', 'remote')),
  came_at       timestamptz not null default clock_timestamp(),
  came_by       text not null references member,
  left_at       timestamptz check (left_at >= came_at),
  left_by       text references member,
  check ((left_at is null) = (left_by is null)),
  foreign key (assembly_id, electorate_id) references assembly (id, electorate_id),
  foreign key (electorate_id, member_id) references elector (electorate_id, member_id)
);
create unique index attendance_now on attendance (assembly_id, member_id) where left_at is null;
create index attendance_of on attendance (assembly_id);

-- A proxy (pouvoir): who gives it, to whom; to nobody yet when it is blank. accepted_at: when its holder took it, or it was assigned.
-- It ends once: revoked by who gave it, declined by its holder, void because who gave it came.
create table proxy (
  id            text primary key,
  assembly_id   text not null,
  electorate_id text not null,
  giver_id      text not null,
  holder_id     text,
  blank         boolean not null,
  given_at      timestamptz not null default clock_timestamp(),
  accepted_at   timestamptz,
  ended_at      timestamptz,
  end_reason    text check (end_reason in ('revoked', 'declined', 'came')),
  unique (id, giver_id, holder_id),
  check (giver_id <> holder_id),
  check (blank or holder_id is not null),
  check (holder_id is not null or accepted_at is null),
  check (not blank or (holder_id is null) = (accepted_at is null)),
  check ((ended_at is null) = (end_reason is null)),
  foreign key (assembly_id, electorate_id) references assembly (id, electorate_id),
  foreign key (electorate_id, giver_id) references elector (electorate_id, member_id),
  foreign key (electorate_id, holder_id) references elector (electorate_id, member_id)
);
create unique index proxy_now on proxy (assembly_id, giver_id) where ended_at is null;
create index proxy_held on proxy (assembly_id, holder_id) where ended_at is null;

-- Polls of resolutions ---------------------------------------------------------------------------------------------------

-- A point of the agenda is put to the vote once, by show of hands, on the roll of its assembly, and its ballot has that one line.
alter table poll add column agenda_item_id text unique references assembly_item;
alter table poll drop constraint poll_lines;
alter table poll add constraint poll_lines check (level = 'imported'
  or (choice_count between case when agenda_item_id is null then 2 else 1 end and 100 and cardinality(scale) between 3 and 7));
alter table poll add constraint poll_of_agenda check (agenda_item_id is null
  or level = 'open' and choice_count = 1 and electorate_id is not null and roll_frozen_at is not null);

-- Who cast which ballot for someone else. The ballot is that of the giver's line of the roll; written before it is cast, with the id that
-- it will have: one that never came in stays here alone and says nothing.
create table proxy_ballot (
  ballot_id uuid primary key,
  poll_id   text not null,
  giver_id  text not null,
  proxy_id  text not null,
  holder_id text not null,
  at        timestamptz not null default clock_timestamp(),
  foreign key (poll_id, giver_id) references roll_entry (poll_id, member_id),
  foreign key (proxy_id, giver_id, holder_id) references proxy (id, giver_id, holder_id)
);
create index proxy_ballot_of_poll on proxy_ballot (poll_id, giver_id);
create trigger proxy_ballot_stays before update or delete on proxy_ballot for each row execute function refuse_any_change();

-- Minutes ------------------------------------------------------------------------------------------------------------

-- An officer certifies the attendance sheet.
create table attendance_certificate (
  assembly_id text not null references assembly,
  member_id   text not null references member,
  at          timestamptz not null default clock_timestamp(),
  primary key (assembly_id, member_id)
);
create trigger attendance_certificate_stays before update or delete on attendance_certificate
  for each row execute function refuse_any_change();

-- remarks: what the secretary adds. Drawn up when the secretary signs: then content, its fingerprint and its number never change.
create table minutes (
  assembly_id         text primary key references assembly,
  body_id             text not null references body,
  remarks             text not null default '' check (length(remarks) <= 10000),
  year                smallint,
  number              smallint check (number > 0),
  content             text,
  fingerprint         bytea check (octet_length(fingerprint) = 32),
  secretary_signed_at timestamptz,
  chair_signed_at     timestamptz,
  unique (body_id, year, number),
  check (num_nulls(year, number, content, fingerprint, secretary_signed_at) in (0, 5)),
  check (fingerprint = sha256(convert_to(content, 'UTF8'))),
  check (chair_signed_at >= secretary_signed_at),
  check (chair_signed_at is null or secretary_signed_at is not null)
);

create function keep_minutes() returns trigger language plpgsql as $$
begin
  if old.content is null and tg_op = 'UPDATE' then
    return new;
  end if;
  -- Once they are drawn up, one thing may still happen to them: the chair signs.
  if tg_op = 'UPDATE' and old.chair_signed_at is null and new.chair_signed_at is not null
    and to_jsonb(new) - 'chair_signed_at' = to_jsonb(old) - 'chair_signed_at' then
    return new;
  end if;
  raise exception 'minutes that were signed never change';
end $$;
create trigger minutes_stay before update or delete on minutes for each row execute function keep_minutes();
