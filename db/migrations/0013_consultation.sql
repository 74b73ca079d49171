-- Consultations: one question that a body sends to bodies inside it. Each deliberates and holds a poll of its own; the histograms are summed.

alter table body add unique (id, parent_id);

-- What is asked, the same of all. proposals_until: until when groups may propose choices; nothing when the choices are there from the start.
-- locked_at: from then on the choices stay, and groups may open their polls. closes_at: by when these are closed.
create table consultation (
  id              text primary key,
  body_id         text not null references body,
  title           text not null check (length(title) between 1 and 120),
  question        text not null check (length(question) between 1 and 140),
  description     text not null default '' check (length(description) <= 2000),
  level           text not null check (level in ('open', 'secret')),
  scale           text[] not null check (cardinality(scale) between 3 and 7),
  missing_grades  text not null check (missing_grades in ('required', 'worst')),
  proposals_until timestamptz check (proposals_until < closes_at),
  closes_at       timestamptz not null,
  created_by      text not null references member,
  created_at      timestamptz not null default clock_timestamp(),
  locked_at       timestamptz check (locked_at >= proposals_until),
  choice_count    smallint check (choice_count between 2 and 20),
  cancelled_at    timestamptz,
  cancel_reason   text check (length(cancel_reason) between 1 and 500),
  unique (id, body_id),
  check ((locked_at is null) = (choice_count is null)),
  check ((cancelled_at is null) = (cancel_reason is null))
);
create index consultation_of_body on consultation (body_id, closes_at);

-- Whom it is sent to: bodies just inside the one that asks. account: what was said there, in that group's own words.
create table consultation_group (
  consultation_id text not null,
  parent_id       text not null,
  body_id         text not null,
  account         text not null default '' check (length(account) <= 2000),
  account_by      text references member,
  account_at      timestamptz,
  primary key (consultation_id, body_id),
  foreign key (consultation_id, parent_id) references consultation (id, body_id),
  foreign key (body_id, parent_id) references body (id, parent_id),
  check (num_nulls(account_by, account_at) in (0, 2) and (account = '' or account_by is not null))
);
create index consultation_to_body on consultation_group (body_id);

-- The choices in the order in which they came. source: who the one that asks says proposed it; group_id: the group that proposed it here,
-- which is accepted, or refused with a reason.
create table consultation_choice (
  id              text primary key,
  consultation_id text not null references consultation,
  place           smallint not null check (place >= 0),
  label           text not null check (length(label) between 1 and 120),
  description     text not null default '' check (length(description) <= 500),
  source          text not null default '' check (length(source) <= 80),
  group_id        text,
  proposed_by     text references member,
  created_at      timestamptz not null default clock_timestamp(),
  decided_at      timestamptz,
  decided_by      text references member,
  refusal         text check (length(refusal) between 1 and 500),
  unique (consultation_id, place),
  foreign key (consultation_id, group_id) references consultation_group (consultation_id, body_id),
  check ((group_id is null) = (proposed_by is null)),
  check (group_id is null or source = ''),
  check (num_nulls(decided_at, decided_by) in (0, 2)),
  check (decided_at is null or group_id is not null),
  check (refusal is null or decided_at is not null)
);

-- Choices that are asked: those of the one that asks, and those of groups that were accepted.
create view consulted_choice as
  select consultation_id, label, description, source, group_id, row_number() over (partition by consultation_id order by place) - 1 as position
  from consultation_choice where refusal is null and (group_id is null or decided_at is not null);

-- What is asked never changes, and what is locked or cancelled stays so.
create function keep_consultation() returns trigger language plpgsql as $$
declare
  may_come constant text[] := '{locked_at,choice_count,cancelled_at,cancel_reason}';
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - may_come = to_jsonb(old) - may_come
    and (old.locked_at is null or new.locked_at = old.locked_at and new.choice_count = old.choice_count)
    and (old.cancelled_at is null or new.cancelled_at = old.cancelled_at and new.cancel_reason = old.cancel_reason)
    and (new.locked_at is null or old.locked_at is not null
      or new.choice_count = (select count(*) from consulted_choice where consultation_id = new.id)) then
    return new;
  end if;
  raise exception 'what a consultation asks never changes';
