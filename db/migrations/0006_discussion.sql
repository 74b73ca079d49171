-- What is said of a live text: threads about its words, and what each one says in them.

-- article: the id of an article, '' for the whole text; it may be gone from the text since. begins, ends: encoded Y.RelativePosition of the
-- words that a thread is about, which follow them; quote: these words as they were when it was opened.
create table thread (
  id          text primary key,
  document_id text not null references document,
  article     text not null check (article = '' or article ~ '^[a-z0-9][a-z0-9-]{3,39}$'),
  begins      bytea check (octet_length(begins) between 1 and 120),
  ends        bytea check (octet_length(ends) between 1 and 120),
  quote       text not null check (length(quote) <= 300),
  opened_by   text not null references member,
  opened_at   timestamptz not null default clock_timestamp(),
  resolved_by text references member,
  resolved_at timestamptz,
  check ((begins is null) = (ends is null)),
  check (begins is null or quote <> ''),
  check ((resolved_by is null) = (resolved_at is null)),
  check (resolved_at >= opened_at)
);
create index open_threads on thread (document_id) where resolved_at is null;
create index resolved_threads on thread (document_id, resolved_at) where resolved_at is not null;

-- Words that are taken back are gone; that something was said there stays. One agrees without a word, and nothing else.
create table remark (
  id         text primary key,
  thread_id  text not null references thread,
  author_id  text not null references member,
  stance     text not null check (stance in ('remark', 'agree', 'object')),
  words      text not null check (length(words) <= 1000),
  said_at    timestamptz not null default clock_timestamp(),
  removed_at timestamptz,
  check (removed_at is not null or stance = 'agree' or words <> ''),
  check (removed_at is null or words = ''),
  check (removed_at >= said_at)
);
create index remark_in_thread on remark (thread_id, said_at);
create index remark_of_member on remark (author_id, said_at);

-- Whom a remark addresses by their first name, among the members of the body when it was written.
create table addressee (
  remark_id text not null references remark,
  member_id text not null references member,
  primary key (remark_id, member_id)
);
create index addressed_member on addressee (member_id);
