-- Two more levels of trust. Secret and sealed ballots are leaves of a poll's board, as bytes that docs/sealed-ballots.md specifies: kept
-- whole, as they were hashed and signed. Nothing here opens one: the keys live elsewhere.

alter table poll drop constraint poll_level_check;
alter table poll add constraint poll_level_check check (level in ('open', 'secret', 'sealed', 'imported'));

-- What a poll was frozen as when it opened, and how its board stands. peaks: the roots of the perfect subtrees its log is made of, 32
-- bytes each, the largest first.
create table board (
  poll_id  text primary key references poll,
  manifest bytea not null,
  size     bigint not null default 0 check (size >= 0),
  peaks    bytea not null default '' check (octet_length(peaks) % 32 = 0),
  -- When the poll's key was destroyed: after it nobody, the host included, opens anything of it again.
  key_destroyed_at timestamptz
);
alter table board alter column manifest set storage external;

-- Pages in which ballots are sealed, by the SHA-256 that manifests name: the page of a poll stays what it was when the poll opened.
create table booth (
  hash bytea primary key check (octet_length(hash) = 32),
  page bytea not null
);

-- The public credentials of a roll. member_id: whose it is, known from the start at the secret level, from the first cast on at the
-- sealed one; the two keys bind one person to one credential.
-- added_at: put on the board after the roll was frozen; revoked_at: cancelled there, which frees whoever had it.
create table credential (
  poll_id    text not null references poll,
  k          bytea not null check (octet_length(k) = 32),
  member_id  text,
  added_at   timestamptz,
  revoked_at timestamptz,
  primary key (poll_id, k),
  unique (poll_id, member_id),
  foreign key (poll_id, member_id) references roll_entry,
  check (revoked_at is null or member_id is null)
);

-- hash: of a ballot, what its receipt promises; of any other leaf, the SHA-256 of its bytes.
create table leaf (
  poll_id  text not null references board,
  position bigint not null check (position >= 0),
  kind     text not null check (kind in ('open', 'ballot', 'roll-add', 'cancel', 'extend', 'close', 'aggregate', 'partial', 'result')),
  hash     bytea not null check (octet_length(hash) = 32),
  bytes    bytea not null,
  at       timestamptz not null,
  primary key (poll_id, position)
);
alter table leaf alter column bytes set storage external;
create index leaf_of_hash on leaf (poll_id, hash);
create unique index one_leaf_of_a_kind on leaf (poll_id, kind) where kind in ('open', 'close', 'aggregate', 'result');

-- The perfect subtrees of a log, from single leaves (level 0) up: with them any proof is a few rows.
create table leaf_tree (
  poll_id text not null references board,
  level   smallint not null check (level >= 0),
  index   bigint not null check (index >= 0),
  hash    bytea not null check (octet_length(hash) = 32),
  primary key (poll_id, level, index)
);

-- Where each ballot is: the key forbids two with one counter; the highest counter counts.
create table sealed_ballot (
  poll_id  text not null,
  k        bytea not null,
  counter  integer not null check (counter >= 1),
  position bigint not null,
  primary key (poll_id, k, counter),
  unique (poll_id, position),
  foreign key (poll_id, k) references credential,
  foreign key (poll_id, position) references leaf
);

-- Signed heads: what the board promised to be at an instant.
create table board_head (
  poll_id text not null references board,
  size    bigint not null check (size > 0),
  bytes   bytea not null,
  at      timestamptz not null,
  primary key (poll_id, size)
);

-- A count of fewer than five ballots is never opened: it has no histograms.
alter table result alter column counts drop not null;
alter table result add constraint result_unopened check (counts is not null or voters - blank - spoiled < 5);

-- Sealed polls: the key is shared among trustees, the codes are the registrar's ---------------------------------------

-- When a sealed poll really opened: its instant had come, its ceremony was done, its codes were given.
alter table poll add column opened_at timestamptz check (opened_at >= opens_at);

-- Said when a sealed poll is announced. attempt: a ceremony that went wrong is begun again, under the next number.
-- registrar_key: Ed25519, signs what changes the roll; it comes with the public credentials.
create table sealed_poll (
  poll_id        text primary key references poll,
  needed         smallint not null check (needed >= 1),
  trustees       smallint not null check (trustees between needed and 9),
  registrar_id   text not null,
  registrar_key  bytea check (octet_length(registrar_key) = 32),
  codes_given_at timestamptz,
  attempt        smallint not null default 1 check (attempt >= 1),
  foreign key (poll_id, registrar_id) references roll_entry,
  check ((registrar_key is null) = (codes_given_at is null))
);

-- Numbered from 1, as they were announced. name: as the manifest and the ceremony say it.
create table trustee (
  poll_id   text not null references sealed_poll,
  number    smallint not null check (number between 1 and 9),
  member_id text not null,
  name      text not null,
  primary key (poll_id, number),
  unique (poll_id, member_id),
  foreign key (poll_id, member_id) references roll_entry
);

-- What was said in a ceremony, each thing once: 0 is the server, which only announces and opens. Bytes as
-- domain/sealing/ceremony-bytes.ts writes them; shares are encrypted, each to one trustee. No secret is here.
create table ceremony_message (
  poll_id text not null references sealed_poll,
  attempt smallint not null,
  number  smallint not null check (number between 0 and 9),
  step    text not null check (step in ('announcement', 'opening', 'shares', 'confirmation', 'complaint')),
  bytes   bytea not null check (octet_length(bytes) <= 1024),
  at      timestamptz not null default clock_timestamp(),
  primary key (poll_id, attempt, number, step),
  check (number > 0 or step in ('announcement', 'opening'))
);

-- The SHA-256 of the sum that each trustee found by adding up the board: said before their part of the opening.
create table aggregate_seen (
  poll_id text not null,
  number  smallint not null,
  hash    bytea not null check (octet_length(hash) = 32),
  at      timestamptz not null default clock_timestamp(),
  primary key (poll_id, number),
  foreign key (poll_id, number) references trustee
);

-- The second byte of a partial decryption is the number of its holder.
create unique index one_partial_a_holder on leaf (poll_id, substring(bytes from 2 for 1)) where kind = 'partial';
