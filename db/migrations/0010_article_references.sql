-- Texts may hold references to their articles (domain/charter.ts, version 2 of its list of nodes). No stored word changes: raising the version
-- turns away the editors that were open before, which would delete, for everyone, what they do not know.
update document set schema_version = 2 where schema_version = 1;
update doc_state set schema_version = 2 where schema_version = 1;
