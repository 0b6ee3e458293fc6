package io.github.iotcustomauth.sample.console;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.Http;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.Mqtt;
import org.jspecify.annotations.Nullable;

/**
 * Makes an event that can leave the process: password, token and signature are replaced,
 * and so is the value of every header and parameter that is not known to be harmless.
 */
final class RedactedEvent {

	/**
	 * Stands for what is not shown.
	 */
	static final String SECRET = "***";

	private static final Set<String> HARMLESS = Set.of("x-amz-customauthorizer-name", "sdk", "version", "platform",
			"host", "upgrade", "connection", "sec-websocket-version", "sec-websocket-protocol", "user-agent");

	// a client that composes its user name incorrectly may have put anything there
	private static final Pattern USER_NAME = Pattern.compile("[\\w.@:-]{0,64}");

	private RedactedEvent() {
	}

	static Map<String, Object> of(AuthorizerEvent event) {
		Map<String, Object> data = new LinkedHashMap<>();
		put(data, "tls", Map.of("serverName", String.valueOf(event.protocolData().tls().serverName())));
		put(data, "http", http(event.protocolData().http(), event));
		put(data, "mqtt", mqtt(event.protocolData().mqtt(), event));
		Map<String, Object> shown = new LinkedHashMap<>();
		put(shown, "token", (event.token() != null) ? SECRET : null);
		shown.put("signatureVerified", event.signatureVerified());
		shown.put("protocols", event.protocols());
		shown.put("protocolData", data);
		shown.put("connectionMetadata", Map.of("id", event.connectionMetadata().id()));
		return shown;
	}

	private static @Nullable Map<String, Object> http(@Nullable Http http, AuthorizerEvent event) {
		if (http == null) {
			return null;
		}
		Map<String, String> headers = new TreeMap<>();
		http.headers().forEach((name, value) -> headers.put(name, shown(name, value, event)));
		Map<String, Object> shown = new LinkedHashMap<>();
		shown.put("headers", headers);
		shown.put("queryString", query(http.queryString(), event));
		return shown;
	}

	private static @Nullable Map<String, Object> mqtt(@Nullable Mqtt mqtt, AuthorizerEvent event) {
		if (mqtt == null) {
			return null;
		}
		Map<String, Object> shown = new LinkedHashMap<>();
		put(shown, "username", username(mqtt.username(), event));
		put(shown, "password", (mqtt.password() != null) ? SECRET : null);
		put(shown, "clientId", mqtt.clientId());
		return shown;
	}

	private static @Nullable String username(@Nullable String username, AuthorizerEvent event) {
		if (username == null) {
			return null;
		}
		String user = event.user();
		String shown = USER_NAME.matcher(user).matches() ? event.redact(user) : SECRET;
		return (user.length() < username.length()) ? shown + "?" + query(username.substring(user.length() + 1), event)
				: shown;
	}

	private static String query(String query, AuthorizerEvent event) {
		return Stream.of(query.split("&"))
			.filter((parameter) -> !parameter.isEmpty())
			.map((parameter) -> parameter(parameter, event))
			.collect(Collectors.joining("&"));
	}

	private static String parameter(String parameter, AuthorizerEvent event) {
		int separator = parameter.indexOf('=');
		if (separator < 0) {
			return SECRET;
		}
		String name = parameter.substring(0, separator);
		return name + "=" + shown(name, parameter.substring(separator + 1), event);
	}

	private static String shown(String name, String value, AuthorizerEvent event) {
		return HARMLESS.contains(name.toLowerCase(Locale.ROOT)) ? event.redact(value) : SECRET;
	}

	private static void put(Map<String, Object> target, String name, @Nullable Object value) {
		if (value != null) {
			target.put(name, value);
		}
	}

}
