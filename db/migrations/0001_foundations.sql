-- The movement and its bodies, people and how they sign in, texts and their log, polls and their ballots.
-- State is facts and instants: no status column. What a row forbids is forbidden here; the domain explains it.

-- Bodies -------------------------------------------------------------------------------------------------------------

create table body (
  id          text primary key,
  kind        text not null check (kind in ('movement', 'group', 'subgroup', 'circle')),
  parent_id   text,
  parent_kind text,
  name        text not null check (length(name) between 1 and 80),
  slug        text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 64),
  created_at  timestamptz not null default now(),
  unique (id, kind),
  foreign key (parent_id, parent_kind) references body (id, kind),
  check (case kind when 'movement' then parent_id is null and parent_kind is null
                   when 'group'    then parent_kind is not distinct from 'movement'
                   when 'subgroup' then parent_kind is not distinct from 'group'
                   else parent_id is not null and parent_kind is not null end)
);
create unique index one_movement on body ((true)) where kind = 'movement';
create index body_parent on body (parent_id);

-- People -------------------------------------------------------------------------------------------------------------

create table member (
  id         text primary key,
  first_name text not null check (length(first_name) between 1 and 40),
  email      text unique check (email = lower(email) and length(email) <= 254),
  language   text not null default 'fr' check (language in ('fr', 'en')),
  created_at timestamptz not null default now(),
  erased_at  timestamptz,
  check ((email is null) = (erased_at is not null))
);

-- A membership is a stay: it begins, and it may end. The roll of a poll is read from these instants.
create table membership (
  id        bigint generated always as identity primary key,
  body_id   text not null references body,
  member_id text not null references member,
  standing  text not null default 'member' check (standing in ('member', 'coordinator')),
  joined_at timestamptz not null default now(),
  left_at   timestamptz,
  check (left_at >= joined_at)
);
create unique index membership_now on membership (body_id, member_id) where left_at is null;
create index membership_of_member on membership (member_id);

