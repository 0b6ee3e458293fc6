package io.github.iotcustomauth.credentials;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The user name of the CONNECT packet, which is also the vehicle of the authorizer's
 * parameters: {@code <user name>?<query>}.
 */
final class ConnectUsername {

	// MQTT 5 section 1.5.4: the length of a string is written in two bytes
	private static final int MAX_BYTES = 65535;

	private ConnectUsername() {
	}

	/**
	 * Compose the user name.
	 * @param username the plain user name, which may bring a query of its own
	 * @param query the parameters to add
	 * @return the composed user name, or {@code null} when there is nothing to send
	 */
	static @Nullable String compose(@Nullable String username, QueryString query) {
		String composed = join((username != null) ? username : "", query);
		Assert.isTrue(composed.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES,
				"The CONNECT user name with its parameters is longer than the " + MAX_BYTES
						+ " bytes of an MQTT string");
		return (composed.isEmpty() && username == null) ? null : composed;
	}

	private static String join(String username, QueryString query) {
		int question = username.lastIndexOf('?');
		if (question == -1) {
			return query.isEmpty() ? username : username + "?" + query;
		}
		String own = username.substring(question + 1);
		requireDistinct(own, query);
		boolean separated = own.isEmpty() || own.endsWith("&");
		return (query.isEmpty() || separated) ? username + query : username + "&" + query;
	}

	private static void requireDistinct(String own, QueryString query) {
		Arrays.stream(own.split("&"))
			.map((parameter) -> QueryString.decodeName(parameter.split("=", 2)[0]))
			.filter(query.names()::contains)
			.findFirst()
			.ifPresent((name) -> {
				throw new IllegalArgumentException(
						"The parameter '%s' is in the query of the user name and set apart as well".formatted(name));
			});
	}

}
