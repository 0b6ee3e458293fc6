package io.github.iotcustomauth.internal.connection;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * The members of a pool, and which of them a topic belongs to. All messages of a topic go
 * by one member, also while that is away, so that their order holds. What has the client
 * id of a member as a level belongs to that member, because policies say so.
 *
 * @param members the members
 */
record Pool(List<DefaultIotConnection> members) {

	/**
	 * Return the member of a topic.
	 * @param topic the topic
	 * @return the member
	 */
	DefaultIotConnection of(String topic) {
		DefaultIotConnection owner = owner(topic);
		return (owner != null) ? owner : this.members.get(Math.floorMod(spread(topic.hashCode()), this.members.size()));
	}

	// the topics of a fleet often differ in one digit
	private static int spread(int hash) {
		int mixed = hash * 0x9E3779B9;
		return mixed ^ (mixed >>> 15);
	}

	private @Nullable DefaultIotConnection owner(String topic) {
		List<String> levels = Arrays.asList(topic.split("/", -1));
		return this.members.stream().filter((member) -> levels.contains(member.getClientId())).findFirst().orElse(null);
	}

	/**
	 * Return the member that a subscription belongs to.
	 * @param subscription the subscription
	 * @return the member, or {@code null} if it may be any
	 */
	@Nullable DefaultIotConnection owner(IotSubscription subscription) {
		return subscription.filters()
			.stream()
			.map(TopicFilter::value)
			.map(this::owner)
			.filter((owner) -> owner != null)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return the member that has room for a subscription.
	 * @param load the number of subscriptions of each member
	 * @return the connected member with the fewest, or the one with the fewest if none is
	 * connected
	 */
	DefaultIotConnection leastLoaded(int[] load) {
		Comparator<Integer> away = Comparator.comparing((index) -> !this.members.get(index).getStatus().isConnected());
		return this.members.get(IntStream.range(0, this.members.size())
			.boxed()
			.min(away.thenComparing((index) -> load[index]))
			.orElseThrow());
	}

	boolean isAnyConnected() {
		return this.members.stream().anyMatch((member) -> member.getStatus().isConnected());
	}

	/**
	 * Whether each member gets its share of a subscription.
	 * @param subscription the subscription
	 * @return whether all of its filters are shared
	 */
	static boolean isShared(IotSubscription subscription) {
		return subscription.filters().stream().allMatch((filter) -> filter.value().startsWith("$share/"));
	}

}
