-- Only who votes by a printed sheet has its number: an index of those alone. With half a million people of a file it was a sixth of their indexes.
alter table elector drop constraint elector_electorate_id_sheet_key;
create unique index elector_sheet on elector (electorate_id, sheet) where sheet is not null;
