-- A group that is asked may pass the question on to groups inside it, and they in turn. Each answers by a poll of its own, as any group that is asked:
-- of the same question, by the same deadline, and nobody is on the rolls of two (0013_consultation.sql), at whatever depth.

-- through_id: the group that passed it on, itself asked; nothing where the body that asks did. asked_id: then that body.
alter table consultation_group drop constraint consultation_group_consultation_id_parent_id_fkey;
alter table consultation_group
  add column through_id text check (through_id = parent_id),
  add column asked_id text generated always as (case when through_id is null then parent_id end) stored,
  add foreign key (consultation_id, asked_id) references consultation (id, body_id),
  add foreign key (consultation_id, through_id) references consultation_group (consultation_id, body_id);

-- A group that has opened its poll has all its members on its roll: it passes nothing on. And where a group was asked from stays.
create function keep_asked_groups() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if new.parent_id <> old.parent_id or new.through_id is distinct from old.through_id then
      raise exception 'where a group was asked from never changes';
    end if;
    return new;
  end if;
  perform from consultation where id = new.consultation_id for no key update;
  if exists (select from poll where consultation_id = new.consultation_id and body_id = new.through_id and cancelled_at is null) then
    raise exception 'a group that has opened its poll passes the question on to nobody';
  end if;
  return new;
end $$;
create trigger asked_groups_stay before insert or update on consultation_group for each row execute function keep_asked_groups();
