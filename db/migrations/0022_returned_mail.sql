-- The mailbox of returned mail, which the installation reads by itself: one row. turn_at: when a process last began to read it; read_at: when it
-- was last read to its end, and what was left there then, for people; problem: why it could not be read since. validity, uid: as far as it was read (RFC 3501, 2.3.1.1).
create table returned_mail (
  id         boolean primary key default true check (id),
  turn_at    timestamptz not null default clock_timestamp(),
  read_at    timestamptz,
  left_there integer not null default 0 check (left_there >= 0),
  problem    text check (length(problem) <= 40),
  validity   text not null default '' check (length(validity) <= 20),
  uid        bigint not null default 0 check (uid >= 0)
);

-- Those whom a mailing did not reach: shown page by page, and looked for when a reminder is written.
create index delivery_failed on delivery (mailing_id, failed_at) where failed_at is not null;
