package io.github.iotcustomauth.local.internal.server;

import java.util.LinkedHashMap;
import java.util.List;
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
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.Tls;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.policy.Policies;
import io.github.iotcustomauth.local.policy.PolicyStatement;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON texts that can leave the endpoint: password, token and signature are replaced, and
 * so is the value of every header and parameter that is not known to be harmless.
 */
final class RedactedJson {

	private static final String SECRET = "***";

	private static final int MAX_VALUE = 1024;

	// more than an answer that AWS IoT Core takes has with white space
	private static final int MAX_DOCUMENT = 8192;

	private static final Set<String> HARMLESS = Set.of("x-amz-customauthorizer-name", "sdk", "version", "platform",
			"host", "upgrade", "connection", "sec-websocket-version", "sec-websocket-protocol", "user-agent");

	// a client that composes its user name incorrectly may have put anything there
	private static final Pattern USER_NAME = Pattern.compile("[\\w.@:-]{0,64}");

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private RedactedJson() {
	}

	static String of(AuthorizerEvent event) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("tls", tls(event.protocolData().tls()));
		put(data, "http", http(event.protocolData().http(), event));
		put(data, "mqtt", mqtt(event.protocolData().mqtt(), event));
		Map<String, Object> shown = new LinkedHashMap<>();
		put(shown, "token", (event.token() != null) ? SECRET : null);
		shown.put("signatureVerified", event.signatureVerified());
		shown.put("protocols", event.protocols());
		shown.put("protocolData", data);
		shown.put("connectionMetadata", Map.of("id", event.connectionMetadata().id()));
		return MAPPER.writeValueAsString(shown);
	}

	static String of(AuthorizerResponse response, AuthorizerEvent event) {
		Map<String, Object> answer = new LinkedHashMap<>();
		put(answer, "isAuthenticated", response.isAuthenticated());
		put(answer, "principalId", redactedOrNull(response.principalId(), event, MAX_VALUE));
		List<String> documents = response.policyDocuments();
		put(answer, "policyDocuments",
				(documents != null) ? documents.stream()
					.limit(Policies.MAXIMUM_DOCUMENTS + 1L)
					.map((document) -> redacted(document, event, MAX_DOCUMENT))
					.toList() : null);
		put(answer, "disconnectAfterInSeconds", response.disconnectAfterInSeconds());
		put(answer, "refreshAfterInSeconds", response.refreshAfterInSeconds());
		put(answer, "reason", redactedOrNull(response.reason(), event, MAX_VALUE));
		return MAPPER.writeValueAsString(answer);
	}

	static String of(PolicyStatement statement) {
		Map<String, Object> shown = new LinkedHashMap<>();
		put(shown, "Sid", statement.sid());
		shown.put("Effect", (statement.effect() == PolicyStatement.Effect.ALLOW) ? "Allow" : "Deny");
		shown.put("Action", statement.actions());
		shown.put(statement.notResource() ? "NotResource" : "Resource", statement.resources());
		Map<String, Map<String, List<String>>> conditions = new LinkedHashMap<>();
		statement.conditions()
			.forEach(
					(condition) -> conditions.computeIfAbsent(condition.operator(), (operator) -> new LinkedHashMap<>())
						.put(condition.key(), condition.values()));
		put(shown, "Condition", conditions.isEmpty() ? null : conditions);
		return MAPPER.writeValueAsString(shown);
	}

	private static Map<String, Object> tls(Tls tls) {
		Map<String, Object> shown = new LinkedHashMap<>();
		put(shown, "serverName", bounded(tls.serverName(), MAX_VALUE));
		put(shown, "x509CertificatePem", (tls.x509CertificatePem() != null) ? SECRET : null);
		put(shown, "principalId", tls.principalId());
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
		put(shown, "clientId", bounded(mqtt.clientId(), MAX_VALUE));
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
		return cut(Stream.of(query.split("&"))
			.filter((parameter) -> !parameter.isEmpty())
			.map((parameter) -> parameter(parameter, event))
			.collect(Collectors.joining("&")), MAX_VALUE);
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
		return HARMLESS.contains(name.toLowerCase(Locale.ROOT)) ? redacted(value, event, MAX_VALUE) : SECRET;
	}

	private static @Nullable String redactedOrNull(@Nullable String text, AuthorizerEvent event, int limit) {
		return (text != null) ? redacted(text, event, limit) : null;
	}

	private static String redacted(String text, AuthorizerEvent event, int limit) {
		return cut(event.redact(text), limit);
	}

	private static @Nullable String bounded(@Nullable String text, int limit) {
		return (text != null) ? cut(text, limit) : null;
	}

	private static String cut(String text, int limit) {
		return (text.length() > limit) ? text.substring(0, limit) + "..." : text;
	}

	private static void put(Map<String, Object> target, String name, @Nullable Object value) {
		if (value != null) {
			target.put(name, value);
		}
	}

}
