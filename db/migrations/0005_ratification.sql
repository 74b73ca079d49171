-- From a draft to an adopted text: a text is frozen, amended, put to the vote article by article, and a version of it is adopted.

-- content: canonical JSON (domain/ratification/canonical.ts). threshold: the grade an article must reach, an index of the scale (0 the worst).
create table frozen_text (
  id              text primary key,
  document_id     text not null references document,
  title           text not null check (length(title) between 1 and 120),
  content         text not null,
  fingerprint     bytea not null check (fingerprint = sha256(convert_to(content, 'UTF8'))),
  scale           text[] not null check (cardinality(scale) between 3 and 7),
  threshold       smallint not null check (threshold between 1 and cardinality(scale) - 1),
  amendable_until timestamptz,
  poll_id         text unique references poll,
  frozen_by       text not null references member,
  frozen_at       timestamptz not null default clock_timestamp(),
  -- Given up before a vote, or made into a version, or found by its vote to change nothing.
  ended_at        timestamptz,
  end_reason      text check (length(end_reason) between 1 and 500),
  check (amendable_until > frozen_at),
  check (end_reason is null or ended_at is not null)
);
create unique index one_frozen_text on frozen_text (document_id) where ended_at is null;
create index frozen_text_of on frozen_text (document_id, frozen_at);

-- article: the id of the article concerned, or of the one after which a new one comes; '' is before the first. number: from 1 in its text.
create table amendment (
  id           text primary key,
  frozen_id    text not null references frozen_text,
  number       integer not null check (number >= 1),
  kind         text not null check (kind in ('replace', 'insert', 'delete')),
  article      text not null check (article <> '' or kind = 'insert'),
  proposed     text,
  fingerprint  bytea check (fingerprint = sha256(convert_to(proposed, 'UTF8'))),
  reason       text not null check (length(reason) between 1 and 1000),
  author_id    text not null references member,
  given_at     timestamptz not null default clock_timestamp(),
  withdrawn_at timestamptz,
  unique (frozen_id, number),
  check ((kind = 'delete') = (proposed is null)),
  check ((fingerprint is null) = (proposed is null))
);

create table amendment_support (
  amendment_id text not null references amendment,
  member_id    text not null references member,
  at           timestamptz not null default clock_timestamp(),
  primary key (amendment_id, member_id)
);

-- Which wording of which article each line of a ballot is. slot: an article's id, or '+' and the amendment that brings a new one.
create table wording (
  poll_id      text not null,
  position     smallint not null,
  slot         text not null,
  amendment_id text references amendment,
  primary key (poll_id, position),
  foreign key (poll_id, position) references choice (poll_id, position)
);

-- An adopted text: written once, never changed. A poll that adopts nothing makes none.
create table version (
  document_id text not null references document,
  number      integer not null check (number >= 1),
  frozen_id   text not null unique references frozen_text,
  content     text not null,
  fingerprint bytea not null check (fingerprint = sha256(convert_to(content, 'UTF8'))),
  adopted_at  timestamptz not null,
  primary key (document_id, number)
);

-- The articles in force in a version, and the version that gave each the words it has.
create table version_article (
  document_id text not null,
  number      integer not null,
  article     text not null check (article <> ''),
  place       smallint not null check (place >= 1),
  since       integer not null,
  primary key (document_id, number, article),
  unique (document_id, number, place),
  foreign key (document_id, number) references version,
  foreign key (document_id, since) references version,
  check (since <= number)
);

create function refuse_any_change() returns trigger language plpgsql as $$
begin
  raise exception '% rows are never changed', tg_table_name;
end $$;
create trigger version_stays before update or delete on version for each row execute function refuse_any_change();
create trigger version_article_stays before update or delete on version_article for each row execute function refuse_any_change();
create trigger wording_stays before update or delete on wording for each row execute function refuse_any_change();

-- A ballot of articles has more lines than one that someone types.
alter table poll drop constraint poll_check2;
alter table poll add constraint poll_lines check (level = 'imported' or (choice_count between 2 and 100 and cardinality(scale) between 3 and 7));
