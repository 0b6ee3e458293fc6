package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.text.MqttText;
import io.github.iotcustomauth.transport.ConnectionSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Checks the properties that are neither checked where they are converted nor settings of
 * the connection, which {@link ConnectionSettings} checks.
 *
 * @param properties the properties
 */
record IotCustomAuthPropertiesValidator(IotCustomAuthProperties properties) {

	// a payload of 128 KB and its topic
	private static final DataSize MIN_PENDING_BYTES = DataSize.ofKilobytes(129);

	private static final int MAX_POOL_SIZE = 100;

	/**
	 * Check the properties.
	 * @throws InvalidIotPropertyException if one of them cannot be used
	 */
	void validate() {
		int size = this.properties.getPoolSize();
		check(size >= 1 && size <= MAX_POOL_SIZE, "pool-size", size,
				"A connection consists of at least one client, and of %d at most".formatted(MAX_POOL_SIZE),
				"Set '%s' to a number from '1' to '" + MAX_POOL_SIZE + "'.");
		publish(this.properties.getPublish());
		request(this.properties.getRequest());
	}

	private static void publish(IotCustomAuthProperties.Publish publish) {
		new PublishRateProperty(publish.getRate()).value();
		check(publish.getMaxPendingBytes().compareTo(MIN_PENDING_BYTES) >= 0, "publish.max-pending-bytes",
				publish.getMaxPendingBytes(), "The largest message that AWS IoT Core takes would never be accepted",
				"Set '%s' to at least '" + MIN_PENDING_BYTES.toKilobytes() + "KB'.");
	}

	private static void request(IotCustomAuthProperties.Request request) {
		positive("request.timeout", request.getTimeout());
		String topic = request.getReplyTopic();
		if (StringUtils.hasLength(topic)) {
			String key = InvalidIotPropertyException.key("request.reply-topic");
			InvalidIotPropertyException.convert(key, topic,
					"Set '%s' to a topic that AWS IoT Core accepts and that no other client uses.".formatted(key),
					() -> {
						MqttText.require("Topic", topic);
						return IotMessage.to(topic);
					});
		}
	}

	private static void positive(String name, Duration value) {
		check(!value.isZero() && !value.isNegative(), name, value, "The duration must be longer than zero",
				"Set '%s' to a duration such as '30s'.");
	}

	private static void check(boolean valid, String name, @Nullable Object value, String reason, String cure) {
		if (!valid) {
			String key = InvalidIotPropertyException.key(name);
			throw new InvalidIotPropertyException(key, InvalidIotPropertyException.shown(value), reason,
					cure.formatted(key));
		}
	}

}
