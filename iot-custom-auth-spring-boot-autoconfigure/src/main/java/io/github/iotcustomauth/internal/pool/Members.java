package io.github.iotcustomauth.internal.pool;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotSubscription;
import org.jspecify.annotations.Nullable;

/**
 * The members of a pool, and which of them a topic belongs to. All messages of a topic go
 * by one member, also while that is away, so that their order holds. What has the client
 * id of a member as a level belongs to that member, because policies say so.
 *
 * @param all the members
 */
record Members(List<PoolMember> all) {

	PoolMember first() {
		return this.all.get(0);
	}

	/**
	 * Return the member of a topic.
	 * @param topic the topic
	 * @return the member
	 */
	PoolMember of(String topic) {
		PoolMember owner = owner(topic);
		return (owner != null) ? owner : this.all.get(index(topic));
	}

	/**
	 * Return the members that a subscription may live on.
	 * @param subscription the subscription
	 * @return the members, the one it belongs to first
	 */
	Stream<PoolMember> candidates(IotSubscription subscription) {
		String filter = subscription.filters().iterator().next().value();
		PoolMember owner = owner(filter);
		if (owner != null) {
			return Stream.of(owner);
		}
		int first = index(filter);
		return IntStream.range(0, this.all.size()).mapToObj((i) -> this.all.get((first + i) % this.all.size()));
	}

	private @Nullable PoolMember owner(String topic) {
		List<String> levels = Arrays.asList(topic.split("/", -1));
		return this.all.stream().filter((member) -> levels.contains(member.getClientId())).findFirst().orElse(null);
	}

	// the topics of a fleet often differ in one digit
	private int index(String topic) {
		int mixed = topic.hashCode() * 0x9E3779B9;
		return Math.floorMod(mixed ^ (mixed >>> 15), this.all.size());
	}

}
