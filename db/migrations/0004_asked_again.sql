-- That another poll asks again what this one asked is read on the page of both.
create index journal_of_asked_again on journal ((detail ->> 'of')) where what = 'poll-asked-again';
