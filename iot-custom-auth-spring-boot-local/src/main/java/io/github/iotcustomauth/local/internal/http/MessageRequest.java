package io.github.iotcustomauth.local.internal.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.local.MessageProperties;
import io.github.iotcustomauth.local.MessageProperties.UserProperty;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Message of a request: payload, and MQTT 5 properties in its query and headers.
 */
final class MessageRequest {

	private static final String USER_PROPERTIES = "x-amz-mqtt5-user-properties";

	private static final String NOT_PROPERTIES = USER_PROPERTIES + " is not a JSON list of objects with texts";

	private static final String PAYLOAD_FORMAT = "x-amz-mqtt5-payload-format-indicator";

	private static final String CORRELATION_DATA = "x-amz-mqtt5-correlation-data";

	private static final Set<String> PAYLOAD_FORMATS = Set.of("UNSPECIFIED_BYTES", "UTF8_DATA");

	private MessageRequest() {
	}

	static LocalIotCoreMessage toPublish(CallRequest request, String topic) {
		String expiry = request.parameter("messageExpiry");
		return message(request, topic, (int) request.number("qos", 0, 0, Limits.MAXIMUM_QOS), request.flag("retain"),
				(expiry != null) ? Duration.ofSeconds(request.number("messageExpiry", 0, 0, 0xFFFF_FFFFL)) : null);
	}

	// A direct message comes with QoS 1 if its sender waits for a confirmation.
	static LocalIotCoreMessage direct(CallRequest request) {
		String topic = request.parameter("topic");
		if (topic == null) {
			throw CallRequest.invalid("topic is missing");
		}
		return message(request, topic, request.flag("confirmation") ? 1 : 0, false, null);
	}

	private static LocalIotCoreMessage message(CallRequest request, String topic, int qos, boolean retained,
			@Nullable Duration expiry) {
		MessageProperties properties = new MessageProperties(request.parameter("contentType"),
				request.parameter("responseTopic"), correlationData(request), expiry, isUtf8(request),
				userProperties(request));
		return new LocalIotCoreMessage(Instant.now(), "", topic, request.body(), qos, retained, properties);
	}

	private static byte @Nullable [] correlationData(CallRequest request) {
		String header = request.header(CORRELATION_DATA);
		return (header != null) ? base64(CORRELATION_DATA, header) : null;
	}

	private static boolean isUtf8(CallRequest request) {
		String format = request.header(PAYLOAD_FORMAT);
		CallRules.require(format == null || PAYLOAD_FORMATS.contains(format),
				PAYLOAD_FORMAT + " is neither UNSPECIFIED_BYTES nor UTF8_DATA");
		return "UTF8_DATA".equals(format);
	}

	private static List<UserProperty> userProperties(CallRequest request) {
		String header = request.header(USER_PROPERTIES);
		if (header == null) {
			return List.of();
		}
		List<UserProperty> properties = new ArrayList<>();
		for (JsonNode element : readList(base64(USER_PROPERTIES, header))) {
			CallRules.require(element.isObject(), NOT_PROPERTIES);
			element.properties().forEach((property) -> {
				CallRules.require(property.getValue().isString(), NOT_PROPERTIES);
				properties.add(new UserProperty(property.getKey(), property.getValue().stringValue()));
			});
		}
		return properties;
	}

	private static JsonNode readList(byte[] json) {
		try {
			JsonNode list = JsonMapper.shared().readTree(json);
			if (list.isArray()) {
				return list;
			}
		}
		catch (JacksonException ex) {
			// told below: its message quotes the text
		}
		throw CallRequest.invalid(NOT_PROPERTIES);
	}

	private static byte[] base64(String name, String text) {
		try {
			return Base64.getDecoder().decode(text);
		}
		catch (IllegalArgumentException ex) {
			throw CallRequest.invalid(name + " is not in base64");
		}
	}

	// Return user properties as AWS puts them into JSON: base64 of a list.
	static @Nullable String encode(List<UserProperty> properties) {
		if (properties.isEmpty()) {
			return null;
		}
		byte[] json = JsonMapper.shared()
			.writeValueAsBytes(
					properties.stream().map((property) -> Map.of(property.name(), property.value())).toList());
		return Base64.getEncoder().encodeToString(json);
	}

}
