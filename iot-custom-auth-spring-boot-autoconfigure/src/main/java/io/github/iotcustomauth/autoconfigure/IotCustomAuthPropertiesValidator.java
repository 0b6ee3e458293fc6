package io.github.iotcustomauth.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CredentialsLocation;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.TransportType;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Checks the properties that are not checked where they are converted. The limits are
 * those of AWS IoT Core ("AWS IoT Core message broker and protocol limits and quotas").
 *
 * @param properties the properties
 */
record IotCustomAuthPropertiesValidator(IotCustomAuthProperties properties) {

	private static final Duration MIN_KEEP_ALIVE = Duration.ofSeconds(30);

	private static final Duration MAX_KEEP_ALIVE = Duration.ofMinutes(20);

	private static final Duration MAX_SESSION_EXPIRY = Duration.ofDays(7);

	// a payload of 128 KB and its topic
	private static final DataSize MIN_PENDING_BYTES = DataSize.ofKilobytes(129);

	/**
	 * Check the properties.
	 * @throws InvalidIotPropertyException if one of them cannot be used
	 */
	void validate() {
		clientId(this.properties.getClientId());
		credentialsIn(this.properties.getCredentialsIn(), this.properties.getTransport());
		keepAlive(this.properties.getKeepAlive());
		positive("connect-timeout", this.properties.getConnectTimeout());
		positive("operation-timeout", this.properties.getOperationTimeout());
		sessionExpiry(this.properties.getSession().getExpiry());
		reconnect(this.properties.getReconnect());
		receiveMaximum(this.properties.getReceiveMaximum());
		publish(this.properties.getPublish());
		request(this.properties.getRequest());
	}

	private static void clientId(@Nullable String clientId) {
		int bytes = (clientId != null) ? clientId.getBytes(StandardCharsets.UTF_8).length : 0;
		int limit = ConnectionSettings.MAX_CLIENT_ID_BYTES;
		check(bytes <= limit, "client-id", clientId,
				"The client id has %d bytes; AWS IoT Core allows %d".formatted(bytes, limit),
				"Set '%s' to a shorter text.");
	}

	private static void credentialsIn(CredentialsLocation location, TransportType transport) {
		check(location == CredentialsLocation.CONNECT || transport == TransportType.WEBSOCKET, "credentials-in",
				location, "Direct TLS has no upgrade request that credentials could travel in",
				"Set '%s' to 'connect', or '" + InvalidIotPropertyException.key("transport") + "' to 'websocket'.");
	}

	private static void keepAlive(Duration keepAlive) {
		check(keepAlive.compareTo(MIN_KEEP_ALIVE) >= 0 && keepAlive.compareTo(MAX_KEEP_ALIVE) <= 0, "keep-alive",
				keepAlive, "AWS IoT Core keeps to intervals between 30 seconds and 20 minutes",
				"Set '%s' to a duration from '30s' to '20m'.");
	}

	private static void sessionExpiry(Duration expiry) {
		check(!expiry.isNegative() && expiry.compareTo(MAX_SESSION_EXPIRY) <= 0, "session.expiry", expiry,
				"AWS IoT Core keeps sessions for at most 7 days",
				"Set '%s' to a duration from '0' (no session is kept) to '7d'.");
	}

	private static void reconnect(IotCustomAuthProperties.Reconnect reconnect) {
		positive("reconnect.min-delay", reconnect.getMinDelay());
		check(reconnect.getMinDelay().compareTo(reconnect.getMaxDelay()) <= 0, "reconnect.max-delay",
				reconnect.getMaxDelay(),
				"The longest delay is shorter than the shortest, which is " + shown(reconnect.getMinDelay()),
				"Set '%s' to at least '" + InvalidIotPropertyException.key("reconnect.min-delay") + "'.");
	}

	private static void receiveMaximum(int receiveMaximum) {
		check(receiveMaximum > 0 && receiveMaximum < 65536, "receive-maximum", receiveMaximum,
				"MQTT allows a receive maximum between 1 and 65535", "Set '%s' to a number from '1' to '65535'.");
	}

	private static void publish(IotCustomAuthProperties.Publish publish) {
		new PublishRateProperty(publish.getRate()).value();
		check(publish.getMaxPending() > 0, "publish.max-pending", publish.getMaxPending(),
				"No message could be published", "Set '%s' to at least '1'.");
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
					() -> IotMessage.to(topic));
		}
	}

	private static void positive(String name, Duration value) {
		check(!value.isZero() && !value.isNegative(), name, value, "The duration must be longer than zero",
				"Set '%s' to a duration such as '30s'.");
	}

	private static void check(boolean valid, String name, @Nullable Object value, String reason, String cure) {
		if (!valid) {
			String key = InvalidIotPropertyException.key(name);
			throw new InvalidIotPropertyException(key, shown(value), reason, cure.formatted(key));
		}
	}

	private static @Nullable Object shown(@Nullable Object value) {
		if (value instanceof Duration duration) {
			return DurationStyle.SIMPLE.print(duration,
					(duration.toMillisPart() == 0) ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
		}
		return (value instanceof CredentialsLocation location) ? location.name().toLowerCase(Locale.ROOT) : value;
	}

}
