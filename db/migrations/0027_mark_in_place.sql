-- A function that says it is immutable and calls one that is not (convert_to) is called anew for each row; as what it is, it is written into the
-- query that asks for it: half a million marks take two fifths of the time.
alter function elector_mark(bytea, text, integer) stable;
