package io.github.iotcustomauth.local.authorizer;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.ConnectionMetadata;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.Http;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.Mqtt;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.ProtocolData;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.Tls;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt.Upgrade;
import org.jspecify.annotations.Nullable;

/**
 * What a client presented to its authorizer, wherever it put it: in the query of the
 * CONNECT user name, in the query of the WebSocket upgrade, or in the headers of that
 * upgrade.
 * <p>
 * AWS does not say what happens when one parameter comes along several ways; here the
 * order above decides, an empty value counting as none. Names are compared without regard
 * to case. Values of a query are percent-decoded once, a plain {@code +} being a space;
 * headers are taken as they are. The query of a user name starts after its last
 * {@code ?}, which is where the service cuts too; what looks like a parameter before it
 * is not one.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth.html">Connecting by
 * using custom authentication</a>
 */
final class CustomAuthRequest {

	static final String SIGNATURE = "x-amz-customauthorizer-signature";

	private static final String AUTHORIZER_NAME = "x-amz-customauthorizer-name";

	private static final String PARAMETER_PREFIX = "x-amz-customauthorizer-";

	private final ConnectAttempt attempt;

	private final Map<String, String> parameters;

	private CustomAuthRequest(ConnectAttempt attempt, Map<String, String> parameters) {
		this.attempt = attempt;
		this.parameters = Collections.unmodifiableMap(parameters);
	}

	static CustomAuthRequest of(ConnectAttempt attempt) {
		String username = (attempt.username() != null) ? attempt.username() : "";
		int query = username.lastIndexOf('?');
		Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		if (query >= 0) {
			addQuery(username.substring(query + 1), parameters);
		}
		Upgrade upgrade = attempt.upgrade();
		if (upgrade != null) {
			addQuery(upgrade.queryString(), parameters);
			upgrade.headers().forEach((name, value) -> add(name, value, parameters));
		}
		return new CustomAuthRequest(attempt, parameters);
	}

	/**
	 * Return a user name without its query.
	 * @param username the user name of a CONNECT packet
	 * @return what comes before its last {@code ?}
	 */
	static String withoutQuery(String username) {
		int query = username.lastIndexOf('?');
		return (query >= 0) ? username.substring(0, query) : username;
	}

	private static void addQuery(String query, Map<String, String> parameters) {
		for (String parameter : query.split("&", -1)) {
			int separator = parameter.indexOf('=');
			if (separator > 0) {
				add(decode(parameter.substring(0, separator)), decode(parameter.substring(separator + 1)), parameters);
			}
		}
	}

	private static void add(String name, String value, Map<String, String> parameters) {
		if (!value.isEmpty()) {
			parameters.putIfAbsent(name, value);
		}
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			// a '%' that encodes nothing: some clients send tokens unencoded
			return text;
		}
	}

	String clientId() {
		return this.attempt.clientId();
	}

	@Nullable String serverName() {
		return this.attempt.serverName();
	}

	String sourceAddress() {
		return this.attempt.sourceAddress();
	}

	@Nullable ClientCertificate clientCertificate() {
		return this.attempt.clientCertificate();
	}

	/**
	 * Return the user name without its query.
	 * @return the user name, empty when there is none
	 */
	String user() {
		String username = this.attempt.username();
		return (username != null) ? withoutQuery(username) : "";
	}

	@Nullable String authorizerName() {
		return parameter(AUTHORIZER_NAME);
	}

	@Nullable String parameter(String name) {
		return this.parameters.get(name);
	}

	/**
	 * Return what AWS IoT Core hands to an authorizer (DG/config-custom-auth): without a
	 * question mark before the query, and without what the client did not send (FL-T).
	 * @param token the verified token, or {@code null} when signing is disabled
	 * @return the event
	 */
	AuthorizerEvent toEvent(@Nullable String token) {
		Upgrade upgrade = this.attempt.upgrade();
		return new AuthorizerEvent(token, token != null,
				(upgrade != null) ? List.of("tls", "http", "mqtt") : List.of("tls", "mqtt"),
				new ProtocolData(tls(), (upgrade != null) ? new Http(upgrade.headers(), upgrade.queryString()) : null,
						new Mqtt(this.attempt.username(), this.attempt.password(),
								this.attempt.clientIdAssigned() ? null : this.attempt.clientId())),
				new ConnectionMetadata(this.attempt.connectionId()));
	}

	private Tls tls() {
		ClientCertificate certificate = clientCertificate();
		return (certificate != null) ? new Tls(serverName(), certificate.pem(), certificate.id())
				: new Tls(serverName());
	}

	/**
	 * Whether the part of the user name that is no query looks as if its author meant it
	 * to be one.
	 * @return whether parameters were left out
	 */
	boolean hasMisplacedParameters() {
		return user().toLowerCase(Locale.ROOT).contains(PARAMETER_PREFIX);
	}

	@Override
	public String toString() {
		return "CustomAuthRequest[" + this.attempt + "]";
	}

}
