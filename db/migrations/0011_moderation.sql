-- The coordination of a body may remove the words of someone else; who, and the reason, are in its journal too.
-- removed_by: who did, when it was not the author. Where they stand is not touched: a voice is taken back by its owner alone.
alter table remark add column removed_by text references member;
alter table remark add check (removed_by is null or (removed_at is not null and removed_by <> author_id));
