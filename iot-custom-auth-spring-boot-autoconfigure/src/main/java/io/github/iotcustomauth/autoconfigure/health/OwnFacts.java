package io.github.iotcustomauth.autoconfigure.health;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.outbox.OutboxStatus;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * Facts about a connection of this library that its interface does not tell.
 *
 * @param endpoint host name and port of the endpoint, or {@code null} if they are not
 * known
 * @param transport how MQTT travels, or {@code null} if it is not known
 * @param connectingFor gives for how long it has been connecting for the first time, or
 * {@code null}
 * @param complete whether all members of a pool are connected
 * @param outbox gives the status of the outbox, or {@code null} if there is none
 * @param others gives the details about connections like this one that were made at run
 * time
 */
record OwnFacts(@Nullable String endpoint, @Nullable String transport, Supplier<@Nullable Duration> connectingFor,
		BooleanSupplier complete, Supplier<@Nullable OutboxStatus> outbox, Supplier<Map<String, Object>> others) {

	/**
	 * Facts about a connection of the application, such as a mock.
	 */
	static final OwnFacts UNKNOWN = new OwnFacts(null, null, () -> null, () -> true, () -> null, Map::of);

	static OwnFacts of(List<DefaultIotConnection> members, Supplier<@Nullable OutboxStatus> outbox,
			Supplier<Map<String, Object>> others) {
		ConnectionSettings settings = members.get(0).getSettings();
		return new OwnFacts(settings.address(), settings.transport().name().toLowerCase(Locale.ROOT),
				() -> connectingFor(members),
				() -> members.size() == 1 || members.stream().allMatch((member) -> member.getStatus().isConnected()),
				outbox, others);
	}

	// null once a member was connected
	private static @Nullable Duration connectingFor(List<DefaultIotConnection> members) {
		List<Duration> times = members.stream()
			.map((member) -> member.getMonitor().getConnectingFor())
			.filter(Objects::nonNull)
			.toList();
		return (times.size() == members.size()) ? times.get(0) : null;
	}

}
