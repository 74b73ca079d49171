-- Casting ballots, many in one call. The caller is a micro-batcher: a batch is what came in while the last one was under way.

-- The lock of a poll: shared by every cast, exclusive for whoever freezes its roll, moves its closing, cancels or counts it.
-- Two-integer advisory locks have a space of their own, where 8 is the class of polls. Polls that share a hash only wait for
-- each other.
create function poll_key(poll_id text) returns integer language sql immutable strict parallel safe
return hashtext(poll_id);

-- What happened to a batch: the instant at which it was judged, and the items that were not plainly cast, as
-- [{"item": 1-based, "outcome": …, "at": instant of the stored ballot when repeated}]; null when all were cast.
-- Outcomes: repeated (this very ballot is already there: a retry), unknown, cancelled, not-yet-open, closed, roll-not-frozen,
-- not-on-the-roll, already-voted, changed-elsewhere (the counter is not one more than the stored one), malformed.
-- The refusals are those of refuseBallot in domain/ballot.ts, in the same order; a test holds the two together.
-- A batch holds one ballot a voter and poll at most (else it raises cardinality_violation and nothing is cast).
create function cast_ballots(
  poll_ids text[], member_ids text[], ids uuid[], counters integer[], all_grades bytea[],
  out judged_at timestamptz, out others jsonb
) language plpgsql volatile
-- One plan for the life of the connection, which a call would otherwise make anew each time: it must not be one that was only good
-- while the tables were small.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  written integer;
begin
  -- A fixed order, so that two batches and someone who wants a lock for himself cannot wait in a circle.
  perform pg_advisory_xact_lock_shared(8, key) from (select distinct poll_key(id) as key from unnest(poll_ids) as id order by key) keys;

  -- After the locks: now() is the instant before the wait, and each statement below sees what was committed meanwhile.
  judged_at := clock_timestamp();

  with item as (
    select * from unnest(poll_ids, member_ids, ids, counters, all_grades) as item (poll_id, member_id, id, counter, grades)
  ), cast_now as (
    insert into ballot (poll_id, member_id, id, counter, grades, cast_at)
    select item.poll_id, item.member_id, item.id, item.counter, item.grades, judged_at
    from item
    join poll on poll.id = item.poll_id
    join roll_entry using (poll_id, member_id)
    where poll.level = 'open' and poll.opens_at <= judged_at and judged_at < poll.closes_at and poll.cancelled_at is null and poll.roll_frozen_at is not null
      and not exists (select from result where result.poll_id = item.poll_id) -- a clock set back opens nothing again
      and octet_length(item.grades) in (0, poll.choice_count)
      and encode(item.grades, 'hex') ~ format('^(0[0-%s])*$', cardinality(poll.scale) - 1)
      and (item.counter = 1 or poll.changes = 'until-closing' and (
        -- A value, not an exists, which a plan made on an empty table answers by reading every ballot.
        select true from ballot where ballot.poll_id = item.poll_id and ballot.member_id = item.member_id))
    order by item.poll_id, item.member_id
    on conflict (poll_id, member_id) do update
      set id = excluded.id, counter = excluded.counter, grades = excluded.grades, cast_at = excluded.cast_at
      where excluded.counter = ballot.counter + 1
    returning 1
  )
  select count(*) into written from cast_now;

  if written = cardinality(ids) then
    return;
  end if;

  -- Why not, for the others: a statement of its own, which sees the ballots that others committed during the one above.
  select jsonb_agg(jsonb_build_object('item', n, 'outcome', outcome, 'at', cast_at) order by n) into others
  from (
    select item.n, ballot.cast_at, case
      when ballot.id = item.id and ballot.counter = item.counter and ballot.grades = item.grades
        then case when ballot.cast_at = judged_at then 'cast' else 'repeated' end
      when poll.id is null or poll.level <> 'open' then 'unknown'
      when poll.cancelled_at is not null then 'cancelled'
      when judged_at < poll.opens_at then 'not-yet-open'
      when judged_at >= poll.closes_at or result.poll_id is not null then 'closed'
      when poll.roll_frozen_at is null then 'roll-not-frozen'
      when roll_entry.poll_id is null then 'not-on-the-roll'
      when ballot.id is not null and poll.changes = 'never' then 'already-voted'
      when item.counter <> coalesce(ballot.counter, 0) + 1 then 'changed-elsewhere'
      else 'malformed'
    end as outcome
    from unnest(poll_ids, member_ids, ids, counters, all_grades) with ordinality as item (poll_id, member_id, id, counter, grades, n)
    left join poll on poll.id = item.poll_id
    left join result on result.poll_id = item.poll_id
    left join roll_entry on roll_entry.poll_id = item.poll_id and roll_entry.member_id = item.member_id
    left join ballot on ballot.poll_id = item.poll_id and ballot.member_id = item.member_id
  ) judged
  where outcome <> 'cast';
end $$;

-- What is due: rolls to freeze, polls to count, and the story of one poll.
create index poll_to_freeze on poll (opens_at) where roll_frozen_at is null and cancelled_at is null and level <> 'imported';
create index poll_closing on poll (closes_at) where cancelled_at is null and level <> 'imported';
create index journal_of_poll on journal (poll_id, id) where poll_id is not null;
