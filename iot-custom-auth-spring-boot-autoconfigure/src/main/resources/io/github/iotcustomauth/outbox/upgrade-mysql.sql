-- columns that the first version of the table does not have; to be run once
alter table iot_custom_auth_outbox
	add column created_at bigint,
	add column version smallint default 1 not null,
	add column state varchar(16) default 'WAITING' not null,
	add column reason varchar(64),
	add index iot_custom_auth_outbox_queue (client_id, state, id);