-- An invitation is made to be shown in a room and shared in a loop: its token is kept as it is (docs/security.md).
create table invitation (
  id         text primary key,
  body_id    text not null references body,
  token      text not null unique,
  created_by text not null references member,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create unique index invitation_now on invitation (body_id) where revoked_at is null;

-- The one-time link printed by the terminal; it disappears with the first coordinator.
create table setup (
  only_one   boolean primary key default true check (only_one),
  token_hash bytea not null,
  created_at timestamptz not null default now()
);

-- One e-mail, one code, one link. first_name and invitation_id are there when the person is joining.
create table sign_in (
  id            text primary key,
  email         text not null check (email = lower(email)),
  first_name    text check (length(first_name) between 1 and 40),
  invitation_id text references invitation,
  language      text not null default 'fr' check (language in ('fr', 'en')),
  code_hash     bytea not null,
  link_hash     bytea not null unique,
  attempts      smallint not null default 0,
  created_at    timestamptz not null default now(),
  expires_at    timestamptz not null,
  used_at       timestamptz
);
create index sign_in_email on sign_in (email, created_at);

create table session (
  id            text primary key,
  member_id     text not null references member,
  token_hash    bytea not null unique,
  previous_hash bytea unique,
  device        text not null check (length(device) <= 80),
  created_at    timestamptz not null default now(),
  rotated_at    timestamptz not null default now(),
  last_seen_at  timestamptz not null default now(),
  expires_at    timestamptz not null
);
create index session_of_member on session (member_id);

-- Texts --------------------------------------------------------------------------------------------------------------

create table document (
  id             text primary key,
  body_id        text not null references body,
  kind           text not null check (kind in ('charter', 'note')),
  title          text not null check (length(title) between 1 and 120),
  audience       text not null default 'movement' check (audience in ('body', 'movement', 'everyone')),
  writers        text not null default 'members' check (writers in ('members', 'coordinators')),
  generation     integer not null default 1,
  schema_version integer not null,
  created_by     text not null references member,
  created_at     timestamptz not null default now(),
  archived_at    timestamptz
);
create unique index one_charter on document (body_id) where kind = 'charter' and archived_at is null;
create index document_of_body on document (body_id, created_at);

-- The log of a live text: appended by its room, acknowledged to the writer only after commit.
create table doc_update (
  doc_id    text not null references document,
  seq       bigint not null,
  author_id text references member,
  at        timestamptz not null default clock_timestamp(),
  bytes     bytea not null,
  primary key (doc_id, seq)
);

-- Where compaction moves the log: who wrote what and when, for ever.
create table doc_history (like doc_update including all);
alter table doc_history add foreign key (doc_id) references document, add foreign key (author_id) references member;

create table doc_state (
  doc_id         text primary key references document,
  upto_seq       bigint not null,
  bytes          bytea not null,
  schema_version integer not null,
  at             timestamptz not null default clock_timestamp()
);

-- Polls --------------------------------------------------------------------------------------------------------------

-- scale: labels of the grades, from the worst to the best. An imported poll was held elsewhere and comes as counts.
create table poll (
  id             text primary key,
  body_id        text not null references body,
  level          text not null check (level in ('open', 'imported')),
  question       text not null check (length(question) between 1 and 140),
  description    text not null default '' check (length(description) <= 2000),
  scale          text[] not null check (cardinality(scale) between 2 and 10),
  missing_grades text not null default 'required' check (missing_grades in ('required', 'worst')),
  changes        text not null default 'until-closing' check (changes in ('until-closing', 'never')),
  choice_count   smallint not null,
  opens_at       timestamptz not null,
  closes_at      timestamptz not null,
  created_by     text not null references member,
  created_at     timestamptz not null default now(),
  cancelled_at   timestamptz,
  cancel_reason  text check (length(cancel_reason) between 1 and 500),
  roll_frozen_at timestamptz,
  unique (id, choice_count),
  check (closes_at > opens_at),
  check ((cancelled_at is null) = (cancel_reason is null)),
  check (level = 'imported' or (choice_count between 2 and 20 and cardinality(scale) between 3 and 7))
);
create index poll_of_body on poll (body_id, closes_at);

create table choice (
  poll_id     text not null references poll,
  position    smallint not null check (position >= 0),
  id          text not null,
  label       text not null check (length(label) between 1 and 120),
  description text not null default '' check (length(description) <= 500),
  primary key (poll_id, position),
  unique (poll_id, id)
);

-- Who may vote: the members of the body at the instant of opening, written once by whoever comes first past it.
create table roll_entry (
  poll_id   text not null references poll,
  member_id text not null references member,
  primary key (poll_id, member_id)
);
create index roll_of_member on roll_entry (member_id);

-- One row a voter: voting twice, voting from off the roll and grading another number of choices are all impossible.
-- grades: one byte a choice in the order of the poll, 0 the worst; no byte at all is a blank ballot.
-- counter: 1 for the first cast, one more for each change; a late retry of an older cast changes nothing.
create table ballot (
  poll_id   text not null,
  member_id text not null,
  id        uuid not null,
  kind      text not null default 'open' check (kind = 'open'),
  counter   integer not null check (counter >= 1),
  grades    bytea not null,
  choices   smallint generated always as (nullif(octet_length(grades), 0)) stored,
  cast_at   timestamptz not null,
  primary key (poll_id, member_id),
  foreign key (poll_id, member_id) references roll_entry,
  foreign key (poll_id, choices) references poll (id, choice_count)
);

-- counts: one array a choice, in the order of the poll, of voters a grade from the worst to the best.
-- source: for an imported result, where the counts come from and what was published then (domain/counts-file.ts).
create table result (
  poll_id    text primary key references poll,
  roll_size  bigint not null check (roll_size >= 0),
  voters     bigint not null check (voters >= 0),
  blank      bigint not null default 0 check (blank >= 0),
  spoiled    bigint not null default 0 check (spoiled >= 0),
  counts     jsonb not null,
  source     jsonb,
  counted_at timestamptz not null default clock_timestamp(),
  check (voters <= roll_size and blank + spoiled <= voters)
);

-- What people with power over a body or a poll did with it. Never what anyone voted.
create table journal (
  id       bigint generated always as identity primary key,
  at       timestamptz not null default clock_timestamp(),
  actor_id text references member,
  body_id  text not null references body,
  poll_id  text references poll,
  what     text not null,
  detail   jsonb not null default '{}'
);
create index journal_of_body on journal (body_id, id);
