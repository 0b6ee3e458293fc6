package io.github.iotcustomauth.internal.pool;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
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
	 * @return the members, the one it belongs to first; the others in an order that
	 * differs from filter to filter, so that they share the work of one that is away
	 */
	Stream<PoolMember> candidates(IotSubscription subscription) {
		PoolMember owner = subscription.filters()
			.stream()
			.map(TopicFilter::value)
			.map(this::owner)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		if (owner != null) {
			return Stream.of(owner);
		}
		String filter = subscription.filters().iterator().next().value();
		PoolMember home = this.all.get(index(filter));
		return Stream.concat(Stream.of(home),
				this.all.stream()
					.filter((member) -> !member.equals(home))
					.sorted(Comparator.comparingInt((member) -> mixed(filter + " " + member.getClientId()))));
	}

	private @Nullable PoolMember owner(String topic) {
		String levels = "/" + topic + "/";
		return this.all.stream()
			.filter((member) -> levels.contains("/" + member.getClientId() + "/"))
			.findFirst()
			.orElse(null);
	}

	private int index(String topic) {
		return Math.floorMod(mixed(topic), this.all.size());
	}

	// the topics of a fleet often differ in one digit
	private static int mixed(String text) {
		int mixed = text.hashCode() * 0x9E3779B9;
		return mixed ^ (mixed >>> 15);
	}

}
