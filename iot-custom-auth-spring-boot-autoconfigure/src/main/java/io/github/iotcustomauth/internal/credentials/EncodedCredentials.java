package io.github.iotcustomauth.internal.credentials;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.github.iotcustomauth.credentials.CredentialsLocation;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Credentials as they go on the wire: user name and password of the CONNECT packet, and
 * headers and query of the WebSocket upgrade request.
 * <p>
 * Source: AWS IoT Core developer guide, "Connecting to AWS IoT Core by using custom
 * authentication".
 */
public final class EncodedCredentials {

	private static final String AUTHORIZER_NAME = "x-amz-customauthorizer-name";

	private static final String SIGNATURE = "x-amz-customauthorizer-signature";

	/**
	 * Maximum length of a password, in bytes.
	 */
	public static final int MAX_PASSWORD_BYTES = 65535;

	private final @Nullable String username;

	private final byte @Nullable [] password;

	private final Map<String, String> headers;

	private final String query;

	private EncodedCredentials(@Nullable String username, byte @Nullable [] password, Map<String, String> headers,
			String query) {
		this.username = username;
		this.password = password;
		this.headers = headers;
		this.query = query;
	}

	/**
	 * Encode credentials.
	 * @param credentials the credentials
	 * @param location where authorizer name, token and signature travel
	 * @return the encoded credentials
	 * @throws IllegalArgumentException if they cannot be written without ambiguity; the
	 * message is free of secrets
	 */
	public static EncodedCredentials encode(CustomAuthCredentials credentials, CredentialsLocation location) {
		Assert.notNull(credentials, "'credentials' must not be null");
		Assert.notNull(location, "'location' must not be null");
		requirePassword(credentials.getPassword());
		QueryString query = new QueryString();
		Map<String, String> headers = new LinkedHashMap<>();
		if (location == CredentialsLocation.HEADERS) {
			addHeaders(credentials, headers, query);
		}
		else {
			addAuthorizer(credentials, query);
		}
		credentials.getParameters().forEach(query::add);
		boolean inConnect = (location == CredentialsLocation.CONNECT);
		String username = ConnectUsername.compose(credentials.getUsername(), query.names(),
				inConnect ? query.toString() : "");
		return new EncodedCredentials(username, credentials.getPassword(), headers, inConnect ? "" : query.toString());
	}

	// MQTT 5 section 1.5.6: the length of binary data is written in two bytes
	private static void requirePassword(byte @Nullable [] password) {
		Assert.isTrue(password == null || password.length <= MAX_PASSWORD_BYTES,
				() -> "The password has %d bytes; MQTT allows %d".formatted(Objects.requireNonNull(password).length,
						MAX_PASSWORD_BYTES));
	}

	private static void addAuthorizer(CustomAuthCredentials credentials, QueryString query) {
		if (credentials.getAuthorizerName() != null) {
			query.add(AUTHORIZER_NAME, credentials.getAuthorizerName());
		}
		String keyName = credentials.getTokenKeyName();
		if (keyName != null) {
			query.add(keyName, Objects.requireNonNull(credentials.getTokenValue()));
			query.addUnlessEncoded(SIGNATURE, Objects.requireNonNull(credentials.getTokenSignature()));
		}
	}

	private static void addHeaders(CustomAuthCredentials credentials, Map<String, String> headers, QueryString query) {
		if (credentials.getAuthorizerName() != null) {
			query.reserve(AUTHORIZER_NAME);
			headers.put(AUTHORIZER_NAME, credentials.getAuthorizerName());
		}
		String keyName = credentials.getTokenKeyName();
		if (keyName != null) {
			query.reserve(keyName);
			query.reserve(SIGNATURE);
			headers.put(keyName, printable(Objects.requireNonNull(credentials.getTokenValue())));
			headers.put(SIGNATURE,
					printable(QueryString.decodeIfEncoded(Objects.requireNonNull(credentials.getTokenSignature()))));
		}
	}

	// a header that is not printable ASCII would be cut, changed or taken for two
	private static String printable(String value) {
		Assert.isTrue(value.chars().allMatch((c) -> c > ' ' && c < 127),
				"The token and its signature must be printable ASCII without spaces to travel in headers; "
						+ "use 'connect' or 'query' for them");
		return value;
	}

	/**
	 * The CONNECT user name.
	 * @return the user name, or {@code null} when none is to be sent
	 */
	public @Nullable String getUsername() {
		return this.username;
	}

	/**
	 * The CONNECT password.
	 * @return the bytes, or {@code null} when none is to be sent
	 */
	public byte @Nullable [] getPassword() {
		return this.password;
	}

	/**
	 * Further headers of the WebSocket upgrade request.
	 * @return the headers
	 */
	public Map<String, String> getHeaders() {
		return this.headers;
	}

	/**
	 * The query of the WebSocket upgrade request.
	 * @return the encoded query without {@code ?}, empty when there is none
	 */
	public String getQuery() {
		return this.query;
	}

	@Override
	public String toString() {
		return "EncodedCredentials[******]";
	}

}
