package io.github.iotcustomauth.internal.store.jdbc;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.StringJoiner;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Optional properties of a message as form-encoded text.
 */
final class MessageProperties {

	private static final String CONTENT_TYPE = "content-type";

	private static final String RESPONSE_TOPIC = "response-topic";

	private static final String CORRELATION_DATA = "correlation-data";

	private static final String USER = "user:";

	private MessageProperties() {
	}

	static String encode(IotMessage message) {
		StringJoiner text = new StringJoiner("&");
		add(text, CONTENT_TYPE, message.contentType());
		add(text, RESPONSE_TOPIC, message.responseTopic());
		byte[] correlationData = message.correlationData();
		if (correlationData != null) {
			add(text, CORRELATION_DATA, Base64.getEncoder().encodeToString(correlationData));
		}
		message.userProperties().forEach((property) -> add(text, USER + property.getKey(), property.getValue()));
		return text.toString();
	}

	private static void add(StringJoiner text, String name, @Nullable String value) {
		if (value != null) {
			text.add(encode(name) + "=" + encode(value));
		}
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	static void decode(String text, IotMessage.Builder message) {
		if (text.isEmpty()) {
			return;
		}
		for (String pair : text.split("&", -1)) {
			int equals = pair.indexOf('=');
			if (equals < 0) {
				throw new IllegalArgumentException("'" + PrintableText.of(pair) + "' is not a property with a value");
			}
			decode(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)), message);
		}
	}

	private static void decode(String name, String value, IotMessage.Builder message) {
		switch (name) {
			case CONTENT_TYPE -> message.contentType(value);
			case RESPONSE_TOPIC -> message.responseTopic(value);
			case CORRELATION_DATA -> message.correlationData(Base64.getDecoder().decode(value));
			default -> {
				if (!name.startsWith(USER)) {
					throw new IllegalArgumentException("Unknown property '" + PrintableText.of(name) + "'");
				}
				message.userProperty(name.substring(USER.length()), value);
			}
		}
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

}
