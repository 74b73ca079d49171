-- The listing of a frozen roll, in the order of its marks, a part of 2,000 a row: read by anyone, as slowly as they like. An index of marks would be
-- made anew for each person of a file, all over the place; this is made once.
create table listing_part (
  electorate_id text not null references electorate,
  number        integer not null check (number >= 0),
  marks         bytea not null check (octet_length(marks) between 32 and 64000 and octet_length(marks) % 32 = 0),
  primary key (electorate_id, number)
);

create function list_marks(roll text) returns void language sql
begin atomic
  insert into listing_part (electorate_id, number, marks)
  select roll, ((place - 1) / 2000)::int, string_agg(mark, ''::bytea order by mark)
  from (
    select mark, row_number() over (order by mark) as place from elector join electorate on id = electorate_id
    where electorate_id = roll and (added_at is null or added_at <= frozen_at)) listed
  group by 2;
end;

select list_marks(id) from electorate where frozen_at is not null;
