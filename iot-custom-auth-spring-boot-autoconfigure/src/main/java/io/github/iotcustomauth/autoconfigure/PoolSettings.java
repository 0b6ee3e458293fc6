package io.github.iotcustomauth.autoconfigure;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.iotcustomauth.transport.ConnectionSettings;

/**
 * Settings of the members of a pool.
 */
final class PoolSettings {

	private PoolSettings() {
	}

	/**
	 * The settings of each member: its client id is that of the connection with a number,
	 * and only the first has the last will.
	 * @param settings the settings of the connection
	 * @param size the number of members; a single one has the settings as they are
	 * @return the settings of the members
	 * @throws InvalidIotPropertyException if there is no room for the number
	 */
	static Stream<ConnectionSettings> members(ConnectionSettings settings, int size) {
		return (size == 1) ? Stream.of(settings)
				: IntStream.rangeClosed(1, size).mapToObj((number) -> member(settings, number));
	}

	private static ConnectionSettings member(ConnectionSettings settings, int number) {
		ConnectionSettings.Builder member = settings.mutate().clientId(settings.clientId() + "-" + number);
		String key = InvalidIotPropertyException.key("client-id");
		return InvalidIotPropertyException.convert(key, InvalidIotPropertyException.shown(settings.clientId()),
				"Set '%s' to a shorter text: the members of a pool append a number to it.".formatted(key),
				((number == 1) ? member : member.will(null))::build);
	}

}
