-- Lines refused are published when a roll is frozen. A file that is read again replaces its former reading: the same bytes, by their SHA-256, which
-- files read before this do not have; each of those counts for itself.
alter table electorate_file add column sha256 bytea check (octet_length(sha256) = 32);
