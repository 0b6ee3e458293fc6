create table if not exists iot_custom_auth_outbox (
	id bigint auto_increment primary key,
	client_id varchar(128) character set utf8mb4 collate utf8mb4_bin not null,
	topic varchar(512) character set utf8mb4 collate utf8mb4_bin not null,
	payload mediumblob not null,
	retain boolean not null,
	properties mediumtext character set utf8mb4 not null,
	expires_at bigint,
	created_at bigint,
	version smallint default 1 not null,
	state varchar(16) default 'WAITING' not null,
	reason varchar(64),
	index iot_custom_auth_outbox_queue (client_id, state, id)
);
