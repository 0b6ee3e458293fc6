package io.github.iotcustomauth.autoconfigure;

import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * Client id of an application that has set none: two instances must not share one, since
 * the server would disconnect each in favour of the other.
 *
 * @param value the client id
 */
record GeneratedClientId(String value) {

	private static final String SUFFIX_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

	private static final int SUFFIX_LENGTH = 10;

	private static final int MAX_NAME_LENGTH = ConnectionSettings.MAX_CLIENT_ID_BYTES - SUFFIX_LENGTH - 1;

	/**
	 * Make a client id.
	 * @param applicationName the name of the application, or {@code null}
	 * @param random the source of the suffix
	 * @return the client id
	 */
	static GeneratedClientId of(@Nullable String applicationName, RandomGenerator random) {
		String suffix = random.ints(SUFFIX_LENGTH, 0, SUFFIX_CHARACTERS.length())
			.mapToObj((index) -> SUFFIX_CHARACTERS.substring(index, index + 1))
			.collect(Collectors.joining());
		return new GeneratedClientId(prefix(applicationName) + "-" + suffix);
	}

	// what is left is safe in an IAM policy, a topic and a user name
	private static String prefix(@Nullable String applicationName) {
		String name = (applicationName != null) ? applicationName : "";
		name = name.replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("^-|-$", "");
		return name.isEmpty() ? "iot" : name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH));
	}

}
