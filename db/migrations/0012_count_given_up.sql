-- A sealed poll whose trustees are lost for good is never opened: its coordination gives up the count, with a reason. It has no result, ever.
alter table poll add column given_up_at timestamptz, add column give_up_reason text check (length(give_up_reason) between 1 and 500);
alter table poll add check ((given_up_at is null) = (give_up_reason is null));
alter table poll add check (given_up_at is null or (level = 'sealed' and cancelled_at is null and given_up_at >= closes_at));

create function refuse_result_of_given_up() returns trigger language plpgsql as $$
begin
  if exists (select from poll where id = new.poll_id and given_up_at is not null) then
    raise exception 'the count of the poll % was given up', new.poll_id;
  end if;
  return new;
end $$;
create trigger no_result_of_given_up before insert on result for each row execute function refuse_result_of_given_up();
