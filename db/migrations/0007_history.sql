-- The history of a draft: what it said at any row of its log, and the versions that someone named or took up again.

-- Whole states among the rows of doc_history. What a text said at a row is made again from the nearest state before it and the rows since.
create table doc_checkpoint (
  doc_id text not null references document,
  seq    bigint not null check (seq >= 0),
  bytes  bytea not null,
  primary key (doc_id, seq)
);

-- A text compacted before now has lost what it began with: its history can be read from here on.
insert into doc_checkpoint (doc_id, seq, bytes) select doc_id, upto_seq, bytes from doc_state where upto_seq > 0;

-- seq: the last row of the version. taken_from: the version that was taken up by this row.
create table draft_version (
  document_id text not null references document,
  seq         bigint not null check (seq >= 1),
  name        text check (length(name) between 1 and 80),
  taken_from  bigint check (taken_from < seq),
  made_by     text not null references member,
  made_at     timestamptz not null default clock_timestamp(),
  primary key (document_id, seq),
  check ((name is null) <> (taken_from is null))
);

create trigger draft_version_stays before update or delete on draft_version for each row execute function refuse_any_change();
create trigger doc_history_stays before update or delete on doc_history for each row execute function refuse_any_change();
