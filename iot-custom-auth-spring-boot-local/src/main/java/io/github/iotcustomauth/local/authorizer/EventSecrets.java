package io.github.iotcustomauth.local.authorizer;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Knows what must not be repeated of an event.
 * <p>
 * Messages of an authorizer are worth showing, and written by people who may quote what
 * they were given. A secret that they have changed is not recognized.
 */
final class EventSecrets {

	private static final int SHORT = 4;

	/** Of a longer text only the beginning is shown. */
	private static final int MAXIMUM_TEXT = 64 * 1024;

	/** Shorter parts of a header are words such as {@code Bearer}. */
	private static final int PART = 8;

	private static final Pattern PARTS = Pattern.compile("[\\s;,=]+");

	private static final Set<String> HARMLESS = Set.of("x-amz-customauthorizer-name", "sdk", "version", "platform",
			"host", "upgrade", "connection", "sec-websocket-version", "sec-websocket-protocol",
			"sec-websocket-extensions", "content-length", "user-agent", "accept", "accept-encoding", "origin",
			"content-type", "qos", "retain");

	private static final Pattern PARAMETER = Pattern.compile("[?&]");

	private final List<String> secrets;

	EventSecrets(AuthorizerEvent event) {
		Set<String> found = new HashSet<>();
		add(event.token(), found);
		AuthorizerEvent.Mqtt mqtt = event.protocolData().mqtt();
		if (mqtt != null) {
			add(mqtt.password(), found);
			byte[] password = mqtt.passwordBytes();
			add((password != null) ? new String(password, StandardCharsets.UTF_8) : null, found);
			addParameters(mqtt.username(), found);
		}
		AuthorizerEvent.Http http = event.protocolData().http();
		if (http != null) {
			addParameters(http.queryString(), found);
			http.headers().forEach((name, value) -> {
				if (!HARMLESS.contains(name)) {
					add(value, found);
					PARTS.splitAsStream(value).filter((part) -> part.length() >= PART).forEach(found::add);
				}
			});
		}
		// a secret may be a part of another one
		this.secrets = found.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
	}

	private static void addParameters(@Nullable String text, Set<String> found) {
		if (text == null) {
			return;
		}
		for (String parameter : PARAMETER.split(text, -1)) {
			int separator = parameter.indexOf('=');
			if (separator > 0 && !HARMLESS.contains(parameter.substring(0, separator).toLowerCase(Locale.ROOT))) {
				String value = parameter.substring(separator + 1);
				add(value, found);
				add(decode(value), found);
			}
		}
	}

	private static @Nullable String decode(String value) {
		try {
			return URLDecoder.decode(value, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static void add(@Nullable String secret, Set<String> found) {
		if (secret != null && !secret.isBlank()) {
			found.add(secret);
		}
	}

	String redact(String text) {
		if (text.length() <= MAXIMUM_TEXT) {
			return replaceSecrets(text);
		}
		String redacted = replaceSecrets(text.substring(0, MAXIMUM_TEXT));
		// the cut may have gone through a secret
		int longest = this.secrets.isEmpty() ? 0 : this.secrets.get(0).length();
		return redacted.substring(0, Math.max(redacted.length() - longest, 0)) + "...";
	}

	private String replaceSecrets(String text) {
		String redacted = text;
		for (String secret : this.secrets) {
			// in a word, a short one says nothing
			redacted = (secret.length() >= SHORT) ? redacted.replace(secret, "***")
					: redacted.replaceAll("(?<![a-zA-Z0-9])" + Pattern.quote(secret) + "(?![a-zA-Z0-9])", "***");
		}
		return redacted;
	}

}
