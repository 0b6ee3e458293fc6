package io.github.iotcustomauth.internal.credentials;

import java.util.Arrays;
import java.util.Set;

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
	 * @param taken the names of all parameters, those that travel elsewhere included
	 * @param query the encoded parameters to add, may be empty
	 * @return the composed user name, or {@code null} when there is nothing to send
	 */
	static @Nullable String compose(@Nullable String username, Set<String> taken, String query) {
		String composed = join((username != null) ? username : "", taken, query);
		requireText(composed);
		Assert.isTrue(QueryString.utf8(composed).remaining() <= MAX_BYTES,
				"The CONNECT user name with its parameters is longer than the " + MAX_BYTES
						+ " bytes of an MQTT string");
		return (composed.isEmpty() && username == null) ? null : composed;
	}

	// without the text, which may have a token
	private static void requireText(String composed) {
		Assert.isTrue(composed.indexOf('\u0000') == -1, "The CONNECT user name must not contain U+0000");
		Assert.isTrue(composed.chars().noneMatch((c) -> Character.isSurrogate((char) c)),
				"The CONNECT user name must not contain characters beyond U+FFFF, which the native client (aws-crt) "
						+ "corrupts");
	}

	private static String join(String username, Set<String> taken, String query) {
		int question = username.lastIndexOf('?');
		if (question == -1) {
			return query.isEmpty() ? username : username + "?" + query;
		}
		String own = username.substring(question + 1);
		requireDistinct(own, taken);
		boolean separated = own.isEmpty() || own.endsWith("&");
		return (query.isEmpty() || separated) ? username + query : username + "&" + query;
	}

	private static void requireDistinct(String own, Set<String> taken) {
		Arrays.stream(own.split("&"))
			.map((parameter) -> QueryString.decodeName(parameter.split("=", 2)[0]))
			.filter(taken::contains)
			.findFirst()
			.ifPresent((name) -> {
				throw new IllegalArgumentException(
						"The parameter '%s' is in the query of the user name and set apart as well".formatted(name));
			});
	}

}
