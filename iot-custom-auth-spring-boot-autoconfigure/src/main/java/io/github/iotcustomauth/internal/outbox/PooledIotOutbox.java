package io.github.iotcustomauth.internal.outbox;

import java.util.List;

import io.github.iotcustomauth.IotOutbox;

/**
 * The outboxes of the members of a pool, which share a table.
 *
 * @param members the outboxes
 */
public record PooledIotOutbox(List<IotOutbox> members) implements IotOutbox {

	@Override
	public List<SetAside> findSetAside(int limit) {
		return this.members.stream().flatMap((member) -> member.findSetAside(limit).stream()).limit(limit).toList();
	}

	@Override
	public boolean retry(long number) {
		return this.members.stream().anyMatch((member) -> member.retry(number));
	}

	@Override
	public boolean discard(long number) {
		return this.members.stream().anyMatch((member) -> member.discard(number));
	}

	@Override
	public int adopt(String clientId) {
		return this.members.get(0).adopt(clientId);
	}

}
