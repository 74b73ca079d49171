-- Where the sum of a closed board is: told about once a second by whoever makes it, read by whoever waits. One row a poll, one writer; who says
-- nothing for ten seconds is gone, and another begins again. ballots: how many count, null until they are counted.
create table board_sum (
  poll_id text primary key references board,
  by      uuid not null,
  ballots integer check (ballots >= 0),
  added   integer not null default 0 check (added between 0 and coalesce(ballots, 0)),
  at      timestamptz not null default clock_timestamp()
);

-- Where a vote is secret everyone has one voice: the weight that one person has would tell that person's grades in the sum.
create function one_voice_in_secret() returns trigger language plpgsql as $$
begin
  if exists (select from poll where id = new.poll_id and level in ('secret', 'sealed')) then
    raise exception 'in the secret poll % someone would have % voices', new.poll_id, new.weight using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger one_voice_in_secret before insert or update of weight on roll_entry
  for each row when (new.weight > 1) execute function one_voice_in_secret();