end $$;
create trigger consultation_stays before update or delete on consultation for each row execute function keep_consultation();

-- Once locked no choice is added, changed or taken away. Those that were there before let a backup come back.
create function keep_choices() returns trigger language plpgsql as $$
declare
  locked timestamptz;
begin
  select locked_at into locked from consultation where id = coalesce(new.consultation_id, old.consultation_id) for share;
  if locked is null or tg_op = 'INSERT' and new.created_at <= locked then
    return coalesce(new, old);
  end if;
  raise exception 'the choices of a consultation are locked';
end $$;
create trigger choices_stay before insert or update or delete on consultation_choice for each row execute function keep_choices();

-- Polls of groups ----------------------------------------------------------------------------------------------------------

-- A group answers by one poll, of its members. One that was cancelled may be held again.
alter table poll add column consultation_id text;
alter table poll add foreign key (consultation_id, body_id) references consultation_group (consultation_id, body_id);
alter table poll add constraint poll_of_consultation check (consultation_id is null
  or level in ('open', 'secret') and electorate_id is null and agenda_item_id is null);
create unique index one_answer_of_a_group on poll (consultation_id, body_id) where consultation_id is not null and cancelled_at is null;

-- It asks what the consultation asks, once that is locked, and closes by its deadline: histograms of anything else could not be summed.
create function refuse_other_question() returns trigger language plpgsql as $$
declare
  asked consultation;
begin
  select * into asked from consultation where id = new.consultation_id for share;
  if (new.question, new.scale, new.level, new.missing_grades) is distinct from (asked.question, asked.scale, asked.level, asked.missing_grades)
    or new.choice_count is distinct from asked.choice_count then
    raise exception 'the poll of a group asks what the consultation asks';
  end if;
  if new.closes_at > asked.closes_at then
    raise exception 'the poll of a group closes by the deadline of its consultation';
  end if;
  if tg_op = 'INSERT' and new.created_at > asked.cancelled_at then
    raise exception 'the consultation is cancelled';
  end if;
  return new;
end $$;
create trigger poll_asks_the_same before insert or update of consultation_id, body_id, question, scale, level, missing_grades, choice_count, closes_at
  on poll for each row when (new.consultation_id is not null) execute function refuse_other_question();

create function refuse_other_choice() returns trigger language plpgsql as $$
declare
  asked_by text;
begin
  select consultation_id into asked_by from poll where id = new.poll_id;
  if asked_by is not null and not exists (select from consulted_choice c where c.consultation_id = asked_by
    and (c.position, c.label, c.description) = (new.position, new.label, new.description)) then
    raise exception 'the choices of the poll of a group are those of the consultation';
  end if;
  return new;
end $$;
create trigger choice_is_the_same before insert or update on choice for each row execute function refuse_other_choice();

-- Nobody votes in two groups of one consultation: who is on the roll of one, unless that poll was cancelled, is on no other. Rolls of one
-- consultation are written one at a time.
create function refuse_second_group() returns trigger language plpgsql as $$
declare
  asked text;
begin
  for asked in select distinct consultation_id from poll where consultation_id is not null and id in (select poll_id from added) loop
    perform from consultation where id = asked for no key update;
    if exists (
      select from added
      join poll mine on mine.id = added.poll_id and mine.consultation_id = asked and mine.cancelled_at is null
      join poll other on other.consultation_id = asked and other.id <> mine.id and other.cancelled_at is null
      join roll_entry on roll_entry.poll_id = other.id and roll_entry.member_id = added.member_id
    ) then
      raise exception 'nobody is on the rolls of two groups of one consultation';
    end if;
  end loop;
  return null;
end $$;
create trigger voter_is_in_one_group after insert on roll_entry referencing new table as added for each statement execute function refuse_second_group();
