package io.github.iotcustomauth.internal.outbox;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.IotOutbox;

import org.springframework.util.Assert;

/**
 * The outboxes of the members of a pool, which share a table.
 *
 * @param members the outboxes, by client id
 */
public record PooledIotOutbox(Map<String, IotOutbox> members) implements IotOutbox {

	@Override
	public List<SetAside> findSetAside(int limit) {
		return each().stream()
			.flatMap((member) -> member.findSetAside(limit).stream())
			.sorted(Comparator.comparingLong(SetAside::number))
			.limit(limit)
			.toList();
	}

	private Collection<IotOutbox> each() {
		return this.members.values();
	}

	@Override
	public boolean retry(long number) {
		return each().stream().anyMatch((member) -> member.retry(number));
	}

	@Override
	public boolean discard(long number) {
		return each().stream().anyMatch((member) -> member.discard(number));
	}

	@Override
	public int adopt(String clientId) {
		Assert.isTrue(!this.members.containsKey(clientId), "'clientId' must be that of another instance");
		return each().iterator().next().adopt(clientId);
	}

}
