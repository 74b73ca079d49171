-- Of which mailbox validity and uid are: a hash, since its login has nothing to do here. Another that the installation is given later may have the
-- same validity, which is often 1; it is read from its beginning, and so is once whatever was read before this column.
alter table returned_mail add column mailbox text not null default '' check (length(mailbox) <= 64);

-- How many times a message was sent again to someone whom it had not reached. Its name says so: a report of the one before, which comes late, says
-- nothing of this one.
alter table delivery add column again smallint not null default 0 check (again >= 0);
